"""`waymark keys`: make a key, change to it, and take the old one out."""

from storage.database.vault import Vault
from tests.bot.office import Office


def test_a_key_is_made_changed_to_and_the_old_one_taken_out(office: Office) -> None:
    newest = office.says("keys new").out.strip()
    Vault([newest])
    both = f"{newest},{office.key}"
    (said,) = office.says("keys rotate --json", WAYMARK_KEYS=both).values
    assert said["sealed_again"] > 10
    assert office.says("people list", WAYMARK_KEYS=newest).code == 0
    assert office.says("people list").code == 2, "the old key alone opens nothing now"
    again = office.says("keys rotate", WAYMARK_KEYS=newest)
    assert (again.code, again.out.split()[0]) == (0, "0"), "it is all there already"

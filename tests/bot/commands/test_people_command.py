"""`waymark people`: setting Waymark up for a school, and keeping it right as people come and go."""

import shutil
from pathlib import Path

import pytest

from storage.database.engine import Tx
from storage.people import addresses, people
from storage.people.people import KnownAs, Person, Role
from tests.bot.office import Office, signed_record

TENANT = "11111111-AAAA-4222-8333-444444444444"
OBJECT = "55555555-BBBB-4666-8777-888888888888"
SCHOOL = "demo-school"


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path) -> Office:
    """A real installation, with nobody in it yet."""
    shutil.copy(sqlite_template, tmp_path / "waymark.db")
    return Office(tmp_path)


def test_a_school_is_set_up(empty: Office) -> None:
    assert "nobody yet" in empty.says("people list").out
    (school,) = empty.says(
        "people setting add 'Harbour Lane School' --kind primary_school --json "
        "--contact 'dsl=Example Lead; 01632 960110; until 16:00' --contact 'police=;999'"
    ).values
    assert school["contacts"] == {
        "dsl": {"name": "Example Lead", "phone": "01632 960110", "note": "until 16:00"},
        "police": {"phone": "999"},
    }
    (lead,) = empty.says(
        f"people add 'Example  Lead' --setting {school['id']} --role dsl --role worker --login lead "
        f"--mail lead@example.org --tenant {TENANT} --entra {OBJECT} --json"
    ).values
    assert (lead["name"], lead["demo"], lead["has_mail"]) == ("Example Lead", False, True)
    assert lead["roles"] == [{"role": "dsl", "setting": school["id"]}, {"role": "worker", "setting": school["id"]}]

    async def as_teams_says_it(tx: Tx) -> tuple[Person | None, str | None]:
        found = await people.find_entra(tx, TENANT.lower(), OBJECT.lower())
        return found, (await addresses.get(tx, lead["id"])).mail

    found, mail = empty.changes(as_teams_says_it)
    assert found is not None
    assert (found.id, mail) == (lead["id"], "lead@example.org")
    listed = empty.says("people list --json").out + empty.says("people list").out
    assert lead["id"] in listed
    assert not any(kept in listed for kept in ("lead@example.org", TENANT, TENANT.lower(), OBJECT, OBJECT.lower()))


def test_contacts_are_changed_one_at_a_time(office: Office) -> None:
    office.says(f"people setting contact {SCHOOL} --contact 'dsl=Someone Else' --contact lado=")
    contacts = {s["id"]: s["contacts"] for s in office.says("people setting list --json").values}[SCHOOL]
    assert contacts["dsl"] == {"name": "Someone Else"}
    assert "lado" not in contacts
    assert contacts["police"]["phone"] == "999"
    assert "dsl: Someone Else" in office.says("people setting list").out


def test_whoever_is_on_call_may_have_a_mail_address_and_nobody_else(office: Office) -> None:
    office.says(f"people setting contact {SCHOOL} --contact 'on_call=Night; 01632 960190; night@example.org'")
    contacts = {s["id"]: s["contacts"] for s in office.says("people setting list --json").values}[SCHOOL]
    assert contacts["on_call"] == {"name": "Night", "phone": "01632 960190", "mail": "night@example.org"}
    refused = office.says(f"people setting contact {SCHOOL} --contact 'dsl=Jo;; jo@example.org'")
    assert refused.code != 0
    assert "on_call" in refused.err


def test_roles_are_exactly_what_is_given_and_only_there(office: Office) -> None:
    office.says("people roles worker --setting demo-foster --role worker")
    (now,) = office.says("people roles worker --role deputy --json").values
    assert now["roles"] == [{"role": "deputy", "setting": SCHOOL}, {"role": "worker", "setting": "demo-foster"}]
    (now,) = office.says("people roles worker --none --json").values
    assert now["roles"] == [{"role": "worker", "setting": "demo-foster"}]


def test_a_dsl_who_moves_leaves_their_records_behind_with_a_receipt(office: Office) -> None:
    reference = office.changes(signed_record).reference
    said = office.says("people move dsl --setting demo-foster --role dsl")
    assert f"{reference}, Larkfield Demo School: Ali Penhale (demo) is responsible now" in said.out
    assert "Receipt. 1 records passed on" in said.out
    assert office.says(f"records export {reference} --as dsl").code == 2
    assert office.says(f"records export {reference} --as deputy").code == 0
    (moved,) = office.says("people leave deputy --json").values
    assert moved["passed_on"] == [{"reference": reference, "setting": SCHOOL, "to": "demo-head", "filed": False}]
    assert "work there already" in office.says("people move dsl --setting demo-foster --role dsl").err


def test_the_last_who_could_answer_for_a_record_stays_until_somebody_else_can(office: Office) -> None:
    office.changes(signed_record)
    for login in ("deputy", "head"):
        assert office.says(f"people leave {login}").code == 0
    for line in ("people leave dsl", "people roles dsl --none", "people move dsl --setting demo-foster --role dsl"):
        said = office.says(line)
        assert (said.code, "Give somebody there the role first" in said.err) == (2, True), line
    office.says("people roles worker2 --role deputy")
    assert office.says("people leave dsl").code == 0


def test_who_left_is_known_no_longer(office: Office) -> None:
    assert office.says("people leave worker2 --json").values == [{"id": "demo-worker2", "left": True, "passed_on": []}]
    assert "demo-worker2" not in office.says("people list").out
    for line in ("people leave worker2", "people roles demo-worker2 --role dsl", "people reach worker2 --mail a@b.org"):
        assert office.says(line).code == 2
    taken = office.says(f"people add 'Somebody New' --setting {SCHOOL} --role worker --login worker2")
    assert (taken.code, "who has left" in taken.err) == (2, True)


def test_a_person_is_linked_to_teams_once(office: Office) -> None:
    (linked,) = office.says(f"people reach worker --tenant {TENANT} --entra {OBJECT} --json").values

    async def in_teams(tx: Tx) -> Person | None:
        return await people.find_entra(tx, TENANT.lower(), OBJECT.lower())

    found = office.changes(in_teams)
    assert found is not None
    assert found.id == linked["id"] == "demo-worker"
    assert office.says(f"people reach worker --tenant {TENANT} --entra {OBJECT}").code == 0
    assert office.says(f"people reach worker2 --tenant {TENANT} --entra {OBJECT}").code == 2


def test_somebody_added_to_the_demo_is_invented_too(office: Office) -> None:
    (added,) = office.says(f"people add 'New (demo)' --setting {SCHOOL} --role worker --json").values
    assert added["demo"] is True
    here = {one["id"] for one in office.says(f"people list --setting {SCHOOL} --json").values}
    assert {added["id"], "demo-dsl"} <= here
    assert "demo-foster" not in here


ADD = f"people add 'New Person' --setting {SCHOOL} --role worker"


@pytest.mark.parametrize(
    "line",
    [
        "people add 'New Person' --setting nowhere --role worker",
        f"people add 'New Person' --setting {SCHOOL}",
        f"people add '' --setting {SCHOOL} --role worker",
        f"people add '{'x' * 300}' --setting {SCHOOL} --role worker",
        f"people add 'New Person' --setting {SCHOOL} --role king",
        f"{ADD} --login dsl",
        f"{ADD} --login 'With Blanks'",
        f"{ADD} --mail nowhere",
        f"{ADD} --mail 'a@example.org, b@example.org'",
        f"{ADD} --entra {OBJECT}",
        f"{ADD} --tenant x --entra {OBJECT}",
        "people roles worker",
        "people roles worker --role dsl --none",
        "people roles worker --role dsl --setting nowhere",
        "people roles nobody --role dsl",
        "people reach worker",
        "people leave nobody",
        "people list --setting nowhere",
        "people setting add School --kind castle",
        "people setting add School --kind youth --contact dsl",
        "people setting add School --kind youth --contact king=Somebody",
        f"people setting contact {SCHOOL} --contact 'dsl={'x' * 400}'",
        "people setting contact nowhere --contact dsl=Somebody",
    ],
)
def test_what_makes_no_sense_changes_nothing(office: Office, line: str) -> None:
    before = office.says("people list --json").out + office.says("people setting list --json").out
    said = office.says(line)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err
    assert office.says("people list --json").out + office.says("people setting list --json").out == before


def test_what_somebody_typed_moves_no_cursor(office: Office) -> None:
    async def renamed(tx: Tx) -> None:
        await people.add(tx, "Red \x1b[31mName\x07", SCHOOL, [Role.WORKER], known_as=KnownAs(login="red"))

    office.changes(renamed)
    said = office.says("people list").out
    assert "Red" in said
    assert "\x1b" not in said


def test_who_is_asked_above_somebody_and_where_they_work(office: Office) -> None:
    assert "Dana Thorley (demo)" in office.says("people manager worker manager").out
    assert office.says("people manager worker --none --json").values == [{"id": "demo-worker", "line_manager": None}]
    assert "no manager" in office.says("people manager worker --none").out
    assert "Nobody is their own" in office.says("people manager worker worker").err
    assert "social_care" in office.says("people area worker gardening").err
    assert "early_help" in office.says("people area worker early_help").out
    for line in ("people manager worker", "people area worker", "people area worker health --none"):
        assert "--none" in office.says(line).err
    history = office.says("people history worker").out
    assert "line manager, by id: (demo-manager)" in history
    assert "service area: (early_help)" in history

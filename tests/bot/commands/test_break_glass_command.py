"""Outside the demo nobody reads a record in another's name on the command line."""

import sqlalchemy as sa

from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import people
from storage.records import break_glass
from tests.bot.office import Office, signed_record


def a_real_office(office: Office) -> str:
    """With a record, and no mark that it is a demo."""

    async def made(tx: Tx) -> str:
        record = await signed_record(tx)
        await tx.connection.execute(sa.text("UPDATE installation SET is_demo = false"))
        return record.reference

    return office.changes(made)


def test_it_takes_two_peoples_word_and_then_ones_own_name(office: Office) -> None:
    reference = a_real_office(office)
    for line in (f"records export {reference} --json", f"records story {reference}", f"assess --replay {reference}"):
        said = office.says(f"{line} --as dsl")
        assert (said.code, said.out) == (2, "")
        assert "two" in said.err or "second person" in said.err

    async def opened(tx: Tx) -> None:
        await break_glass.ask(tx, await people.get(tx, "demo-admin"), reference, "nobody can be reached")
        await break_glass.agree(tx, await people.get(tx, "demo-head"), reference)

    office.changes(opened)
    assert office.says(f"records export {reference} --json --as dsl").code == 2
    assert reference in office.says(f"records export {reference} --json --as admin").out
    history = office.says(f"records history {reference} --json").out
    assert AuditAction.READ_BY_GLASS in history
    assert history.count(AuditAction.REFUSED_READ) >= 4


def test_one_that_was_put_in_by_sql_opens_nothing(office: Office) -> None:
    reference = a_real_office(office)

    async def forged(tx: Tx) -> None:
        await tx.connection.execute(
            sa.text(
                "INSERT INTO glass SELECT 'x', id, 'demo-admin', signed_at, X'00', 'demo-head', signed_at,"
                " '2099-01-01T00:00:00.000000+00:00' FROM records"
            )
        )

    office.changes(forged)
    assert office.says(f"records export {reference} --json --as admin").code == 2

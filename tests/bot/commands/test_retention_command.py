"""`waymark records retention`: what is due and why; kept on, disposed of by two, and what is said of it then."""

from unittest import mock

from storage.database.engine import Tx
from storage.people import people
from storage.records import decisions
from storage.records.register.child_index import ChildPart
from tests.bot.office import Office
from tests.storage.administration.test_disposal import DUE
from tests.storage.records.test_records import submit

LONG_AGO = DUE.replace(year=1999)


def an_old_record(office: Office) -> str:
    """Of a child who is 25 by now, decided on and filed."""

    async def made(tx: Tx) -> str:
        child = ChildPart("Child A", "Alex Demo-Smith", "1989-05-06", content={"child_name": "Alex Demo-Smith"})
        (record,) = await submit(tx, children=[child])
        dsl = await people.get(tx, "demo-dsl")
        await decisions.decide(tx, dsl, record.reference, {"rows": []}, signed_name="Jo Marlowe", seen=0)
        await decisions.file(tx, dsl, record.reference, "done", seen=1)
        return record.reference

    return office.changes(made, LONG_AGO)


def as_account(name: str) -> "mock._patch[mock.MagicMock]":
    return mock.patch("bot.cli.os_user.os_user", return_value=name)


def test_a_dry_run_says_what_is_due_and_why_and_changes_nothing(office: Office) -> None:
    reference = an_old_record(office)
    (row,) = office.says("records retention --dry-run --json").values
    assert row["reference"] == reference
    assert (row["years"], row["line"], row["cites"]) == (25, "every_setting", "IRMS-RETENTION")
    said = office.says("records retention --dry-run").out
    assert "25 years from the birth of the youngest child named" in said
    assert "Nothing was changed" in said
    assert office.says(f"records dispose {reference} --as dsl", typed="its time is over\n").code == 2, "not noticed yet"


def test_two_people_at_two_accounts_dispose_of_it_and_it_is_said_ever_after(office: Office) -> None:
    reference = an_old_record(office)
    assert reference in office.says("records retention").out
    with as_account("ada"):
        assert office.says(f"records dispose {reference} --as dsl", typed="its time is over\n").code == 0
        said = office.says(f"records agree {reference} --as deputy")
        assert (said.code, "two accounts" in said.err) == (2, True)
    with as_account("bea"):
        assert "is gone, for good" in office.says(f"records agree {reference} --as deputy").out
    assert "was disposed of" in office.says(f"records verify {reference}").out
    assert "disposed" in office.says(f"records history {reference}").out
    assert "Disposed of by two people’s decision: 1" in office.says("audit verify").out
    assert "MISSING" not in office.says("audit verify").out
    assert office.says(f"records export {reference} --as dsl --json").code == 2


def test_it_is_kept_on_until_a_day(office: Office) -> None:
    reference = an_old_record(office)
    office.says("records retention")
    assert office.says(f"records keep-on {reference} --until 2031-02-30 --as dsl", typed="a claim\n").code == 2
    assert office.says(f"records keep-on {reference} --until 2031-02-28 --as dsl", typed="\n").code == 2
    assert office.says(f"records keep-on {reference} --until 2031-02-28 --as dsl", typed="a claim\n").code == 0
    assert office.says("records retention --dry-run --json").values == []
    (row,) = office.says("records retention --dry-run --all --json").values
    assert (row["review_on"], row["kept_on"]) == ("2031-02-28", True)

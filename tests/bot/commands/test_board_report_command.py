"""`waymark board-report`: a signed report on paper and as a table, once it is noted who wrote it out."""

from pathlib import Path

import pytest

from storage.database.engine import Tx
from storage.oversight.board_report import editions
from storage.people import people
from storage.people.people import Role
from tests.bot.office import Office
from tests.support import county
from tests.support.county_kept import put

YEAR = county.FIRST
"""Over on the day on which the office is open."""


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Office:
    made = Office(tmp_path / "office")
    made.folder.mkdir()
    made.file.write_bytes(sqlite_template.read_bytes())
    made.open_demo()
    return made


def test_nothing_signed_is_said_and_then_each_kind_is_written(office: Office) -> None:
    out = office.folder / "report.pdf"
    assert office.says("board-report list --as manager").out == "No board report has been signed yet.\n"
    assert "No board report has been signed" in office.says(f"board-report write --as manager --out {out}").err

    async def sign(tx: Tx) -> None:
        await put(tx, list(county.cases(60)))
        manager = await people.get(tx, "demo-manager")
        assert Role.MANAGER in manager.roles
        for of in (YEAR, next(YEAR.quarters())):
            shown = editions.mark(await editions.draft(tx, manager, of))
            await editions.sign(tx, manager, of, shown, text="=1+1", signed_name="=cmd")

    office.changes(sign)
    assert office.says("board-report list --as manager --json").values == [
        {"period": "2025-26", "edition": 1},
        {"period": "2025-26-Q1", "edition": 1},
    ]
    for kind, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOC"), ("csv", b"\xef\xbb\xbfsection")):
        file = office.folder / f"report.{kind}"
        assert office.says(f"board-report write --as manager --to-pass-on --out {file}").code == 0
        assert file.read_bytes().startswith(begins)
    inside = office.folder / "inside.csv"
    assert office.says(f"board-report write --as manager --out {inside}").code == 0
    rows = inside.read_text("utf-8-sig").splitlines()
    assert not [row for row in rows if row.startswith(("=", "+", "-", "@"))]
    assert "Numbers,Cases of children who displayed the behaviour" in rows[1]
    said = office.says("board-report history 2025-26").out
    assert said.count("made a document of the board report") == 5
    assert "The history is whole." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--out report.txt", "must end in .html, .pdf, .docx, .csv"),
        ("--out report.pdf --period 2025", "I don’t know that time"),
        ("--out report.pdf --period 2025-26 --edition 2", "or not that edition"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(office: Office, typed: str, said: str) -> None:
    assert said in office.says(f"board-report write --as manager {typed}").err


def test_of_a_quarter_nothing_is_passed_on(office: Office) -> None:
    async def sign(tx: Tx) -> None:
        manager, quarter = await people.get(tx, "demo-manager"), next(YEAR.quarters())
        shown = editions.mark(await editions.draft(tx, manager, quarter))
        await editions.sign(tx, manager, quarter, shown, text="", signed_name="A manager")

    office.changes(sign)
    out = office.folder / "report.pdf"
    said = office.says(f"board-report write --as manager --to-pass-on --out {out}")
    assert "the fourth could be worked out" in said.err
    assert not out.exists()

"""`waymark training`: a list of courses taken in and given out."""

from datetime import date
from pathlib import Path

import pytest

from storage.database.engine import Tx
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from storage.training import census, reports
from tests.bot.office import Office

HEAD = "Person;Course;Trained on;Mode\r\n"


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Office:
    made = Office(tmp_path / "office")
    made.folder.mkdir()
    made.file.write_bytes(sqlite_template.read_bytes())
    made.open_demo()

    async def add(tx: Tx) -> None:
        await people.add(tx, "=Tess Inventedname", "demo-service", [Role.TRAINING], KnownAs(login="tess"))

    made.changes(add)
    return made


def test_a_table_of_windows_is_taken_in_and_what_is_given_out_can_be_taken_in_again(office: Office) -> None:
    file, out = office.folder / "courses.csv", office.folder / "register.csv"
    file.write_bytes(
        (HEAD + "worker;aim3;04/03/2025;online\r\ntess;skills_refresher;2025-03-04;\r\n;;;\r\n").encode("utf-16")[:40]
    )
    assert "has no column person" in office.says(f"training import {file} --as tess").err
    file.write_bytes((HEAD + "worker;aim3;04/03/2025;online\r\ntess;aim2;2025-03-04;\r\n;;;\r\n").encode("utf-8-sig"))
    assert office.says(f"training import {file} --as tess --dry-run").out.startswith("Nothing was stored. 2 courses")
    assert office.says(f"training import {file} --as tess --json").values == [
        {"new": 2, "there_already": 0, "stored": True, "faults": []}
    ]
    assert office.says(f"training register --as tess --out {out}").code == 0
    given = out.read_text("utf-8-sig").splitlines()
    assert given[1] == "tess,'=Tess Inventedname,,,aim2,2025-03-04,not_known,", "a name is no formula"
    assert given[2].startswith("worker,Robin Ashdown (demo),")
    assert office.says(f"training import {out} --as tess").out.startswith("0 courses are new")
    said = office.says("training register --as tess")
    assert "Robin Ashdown (demo), no area noted: AIM3 4 March 2025; current until 4 March 2027" in said.out


def test_every_row_that_is_wrong_is_named(office: Office) -> None:
    file = office.folder / "courses.csv"
    file.write_text(HEAD + "worker;aim3;2025-02-30;\nworker2;aim3;2025-02-03;\nnobody;aim4;2025-02-03;\n", "utf-8")
    said = office.says(f"training import {file} --as tess")
    assert said.code == 2
    assert "• Row 2: trained_on isn’t a day." in said.err
    assert [line[:8] for line in said.err.splitlines() if line[:1] == "•"] == ["• Row 2:", "• Row 4:", "• Row 4:"]
    assert office.says("training register --as tess").out == "Nobody is on the register.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [("person,course\nworker,aim3\n", "has no column trained_on"), ("", "has no column person"),
     ("person,course,trained_on,child\n", "columns that I don’t know: child")],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_a_sentence(office: Office, content: str, said: str) -> None:
    file = office.folder / "courses.csv"
    file.write_text(content, "utf-8")
    assert said in office.says(f"training import {file} --as tess").err
    assert "I can’t read" in office.says(f"training import {office.folder / 'none.csv'} --as tess").err


def test_only_signed_figures_are_passed_on(office: Office) -> None:
    """Of figures that move, two that differ would tell a small number."""
    assert office.says("training matrix --as tess").code == 0
    assert "No report" in office.says("training matrix --as tess --to-pass-on").err
    out = office.folder / "out.csv"

    async def sign(tx: Tx) -> None:
        tess = await people.find(tx, "tess")
        assert tess
        await courses.put(tx, None, Taken("demo-worker", Course.AIM3, date(2025, 3, 4)))
        await census.open_round(tx, 2026, tx.now)
        await reports.sign(tx, tess, 2026, await reports.draft(tx, tess, 2026), "Tess Inventedname")

    office.changes(sign)
    assert office.says(f"training matrix --as tess --to-pass-on --out {out}").code == 0
    assert out.read_text("utf-8-sig").splitlines()[0] == "areas,completed"
    page = office.folder / "report.html"
    assert office.says(f"training report --as tess --to-pass-on --out {page}").code == 0
    assert "Training report 2026" in page.read_text("utf-8")
    assert "must end in" in office.says(f"training report --as tess --out {office.folder / 'report.doc'}").err

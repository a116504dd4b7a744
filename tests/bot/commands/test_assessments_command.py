"""`waymark assessments`: the documents of an assessment, for members of its case only, each in its history."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from storage.administration.demo_cases import casework as demo_casework
from storage.casework import board, finishing
from storage.casework.parts import State
from storage.database.engine import Tx
from storage.people import people
from tests.bot.office import Office
from tests.storage.documents.examples import html_text


@pytest.fixture
def teams(office: Office) -> Office:
    office.changes(demo_casework.fill)
    return office


def references(office: Office) -> list[str]:
    return [row["reference"] for row in office.says("assessments list --as manager --json").values]


def test_a_list_without_any_child_by_the_days_that_are_left(teams: Office) -> None:
    rows = teams.says("assessments list --as manager --json").values
    assert [(row["days_left"], row["in_the_way"], row["state"]) for row in rows] == [
        (4, 1, "collecting"), (26, 0, "led"), (42, 0, "asked"),
    ]  # fmt: skip
    said = teams.says("assessments list --as manager").out
    assert "collecting what is known; days left: 4; lead: Nia Harrowby (demo)" in said
    assert "Inventedname" not in said
    assert len(teams.says("assessments list --as social_worker").out.splitlines()) == 1
    assert teams.says("assessments list --as worker").out == ""


def test_where_it_stands_names_no_child_and_the_outline_does(teams: Office) -> None:
    first, *_ = references(teams)
    status = html_text(teams.says(f"assessments export {first} --as social_worker").out)
    ours = ("Limit, six weeks from the request", "two working days", "Days left")
    for shown in (*ours, "the family can’t be reached", "the school", "Nia Harrowby (demo)"):
        assert shown in status, shown
    assert "Inventedname" not in status
    outline = html_text(teams.says(f"assessments export {first} --as social_worker --what skeleton").out)
    for heading in ("Zed Inventedname", "Self-regulation", "Level of supervision needed", "The five domains"):
        assert heading in outline, heading
    assert "limited outcome" not in outline

    async def on_paper(tx: Tx) -> None:
        worker = await people.get(tx, "demo-social_worker")
        (row,) = await board.rows(tx, worker)
        await finishing.on_paper(tx, worker, row.assessment)
        assert row.assessment.state is State.COLLECTING

    teams.changes(on_paper)
    again = html_text(teams.says(f"assessments export {first} --as manager --what skeleton").out)
    assert "limited outcome" in again


def test_it_is_in_the_history_before_there_is_a_file(teams: Office, tmp_path: Path) -> None:
    first, *_ = references(teams)
    file = tmp_path / "status.pdf"
    said = teams.says(f"assessments export {first} --as manager --pdf --out {file}")
    assert said.code == 0, said.err
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)
    assert first in text
    assert "Inventedname" not in text
    history = teams.says(f"assessments history {first}").out
    assert "status_pdf" in history
    assert "Zed" not in history
    assert "never write over a file" in teams.says(f"assessments export {first} --as manager --pdf --out {file}").err


def test_everything_for_whoever_asks_what_is_held(teams: Office) -> None:
    first, *_ = references(teams)
    held = json.loads(teams.says(f"assessments export {first} --as social_worker --what everything").out)
    assert held["child"]["name"] == "Zed Inventedname"
    assert [one["kind"] for one in held["events"]] == ["assessment_asked", "assessment_allocated"]
    assert held["barriers"][0]["words"] == "Two letters and three visits; nobody opens."
    assert {one["part"] for one in held["members"]} == {"social_worker", "line_manager", "lead"}


@pytest.mark.parametrize("what", ["status", "skeleton", "review", "everything"])
def test_to_anybody_else_there_is_no_such_assessment(teams: Office, what: str, tmp_path: Path) -> None:
    first, *_ = references(teams)
    for login in ("worker", "dsl", "yj", "admin"):
        file = tmp_path / "out"
        said = teams.says(f"assessments export {first} --as {login} --what {what} --out {file}")
        none = teams.says(f"assessments export WA-2222-22 --as {login} --what {what} --out {file}")
        assert (said.code, said.out, said.err) == (none.code, none.out, none.err) == (2, "", said.err)
        assert not file.exists()
    assert teams.says(f"assessments history {first}").out.count("refused") >= 4
    assert teams.says(f"assessments export {first} --as manager --what review").code == 2, "not written yet"
    assert "everything" in teams.says(f"assessments export {first} --as manager --what gossip").err

"""`waymark people import`: a school's list from a spreadsheet, tried first, then stored, and again the next week."""

from pathlib import Path

import pytest

from tests.bot.office import Office

HEAD = "Name;Setting;Roles;Login;Mail;Kind;Note\r\n"
ROWS = (
    "Example Lead;Harbour Lane School;dsl;lead;lead@example.org;primary_school;\r\n"
    "Example Deputy;Harbour Lane School;deputy, worker;deputy;;;\r\n"
    "Ada Invented;Harbour Lane School;worker;ada;;;on Mondays\r\n;;;;;;\r\n"
)


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path) -> Office:
    (tmp_path / "waymark.db").write_bytes(sqlite_template.read_bytes())
    return Office(tmp_path)


def test_a_school_comes_from_a_spreadsheet_and_the_next_list_says_who_has_gone(empty: Office) -> None:
    file = empty.folder / "people.csv"
    file.write_bytes((HEAD + ROWS).encode("utf-8-sig"))
    tried = empty.says(f"people import {file} --dry-run")
    assert tried.code == 0
    assert tried.out.splitlines() == [
        "Nothing was stored. With this list 3 people would be new, 0 change, 0 leave, 0 are as they were.",
        "• New setting: Harbour Lane School. Give it contacts with “waymark people setting contact”.",
        "• New: Ada Invented", "• New: Example Deputy", "• New: Example Lead",
    ]  # fmt: skip
    assert "nobody yet" in empty.says("people list").out
    assert empty.says(f"people import {file}").out.startswith("The list is stored: 3 people are new")
    again = empty.says(f"people import {file} --json")
    assert (again.err, again.values) == ("", [{
        "stored": True, "faults": [], "new_settings": [], "joined": [], "changed": [], "left": [], "as_before": 3,
        "elsewhere": 0, "too_many_leave": False, "passed_on": [],
    }])  # fmt: skip
    assert len(empty.says("people list --json").values) == 3

    file.write_text(HEAD + ROWS.replace("Ada Invented;", "Ada Newname;").replace("Example Deputy;", ";"), "utf-8")
    refused = empty.says(f"people import {file}")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "Nothing was stored. Put these right, then try again:\n\n"
        "• Row 3: name is empty, on more than one line or too long.\n"
    )
    file.write_text(HEAD + ROWS.splitlines()[0] + "\n" + "Ada Newname;Harbour Lane School;worker;ada;;;", "utf-8")
    said = empty.says(f"people import {file}")
    assert said.code == 2
    assert "• Left: Example Deputy" in said.out
    assert "1 people would leave, and that is more than a tenth" in said.err
    assert "• Left: Example Deputy" in empty.says(f"people import {file} --dry-run").out
    said = empty.says(f"people import {file} --many-leave")
    assert said.out.splitlines() == [
        "The list is stored: 0 people are new, 1 changed, 1 left, 1 are as they were.",
        "• Changed: Ada Invented (name)",
        "• Left: Example Deputy",
    ]
    assert ("reach_changed", "name") in [
        (one["action"], one["detail"]) for one in empty.says("people history ada --json").values
    ]


def test_what_is_no_such_list_is_refused_in_a_sentence(empty: Office) -> None:
    file = empty.folder / "people.csv"
    file.write_text("name,setting,role\nA,B,worker\n", "utf-8")
    said = empty.says(f"people import {file}")
    assert (said.code, "has no column roles" in said.err) == (2, True)
    file.write_text("name,setting,roles,password\n", "utf-8")
    assert "columns that I don’t know: password" in empty.says(f"people import {file}").err

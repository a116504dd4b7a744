"""Every command of the command line and every role, as `command_line.txt` says.

A command that is new fails here until it has a row, and a row fails when its command is gone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from dialogs.words import say
from tests.bot.office import APP, Office, Said
from tests.roles.busy_month import SECRETS
from tests.roles.tables import NO, NONE, PEOPLE, YES, rows, without_a_person

TABLE = rows("command_line")
NOBODYS = without_a_person("command_line")
SHOWS_CONTENT = {"dsl", "deputy"}


def commands(found: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Each command with its options, whatever groups it is in."""
    for name, command in getattr(found, "commands", {}).items():
        yield from commands(command, (*path, name))
    if not hasattr(found, "commands"):
        yield " ".join(path), {option for one in found.params for option in one.opts}


EVERY = dict(commands(typer.main.get_command(APP)))


def shown(said: Said) -> str:
    """The cell that this is."""
    refused = {say("operations.problems.not_allowed"): NO, say("operations.problems.not_found"): NONE}
    return YES if said.code == 0 else refused.get(said.err.strip(), said.err)


@pytest.mark.parametrize("column", PEOPLE)
def test_each_may_what_the_table_says_and_no_more(busy: tuple[Office, str], column: str, tmp_path: Path) -> None:
    office, reference = busy
    found = {}
    for row in TABLE:
        file, courses = tmp_path / "month.csv", tmp_path / "courses.csv"
        courses.write_text("person,course,trained_on\nworker,aim3,2026-03-04\n", "utf-8")
        typed = row.typed.format(reference=reference, file=file, month="2026-11", courses=courses,
                                   page=tmp_path / "report.html", outcomes=tmp_path / "outcomes.html")  # fmt: skip
        said = office.says(f"{row.command} {typed} --as {PEOPLE[column]}", typed="Zed Inventedname\n\n")
        found[row.command] = shown(said)
        assert said.code in (0, 2)
        assert row.may[column] == YES or (said.out == "" and not file.exists()), f"{column}: {row.command}"
        if column not in SHOWS_CONTENT:
            everything = said.out + said.err + (file.read_text("utf-8") if file.exists() else "")
            assert not [word for word in SECRETS if word in everything], f"{column}: {row.command}"
    assert found == {row.command: row.may[column] for row in TABLE}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert set(EVERY) == {row.command for row in TABLE} | set(NOBODYS)
    assert set(NOBODYS.values()) == {"operator", "demo"}


def test_what_is_asked_by_somebodys_right_names_them_and_nothing_else_does() -> None:
    assert {name for name, options in EVERY.items() if "--as" in options} == {row.command for row in TABLE} | {"chat"}


@pytest.mark.parametrize(
    "line",
    ["people list", "people setting list", "slots list", "slots pattern list", "slots pattern rules", "doctor",
     "db status", "db history", "people history dsl", "people setting history demo-school"],
)  # fmt: skip
def test_what_whoever_runs_the_server_is_shown_holds_nothing_of_a_case(busy: tuple[Office, str], line: str) -> None:
    office, reference = busy
    said = office.says(f"{line} --json")
    assert reference not in said.out
    assert not [word for word in (*SECRETS, "Planning breaks", "Keep them in") if word in said.out + said.err]

"""All commands together: each is in docs/commands.md, with its options and the settings, and nothing else is."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr

from bot.settings import OTHER_VARIABLES, Settings
from dialogs.words import has
from storage import problems
from storage.administration import demo, organisation
from storage.consultations import bookings, slots
from storage.people import people
from storage.problems import Problem, Trouble
from storage.records import decisions, responsibility
from tests.bot.office import APP, Office
from tests.support.for_each import by_name, for_each

PAGE = (Path(__file__).parents[3] / "docs" / "commands.md").read_text("utf-8")
NAMED = {" ".join(found.split()) for found in re.findall(r"waymark ((?:[a-z]+(?:-[a-z]+)* ?)+)", PAGE)}


def every_command(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each command that does something, as it is typed: 'people setting add'."""
    for name, part in getattr(command, "commands", {}).items():
        yield from every_command(part, (*path, name))
    if not getattr(command, "commands", {}):
        yield " ".join(path), command


@cache
def commands() -> dict[str, Any]:
    return dict(every_command(typer.main.get_command(APP)))


@for_each(by_name(commands()))
def test_each_command_is_in_the_page(name: str) -> None:
    assert name in NAMED
    assert commands()[name].help


def test_the_page_names_no_command_that_is_not_there() -> None:
    groups = {" ".join(name.split()[:length]) for name in commands() for length in (1, 2)}
    assert {named for named in NAMED if named not in commands() and named not in groups} == set()


@for_each(by_name(commands()))
def test_each_option_is_in_the_page_and_explained(name: str) -> None:
    for parameter in commands()[name].params:
        if parameter.param_type_name == "option" and parameter.name != "help":
            assert parameter.opts[0] in PAGE, parameter.name
            assert parameter.help, f"{name} {parameter.opts[0]} says nothing in --help"


def test_the_page_names_every_setting_and_no_other() -> None:
    settings = {f"WAYMARK_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    assert set(re.findall(r"WAYMARK_[A-Z_]*[A-Z]", PAGE)) == settings


def test_the_page_tells_the_defaults() -> None:
    for name, field in Settings.model_fields.items():
        if not (field.default in ("", (), None, frozenset()) or isinstance(field.default, SecretStr)):
            row = next(line for line in PAGE.splitlines() if line.startswith(f"| `WAYMARK_{name.upper()}`"))
            assert f"`{'no' if field.default is False else field.default}`" in row


@pytest.mark.parametrize("name", sorted({" ".join(name.split()[:-1]) for name in commands()}))
def test_help_is_there_at_every_level(name: str, tmp_path: Path) -> None:
    said = Office(tmp_path).says(f"{name} --help")
    assert said.code == 0
    assert "Usage" in said.out


def test_every_problem_has_a_sentence_for_whoever_runs_it() -> None:
    """Those that only a conversation can meet are left to the conversation's own words."""
    reasons = {f"database_{trouble}" for trouble in Trouble}
    for module in (problems, people, responsibility, demo, decisions, organisation, slots):
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, Problem) and found.reason != Problem.reason:
                reasons.add(found.reason)
    in_conversations = {
        bookings.SlotTaken.reason,
        bookings.AlreadyBooked.reason,
        decisions.DecidedMeanwhile.reason,
    }
    assert {reason for reason in reasons - in_conversations if not has(f"operations.problems.{reason}")} == set()

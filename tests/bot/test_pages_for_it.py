"""docs/running.md and docs/data.md say what the program does: its commands, settings, findings and times."""

import re
from pathlib import Path

from bot.settings import OTHER_VARIABLES, Settings
from bot.web.app import SECONDS_TO_FINISH
from storage.administration import retention
from tests.bot.commands.test_commands import commands

DOCS = Path(__file__).parents[2] / "docs"
RUNNING, DATA = ((DOCS / name).read_text("utf-8") for name in ("running.md", "data.md"))


def test_every_setting_on_the_page_is_one() -> None:
    settings = {f"WAYMARK_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    assert set(re.findall(r"WAYMARK_[A-Z_]*[A-Z]", RUNNING + DATA)) <= settings


def test_every_command_on_the_page_is_one() -> None:
    named = set(re.findall(r"(?:`waymark|\bwm|bin/waymark) ((?:[a-z]+(?:-[a-z]+)* ?)+)", RUNNING + DATA))
    groups = {" ".join(name.split()[:length]) for name in commands() for length in (1, 2)}
    assert {" ".join(name.split()) for name in named} <= set(commands()) | groups


def test_the_times_are_those_of_the_program() -> None:
    assert f"{retention.TURNS.days} days" in DATA
    assert f"{retention.DONE.days} days after delivery" in DATA
    assert (retention.REPLIES.days, retention.LOOKUPS.days) == (1, 365)
    stops_after = re.search(r"TimeoutStopSec=(\d+)", RUNNING)
    assert stops_after is not None
    assert int(stops_after[1]) > SECONDS_TO_FINISH


def test_the_pages_point_to_pages_that_are_there() -> None:
    for link in re.findall(r"\]\(([a-z]+\.md)\)", RUNNING + DATA):
        assert (DOCS / link).is_file()

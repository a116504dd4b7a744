"""Where the edge's limits are: the last that is taken, and the first that is not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from botbuilder.schema import Activity

from bot.cli import arguments
from bot.cli.times import FURTHEST, start_from
from bot.doctor import machine
from bot.teams import activities
from bot.teams.activities import LONGEST_ID
from bot.terminal import LONGEST_LINE, BadLine, read_line
from bot.web import guards
from bot.web.guards import Pace, Refusals
from storage.people import entered
from tests.bot.conftest import settings_with

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def test_so_many_messages_a_minute_and_each_counts_for_sixty_seconds() -> None:
    pace = Pace(2)
    assert [pace.takes("a", now) for now in (0, 1, 59, 60, 60, 61)] == [True, True, False, True, False, True]
    assert pace.takes("b", 60), "each person counts alone"


def test_who_wrote_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MOST_REMEMBERED", 2)
    pace = Pace(1)
    assert [pace.takes(person, 0) for person in "aab"] == [True, False, True]
    assert not pace.takes("a", 1), "two are remembered"
    assert pace.takes("c", 1)
    assert [pace.takes("b", 1), pace.takes("c", 1)] == [True, False], "of three, b wrote longest ago"


def test_refused_sign_ins_are_told_of_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals()
    for now in (0, 1, guards.SECONDS_BETWEEN_LINES - 1, guards.SECONDS_BETWEEN_LINES):
        refusals.note("signature", now)
    assert [record.getMessage().split(";")[0] for record in caplog.records] == [
        "refused 1 sign-ins since the last such line, 1 in all",
        "refused 3 sign-ins since the last such line, 4 in all",
    ]


def is_taken(read: Callable[[], Any]) -> bool:
    try:
        read()
    except (BadLine, typer.Exit):
        return False
    return True


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ({"text": "x", "id": "i" * 200}, True), ({"text": "x", "id": "i" * 201}, False),
        ({"text": "x", "id": ""}, False),
        ({"text": "x", "attachments": 0}, True), ({"text": "x", "attachments": 100}, True),
        ({"text": "x", "attachments": 101}, False), ({"text": "x", "attachments": -1}, False),
        ({"text": "x", "attachments": True}, False), ({"text": "x", "value": {}}, False), ({}, False),
    ],
)  # fmt: skip
def test_a_line_of_json_keeps_to_its_limits(line: dict[str, Any], taken: bool) -> None:
    assert is_taken(lambda: read_line(json.dumps(line))) is taken


def test_a_line_is_so_long_and_no_longer() -> None:
    empty = len(json.dumps({"text": ""}))
    for letters, taken in ((LONGEST_LINE - empty, True), (LONGEST_LINE - empty + 1, False)):
        assert is_taken(lambda text="a" * letters: read_line(json.dumps({"text": text}))) is taken  # type: ignore[misc]


@pytest.mark.parametrize(
    ("read", "longest"),
    [
        (lambda n: arguments.name_from("a" * n), entered.LONGEST_NAME),
        (lambda n: arguments.login_from("a" * n), 64),
        (lambda n: arguments.mail_from("a" * (n - len("@b.example")) + "@b.example"), 254),
        (lambda n: arguments.contacts_from(["dsl=" + "a" * n]), entered.LONGEST_PART),
    ],
    ids=["name", "login", "mail", "contact"],
)
def test_what_is_typed_at_a_command_has_an_end(read: Callable[[int], Any], longest: int) -> None:
    assert is_taken(lambda: read(longest))
    assert not is_taken(lambda: read(longest + 1))


@pytest.mark.parametrize(
    ("text", "now", "taken"),
    [
        ("2026-11-17 10:00", NOW, False),
        ("2026-11-17 10:01", NOW, True),
        ("2026-11-17 10:00", NOW - FURTHEST, True),
        ("2026-11-17 10:00", NOW - FURTHEST - timedelta(seconds=1), False),
    ],
)
def test_a_slot_starts_after_now_and_within_a_year(text: str, now: datetime, taken: bool) -> None:
    assert is_taken(lambda: start_from(text, now, ())) is taken


def test_an_id_that_a_table_takes_stands_for_itself() -> None:
    fits, too_long = "i" * LONGEST_ID, "i" * (LONGEST_ID + 1)
    assert activities.id_of(Activity(id=fits)) == fits
    assert activities.id_of(Activity(id=too_long)) != too_long
    assert len(activities.id_of(Activity(id=too_long))) <= LONGEST_ID


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (machine.ROOM_LOW, []), (machine.ROOM_LOW - 1, ["little_room"]),
        (machine.ROOM_GONE, ["little_room"]), (machine.ROOM_GONE - 1, ["almost_full"]),
    ],
)  # fmt: skip
def test_when_the_disk_is_called_full(
    free: int, said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    found = machine.files(settings_with(data_dir=tmp_path))
    assert [one.key for one in found] == said

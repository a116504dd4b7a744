"""Six incidents, said first to the conversation itself and then in Teams: the same words come, line for line."""

import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from dialogs.turn import Reply
from dialogs.words import say
from storage.database.engine import Database
from storage.database.vault import Vault
from tests.bot.pretend.pretend_teams import Person, PretendTeams, Shown
from tests.conversation import SCHOOL_CASE, Conversation, demo_runtime, someone

Message = str | Mapping[str, Any]

INCIDENTS: dict[str, dict[str, Message]] = {
    "an ordinary case in a school": {},
    "somebody is in danger now": {"danger_now": "2", "after_urgent": "carry on"},
    "a younger child, and force": {"displayed_ages": "15", "targeted_ages": "8", "acts": "5", "context": "4"},
    "a child alone": {
        "about": "2",
        "acts": "touching themselves",
        "identity": {"displayed_1_name": "Zed Inventedname"},
    },
    "a picture sent on": {"acts": "images or messages", "image_how": "1"},
    "seen differently": {"view_opinion": "2", "own_view": "red", "own_view_reason": "He has done it before, at home."},
}
LONGEST = 60
HOW_FAR = re.compile(say("menu.progress", done=r"\d+", total=r"\d+"))
"""What a card adds under a question."""


@pytest.fixture
async def houses(tmp_path: Path, sqlite_template: Path, key: str) -> AsyncIterator[list[Runtime]]:
    """Two, alike: one for each way."""
    databases = []
    for name in ("here", "teams"):
        file = shutil.copy(sqlite_template, tmp_path / f"{name}.db")
        databases.append(Database(f"sqlite:///{file}", Vault([key])))
    yield [await demo_runtime(database) for database in databases]
    for database in databases:
        await database.close()


async def told_here(runtime: Runtime, changed: Mapping[str, Message]) -> list[tuple[Message, Sequence[Reply]]]:
    """Each message, and what was answered."""
    worker: Conversation = await someone(runtime)
    told: list[tuple[Message, Sequence[Reply]]] = []

    async def tell(message: Message) -> None:
        await (worker.says(message) if isinstance(message, str) else worker.sends(message))
        told.append((message, worker.replies))

    script = {**SCHOOL_CASE, **changed}
    await tell("report")
    while worker.asked:
        await tell(script.get(worker.asked, "not sure"))
        assert len(told) < LONGEST, worker.transcript
    await tell("my records")
    return told


@pytest.mark.parametrize("changed", INCIDENTS.values(), ids=INCIDENTS.keys())
async def test_the_same_words_come_in_teams(
    houses: list[Runtime],
    teams: PretendTeams,
    http: aiohttp.ClientSession,
    settings: Settings,
    changed: Mapping[str, Message],
) -> None:
    told = await told_here(houses[0], changed)
    server = TestServer(build_app(settings, houses[1]))
    await server.start_server()
    worker = Person(teams, http, str(server.make_url("/api/messages")))
    for message, replies in told:
        posted = {"text": message} if isinstance(message, str) else {"value": message}
        shown = await worker.posts(worker.activity(**posted))
        assert words_in(shown) == words_of(replies), message
    assert len(told) > 15
    await server.close()


def words_of(replies: Sequence[Reply]) -> list[str]:
    """Every line that a reply says, whatever it is shown as."""
    lines: list[str] = []
    for reply in replies:
        data = reply.card.data if reply.card else {}
        if rows := [row for part in data.get("sections", ()) for row in part["rows"]]:
            lines += [row["text"] for row in rows]
        else:
            lines += reply.text.splitlines()
        lines += reply.dialog.intro.splitlines() if reply.dialog else []
    return [tidy(line) for line in lines if line.strip()]


def words_in(shown: Sequence[Shown]) -> list[str]:
    """The same of what Teams shows, without what cards add: headings, sources, numbers, texts above rows."""
    lines: list[str] = []
    for message in shown:
        if message.card is None:
            lines.append(message.text)
            continue
        body = message.card["body"]
        parts = [row for element in body for row in element.get("items", ()) if row["type"] == "RichTextBlock"]
        rows = parts or [element for element in body if element["type"] == "RichTextBlock"]
        lines += [text_of(row) for row in rows]
    return [tidy(line) for line in lines if not HOW_FAR.fullmatch(line)]


def text_of(row: dict[str, Any]) -> str:
    runs = [run["text"] for run in row["inlines"]]
    plain = [text for text in runs if not re.fullmatch(r"\d+\. | \(.*\)| (Today|By .*)|.*: ", text)]
    return "".join(plain or runs)


def tidy(line: str) -> str:
    """Without references, which are new each time, and the marks of a list."""
    return re.sub(r"WM-[0-9A-Z-]+", "WM-", line).strip().removeprefix("- ").removeprefix("• ")

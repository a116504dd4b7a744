"""Two processes over one PostgreSQL, the messages of one person going to either: in order, nothing lost or doubled.

Each process has its own connections, locks and cards, as two machines have; only the database is shared.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from dialogs.interview.chat import Chat, Library
from dialogs.turn import Choice, Reply, State
from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault
from tests.bot.conftest import Script
from tests.bot.pretend.pretend_teams import Person, PretendTeams

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@pytest.fixture
async def processes(database_url: str, key: str, settings: Settings) -> AsyncIterator[list[str]]:
    """Where each of the two takes messages."""
    async with AsyncExitStack() as stack:
        addresses = []
        for number in range(2):
            database = Database(database_url, Vault([key]))
            stack.push_async_callback(database.close)
            if number == 0:
                async with database.transaction(datetime.now(UTC)) as tx:
                    await demo.fill(tx)
            server = TestServer(build_app(settings, Runtime(database, Library()), round_seconds=0.2))
            await server.start_server()
            stack.push_async_callback(server.close)
            addresses.append(str(server.make_url("/api/messages")))
        yield addresses


def counts(chat: Chat, state: State) -> Sequence[Reply]:
    number = state.get("turns", 0) + 1
    return [Reply("heard", f"{chat.turn.text}"), Reply("ask", f"Number {number}", YES_NO, asked=f"f.{number}")]


async def test_one_activity_at_both_is_one_turn_and_one_answer(
    processes: list[str], teams: PretendTeams, script: Script
) -> None:
    script(counts)
    async with aiohttp.ClientSession() as http:
        for round_ in range(5):
            people = [Person(teams, http, url) for url in processes]
            activity = people[0].activity(text=f"hello {round_}")
            await asyncio.gather(*(person.posts(activity) for person in people for _ in range(2)))
    chat = teams.chats["a:demo-worker"]
    assert [m.text for m in chat] == [f"hello {n}\nNumber {n + 1}" for n in range(5)]


async def test_messages_at_both_are_answered_in_the_order_in_which_they_were_taken(
    processes: list[str], teams: PretendTeams, script: Script
) -> None:
    script(counts)
    chooses = random.Random(4)  # noqa: S311
    async with aiohttp.ClientSession() as http:
        people = [Person(teams, http, url) for url in processes]
        for _ in range(4):
            await asyncio.gather(*(chooses.choice(people).says(f"message {n}") for n in range(5)))
    chat = teams.chats["a:demo-worker"]
    assert [m.text.splitlines()[1] for m in chat] == [f"Number {n}" for n in range(1, 21)]
    assert [m.buttons for m in chat] == [[]] * 19 + [["Yes", "No"]]


async def test_a_card_of_one_is_pressed_at_the_other(processes: list[str], teams: PretendTeams, script: Script) -> None:
    script(counts)
    async with aiohttp.ClientSession() as http:
        here, there = (Person(teams, http, url) for url in processes)
        [first] = await here.says("hello")
        await there.presses("Yes", on=first)
    assert first.buttons == []
    assert [m.text.splitlines()[-1] for m in here.chat] == ["Your answer: Yes", "Number 2"]

"""A turn takes two transactions, before the reply and after it, and waits for nothing that can be done later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from storage.database.engine import Database, Tx
from storage.database.origin import Origin
from storage.people import addresses
from tests.bot.pretend.pretend_teams import Person, PretendTeams


@pytest.fixture
async def bot(settings: Settings, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestServer]:
    """Without its rounds, which have transactions of their own."""

    async def no_rounds(*of: Any) -> None:
        await of[-1].wait()

    monkeypatch.setattr("bot.web.app.go_round", no_rounds)
    server = TestServer(build_app(settings, runtime))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each that began, whether it waits for the disk."""
    begun: list[bool] = []
    whole = Database.transaction

    @asynccontextmanager
    async def counted(
        self: Database, now: datetime, origin: Origin | None = None, *, durable: bool = True
    ) -> AsyncIterator[Tx]:
        begun.append(durable)
        async with whole(self, now, origin, durable=durable) as tx:
            yield tx

    monkeypatch.setattr(Database, "transaction", counted)
    return begun


@pytest.mark.parametrize("said", ["report", "no", "Two boys were kissing.", "what is the aim project"])
async def test_two_transactions_a_turn(worker: Person, transactions: list[bool], said: str) -> None:
    await worker.says("report")
    transactions.clear()
    assert await worker.says(said)
    assert transactions == [True, False], "what is answered is on disk; that it arrived need not be"


async def test_a_repeated_message_takes_no_more(worker: Person, transactions: list[bool]) -> None:
    first = worker.activity(text="report")
    await worker.posts(first)
    transactions.clear()
    assert await worker.posts(first) == []
    assert len(transactions) == 1


@pytest.fixture
def held(teams: PretendTeams) -> asyncio.Event:
    """Teams takes its time over every update of a card, until this is set."""
    go_on = asyncio.Event()

    async def answers(method: str, _activity: dict[str, Any]) -> web.Response | None:
        if method == "PUT":
            await go_on.wait()
        return None

    teams.answers = answers
    return go_on


async def test_the_next_turn_does_not_wait_for_old_cards(worker: Person, held: asyncio.Event) -> None:
    await worker.says("report")
    (asked,) = worker.chat
    slow = asyncio.create_task(worker.says("no"))
    while len(worker.chat) < 3:  # noqa: ASYNC110 another program says so
        await asyncio.sleep(0.01)
    next_one = asyncio.create_task(worker.says("1"))
    while len(worker.chat) < 4:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert asked.buttons
    held.set()
    await asyncio.gather(slow, next_one)
    first, answered, second, _ = worker.chat
    assert [message.updates for message in (first, answered, second)] == [1, 0, 1]


async def test_what_was_cleared_is_written_down_with_the_next_turn_or_at_the_end(
    worker: Person, bot: TestServer, runtime: Runtime
) -> None:
    async def kept() -> list[str]:
        async with runtime.database.transaction(runtime.clock()) as tx:
            return [card["id"] for card in (await addresses.get(tx, "demo-worker")).open_cards]

    for said in ("report", "no", "1"):
        await worker.says(said)
    ids = [message.id for message in worker.chat if message.buttons or message.updates]
    assert await kept() == ids[-2:]
    await bot.close()
    assert await kept() == ids[-1:]

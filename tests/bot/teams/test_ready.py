"""`/readyz` tells the truth about the way to Teams, and about the keys with which others seal by now."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from botbuilder.core import TurnContext

from bot.runtime import Runtime
from bot.settings import Settings
from bot.teams import endpoint
from bot.teams.chats import write_to
from bot.teams.transport import Pool
from bot.web.guards import Refusals
from bot.web.health import Health
from storage import conversations
from storage.administration import key_rotation
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.bot.conftest import Someone
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.bot.served import free_port


async def test_a_slow_teams_is_no_trouble_until_it_fails(
    someone: Someone, teams: PretendTeams, bot: TestServer, http: aiohttp.ClientSession
) -> None:
    """Trouble was noted before each try: half of all that was asked in between said 503."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slowly(_method: str, _activity: dict[str, Any]) -> web.Response | None:
        asked.set()
        await answer.wait()
        return None

    async def ready() -> tuple[int, str]:
        async with http.get(bot.make_url("/readyz")) as response:
            return response.status, (await response.json())["teams"]

    teams.answers = slowly
    talking = asyncio.create_task(someone().says("hello"))
    await asked.wait()
    # long enough for some rounds, which tell health what troubles the way to Teams
    for _ in range(40):
        assert await ready() == (200, "ok")
        await asyncio.sleep(0.01)
    answer.set()
    await talking
    assert await ready() == (200, "ok")


TROUBLES: dict[str, dict[str, Any]] = {
    "refused": {"status": 401},
    "busy": {"status": 429, "headers": {"Retry-After": "60"}},
    "unreachable": {},
}


@pytest.mark.parametrize(("trouble", "answer"), TROUBLES.items(), ids=TROUBLES)
async def test_trouble_is_said_once_it_has_come_and_until_it_is_over(
    trouble: str, answer: dict[str, Any], someone: Someone, teams: PretendTeams, settings: Settings, runtime: Runtime
) -> None:
    pool = Pool()
    adapter = endpoint.adapter(settings, pool)
    nowhere = {**chats_of(someone(), teams), "service_url": f"http://127.0.0.1:{free_port()}/"}

    async def say(context: TurnContext) -> None:
        await context.send_activity("hello")

    async def answers(_method: str, _activity: dict[str, Any]) -> web.Response | None:
        return web.json_response({}, **answer) if answer else None

    teams.answers = answers
    with pytest.raises(Exception):  # noqa: B017, PT011  of three kinds: what is told of it is what counts
        await write_to(adapter, chats_of(someone(), teams) if answer else nowhere, say)
    assert pool.trouble == trouble
    teams.answers = None
    await write_to(adapter, chats_of(someone(), teams), say)
    assert pool.trouble == ""
    await pool.close()


def chats_of(person: Person, teams: PretendTeams) -> dict[str, str]:
    return {"service_url": teams.service_url, "channel": "msteams", "conversation": person.conversation,
            "tenant": person.tenant, "person": "29:x", "bot": "28:waymark"}  # fmt: skip


async def said(health: Health) -> tuple[int, str]:
    answer = await health.ready(None)  # type: ignore[arg-type]  # the request is not looked at
    return answer.status, json.loads(str(answer.text))["database"]


@pytest.fixture
async def other(tmp_path: Path, key: str) -> AsyncIterator[Database]:
    """As another process has it open, with a newer key and the one before it."""
    database = Database(f"sqlite:///{tmp_path / 'waymark.db'}", Vault([new_key(), key]))
    yield database
    await database.close()


async def test_a_process_without_the_newest_key_is_not_ready(runtime: Runtime, other: Database) -> None:
    """It goes on with the key it was started with, and every turn fails on what others have sealed."""
    health = Health(runtime)
    assert await said(health) == (200, "ok")
    async with other.transaction(datetime.now(UTC)) as tx:
        await conversations.keep_turn(tx, "demo-worker", "of-another-process", [{"key": "x", "text": "y"}])
    assert await said(health) == (503, "database_wrong_key")
    async with other.transaction(datetime.now(UTC)) as tx:
        await conversations.forget_replies(tx, "demo-worker")
    assert await said(health) == (200, "ok")
    await key_rotation.rotate(other, datetime.now(UTC))
    assert await said(health) == (503, "database_wrong_key")


async def test_a_process_with_both_keys_is_ready_before_everything_is_sealed_again(
    runtime: Runtime, other: Database
) -> None:
    assert await said(Health(Runtime(other, runtime.library))) == (200, "ok")


def test_refusals_are_counted_and_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals()
    for second in (0.0, 1.0, 59.0, 60.0, 61.0):
        refusals.note("key", second)
    assert refusals.count == 5
    assert [line.message for line in caplog.records] == [
        "refused 1 sign-ins since the last such line, 1 in all; the last for its key",
        "refused 3 sign-ins since the last such line, 4 in all; the last for its key",
    ]

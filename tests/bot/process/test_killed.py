"""The served bot is killed within and between turns: nothing acknowledged is lost, nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from dialogs.words import say
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.bot.served import Served, ServedCopy


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def start(folder: Path, *, whole: bool = False) -> Served:
    """A `whole` one is started as `python -m bot serve`, which takes some seconds more."""
    return await asyncio.to_thread(Served if whole else ServedCopy, folder)


async def test_the_worker_goes_on_where_they_were_after_a_kill(
    tmp_path: Path, teams: PretendTeams, http: aiohttp.ClientSession
) -> None:
    served = await start(tmp_path, whole=True)
    worker = Person(teams, http, served.messages)
    await worker.says("report")
    await worker.presses(say("incident.questions.danger_now.choices.nobody"))
    question = worker.chat[-1]
    served.kill()
    again = await start(tmp_path, whole=True)
    worker.bot_url = again.messages
    shown = await worker.says("summary")
    assert question.text.splitlines()[0] in shown[-1].text
    assert say("incident.questions.danger_now.choices.nobody") in shown[-1].text
    assert question.buttons == []
    assert again.stop() == 0


async def test_a_turn_that_was_kept_and_not_told_is_told_after_a_kill(
    tmp_path: Path, teams: PretendTeams, http: aiohttp.ClientSession
) -> None:
    served = await start(tmp_path)
    worker = Person(teams, http, served.messages)
    await worker.says("hi")
    on_its_way = asyncio.Event()

    async def hang(_method: str, activity: dict[str, Any]) -> web.Response | None:
        if activity["type"] == "message":
            on_its_way.set()
            await asyncio.sleep(60)
        return None

    teams.answers = hang
    before = len(worker.chat)
    sent = asyncio.create_task(worker.says("report"))
    await asyncio.wait_for(on_its_way.wait(), 10)
    served.kill()
    with pytest.raises(aiohttp.ClientError):
        await sent
    teams.answers = None
    again = await start(tmp_path)
    worker.bot_url = again.messages
    await worker.says("summary")
    shown = worker.chat[before:]
    question = say("incident.questions.danger_now.ask").strip()
    assert question in shown[0].text
    assert question in shown[-1].text
    assert again.stop() == 0


async def test_a_message_is_used_once_though_the_bot_was_killed_while_it_answered(
    tmp_path: Path, teams: PretendTeams, http: aiohttp.ClientSession
) -> None:
    served = await start(tmp_path)
    worker = Person(teams, http, served.messages)
    await worker.says("report")
    answer = worker.activity(text=say("incident.questions.danger_now.choices.nobody"))
    sent = asyncio.create_task(worker.posts(answer))
    await asyncio.sleep(0.02)
    served.kill()
    await asyncio.wait([sent])
    again = await start(tmp_path)
    worker.bot_url = again.messages
    await worker.posts(answer)
    [shown] = await worker.says("summary") or [worker.chat[-1]]
    assert say("incident.questions.about.ask").strip() in shown.text
    assert again.stop() == 0

"""Alerts reach people: in their chat, or by mail; at least once, shown once; never with a word about a case."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.delivery import outbox as courier
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs.turn import Reply
from dialogs.words import say
from storage.administration import organisation
from storage.people import addresses
from storage.queues import outbox
from storage.queues.alerts import Alert
from tests.bot.conftest import Someone, settings_with
from tests.bot.pretend.post_office import PostOffice
from tests.bot.pretend.pretend_teams import PretendTeams

ARRIVED = say("alerts.record_arrived", count=1, soon="today").strip()


@pytest.fixture
def settings(post: PostOffice, tmp_path: Any) -> Settings:
    return settings_with(data_dir=tmp_path, **post.open())


async def put(runtime: Runtime, to: str = "demo-dsl") -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await outbox.put(tx, to, Alert.RECORD_ARRIVED, {"count": 1})


async def waiting(runtime: Runtime, person_id: str = "demo-dsl") -> list[outbox.Message]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await outbox.waiting_for(tx, person_id)


async def until_delivered(runtime: Runtime) -> None:
    for _ in range(100):
        if not await waiting(runtime):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not delivered")


async def test_an_alert_comes_to_the_chat_by_itself(someone: Someone, runtime: Runtime) -> None:
    dsl = someone("demo-dsl")
    await dsl.says("hi")
    before = len(dsl.chat)
    await put(runtime)
    await until_delivered(runtime)
    assert [m.text.strip() for m in dsl.chat[before:]] == [ARRIVED]
    assert dsl.chat[-1].activity["channelData"] == {"notification": {"alert": True}}


async def test_an_alert_about_a_record_says_how_soon_and_has_a_button_to_read_it(
    someone: Someone, runtime: Runtime
) -> None:
    dsl = someone("demo-dsl")
    await dsl.says("hi")
    async with runtime.database.transaction(runtime.clock()) as tx:
        about: dict[str, str | int] = {"count": 1, "soon": "now", "reference": "WM-7K3F-2Q"}
        await outbox.put(tx, "demo-dsl", Alert.RECORD_ARRIVED, about)
    await until_delivered(runtime)
    activity = dsl.chat[-1].activity
    assert "Please read it now" in activity["summary"]
    (card,) = [attachment["content"] for attachment in activity["attachments"]]
    assert [action["data"] for action in card["actions"]] == [{"say": "read WM-7K3F-2Q"}]
    assert "red" not in str(card).casefold().replace("read", "")


async def test_an_alert_waits_as_long_as_teams_asks(someone: Someone, teams: PretendTeams, runtime: Runtime) -> None:
    dsl = someone("demo-dsl")
    await dsl.says("hi")
    before = len(dsl.chat)

    async def busy(_method: str, _activity: dict[str, Any]) -> web.Response:
        return web.json_response({}, status=429, headers={"Retry-After": "7200"})

    teams.answers = busy
    await put(runtime)
    for _ in range(100):
        [message] = await waiting(runtime)
        if message.last_error:
            break
        await asyncio.sleep(0.05)
    assert message.last_error == "NotNow"
    wait = message.due_at - runtime.clock()
    assert timedelta(minutes=119) < wait <= timedelta(minutes=120)
    assert len(dsl.chat) == before


async def test_teams_asking_for_a_moment_is_waited_for_within_the_turn(someone: Someone, teams: PretendTeams) -> None:
    asked = []

    async def busy_once(_method: str, activity: dict[str, Any]) -> web.Response | None:
        asked.append(activity)
        return web.json_response({}, status=429, headers={"Retry-After": "0"}) if len(asked) == 1 else None

    teams.answers = busy_once
    shown = await someone().says("hi")
    assert len(shown) == 1
    assert len(asked) == 2


async def test_who_never_opened_the_bot_gets_a_mail_without_content(
    bot: object, runtime: Runtime, post: PostOffice
) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await addresses.keep_mail(tx, "demo-dsl", "dsl@example.org")
    await put(runtime)
    await until_delivered(runtime)
    [mail] = post.mails
    assert (mail["To"], mail["From"]) == ("dsl@example.org", "waymark@example.org")
    assert mail["Subject"] == say("alerts.mail.subject")
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert " ".join(ARRIVED.split()) in " ".join(body.decode().split())


async def test_whoever_is_on_call_gets_a_mail_without_content_and_the_worker_nothing(
    someone: Someone, runtime: Runtime, settings: Settings, post: PostOffice
) -> None:
    worker = someone("demo-worker")
    await worker.says("hi")
    before = len(worker.chat)
    async with runtime.database.transaction(runtime.clock()) as tx:
        night = {"on_call": {"name": "Example Night", "mail": "night@example.org"}}
        await organisation.set_contacts(tx, "demo-school", night)
        await outbox.put(tx, "demo-worker", Alert.SAFETY_ALERT_ON_CALL, {"setting_id": "demo-school"})

    async def to_chat(chat: addresses.Chat, said: Reply) -> None:
        raise AssertionError("never in the worker's chat")

    assert await courier.deliver_due(runtime, settings, to_chat) == 1
    (mail,) = post.mails
    assert mail["To"] == "night@example.org"
    assert "on call" in mail.get_content()
    assert len(worker.chat) == before


async def test_who_removed_the_bot_gets_a_mail(
    someone: Someone, teams: PretendTeams, runtime: Runtime, post: PostOffice
) -> None:
    await someone("demo-dsl").says("hi")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await addresses.keep_mail(tx, "demo-dsl", "dsl@example.org")

    async def gone(_method: str, _activity: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)

    teams.answers = gone
    await put(runtime)
    await until_delivered(runtime)
    assert len(post.mails) == 1
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert (await addresses.get(tx, "demo-dsl")).chat is None


async def no_chat(_chat: addresses.Chat, _said: Reply) -> None:
    raise AssertionError("there is no chat")


async def test_a_mail_server_that_is_busy_is_tried_again(
    runtime: Runtime, settings: Settings, post: PostOffice
) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await addresses.keep_mail(tx, "demo-dsl", "dsl@example.org")
    await put(runtime)
    post.busy = True
    now = runtime.clock()
    assert await courier.deliver_due(runtime, settings, no_chat, now) == 0
    post.busy = False
    assert await courier.deliver_due(runtime, settings, no_chat, now + courier.FIRST_WAIT) == 1
    assert len(post.mails) == 1


async def test_who_can_be_reached_in_no_way_stays_waiting(runtime: Runtime, settings: Settings) -> None:
    await put(runtime)
    assert await courier.deliver_due(runtime, settings, no_chat) == 0
    [message] = await waiting(runtime)
    assert message.last_error == "NoWay"


async def test_the_wait_doubles_up_to_an_hour(runtime: Runtime, settings: Settings) -> None:
    await put(runtime)
    now, waits = runtime.clock(), []
    for _ in range(12):
        await courier.deliver_due(runtime, settings, no_chat, now)
        [message] = await waiting(runtime)
        waits.append(message.due_at - now)
        now = message.due_at
    assert waits[:3] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert waits[-1] == timedelta(hours=1)


async def test_two_processes_show_an_alert_once(runtime: Runtime, settings: Settings) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await addresses.keep_chat(tx, "demo-dsl", {"conversation": "a:x"})
    said = []

    async def slowly(_chat: addresses.Chat, alert: Reply) -> None:
        await asyncio.sleep(0.05)
        said.append(alert.text)

    for _ in range(5):
        await put(runtime)
    rounds = [courier.deliver_due(runtime, settings, slowly) for _ in range(3)]
    assert sum(await asyncio.gather(*rounds)) == 5
    assert len(said) == 5


def test_every_alert_has_words_and_no_place_for_content() -> None:
    for key in ("record_arrived", "record_received", "record_read", "record_decided", "record_filed", "safety_alert"):
        params = dict.fromkeys(outbox.CONTENT_FREE, "1")
        assert say(f"alerts.{key}", **params)

"""What is known and kept before the replies are sent, on both databases."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import Answer, Writer, answer
from storage import conversations
from storage.administration import demo
from storage.database.engine import Database
from storage.people import addresses, people
from storage.people.people import Role
from tests.conversation import LIBRARY, TUESDAY, demo_runtime
from tests.support.databases import Filling

CHAT = {"service_url": "https://example.org/", "conversation": "a:x"}
WORKER = "demo-worker"


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(demo_runtime, key)


@pytest.fixture
def runtime(database: Database) -> Runtime:
    return Runtime(database, LIBRARY, lambda: TUESDAY)


async def hear(runtime: Runtime, activity_id: str, text: str = "report", who: str = WORKER) -> Answer:
    writer = Writer(demo.TENANT, who, CHAT, timedelta(seconds=20))
    return await answer(runtime, writer, activity_id, text=text)


async def arrived(runtime: Runtime, activity_id: str) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await conversations.mark_delivered(tx, WORKER, activity_id)


async def test_a_new_message_is_answered_and_ours_to_send(runtime: Runtime) -> None:
    heard = await hear(runtime, "one")
    assert heard.person is not None
    assert (heard.person.id, heard.person.roles) == (WORKER, frozenset({Role.WORKER}))
    assert heard.replies[-1].key == "incident.questions.danger_now.ask"
    assert (heard.is_ours, heard.late, heard.failed) == (True, False, False)
    async with runtime.database.transaction(TUESDAY) as tx:
        assert (await addresses.get(tx, WORKER)).chat == CHAT


async def test_what_another_process_may_be_sending_is_not_ours_until_its_time_is_over(runtime: Runtime) -> None:
    first = await hear(runtime, "one")
    again = await hear(runtime, "one")
    assert (again.replies, again.is_ours, again.late) == (first.replies, False, False)
    later = Runtime(runtime.database, LIBRARY, lambda: TUESDAY + timedelta(seconds=21))
    assert (await hear(later, "one")).is_ours
    await arrived(runtime, "one")
    later = Runtime(runtime.database, LIBRARY, lambda: TUESDAY + timedelta(seconds=60))
    assert not (await hear(later, "one")).is_ours


async def test_replies_that_did_not_arrive_are_known_of(runtime: Runtime) -> None:
    await hear(runtime, "one")
    assert (await hear(runtime, "two", "no")).late
    for activity_id in ("one", "two"):
        await arrived(runtime, activity_id)
    assert not (await hear(runtime, "three", "1")).late
    tomorrow = Runtime(runtime.database, LIBRARY, lambda: TUESDAY + timedelta(days=2))
    assert not (await hear(tomorrow, "four", "help")).late


async def test_nobody_known_is_told_nothing_but_how_to_ask(runtime: Runtime) -> None:
    assert await hear(runtime, "one", who="") == Answer([])
    assert [reply.key for reply in (await hear(runtime, "one", who="demo-nobody")).replies] == ["joining.not_known"]


async def test_somebody_who_left_is_not_known(runtime: Runtime) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await tx.connection.execute(people.people.update().values(left_at=TUESDAY))
    answered = await hear(runtime, "one")
    assert ([reply.key for reply in answered.replies], answered.person) == (["joining.not_known"], None)


async def test_somebody_without_a_role_is_told_so_and_every_role_is_known(runtime: Runtime) -> None:
    dsl = await hear(runtime, "one", who="demo-dsl")
    assert dsl.person is not None
    assert dsl.person.roles == {Role.DSL, Role.WORKER}
    async with runtime.database.transaction(TUESDAY) as tx:
        await tx.connection.execute(people.roles.delete())
    nobody = await hear(runtime, "two", who="demo-dsl")
    assert nobody.person is not None
    assert (nobody.person.roles, nobody.failed) == (frozenset(), False)


async def test_a_turn_that_fails_keeps_nothing(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as changed:
        changed.setattr("bot.turns.menu.answer", broken)
        failed = await hear(runtime, "one")
    assert (failed.person, failed.failed, failed.is_ours) == (None, True, False)
    assert [reply.key for reply in failed.replies] == ["problems.unexpected"]
    async with runtime.database.transaction(TUESDAY) as tx:
        assert await conversations.stored_turn(tx, WORKER, "one") is None
        assert (await addresses.get(tx, WORKER)).chat is None

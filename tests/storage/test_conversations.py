"""Where each conversation is, on both databases: nothing lost, nothing taken twice."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import conversations
from storage.administration import demo
from storage.conversations import ConversationMoved
from storage.database.engine import Database

NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
WORKER = "demo-worker"


async def test_a_new_person_starts_with_nothing_and_goes_on_where_they_were(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
        fresh = await conversations.load(tx, WORKER)
        assert (fresh.state, fresh.version) == ({}, 0)
        await conversations.save(tx, fresh, {"open": "incident", "answers": {"place": "in the yard ☂"}})
    async with database.transaction(NOW + timedelta(days=3)) as tx:
        found = await conversations.load(tx, WORKER)
    assert found.state == {"open": "incident", "answers": {"place": "in the yard ☂"}}
    assert found.version == 1


async def test_an_old_version_does_not_overwrite_a_newer_one(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
        first = await conversations.load(tx, WORKER)
        second = await conversations.save(tx, first, {"turn": 1})
        await conversations.save(tx, second, {"turn": 2})
    for stale in (first, second):
        with pytest.raises(ConversationMoved):
            async with database.transaction(NOW) as tx:
                await conversations.save(tx, stale, {"turn": "lost"})
    async with database.transaction(NOW) as tx:
        assert (await conversations.load(tx, WORKER)).state == {"turn": 2}


async def test_a_repeated_message_finds_its_replies_and_whether_they_arrived(database: Database) -> None:
    replies = [{"key": "safety", "text": "Is anyone in danger now?"}]
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
        assert await conversations.stored_turn(tx, WORKER, "activity-1") is None
        await conversations.keep_turn(tx, WORKER, "activity-1", replies)
    async with database.transaction(NOW) as tx:
        again = await conversations.stored_turn(tx, WORKER, "activity-1")
        assert again is not None
        assert (again.replies, again.delivered) == (replies, False)
        await conversations.mark_delivered(tx, WORKER, "activity-1")
        sent = await conversations.stored_turn(tx, WORKER, "activity-1")
        assert sent is not None
        assert sent.delivered
        assert await conversations.stored_turn(tx, "demo-dsl", "activity-1") is None


async def test_the_same_message_is_never_answered_twice(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
        await conversations.keep_turn(tx, WORKER, "activity-1", [{"key": "first"}])
    with pytest.raises(ConversationMoved):
        async with database.transaction(NOW) as tx:
            await conversations.keep_turn(tx, WORKER, "activity-1", [{"key": "second"}])


async def test_a_turn_that_fails_changes_nothing(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)

    async def fails_half_way() -> None:
        async with database.transaction(NOW) as tx:
            await conversations.save(tx, await conversations.load(tx, WORKER), {"half": True})
            await conversations.keep_turn(tx, WORKER, "activity-1", [])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_half_way()
    async with database.transaction(NOW) as tx:
        assert (await conversations.load(tx, WORKER)).version == 0
        assert await conversations.stored_turn(tx, WORKER, "activity-1") is None

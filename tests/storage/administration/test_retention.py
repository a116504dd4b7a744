"""What is watched over, what is deleted, and the demo organisation."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import audit, conversations, lookups
from storage.administration import demo, retention
from storage.administration.demo import NotDemo
from storage.audit import AuditAction
from storage.consultations import bookings
from storage.database.engine import Database
from storage.people import people, settings
from storage.people.people import Role
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.records import safety_watch
from storage.records.safety_watch import WatchCause
from storage.working_hours import LONDON, is_working_day
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

LATER = NOW + timedelta(days=200)


async def test_the_chain_of_a_record_shows_what_was_changed(at: At, database_kind: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        for action in (AuditAction.READ, AuditAction.EXPORTED, AuditAction.FILED):
            await audit.note(tx, record.id, "demo-dsl", action)
        assert [entry.number for entry in await audit.entries(tx, record.id)] == [1, 2, 3, 4]
        assert await audit.verify(tx, record.id)
        for trigger in ("audit_stay", "audit_never_go"):
            on = " ON audit" if database_kind == "postgresql" else ""
            await tx.connection.execute(sa.text(f"DROP TRIGGER {trigger}{on}"))
    for tampering in (
        "UPDATE audit SET action = 'printed' WHERE number = 3",
        "UPDATE audit SET person_id = 'demo-worker' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit WHERE number = 1",
    ):
        async with at() as tx:
            undone = await tx.connection.begin_nested()
            await tx.connection.execute(sa.text(tampering))
            assert not await audit.verify(tx, record.id), tampering
            await undone.rollback()
            assert await audit.verify(tx, record.id)


async def test_a_record_without_a_chain_is_not_whole(at: At) -> None:
    async with at() as tx:
        assert not await audit.verify(tx, "no-such-record")


async def test_only_what_has_done_its_work_is_deleted(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        worker = await who(tx, "worker")
        await conversations.save(tx, await conversations.load(tx, worker.id), {"place": "yard"})
        await conversations.keep_turn(tx, worker.id, "activity-1", [])
        await safety_watch.shown(tx, worker, "case-2", WatchCause.RED_VIEW)
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "done")
        (job,) = await jobs.claim(tx)
        await jobs.done(tx, job)
        await outbox.put(tx, worker.id, Alert.RECORD_READ)
        for message in await outbox.claim(tx):
            await outbox.delivered(tx, message)
        await outbox.put(tx, worker.id, Alert.RECORD_FILED)
        assert await retention.tidy(tx) == 0, "too soon"
    async with at(LATER) as tx:
        # a conversation that nobody goes on with, the turn, the job, and two messages: this one and the DSL's
        assert await retention.tidy(tx) == 5
        assert await retention.tidy(tx) == 0
        assert (await conversations.load(tx, worker.id)).state == {}
        assert await safety_watch.get(tx, "case-2") is not None
        assert await audit.verify(tx, record.id)
        assert [message.key for message in await outbox.waiting_for(tx, worker.id)] == [Alert.RECORD_FILED]
        assert {one.key for one in await jobs.claim(tx)} == {record.id, "case-2"}


async def test_replies_that_arrived_are_forgotten_after_a_day(at: At) -> None:
    async with at() as tx:
        for name in ("arrived", "waits"):
            await conversations.keep_turn(tx, "demo-worker", name, [{"text": "in their own words"}])
        await conversations.mark_delivered(tx, "demo-worker", "arrived")
    async with at(NOW + timedelta(days=1, minutes=1)) as tx:
        assert await retention.tidy(tx) == 1
        arrived = await conversations.stored_turn(tx, "demo-worker", "arrived")
        waits = await conversations.stored_turn(tx, "demo-worker", "waits")
        assert arrived is not None
        assert (arrived.replies, arrived.delivered) == ([], True), "a repeat still changes nothing"
        assert waits is not None
        assert waits.replies == [{"text": "in their own words"}]
    async with at(NOW + timedelta(days=8)) as tx:
        assert await retention.tidy(tx) == 2


async def test_a_deleted_draft_leaves_no_reply_that_repeats_it(at: At) -> None:
    async with at() as tx:
        for person in ("demo-worker", "demo-dsl"):
            for name in ("arrived", "waits"):
                await conversations.keep_turn(tx, person, name, [{"text": "in their own words"}])
            await conversations.mark_delivered(tx, person, "arrived")
        await conversations.forget_replies(tx, "demo-worker")
        for name in ("arrived", "waits"):
            mine = await conversations.stored_turn(tx, "demo-worker", name)
            other = await conversations.stored_turn(tx, "demo-dsl", name)
            assert mine is not None
            assert (mine.replies, mine.delivered) == ([], True)
            assert other is not None
            assert other.replies == [{"text": "in their own words"}]
        late = await conversations.undelivered(tx, since=NOW - timedelta(days=1), until=NOW)
        assert [turn.person_id for turn in late] == ["demo-dsl"]


async def test_what_was_looked_up_in_vain_is_kept_for_a_year(at: At) -> None:
    async with at() as tx:
        await lookups.missed(tx, "where is the moon", "nothing_found")
    async with at(NOW + timedelta(days=364)) as tx:
        await retention.tidy(tx)
        assert len(await lookups.all_missed(tx)) == 1
    async with at(NOW + timedelta(days=367)) as tx:
        await retention.tidy(tx)
        assert await lookups.all_missed(tx) == []


async def test_the_demo_organisation_is_marked_as_such(at: At) -> None:
    async with at() as tx:
        assert await demo.is_demo(tx)
        everyone = await people.everyone(tx)
        assert {person.login for person in everyone} == set(demo.PEOPLE)
        assert all(person.is_demo and "(demo)" in person.name for person in everyone)
        for person in everyone:
            assert (await settings.setting(tx, person.setting_id)).is_demo


async def test_filling_again_changes_nothing_but_a_new_month_has_its_slots(at: At) -> None:
    async with at() as tx:
        await demo.fill(tx)
        before = [await bookings.slots_in(tx, 2026, month) for month in (3, 4, 5)]
        assert [len(slots) for slots in before] == [3, 3, 0]
        assert len(await bookings.free_slots(tx, until=NOW + timedelta(days=70))) == 6
    async with at(NOW + timedelta(days=40)) as tx:
        await demo.fill(tx)
        after = [await bookings.slots_in(tx, 2026, month) for month in (3, 4, 5)]
        assert [len(slots) for slots in after] == [3, 3, 3]
        assert after[:2] == before[:2]


@pytest.mark.parametrize("day", [1, 15, 30, 31])
async def test_demo_slots_are_mornings_of_working_days(database: Database, day: int) -> None:
    async with database.transaction(datetime(2026, 12, day, 9, tzinfo=UTC)) as tx:
        await demo.fill(tx)
        found = [slot for month in ((2026, 12), (2027, 1)) for slot in await bookings.slots_in(tx, *month)]
    assert len(found) == 6
    for slot in found:
        local = slot.starts_at.astimezone(LONDON)
        assert is_working_day(local.date(), ())
        assert local.hour == 10


async def test_a_real_organisation_is_never_filled_with_demo_data(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        setting = await settings.add_setting(tx, "A real school", "primary_school", {})
        await people.add(tx, "A. Real-Person", setting.id, [Role.WORKER])
        with pytest.raises(NotDemo):
            await demo.fill(tx)
        assert not await demo.is_demo(tx)
        assert await people.find(tx, "worker") is None

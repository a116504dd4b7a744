"""What is due: delivered or done once, tried again, and back from a process that died with it."""

from datetime import timedelta

import pytest

from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.queues.lease import LEASE, back_off
from storage.queues.once import Once
from tests.storage.conftest import NOW, At

WORKER = "demo-worker"
NEWS = Alert.RECORD_READ
LATER = NOW + timedelta(minutes=10)


async def test_a_message_is_borrowed_delivered_and_gone(at: At) -> None:
    async with at() as tx:
        assert await outbox.put(tx, WORKER, Alert.RECORD_RECEIVED, {"reference": "WM-7K3F-2Q"})
        (message,) = await outbox.claim(tx)
        assert (message.to_person, message.key, message.attempts) == (WORKER, "record_received", 1)
        assert message.params == {"reference": "WM-7K3F-2Q"}
        assert await outbox.claim(tx) == [], "borrowed already"
        await outbox.delivered(tx, message)
    async with at(LATER) as tx:
        assert await outbox.claim(tx) == []


def test_what_is_tried_in_vain_waits_twice_as_long_each_time_an_hour_at_most() -> None:
    waits = [back_off(attempts, timedelta(seconds=15)).total_seconds() for attempts in (1, 2, 3, 9, 100)]
    assert waits == [15, 30, 60, 3600, 3600]


async def test_a_message_returns_when_its_lease_runs_out(at: At) -> None:
    async with at() as tx:
        await outbox.put(tx, WORKER, NEWS)
        await outbox.claim(tx)
    async with at(NOW + LEASE - timedelta(seconds=1)) as tx:
        assert await outbox.claim(tx) == []
    async with at(NOW + LEASE) as tx:
        (again,) = await outbox.claim(tx)
    assert again.attempts == 2


async def test_a_message_that_failed_comes_back_at_its_time(at: At) -> None:
    async with at() as tx:
        await outbox.put(tx, WORKER, NEWS)
        (message,) = await outbox.claim(tx)
        await outbox.failed(tx, message, "teams_429", LATER)
    async with at(LATER - timedelta(seconds=1)) as tx:
        assert await outbox.claim(tx) == []
        (waiting,) = await outbox.waiting_for(tx, WORKER)
        assert waiting.last_error == "teams_429"
    async with at(LATER) as tx:
        (message,) = await outbox.claim(tx)
        await outbox.failed(tx, message, "gone_for_good", None)
    async with at(LATER + timedelta(days=1)) as tx:
        assert await outbox.claim(tx) == []
        assert await outbox.waiting_for(tx, WORKER) == []


async def test_who_came_late_changes_nothing_for_who_has_it_now(at: At) -> None:
    async with at() as tx:
        await outbox.put(tx, WORKER, NEWS)
        (slow,) = await outbox.claim(tx)
    async with at(LATER) as tx:
        (quick,) = await outbox.claim(tx)
        await outbox.failed(tx, slow, "timeout", LATER)
        assert await outbox.claim(tx) == [], "still with the quick one"
        await outbox.delivered(tx, quick)
        await outbox.failed(tx, quick, "too late to say", LATER)
        assert await outbox.waiting_for(tx, WORKER) == []


async def test_messages_go_out_in_order_and_not_before_their_time(at: At) -> None:
    async with at() as tx:
        await outbox.put(tx, WORKER, Alert.ACTION_DUE, due_at=NOW + timedelta(days=1))
        await outbox.put(tx, WORKER, Alert.SLOT_MOVED, due_at=NOW - timedelta(minutes=1))
        await outbox.put(tx, WORKER, Alert.SLOT_OFFERED, due_at=NOW - timedelta(minutes=2))
        assert [message.key for message in await outbox.claim(tx, limit=5)] == [Alert.SLOT_OFFERED, Alert.SLOT_MOVED]


async def test_what_is_to_be_said_once_is_written_once(at: At) -> None:
    async with at() as tx:
        assert await outbox.put(tx, WORKER, NEWS, once=Once("news-1"))
        assert not await outbox.put(tx, WORKER, NEWS, once=Once("news-1"))
        assert len(await outbox.waiting_for(tx, WORKER)) == 1


@pytest.mark.parametrize("params", [{"child_name": "Alex"}, {"colour": "red"}, {"text": "what happened"}])
async def test_an_alert_cannot_carry_case_content(at: At, params: dict[str, str | int]) -> None:
    async with at() as tx:
        with pytest.raises(ValueError, match="no case content"):
            await outbox.put(tx, WORKER, NEWS, params)
        with pytest.raises(ValueError, match="no case content"):
            await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "1", params)


async def test_a_job_is_borrowed_when_due_and_done_once(at: At) -> None:
    async with at() as tx:
        assert await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, LATER, "case-1", {"step": "call"})
        assert await jobs.claim(tx) == []
    async with at(LATER) as tx:
        (job,) = await jobs.claim(tx)
        assert (job.kind, job.key, job.params) == (JobKind.CONSULTATION_REMINDER, "case-1", {"step": "call"})
        assert await jobs.claim(tx) == []
        assert await jobs.done(tx, job)
        assert not await jobs.done(tx, job)


async def test_a_job_scheduled_twice_keeps_its_first_time_until_it_is_done(at: At) -> None:
    async with at() as tx:
        assert await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "case-1")
        assert not await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, LATER, "case-1")
        assert await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, LATER, "case-2")
        (job,) = await jobs.claim(tx)
        assert job.due_at == NOW
        await jobs.done(tx, job)
        assert await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, LATER, "case-1"), (
            "a new one after the old is done"
        )


async def test_a_cancelled_job_is_not_done_even_by_who_had_borrowed_it(at: At) -> None:
    async with at() as tx:
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "case-1")
        (job,) = await jobs.claim(tx)
        assert await jobs.cancel(tx, JobKind.CONSULTATION_REMINDER, "case-1")
        assert not await jobs.cancel(tx, JobKind.CONSULTATION_REMINDER, "case-1")
        assert not await jobs.done(tx, job)
    async with at(LATER) as tx:
        assert await jobs.claim(tx) == []


async def test_a_job_returns_when_its_lease_runs_out_or_when_given_back(at: At) -> None:
    async with at() as tx:
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "case-1")
        (slow,) = await jobs.claim(tx)
    async with at(NOW + LEASE) as tx:
        (job,) = await jobs.claim(tx)
        await jobs.retry(tx, slow, LATER + timedelta(days=1))
        await jobs.retry(tx, job, LATER)
    async with at(LATER) as tx:
        (job,) = await jobs.claim(tx, kinds=frozenset({JobKind.CONSULTATION_REMINDER}))
        assert job.attempts == 3
        assert await jobs.claim(tx, kinds=frozenset({JobKind.CONSULTATION_DAY})) == []

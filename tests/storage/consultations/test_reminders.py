"""Reminders: on the morning two working days before, and an hour before; none for what has gone."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.consultations import bookings, notifications
from storage.consultations.bookings import Booking
from storage.consultations.notifications import two_working_days_before
from storage.consultations.seats import BookingDetails
from storage.database.engine import Tx
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.conftest import NOW, At, who

LONG_BEFORE = datetime(2026, 3, 24, 9, tzinfo=UTC)


async def booked(tx: Tx) -> Booking:
    slot = await bookings.publish(tx, LONG_BEFORE)
    details = BookingDetails("D", NOW.date(), "a plan")
    return await bookings.book(tx, slot.id, await who(tx, "worker"), details, case_key="case-1")


async def reminded(at: At, now: datetime) -> list[str]:
    async with at(now) as tx:
        for job in await jobs.claim(tx, kinds=frozenset({JobKind.CONSULTATION_REMINDER})):
            await notifications.remind(tx, job)
        return [message.key for message in await outbox.waiting_for(tx, "demo-worker")]


@pytest.mark.parametrize(
    ("starts", "reminder"),
    [
        (datetime(2026, 3, 24, 9, tzinfo=UTC), datetime(2026, 3, 20, 9, tzinfo=UTC)),  # over a weekend
        (datetime(2026, 4, 8, 9, tzinfo=UTC), datetime(2026, 4, 2, 8, tzinfo=UTC)),  # over Easter, and into summer time
        (datetime(2026, 10, 27, 10, tzinfo=UTC), datetime(2026, 10, 23, 8, tzinfo=UTC)),  # and out of it
        (datetime(2026, 3, 26, 9, tzinfo=UTC), datetime(2026, 3, 24, 9, tzinfo=UTC)),
    ],
)
def test_two_working_days_before(starts: datetime, reminder: datetime) -> None:
    assert two_working_days_before(starts, ()) == reminder


async def test_two_reminders_each_once(at: At) -> None:
    async with at() as tx:
        booking = await booked(tx)
    starts = booking.slot.starts_at
    assert await reminded(at, two_working_days_before(starts, ()) - timedelta(minutes=1)) == []
    assert await reminded(at, two_working_days_before(starts, ())) == ["consultation_in_two_days"]
    both = ["consultation_in_two_days", "consultation_in_one_hour"]
    assert await reminded(at, starts - timedelta(hours=1)) == both
    assert await reminded(at, starts) == both


async def test_a_changed_booking_is_reminded_of_at_its_new_time_and_a_cancelled_one_not(at: At) -> None:
    async with at() as tx:
        booking = await booked(tx)
        later = await bookings.publish(tx, LONG_BEFORE + timedelta(days=7))
        changed = await bookings.change(tx, booking.id, later.id, await who(tx, "worker"))
    assert await reminded(at, LONG_BEFORE) == []
    assert await reminded(at, two_working_days_before(changed.slot.starts_at, ())) == ["consultation_in_two_days"]
    async with at(LONG_BEFORE + timedelta(days=6)) as tx:
        await bookings.cancel(tx, booking.id, await who(tx, "worker"))
    assert await reminded(at, LONG_BEFORE + timedelta(days=8)) == ["consultation_in_two_days"]


async def test_what_is_booked_the_day_before_has_the_last_reminder_only(at: At) -> None:
    async with at(LONG_BEFORE - timedelta(days=1)) as tx:
        await booked(tx)
    assert await reminded(at, LONG_BEFORE - timedelta(hours=1)) == ["consultation_in_one_hour"]

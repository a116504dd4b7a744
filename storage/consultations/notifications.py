"""What follows a booking, a change or a cancellation: invitations, reminders, and a word to the service.

All of it is put down in the same transaction and sent afterwards. None of it says anything about a case.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from storage.consultations.seats import Booking, bookings_where
from storage.consultations.tables import booked, bookings
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job
from storage.working_hours import LONDON, is_working_day

INVITATION = "consultation_invitation"
"""The job that sends a calendar entry by mail; its key is `<booking>:<person>`, and it sends what is true by then."""
REMINDER = "consultation_reminder"
STEPS = ("two_days", "one_hour")
REMIND_AT = time(9)


async def announce(tx: Tx, booking: Booking, what: str) -> None:
    """`what` is booked, changed, moved, cancelled, cancelled_late or withdrawn. `booking` as it is now, or was."""
    service = await people.with_role(tx, Role.CONSULTATION)
    for person_id in {booking.person_id, *(person.id for person in service)}:
        key = f"{booking.id}:{person_id}"
        await jobs.cancel(tx, INVITATION, key)
        await jobs.schedule(tx, INVITATION, tx.now, key, {"booking_id": booking.id})
    await _remind(tx, booking, stands=what in ("booked", "changed", "moved"))
    about = {"at": booking.slot.starts_at.isoformat()}
    for person in service:
        await outbox.put(tx, person.id, Alert(f"service_{what}"), about)


async def remind(tx: Tx, job: Job) -> None:
    """Do a reminder that is due, in the transaction that marks it done. A booking that has gone has none."""
    booking_id, _, step = job.key.partition(":")
    if not await jobs.done(tx, job):
        return
    for booking in await bookings_where(tx, booked, bookings.c.id == booking_id):
        about = {"at": booking.slot.starts_at.isoformat()}
        name = once.reminder(job.key, booking.sequence)
        await outbox.put(tx, booking.person_id, Alert(f"consultation_in_{step}"), about, once=name)


async def _remind(tx: Tx, booking: Booking, *, stands: bool) -> None:
    starts_at = booking.slot.starts_at
    due = {"two_days": two_working_days_before(starts_at, tx.closed), "one_hour": starts_at - timedelta(hours=1)}
    for step in STEPS:
        await jobs.cancel(tx, REMINDER, f"{booking.id}:{step}")
        if stands and due[step] > tx.now:
            await jobs.schedule(tx, REMINDER, due[step], f"{booking.id}:{step}", {"booking_id": booking.id})


def two_working_days_before(moment: datetime, closed: Collection[date]) -> datetime:
    """The morning of the second working day before, in London: for a Tuesday, the Friday."""
    day: date = moment.astimezone(LONDON).date()
    left = 2
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed)
    return datetime.combine(day, REMIND_AT, tzinfo=LONDON)

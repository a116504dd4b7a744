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
from storage.queues.jobs import Job, JobKind
from storage.working_hours import LONDON, is_working_day

STEPS = {"two_days": Alert.CONSULTATION_IN_TWO_DAYS, "one_hour": Alert.CONSULTATION_IN_ONE_HOUR}
"""Which reminder each is, by what the key of its job says (`jobs.key_of`)."""
STANDS = frozenset({Alert.SERVICE_BOOKED, Alert.SERVICE_CHANGED, Alert.SERVICE_MOVED})
"""After these there is a consultation to be reminded of."""
REMIND_AT = time(9)


async def announce(tx: Tx, booking: Booking, what: Alert) -> None:
    """`what` the service is told of `booking`, which is given as it is now, or was."""
    service = await people.with_role(tx, Role.CONSULTATION)
    for person_id in {booking.person_id, *(person.id for person in service)}:
        key = jobs.key_of(booking.id, person_id)
        await jobs.cancel(tx, JobKind.CONSULTATION_INVITATION, key)
        await jobs.schedule(tx, JobKind.CONSULTATION_INVITATION, tx.now, key, {"booking_id": booking.id})
    await _remind(tx, booking, stands=what in STANDS)
    about = {"at": booking.slot.starts_at.isoformat()}
    for person in service:
        await outbox.put(tx, person.id, what, about)


async def remind(tx: Tx, job: Job) -> None:
    """Do a reminder that is due, in the transaction that marks it done. A booking that has gone has none."""
    booking_id, step = jobs.read_key(job.key)
    if not await jobs.done(tx, job):
        return
    for booking in await bookings_where(tx, booked, bookings.c.id == booking_id):
        about = {"at": booking.slot.starts_at.isoformat()}
        name = once.reminder(job.key, booking.sequence)
        await outbox.put(tx, booking.person_id, STEPS[step], about, once=name)


async def _remind(tx: Tx, booking: Booking, *, stands: bool) -> None:
    starts_at = booking.slot.starts_at
    due = {"two_days": two_working_days_before(starts_at, tx.closed), "one_hour": starts_at - timedelta(hours=1)}
    for step in STEPS:
        key = jobs.key_of(booking.id, step)
        await jobs.cancel(tx, JobKind.CONSULTATION_REMINDER, key)
        if stands and due[step] > tx.now:
            await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, due[step], key, {"booking_id": booking.id})


def two_working_days_before(moment: datetime, closed: Collection[date]) -> datetime:
    """The morning of the second working day before, in London: for a Tuesday, the Friday."""
    day: date = moment.astimezone(LONDON).date()
    left = 2
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed)
    return datetime.combine(day, REMIND_AT, tzinfo=LONDON)

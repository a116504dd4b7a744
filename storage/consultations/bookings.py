"""The consultation service's few slots a month: held, booked, changed, given back. No child is named in a booking.

Whatever happens at once in however many processes, a seat is never given twice: holds and bookings share one unique
index. A hold ends by its time, not by whoever made it, so a process that dies leaves nothing behind.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from storage.consultations.notifications import announce
from storage.consultations.rules import lock_schedule, rules
from storage.consultations.seats import (
    AlreadyBooked,
    Booking,
    BookingDetails,
    Hold,
    Slot,
    SlotTaken,
    bookings_where,
    free_place,
    insert_booking,
    open_slot,
    release_seats,
    slots_where,
)
from storage.consultations.tables import Ended, Mode, booked, bookings, slots
from storage.consultations.waiting_list import has_booked, let_go_of_offer, offer_free_seats
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.working_hours import LONDON, first_of_next_month

__all__ = ["AlreadyBooked", "Booking", "BookingDetails", "Hold", "Slot", "SlotTaken", "slots_where"]


async def publish(tx: Tx, starts_at: datetime, minutes: int = 60, mode: Mode = Mode.VIDEO, capacity: int = 1) -> Slot:
    """Offer a slot: first to those who wait. The same moment and mode twice is one slot."""
    rules = await lock_schedule(tx)
    await insert_new(
        tx.connection,
        slots,
        id=uuid.uuid4().hex,
        starts_at=starts_at,
        minutes=minutes,
        mode=mode.value,
        capacity=capacity,
        published_at=tx.now,
    )
    await offer_free_seats(tx, rules)
    (slot,) = await slots_where(tx, slots.c.starts_at == starts_at, slots.c.mode == mode.value)
    return slot


async def free_slots(tx: Tx, *, until: datetime) -> list[Slot]:
    """The slots from now to `until` that still have a seat, in order of time."""
    return [slot for slot in await coming(tx, until=until) if slot.seats_free]


async def coming(tx: Tx, *, until: datetime) -> list[Slot]:
    """The slots from now to `until`, free or not, in order of time."""
    return await slots_where(tx, slots.c.starts_at > tx.now, slots.c.starts_at < until)


async def starts_at(tx: Tx, slot_id: str) -> datetime | None:
    """When a slot is, in UTC; None where it is offered no longer."""
    found = await slots_where(tx, slots.c.id == slot_id)
    return found[0].starts_at if found else None


async def slots_in(tx: Tx, year: int, month_number: int) -> list[Slot]:
    """All slots offered in a month of London time, free or not."""
    first, after = _month(year, month_number)
    return await slots_where(tx, slots.c.starts_at >= first, slots.c.starts_at < after)


async def hold(tx: Tx, slot_id: str, person: Person, *, case_key: str) -> Hold:
    """Keep a seat while the form is filled in; any other seat held so by this person is let go, and what is offered to
    this case in the same month goes to the next in line.

    Raises SlotTaken or AlreadyBooked; then nothing is held.
    """
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    # what is let go is offered to nobody before this seat is taken: it may be the same one
    freed = await _stand_up_from_holds(tx, person)
    try:
        slot = await open_slot(tx, slot_id)
        freed += await let_go_of_offer(tx, case_key, slot)
        place = await free_place(tx, slot, case_key, rules)
        until = tx.now + timedelta(minutes=rules.hold_minutes)
        hold_id = await insert_booking(tx, place, person.id, case_key, {}, held_until=until)
    finally:
        if freed:
            await offer_free_seats(tx, rules)
    await jobs.schedule(tx, JobKind.CONSULTATION_SEATS, until, hold_id)
    return Hold(hold_id, slot, until)


async def release_holds(tx: Tx, person: Person) -> None:
    """What this person held while filling in a form is free again."""
    if await _stand_up_from_holds(tx, person):
        await offer_free_seats(tx, await lock_schedule(tx))


async def _stand_up_from_holds(tx: Tx, person: Person) -> int:
    held = bookings.c.held_until.is_not(None) & bookings.c.offer_of.is_(None)
    return await release_seats(tx, Ended.LET_GO, bookings.c.person_id == person.id, held)


async def book(
    tx: Tx,
    slot_id: str,
    person: Person,
    details: BookingDetails,
    *,
    case_key: str,
) -> Booking:
    """Take a seat, held for this person or free. The case waits no longer then. Raises SlotTaken or AlreadyBooked; then
    nothing was written and the transaction goes on.
    """
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    slot = await open_slot(tx, slot_id)
    await let_go_of_offer(tx, case_key, slot)
    # while it is held for this person, nobody else can have this seat; and nobody is offered it before it is booked
    held = await tx.connection.scalar(
        sa.select(bookings.c.id).where(
            bookings.c.slot_id == slot_id, bookings.c.person_id == person.id, bookings.c.held_until > tx.now,
            bookings.c.cancelled_at.is_(None), bookings.c.offer_of.is_(None),
        )
    )  # fmt: skip
    place = await free_place(tx, slot, case_key, rules, but=held or "")
    await _stand_up_from_holds(tx, person)
    booking_id = await insert_booking(tx, place, person.id, case_key, details.as_json())
    await has_booked(tx, case_key)
    (booking,) = await bookings_where(tx, bookings.c.id == booking_id)
    await announce(tx, booking, Alert.SERVICE_BOOKED)
    await offer_free_seats(tx, rules)
    return booking


async def change(tx: Tx, booking_id: str, slot_id: str, person: Person) -> Booking:
    """The same booking at another time, all or nothing. Raises NotFound, NotAllowed, SlotTaken or AlreadyBooked."""
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    await _theirs(tx, booking_id, person)
    slot = await open_slot(tx, slot_id)
    place = await free_place(tx, slot, await _case_of(tx, booking_id), rules, but=booking_id)
    await tx.connection.execute(
        bookings.update().where(bookings.c.id == booking_id).values(**vars(place), sequence=bookings.c.sequence + 1)
    )
    (changed,) = await bookings_where(tx, bookings.c.id == booking_id)
    await announce(tx, changed, Alert.SERVICE_CHANGED)
    await offer_free_seats(tx, rules)
    return changed


async def cancel(tx: Tx, booking_id: str, person: Person) -> Booking:
    """Give the seat back: by whoever booked it, or by the consultation service. The booking as it was. Raises
    NotFound (also where it was cancelled before) and NotAllowed."""
    rules = await lock_schedule(tx)
    found = await _theirs(tx, booking_id, person)
    late = await is_late(tx, found)
    ended_as = Ended.CANCELLED_LATE if late else Ended.CANCELLED
    if not await release_seats(tx, ended_as, bookings.c.id == booking_id):
        raise NotFound("booking")
    await announce(tx, found, Alert.SERVICE_CANCELLED_LATE if late else Alert.SERVICE_CANCELLED)
    await offer_free_seats(tx, rules)
    return found


async def is_late(tx: Tx, booking: Booking) -> bool:
    """Whether a change now comes with less notice than the service asks for. It is taken all the same."""
    return booking.slot.starts_at - tx.now < timedelta(hours=(await rules(tx)).notice_hours)


async def my_bookings(tx: Tx, person: Person) -> list[Booking]:
    """This person's bookings that are still to come or going on, in order of time."""
    mine = await bookings_where(tx, booked, bookings.c.person_id == person.id)
    return [one for one in mine if one.slot.starts_at + timedelta(minutes=one.slot.minutes) > tx.now]


async def month(tx: Tx, person: Person, year: int, month_number: int) -> list[tuple[Slot, list[Booking]]]:
    """The service's month: every slot with who booked it. Raises NotAllowed for anyone else."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    of_month = await slots_in(tx, year, month_number)
    of_slots = await bookings_where(tx, booked, bookings.c.slot_id.in_([slot.id for slot in of_month]))
    return [(slot, [one for one in of_slots if one.slot.id == slot.id]) for slot in of_month]


async def bookings_until(tx: Tx, person: Person, until: datetime) -> list[Booking]:
    """What is booked from now on, whoever booked it. Raises NotAllowed for anyone but the service."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    return await bookings_where(tx, booked, slots.c.starts_at > tx.now - timedelta(hours=12), slots.c.starts_at < until)


async def bookings_of(tx: Tx, slot_id: str) -> list[Booking]:
    """Who has booked a slot. The caller has asked the roles."""
    return await bookings_where(tx, booked, bookings.c.slot_id == slot_id)


async def _theirs(tx: Tx, booking_id: str, person: Person) -> Booking:
    """A booking that this person may change. Raises NotFound and NotAllowed."""
    found = await bookings_where(tx, booked, bookings.c.id == booking_id)
    if not found:
        raise NotFound("booking")
    if found[0].person_id != person.id and Role.CONSULTATION not in person.roles:
        raise NotAllowed
    return found[0]


async def _case_of(tx: Tx, booking_id: str) -> str:
    return str(await tx.connection.scalar(sa.select(bookings.c.case_key).where(bookings.c.id == booking_id)))


def _month(year: int, number: int) -> Sequence[datetime]:
    first = date(year, number, 1)
    return [datetime.combine(day, time(), tzinfo=LONDON) for day in (first, first_of_next_month(first))]

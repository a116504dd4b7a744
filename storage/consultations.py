"""The consultation service's few slots a month, and who booked which. No child is named in a booking.

A slot has `capacity` seats. An active booking holds one seat, one case has one active booking a month: both
are unique in the database, so whatever happens at once in however many processes, a seat is never given
twice.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.columns import insert_new
from storage.consultation_tables import active, bookings, offered, slots
from storage.engine import Tx
from storage.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Slot:
    """`starts_at` is in UTC; `mode` is video or in_person; `seats_free` as it was when looked up."""

    id: str
    starts_at: datetime
    minutes: int
    mode: str
    capacity: int = 1
    seats_free: int = 1


@dataclass(frozen=True)
class Booking:
    id: str
    slot: Slot
    person_id: str
    case_key: str
    manager_name: str
    manager_agreed_on: date
    help_wanted: str
    booked_at: datetime


class SlotTaken(Problem):
    """Somebody else was quicker, or the slot is over or withdrawn: offer the others."""

    reason = "slot_taken"


class AlreadyBooked(Problem):
    """This case has a booking in this month. `booking_id` says which."""

    reason = "already_booked"

    def __init__(self, booking_id: str) -> None:
        self.booking_id = booking_id
        super().__init__(booking_id)


async def publish(tx: Tx, starts_at: datetime, minutes: int = 60, mode: str = "video", capacity: int = 1) -> Slot:
    """Offer a slot. The same moment and mode twice is one slot."""
    await insert_new(
        tx.connection,
        slots,
        id=uuid.uuid4().hex,
        starts_at=starts_at,
        minutes=minutes,
        mode=mode,
        capacity=capacity,
        published_at=tx.now,
    )
    (slot,) = await slots_where(tx, slots.c.starts_at == starts_at, slots.c.mode == mode)
    return slot


async def free_slots(tx: Tx, *, until: datetime) -> list[Slot]:
    """The slots from now to `until` that still have a seat, in order of time."""
    coming = await slots_where(tx, slots.c.starts_at > tx.now, slots.c.starts_at < until)
    return [slot for slot in coming if slot.seats_free]


async def slots_in(tx: Tx, year: int, month_number: int) -> list[Slot]:
    """All slots offered in a month of London time, free or not."""
    first, after = _month(year, month_number)
    return await slots_where(tx, slots.c.starts_at >= first, slots.c.starts_at < after)


async def book(
    tx: Tx,
    slot_id: str,
    person: Person,
    *,
    manager_name: str,
    manager_agreed_on: date,
    help_wanted: str,
    case_key: str,
) -> Booking:
    """Take a seat. Raises SlotTaken or AlreadyBooked; then nothing was written and the transaction goes
    on.
    """
    # a slot being withdrawn at this moment is waited for
    row = (await tx.connection.execute(sa.select(slots).where(slots.c.id == slot_id).with_for_update())).first()
    if row is None or row.withdrawn_at or row.starts_at <= tx.now:
        raise SlotTaken
    month_of_slot = row.starts_at.astimezone(LONDON).strftime("%Y-%m")
    details = {"manager_name": manager_name, "manager_agreed_on": manager_agreed_on.isoformat()}
    details["help_wanted"] = help_wanted
    for seat in range(row.capacity):
        booking_id = uuid.uuid4().hex
        booked = await insert_new(
            tx.connection,
            bookings,
            id=booking_id,
            slot_id=slot_id,
            seat=seat,
            person_id=person.id,
            case_key=case_key,
            month=month_of_slot,
            details_sealed=tx.vault.seal_json(details),
            booked_at=tx.now,
        )
        if booked:
            (booking,) = await _bookings(tx, bookings.c.id == booking_id)
            return booking
        await _refuse_second(tx, case_key, month_of_slot)
    raise SlotTaken


async def cancel(tx: Tx, booking_id: str, person: Person) -> Booking:
    """Give the seat back: by whoever booked it, or by the consultation service. The booking as it was. Raises
    NotFound (also where it was cancelled before) and NotAllowed."""
    found = await _bookings(tx, bookings.c.id == booking_id)
    if not found:
        raise NotFound("booking")
    if found[0].person_id != person.id and Role.CONSULTATION not in person.roles:
        raise NotAllowed
    done = await tx.connection.execute(
        bookings.update().where(bookings.c.id == booking_id, active).values(cancelled_at=tx.now)
    )
    if done.rowcount == 0:
        raise NotFound("booking")
    return found[0]


async def my_bookings(tx: Tx, person: Person) -> list[Booking]:
    """This person's bookings that are still to come or going on, in order of time."""
    mine = await _bookings(tx, bookings.c.person_id == person.id)
    return [one for one in mine if one.slot.starts_at + timedelta(minutes=one.slot.minutes) > tx.now]


async def month(tx: Tx, person: Person, year: int, month_number: int) -> list[tuple[Slot, list[Booking]]]:
    """The service's month: every slot with who booked it. Raises NotAllowed for anyone else."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    of_month = await slots_in(tx, year, month_number)
    booked = await _bookings(tx, bookings.c.slot_id.in_([slot.id for slot in of_month]))
    return [(slot, [one for one in booked if one.slot.id == slot.id]) for slot in of_month]


async def bookings_of(tx: Tx, slot_id: str) -> list[Booking]:
    """Who has booked a slot. The caller has asked the roles."""
    return await _bookings(tx, bookings.c.slot_id == slot_id)


async def _refuse_second(tx: Tx, case_key: str, month_of_slot: str) -> None:
    same_case = (bookings.c.case_key == case_key) & (bookings.c.month == month_of_slot)
    other: str | None = await tx.connection.scalar(sa.select(bookings.c.id).where(same_case, active))
    if other is not None:
        raise AlreadyBooked(other)


async def slots_where(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Slot]:
    """The slots on offer to which all of it applies, in order of time."""
    taken = sa.select(sa.func.count()).where(bookings.c.slot_id == slots.c.id, active).scalar_subquery().label("taken")
    query = sa.select(slots, taken).where(offered, *where).order_by(slots.c.starts_at, slots.c.mode)
    return [_slot(row, row.capacity - row.taken) for row in await tx.connection.execute(query)]


async def _bookings(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Booking]:
    query = (
        sa.select(bookings, slots.c.starts_at, slots.c.minutes, slots.c.mode, slots.c.capacity)
        .join(slots, slots.c.id == bookings.c.slot_id)
        .where(active, *where)
        .order_by(slots.c.starts_at, bookings.c.seat)
    )
    return [_booking(tx, row) for row in await tx.connection.execute(query)]


def _slot(row: Any, seats_free: int) -> Slot:
    return Slot(row.id, row.starts_at, row.minutes, row.mode, row.capacity, seats_free)


def _booking(tx: Tx, row: Any) -> Booking:
    details = tx.vault.open_json(row.details_sealed)
    return Booking(
        id=row.id,
        slot=Slot(row.slot_id, row.starts_at, row.minutes, row.mode, row.capacity, 0),
        person_id=row.person_id,
        case_key=row.case_key,
        manager_name=details["manager_name"],
        manager_agreed_on=date.fromisoformat(details["manager_agreed_on"]),
        help_wanted=details["help_wanted"],
        booked_at=row.booked_at,
    )


def _month(year: int, number: int) -> Sequence[datetime]:
    following = (year, number + 1) if number < 12 else (year + 1, 1)
    return datetime(year, number, 1, tzinfo=LONDON), datetime(*following, 1, tzinfo=LONDON)

"""Who sits where: slots, and the holds and bookings of their seats. The rules of who may are in the modules above."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.consultations.rules import Rules
from storage.consultations.tables import Ended, Mode, active, booked, bookings, offered, slots
from storage.database.columns import insert_new
from storage.database.each import each
from storage.database.engine import Tx
from storage.problems import Problem
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Slot:
    """`starts_at` is in UTC; `seats_free` as it was when looked up."""

    id: str
    starts_at: datetime
    minutes: int
    mode: Mode
    capacity: int = 1
    seats_free: int = 1


@dataclass(frozen=True)
class BookingDetails:
    """What somebody says when they book or wait; sealed with it. `role` is what they work as, where they said so."""

    manager_name: str
    manager_agreed_on: date
    help_wanted: str
    role: str = ""

    def as_json(self) -> dict[str, str]:
        """Plain JSON to be sealed; the day as '2026-11-16'."""
        return {**vars(self), "manager_agreed_on": self.manager_agreed_on.isoformat()}


@dataclass(frozen=True)
class Booking:
    """`role` is what whoever booked it works as, where they said so."""

    id: str
    slot: Slot
    person_id: str
    case_key: str
    manager_name: str
    manager_agreed_on: date
    help_wanted: str
    booked_at: datetime
    role: str = ""
    sequence: int = 0
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class FreePlace:
    """Where a hold or a booking may be written: the columns that say so. `nth` counts from 0 in its case's month."""

    slot_id: str
    month: str
    nth: int
    seat: int


@dataclass(frozen=True)
class Hold:
    """A seat kept for one person until `until` (UTC); nothing needs to happen for it to end."""

    id: str
    slot: Slot
    until: datetime


class SlotTaken(Problem):
    """Somebody else was quicker, or the slot is over or withdrawn: offer the others."""

    reason = "slot_taken"


class AlreadyBooked(Problem):
    """This case has a booking in this month. `booking_id` says which."""

    reason = "already_booked"

    def __init__(self, booking_id: str) -> None:
        self.booking_id = booking_id
        super().__init__(booking_id)


def month_of(moment: datetime) -> str:
    """'2026-12', in London time."""
    return moment.astimezone(LONDON).strftime("%Y-%m")


async def slots_where(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Slot]:
    """The slots on offer to which all of it applies, in order of time. A hold that is over takes no seat."""
    in_use = booked | (active & (bookings.c.held_until > tx.now))
    taken = sa.select(sa.func.count()).where(bookings.c.slot_id == slots.c.id, in_use).scalar_subquery().label("taken")
    query = sa.select(slots, taken).where(offered, *where).order_by(slots.c.starts_at, slots.c.mode)
    return [
        Slot(row.id, row.starts_at, row.minutes, Mode(row.mode), row.capacity, max(row.capacity - row.taken, 0))
        for row in await tx.connection.execute(query)
    ]


async def bookings_where(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Booking]:
    """Bookings (no holds) to which all of it applies, in order of time; with `booked`, those that stand."""
    query = (
        sa.select(bookings, slots.c.starts_at, slots.c.minutes, slots.c.mode, slots.c.capacity)
        .join(slots, slots.c.id == bookings.c.slot_id)
        .where(bookings.c.held_until.is_(None), *where)
        .order_by(slots.c.starts_at, bookings.c.seat)
    )
    return each(tx, await tx.connection.execute(query), _booking, named="id")


async def booking(tx: Tx, booking_id: str) -> Booking | None:
    """One booking as it is, or was when it was cancelled; None for a hold, and where there is none."""
    found = await bookings_where(tx, bookings.c.id == booking_id)
    return found[0] if found else None


async def open_slot(tx: Tx, slot_id: str) -> Slot:
    """A slot that is still to come and offered; its free seats are not counted. Raises SlotTaken."""
    # a slot being withdrawn at this moment is waited for
    row = (await tx.connection.execute(sa.select(slots).where(slots.c.id == slot_id).with_for_update())).first()
    if row is None or row.withdrawn_at or row.starts_at <= tx.now:
        raise SlotTaken
    return Slot(row.id, row.starts_at, row.minutes, Mode(row.mode), row.capacity, 0)


async def free_place(tx: Tx, slot: Slot, case_key: str, rules: Rules, *, but: str = "") -> FreePlace:
    """A free seat of a slot for a case. Raises AlreadyBooked or SlotTaken.

    `but` is a hold or booking that is about to give its own place up.
    """
    others = active & (bookings.c.id != but)
    month = month_of(slot.starts_at)
    of_case = sa.select(bookings.c.nth, bookings.c.id).where(
        bookings.c.case_key == case_key, bookings.c.month == month, others
    )
    had = {found.nth: found.id for found in await tx.connection.execute(of_case.order_by(bookings.c.nth))}
    nth = next((n for n in range(rules.bookings_a_case) if n not in had), None)
    if nth is None:
        raise AlreadyBooked(had[max(had)])
    seats = sa.select(bookings.c.seat).where(bookings.c.slot_id == slot.id, others)
    taken = set((await tx.connection.execute(seats)).scalars())
    seat = next((n for n in range(slot.capacity) if n not in taken), None)
    if seat is None:
        raise SlotTaken
    return FreePlace(slot.id, month, nth, seat)


async def insert_booking(
    tx: Tx,
    place: FreePlace,
    person_id: str,
    case_key: str,
    details: Mapping[str, str],
    *,
    held_until: datetime | None = None,
    offer_of: str | None = None,
) -> str:
    """Write a hold or a booking; its id. The database itself refuses a seat that is taken: then SlotTaken."""
    booking_id = uuid.uuid4().hex
    new = await insert_new(
        tx.connection,
        bookings,
        id=booking_id,
        person_id=person_id,
        case_key=case_key,
        details_sealed=tx.vault.seal_json(details),
        booked_at=tx.now,
        held_until=held_until,
        offer_of=offer_of,
        **vars(place),
    )
    if not new:
        raise SlotTaken
    return booking_id


async def release_seats(tx: Tx, ended_as: Ended, *where: sa.ColumnElement[bool]) -> int:
    """End the holds or bookings that stand and to which all of it applies; how many there were."""
    done = await tx.connection.execute(
        bookings.update()
        .where(active, *where)
        .values(cancelled_at=tx.now, ended_as=ended_as.value, sequence=bookings.c.sequence + 1)
    )
    return done.rowcount


async def release_monthly_allowance(tx: Tx, booking_id: str) -> None:
    """Nobody came: the case may have another consultation in this month. Its place among the case's bookings becomes a
    number below 0, which none of those that count has.
    """
    row = (await tx.connection.execute(sa.select(bookings).where(bookings.c.id == booking_id))).one()
    of_month = (bookings.c.case_key == row.case_key) & (bookings.c.month == row.month)
    lowest = await tx.connection.scalar(sa.select(sa.func.min(bookings.c.nth)).where(of_month)) or 0
    await tx.connection.execute(bookings.update().where(bookings.c.id == booking_id).values(nth=min(lowest, 0) - 1))


def _booking(tx: Tx, row: sa.Row[Any]) -> Booking:
    details = tx.vault.open_json(row.details_sealed)
    return Booking(
        id=row.id,
        slot=Slot(row.slot_id, row.starts_at, row.minutes, Mode(row.mode), row.capacity, 0),
        person_id=row.person_id,
        case_key=row.case_key,
        manager_name=details["manager_name"],
        manager_agreed_on=date.fromisoformat(details["manager_agreed_on"]),
        help_wanted=details["help_wanted"],
        booked_at=row.booked_at,
        role=details.get("role", ""),
        sequence=row.sequence,
        cancelled_at=row.cancelled_at,
    )

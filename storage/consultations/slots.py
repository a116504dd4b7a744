"""The consultation service looks a slot up by its time, moves it, and takes one back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage.consultations.bookings import bookings_of
from storage.consultations.notifications import announce
from storage.consultations.rules import lock_schedule
from storage.consultations.seats import (
    AlreadyBooked,
    Booking,
    BookingDetails,
    Slot,
    bookings_where,
    free_place,
    open_slot,
    release_seats,
    slots_where,
)
from storage.consultations.tables import Ended, Mode, bookings, offered, slots
from storage.consultations.waiting_list import clear_declined, join, offer_free_seats
from storage.database.engine import Tx
from storage.people import people
from storage.problems import NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert


class SlotBooked(Problem):
    """Somebody has booked it, and was not to be cancelled."""

    reason = "slot_booked"


class SlotThere(Problem):
    """There is a slot at that time already."""

    reason = "slot_there"


async def slots_at(tx: Tx, starts_at: datetime, mode: Mode | None = None) -> list[Slot]:
    """What is offered at that moment: more than one where there is a video call and a room."""
    found = await slots_where(tx, slots.c.starts_at == starts_at)
    return [slot for slot in found if mode in (None, slot.mode)]


async def withdraw(tx: Tx, slot_id: str, *, cancel_bookings: bool = False) -> Sequence[Booking]:
    """Offer it no longer. The bookings that were cancelled with it: these people are told, and are first in line for
    every other slot, by the day they booked.

    Raises NotFound, and SlotBooked where there are bookings and they were not to be cancelled.
    """
    rules = await lock_schedule(tx)
    if await tx.connection.scalar(sa.select(slots.c.id).where(slots.c.id == slot_id, offered)) is None:
        raise NotFound("slot")
    of_slot = await bookings_of(tx, slot_id)
    if of_slot and not cancel_bookings:
        raise SlotBooked
    await release_seats(tx, Ended.WITHDRAWN, bookings.c.slot_id == slot_id)
    await tx.connection.execute(slots.update().where(slots.c.id == slot_id).values(withdrawn_at=tx.now))
    for one in sorted(of_slot, key=lambda booking: booking.booked_at):
        await _without_a_slot(tx, one)
    await offer_free_seats(tx, rules)
    return of_slot


async def move(tx: Tx, slot_id: str, starts_at: datetime) -> Slot:
    """The same slot at another time. Whoever booked it goes with it and is told, with the other times to choose from.

    Raises NotFound, and SlotThere where there is one at that time already.
    """
    rules = await lock_schedule(tx)
    row = (await tx.connection.execute(sa.select(slots).where(slots.c.id == slot_id, offered))).first()
    if row is None or row.starts_at <= tx.now or starts_at <= tx.now:
        raise NotFound("slot")
    if await slots_at(tx, starts_at, Mode(row.mode)):
        raise SlotThere
    of_slot = await bookings_of(tx, slot_id)
    await release_seats(tx, Ended.WITHDRAWN, bookings.c.slot_id == slot_id, bookings.c.held_until.is_not(None))
    await tx.connection.execute(slots.update().where(slots.c.id == slot_id).values(starts_at=starts_at))
    await clear_declined(tx, slot_id)
    moved = await open_slot(tx, slot_id)
    for one in of_slot:
        try:
            place = await free_place(tx, moved, one.case_key, rules, but=one.id)
        except AlreadyBooked:
            # in its new month this case has its consultation already
            await release_seats(tx, Ended.WITHDRAWN, bookings.c.id == one.id)
            await _without_a_slot(tx, one)
            continue
        values = {"month": place.month, "nth": place.nth, "sequence": bookings.c.sequence + 1}
        await tx.connection.execute(bookings.update().where(bookings.c.id == one.id).values(**values))
        (now,) = await bookings_where(tx, bookings.c.id == one.id)
        about = {"was": one.slot.starts_at.isoformat(), "at": starts_at.isoformat()}
        await outbox.put(tx, one.person_id, Alert.SLOT_MOVED, about, once=once.slot_moved(one.id, now.sequence))
        await announce(tx, now, Alert.SERVICE_MOVED)
    await offer_free_seats(tx, rules)
    (slot,) = await slots_where(tx, slots.c.id == slot_id)
    return slot


async def _without_a_slot(tx: Tx, booking: Booking) -> None:
    """Told, and in line where they would be had they begun to wait when they booked."""
    about = {"at": booking.slot.starts_at.isoformat()}
    await outbox.put(tx, booking.person_id, Alert.SLOT_WITHDRAWN, about, once=once.slot_withdrawn(booking.id))
    await announce(tx, booking, Alert.SERVICE_WITHDRAWN)
    person = await people.get(tx, booking.person_id)
    details = BookingDetails(booking.manager_name, booking.manager_agreed_on, booking.help_wanted, booking.role)
    await join(tx, person, case_key=booking.case_key, details=details, carried=True, since=booking.booked_at)

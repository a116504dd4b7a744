"""The consultation service looks a slot up by its time, and takes one back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage.consultation_tables import bookings, offered, slots
from storage.consultations import Booking, Slot, bookings_of, slots_where
from storage.engine import Tx
from storage.problems import NotFound, Problem
from storage.seats import stand_up
from storage.service_rules import take_turn


class SlotBooked(Problem):
    """Somebody has booked it, and was not to be cancelled."""

    reason = "slot_booked"


async def slots_at(tx: Tx, starts_at: datetime, mode: str | None = None) -> list[Slot]:
    """What is offered at that moment: more than one where there is a video call and a room."""
    found = await slots_where(tx, slots.c.starts_at == starts_at)
    return [slot for slot in found if mode in (None, slot.mode)]


async def withdraw(tx: Tx, slot_id: str, *, cancel_bookings: bool = False) -> Sequence[Booking]:
    """Offer it no longer. The bookings that were cancelled with it, so that these people can be told.

    Raises NotFound, and SlotBooked where there are bookings and they were not to be cancelled.
    """
    # a booking being made at this moment is waited for, and one that comes after finds no slot
    await take_turn(tx)
    if await tx.connection.scalar(sa.select(slots.c.id).where(slots.c.id == slot_id, offered)) is None:
        raise NotFound("slot")
    of_slot = await bookings_of(tx, slot_id)
    if of_slot and not cancel_bookings:
        raise SlotBooked
    await stand_up(tx, "withdrawn", bookings.c.slot_id == slot_id)
    await tx.connection.execute(slots.update().where(slots.c.id == slot_id).values(withdrawn_at=tx.now))
    return of_slot

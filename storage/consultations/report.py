"""The service's month at a glance, and the use of its slots by setting over a year with small numbers left out."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.consultations import bookings as consultation_bookings
from storage.consultations import summaries
from storage.consultations.seats import Booking, Slot
from storage.consultations.tables import bookings
from storage.consultations.tables import slots as slot_table
from storage.consultations.waiting_list import everyone_waiting
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import Person, Role
from storage.problems import NotAllowed
from storage.reporting.small_numbers import SMALL
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Seat:
    """One seat of one slot. `state` is booked, held or free."""

    slot: Slot
    state: str
    booking: Booking | None = None
    booked_by: str = ""
    roles: frozenset[Role] = frozenset()
    setting: str = ""
    has_summary: bool = False


@dataclass(frozen=True)
class Waiting:
    """One place in line. `offered` is the slot that is kept for it meanwhile."""

    position: int
    name: str
    setting: str
    offered: Slot | None


@dataclass(frozen=True)
class Use:
    """Consultations booked from a setting in a year and not cancelled; None where the number is small."""

    setting: str
    booked: int | None


async def month(tx: Tx, person: Person, year: int, number: int) -> list[Seat]:
    """Every seat of a month, in order of time. Raises NotAllowed for anyone but the service."""
    rows = await consultation_bookings.month(tx, person, year, number)
    with_summary = await summaries.sent_for(tx, [one.id for _, booked in rows for one in booked])
    seats = []
    for slot, booked in rows:
        for one in booked:
            who = await people.get(tx, one.person_id)
            setting = await settings.setting(tx, who.setting_id)
            seats.append(Seat(slot, "booked", one, who.name, who.roles, setting.name, one.id in with_summary))
        seats += [Seat(slot, "held")] * (slot.capacity - len(booked) - slot.seats_free)
        seats += [Seat(slot, "free")] * slot.seats_free
    return seats


async def who_waits(tx: Tx, person: Person) -> list[Waiting]:
    """The waiting list, in order. Raises NotAllowed for anyone but the service."""
    _only_the_service(person)
    found = []
    for place in await everyone_waiting(tx):
        who = await people.get(tx, place.person_id)
        setting = await settings.setting(tx, who.setting_id)
        found.append(Waiting(place.position, who.name, setting.name, place.offered))
    return found


async def use_in(tx: Tx, person: Person, year: int) -> list[Use]:
    """The most first. Raises NotAllowed for anyone but the service.

    Where only one number is left out, the next smallest goes too: it could be worked out from the whole.
    """
    _only_the_service(person)
    of_year = (slot_table.c.starts_at >= datetime(year, 1, 1, tzinfo=LONDON)) & (
        slot_table.c.starts_at < datetime(year + 1, 1, 1, tzinfo=LONDON)
    )
    counted = (
        sa.select(settings.settings.c.name, sa.func.count().label("number"))
        .select_from(bookings)
        .join(slot_table, slot_table.c.id == bookings.c.slot_id)
        .join(people.people, people.people.c.id == bookings.c.person_id)
        .join(settings.settings, settings.settings.c.id == people.people.c.setting_id)
        .where(of_year, bookings.c.cancelled_at.is_(None), bookings.c.held_until.is_(None))
        .group_by(settings.settings.c.name)
    )
    return without_small({row.name: row.number for row in await tx.connection.execute(counted)})


def without_small(numbers: dict[str, int]) -> list[Use]:
    """The numbers that may be shown, the largest first; those that may not, by name."""
    hidden = {name for name, number in numbers.items() if number < SMALL}
    shown = sorted((name for name in numbers if name not in hidden), key=lambda name: (-numbers[name], name))
    if len(hidden) == 1 and shown:
        hidden.add(shown.pop())
    return [Use(name, numbers[name]) for name in shown] + [Use(name, None) for name in sorted(hidden)]


def _only_the_service(person: Person) -> None:
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed

"""The waiting list: first come, first offered. Nobody is passed over.

Every change of seats is followed by `settle`, in the same turn: a seat that has become free is offered to the first in
line who can use it before anybody else can see it. An offer is a hold, so it is unique like every other, and it ends by
its time. Whoever lets an offer end keeps their place for other slots, but not for that one.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from storage.consultations.notifications import announce
from storage.consultations.rules import Rules, lock_schedule
from storage.consultations.seats import (
    AlreadyBooked,
    Booking,
    BookingDetails,
    Slot,
    SlotTaken,
    bookings_where,
    free_place,
    insert_booking,
    month_of,
    open_slot,
    release_seats,
    slots_where,
)
from storage.consultations.tables import Ended, active, bookings, slots, still_waiting, waiting
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.working_hours import LONDON, add_working_hours

LAPSED = {Ended.MISSED: Alert.WAITING_MISSED, Ended.MONTH_OVER: Alert.WAITING_MONTH_OVER}
MORNING = time(7)
MOST_MISSED = 2
"""Offers that may end without an answer before somebody is taken off the list: they would hold everyone up."""


@dataclass(frozen=True)
class Place:
    """Somebody's place: `position` counts from 1. `offered` is kept for them until `until`. `carried`: on into the next
    months.
    """

    id: str
    person_id: str
    case_key: str
    position: int
    carried: bool
    offered: Slot | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class InLine:
    """What is kept of a place in line. `until_month` is the last that it waits for; None where it is carried on."""

    id: str
    person_id: str
    case_key: str
    details_sealed: bytes
    until_month: str | None
    said_no_to: list[str]
    missed: int
    ended_at: datetime | None


KEPT = [waiting.c[one.name] for one in fields(InLine)]


class OfferOver(Problem):
    """The time to answer is over, and the next in line has the offer."""

    reason = "offer_over"


async def join(
    tx: Tx,
    person: Person,
    *,
    case_key: str,
    details: BookingDetails,
    carried: bool,
    since: datetime | None = None,
    said_no_to: Sequence[str] = (),
) -> Place:
    """To the end of the line (or, with `since`, where they would be had they come then). Once a case: again changes
    only whether it is carried. `said_no_to`: slots that were free and did not suit.
    """
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    last = await tx.connection.scalar(sa.select(sa.func.max(waiting.c.number))) or 0
    until = None if carried else month_of(tx.now)
    new = await insert_new(
        tx.connection, waiting, id=uuid.uuid4().hex, since=since or tx.now, number=last + 1, person_id=person.id,
        case_key=case_key, details_sealed=tx.vault.seal_json(details.as_json()), until_month=until,
        said_no_to=list(said_no_to), missed=0,
    )  # fmt: skip
    this = (waiting.c.case_key == case_key) & still_waiting
    if not new:
        await tx.connection.execute(waiting.update().where(this).values(until_month=until))
    await offer_free_seats(tx, rules)
    await each_morning(tx)
    # a colleague may have joined with the same case before: it is one place, and theirs
    return next(place for place in await everyone_waiting(tx) if place.case_key == case_key)


async def places_of(tx: Tx, person: Person) -> list[Place]:
    """This person's places, and what is offered to them."""
    return [place for row, place in await _line(tx) if row.person_id == person.id]


async def everyone_waiting(tx: Tx) -> list[Place]:
    """The whole line, in order. The caller has asked the roles."""
    return [place for _, place in await _line(tx)]


async def accept(tx: Tx, place_id: str, person: Person) -> Booking:
    """Book what is offered. Raises OfferOver, and NotFound where nothing is offered to this person."""
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    row = await _theirs(tx, place_id, person)
    offered = await tx.connection.scalar(sa.select(bookings.c.id).where(bookings.c.offer_of == place_id, active))
    if offered is None:
        raise OfferOver
    details = tx.vault.seal(tx.vault.open(row.details_sealed))
    taken = bookings.update().where(bookings.c.id == offered)
    await tx.connection.execute(taken.values(held_until=None, details_sealed=details, booked_at=tx.now))
    (booking,) = await bookings_where(tx, bookings.c.offer_of == place_id, active)
    await _end(tx, place_id, Ended.BOOKED)
    await announce(tx, booking, Alert.SERVICE_BOOKED)
    return booking


async def decline(tx: Tx, place_id: str, person: Person) -> None:
    """Not this slot: the next in line has it, and this place stays for others. Raises NotFound and OfferOver."""
    rules = await lock_schedule(tx)
    await offer_free_seats(tx, rules)
    row = await _theirs(tx, place_id, person)
    offer = await tx.connection.scalar(sa.select(bookings.c.slot_id).where(bookings.c.offer_of == place_id, active))
    if offer is None:
        raise OfferOver
    await release_seats(tx, Ended.DECLINED, bookings.c.offer_of == place_id)
    await _set(tx, place_id, said_no_to=[*row.said_no_to, offer], missed=0)
    await offer_free_seats(tx, rules)


async def leave(tx: Tx, place_id: str, person: Person) -> None:
    """Off the list; an offer goes to the next in line. Raises NotFound."""
    rules = await lock_schedule(tx)
    await _theirs(tx, place_id, person)
    await release_seats(tx, Ended.DECLINED, bookings.c.offer_of == place_id, bookings.c.held_until.is_not(None))
    await _end(tx, place_id, Ended.LEFT)
    await offer_free_seats(tx, rules)


async def let_go_of_offer(tx: Tx, case_key: str, slot: Slot) -> int:
    """Another time is wanted for this case: what is offered to it in the month of that slot is for the next in line. In
    the caller's turn, who settles afterwards; how many there were. A slot with no free seat is not wanted in vain: then
    nothing is let go.
    """
    offer = active & bookings.c.offer_of.is_not(None) & bookings.c.held_until.is_not(None)
    this = offer & (bookings.c.case_key == case_key) & (bookings.c.month == month_of(slot.starts_at))
    both = waiting.join(bookings, bookings.c.offer_of == waiting.c.id)
    query = sa.select(waiting.c.id, waiting.c.said_no_to, bookings.c.slot_id).select_from(both).where(this)
    rows = (await tx.connection.execute(query)).all()
    if not rows or not (await slots_where(tx, slots.c.id == slot.id))[0].seats_free:
        return 0
    await release_seats(tx, Ended.DECLINED, this)
    for row in rows:
        await _set(tx, row.id, said_no_to=[*row.said_no_to, row.slot_id], missed=0)
    return len(rows)


async def has_booked(tx: Tx, case_key: str) -> None:
    """A case that has its consultation waits for none. In the caller's turn, who settles afterwards."""
    this = still_waiting & (waiting.c.case_key == case_key)
    for place_id in (await tx.connection.execute(sa.select(waiting.c.id).where(this))).scalars().all():
        await release_seats(tx, Ended.DECLINED, bookings.c.offer_of == place_id, bookings.c.held_until.is_not(None))
        await _end(tx, place_id, Ended.BOOKED)


async def offer_free_seats(tx: Tx, rules: Rules) -> None:
    """End what is over, and offer every free seat to the first in line who can use it. In the caller's turn."""
    await _end_offers_that_are_over(tx)
    await release_seats(tx, Ended.EXPIRED, bookings.c.held_until <= tx.now)
    over = still_waiting & (waiting.c.until_month < month_of(tx.now))
    for row in await _where(tx, over):
        await _lapse(tx, row, Ended.MONTH_OVER)
    has_an_offer = sa.exists().where(bookings.c.offer_of == waiting.c.id, active)
    for row in await _where(tx, still_waiting, ~has_an_offer):
        horizon = tx.now + timedelta(days=rules.days_ahead)
        for slot in await slots_where(tx, slots.c.starts_at > tx.now, slots.c.starts_at < horizon):
            if slot.seats_free and can_use(row, slot) and await _offer(tx, row, slot, rules):
                break


def can_use(row: InLine, slot: Slot) -> bool:
    """Whether a place in line waits for this slot: not said no to it, and not past the months that it waits for."""
    return slot.id not in row.said_no_to and (row.until_month is None or month_of(slot.starts_at) <= row.until_month)


async def seats_job(tx: Tx, job: jobs.Job) -> None:
    """Do a job of this kind that has come due, in the transaction that marks it done."""
    if await jobs.done(tx, job):
        await offer_free_seats(tx, await lock_schedule(tx))


async def each_morning(tx: Tx) -> None:
    """Set the job that opens new slots and turns the month, where it is not set yet."""
    tomorrow = tx.now.astimezone(LONDON).date() + timedelta(days=1)
    await jobs.schedule(tx, JobKind.CONSULTATION_DAY, datetime.combine(tomorrow, MORNING, tzinfo=LONDON), "daily")


async def clear_declined(tx: Tx, slot_id: str) -> None:
    """The slot is at another time now: whoever said no to it may be offered it again."""
    for row in await _where(tx, still_waiting):
        if slot_id in row.said_no_to:
            await _set(tx, row.id, said_no_to=[said for said in row.said_no_to if said != slot_id])


async def _offer(tx: Tx, row: InLine, slot: Slot, rules: Rules) -> bool:
    """Whether it could be offered: a case that has its booking in that month cannot take another."""
    try:
        place = await free_place(tx, await open_slot(tx, slot.id), row.case_key, rules)
    except (AlreadyBooked, SlotTaken):
        return False
    until = min(add_working_hours(tx.now, rules.offer_hours, tx.closed), slot.starts_at)
    offer_id = await insert_booking(tx, place, row.person_id, row.case_key, {}, held_until=until, offer_of=row.id)
    await jobs.schedule(tx, JobKind.CONSULTATION_SEATS, until, offer_id)
    about = {"at": slot.starts_at.isoformat(), "until": until.isoformat()}
    await outbox.put(tx, row.person_id, Alert.SLOT_OFFERED, about, once=once.slot_offered(offer_id))
    return True


async def _end_offers_that_are_over(tx: Tx) -> None:
    over = active & (bookings.c.held_until <= tx.now) & bookings.c.offer_of.is_not(None)
    for offer in (await tx.connection.execute(sa.select(bookings.c.offer_of, bookings.c.slot_id).where(over))).all():
        (row,) = await _where(tx, waiting.c.id == offer.offer_of)
        await _set(tx, row.id, said_no_to=[*row.said_no_to, offer.slot_id], missed=row.missed + 1)
        if row.missed + 1 >= MOST_MISSED:
            await _lapse(tx, row, Ended.MISSED)


async def _lapse(tx: Tx, row: InLine, why: Ended) -> None:
    await release_seats(tx, Ended.EXPIRED, bookings.c.offer_of == row.id, bookings.c.held_until.is_not(None))
    await _end(tx, row.id, why)
    await outbox.put(tx, row.person_id, LAPSED[why], once=once.waiting_over(row.id))


async def _line(tx: Tx) -> list[tuple[InLine, Place]]:
    rows = await _where(tx, still_waiting)
    offers = sa.select(bookings.c.offer_of, bookings.c.slot_id, bookings.c.held_until).where(
        active, bookings.c.held_until > tx.now, bookings.c.offer_of.is_not(None)
    )
    offered = {row.offer_of: row for row in await tx.connection.execute(offers)}
    of_slots = await slots_where(tx, slots.c.id.in_([row.slot_id for row in offered.values()]))
    found = {slot.id: slot for slot in of_slots}
    line = []
    for position, row in enumerate(rows, start=1):
        offer = offered.get(row.id)
        slot, until = (found[offer.slot_id], offer.held_until) if offer else (None, None)
        line.append((row, Place(row.id, row.person_id, row.case_key, position, row.until_month is None, slot, until)))
    return line


async def _theirs(tx: Tx, place_id: str, person: Person) -> InLine:
    found = await _where(tx, waiting.c.id == place_id, waiting.c.person_id == person.id)
    if not found:
        raise NotFound("place")
    if found[0].ended_at:
        raise OfferOver
    return found[0]


async def _where(tx: Tx, *where: sa.ColumnElement[bool]) -> list[InLine]:
    """Places to which all of it applies, in the order of the line."""
    query = sa.select(*KEPT).where(*where).order_by(waiting.c.since, waiting.c.number)
    return [InLine(**row._mapping) for row in await tx.connection.execute(query)]


async def _end(tx: Tx, place_id: str, ended_as: Ended) -> None:
    await _set(tx, place_id, ended_at=tx.now, ended_as=ended_as.value)


async def _set(tx: Tx, place_id: str, **values: Any) -> None:
    await tx.connection.execute(waiting.update().where(waiting.c.id == place_id).values(**values))

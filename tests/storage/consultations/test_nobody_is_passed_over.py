"""Whatever is booked, cancelled, withdrawn, published or left to run out, in any order: nobody is passed over."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage.consultations import bookings as consultation_bookings
from storage.consultations import slots, waiting_list
from storage.consultations.rules import lock_schedule, rules
from storage.consultations.seats import BookingDetails, Slot, month_of, slots_where
from storage.consultations.tables import active, bookings, still_waiting, waiting
from storage.consultations.tables import slots as slot_table
from storage.database.engine import Database, Tx
from storage.problems import Problem
from tests.storage.conftest import NOW, who
from tests.storage.history.stories import EXAMPLES, on_postgresql, on_sqlite, play
from tests.support.cluster import Cluster
from tests.support.examples import examples

PEOPLE = ("worker", "worker2", "dsl", "deputy", "foster", "foster_dsl")
DETAILS = BookingDetails("Dana Thorley", date(2026, 3, 2), "a plan")

WHAT = "hold book cancel change join join join accept decline leave withdraw move publish wait wait".split()

STEPS = st.tuples(
    st.sampled_from(WHAT),
    st.sampled_from(PEOPLE),
    st.integers(0, 5),
)


@dataclass
class Story:
    """What has happened so far. `offers` are all offers ever made, in order."""

    database: Database
    now: Any = NOW
    offers: set[str] = field(default_factory=set)
    published: int = 0

    async def take(self, step: tuple[str, str, int]) -> None:
        what, login, number = step
        if what == "wait":
            self.now += timedelta(hours=(1, 3, 8, 24, 72, 400)[number])
        try:
            async with self.database.transaction(self.now) as tx:
                before = await _line(tx)
                # what has come due since: the jobs do this at its time, and nobody can take a seat before it is done
                await waiting_list.offer_free_seats(tx, await lock_schedule(tx))
                await _do(self, tx, what, login, number)
                await self._check(tx, before)
        except Problem:
            pass  # refused: nothing of it happened

    async def _check(self, tx: Tx, before: list[str]) -> None:
        await _seats_are_given_once(tx)
        await _nobody_waits_for_a_free_seat(tx)
        after = await _line(tx)
        kept = [place for place in before if place in after]
        assert kept == [place for place in after if place in before], "nobody changes places"
        gone = [place for place in before if place not in after]
        ended = sa.select(waiting.c.id).where(waiting.c.id.in_(gone), waiting.c.ended_as.is_not(None))
        assert len(list((await tx.connection.execute(ended)).scalars())) == len(gone), "nobody is lost"
        await self._new_offers_were_in_order(tx)

    async def _new_offers_were_in_order(self, tx: Tx) -> None:
        """Whoever stands before somebody who has just been offered a slot has an offer, or could not use that slot."""
        standing = sa.select(bookings).where(active, bookings.c.offer_of.is_not(None), bookings.c.held_until > tx.now)
        offers = {row.id: row for row in await tx.connection.execute(standing)}
        has_one = {row.offer_of for row in offers.values()}
        line = (await tx.connection.execute(_in_order())).all()
        for offer_id in offers.keys() - self.offers:
            (slot,) = await slots_where(tx, slot_table.c.id == offers[offer_id].slot_id)
            for row in line:
                if row.id == offers[offer_id].offer_of:
                    break
                assert row.id in has_one or not await _usable(tx, row, slot), "passed over"
        self.offers |= offers.keys()


def _in_order() -> Any:
    return sa.select(waiting).where(still_waiting).order_by(waiting.c.since, waiting.c.number)


async def _line(tx: Tx) -> list[str]:
    return [row.id for row in await tx.connection.execute(_in_order())]


async def _usable(tx: Tx, row: Any, slot: Slot) -> bool:
    """Found out another way than the code under test does: would a booking of that case be taken?"""
    same = (bookings.c.case_key == row.case_key) & (bookings.c.month == month_of(slot.starts_at)) & active
    has = await tx.connection.scalar(sa.select(sa.func.count()).select_from(bookings).where(same))
    too_far = slot.starts_at >= tx.now + timedelta(days=(await rules(tx)).days_ahead)
    said_no = slot.id in row.said_no_to
    too_late = row.until_month is not None and month_of(slot.starts_at) > row.until_month
    return not (has or too_far or said_no or too_late)


async def _seats_are_given_once(tx: Tx) -> None:
    taken = sa.select(bookings.c.slot_id, sa.func.count().label("n")).where(active).group_by(bookings.c.slot_id)
    for row in await tx.connection.execute(taken):
        capacity = await tx.connection.scalar(sa.select(slot_table.c.capacity).where(slot_table.c.id == row.slot_id))
        assert row.n <= (capacity or 0)


async def _nobody_waits_for_a_free_seat(tx: Tx) -> None:
    has_one = sa.select(bookings.c.offer_of).where(active, bookings.c.offer_of.is_not(None))
    without = (await tx.connection.execute(_in_order().where(waiting.c.id.not_in(has_one)))).all()
    for slot in await consultation_bookings.free_slots(tx, until=tx.now + timedelta(days=400)):
        for row in without:
            assert not await _usable(tx, row, slot), "a seat is free and somebody waits for it"


async def _do(story: Story, tx: Tx, what: str, login: str, number: int) -> None:
    person = await who(tx, login)
    case = f"case {number}"
    coming = await consultation_bookings.coming(tx, until=story.now + timedelta(days=90))
    slot = coming[number % len(coming)].id if coming else ""
    mine = await consultation_bookings.my_bookings(tx, person)
    places = await waiting_list.places_of(tx, person)
    if what == "wait":
        await consultation_bookings.publish(tx, NOW + timedelta(days=2000))  # anything that settles
    elif what == "hold":
        await consultation_bookings.hold(tx, slot, person, case_key=case)
    elif what == "book":
        await consultation_bookings.book(tx, slot, person, DETAILS, case_key=case)
    elif what == "cancel" and mine:
        await consultation_bookings.cancel(tx, mine[number % len(mine)].id, person)
    elif what == "change" and mine:
        await consultation_bookings.change(tx, mine[0].id, slot, person)
    elif what == "join":
        await waiting_list.join(tx, person, case_key=case, details=DETAILS, carried=number % 2 == 0)
    elif what in ("accept", "decline", "leave") and places:
        await getattr(waiting_list, what)(tx, places[number % len(places)].id, person)
    elif what == "withdraw":
        await slots.withdraw(tx, slot, cancel_bookings=True)
    elif what == "move":
        await slots.move(tx, slot, story.now + timedelta(days=number * 9 + 1, minutes=number))
    elif what == "publish":
        story.published += 1
        await consultation_bookings.publish(tx, story.now + timedelta(days=number * 7 + 1, minutes=story.published))


@examples(10, 100, EXAMPLES)
@given(steps=st.lists(STEPS, min_size=6, max_size=20))
def test_nobody_is_passed_over(sqlite_template: Path, tmp_path: Path, key: str, steps: list[Any]) -> None:
    play(on_sqlite(sqlite_template, tmp_path), key, Story, steps)


@pytest.mark.postgres
@examples(3, 25, EXAMPLES)
@given(steps=st.lists(STEPS, min_size=10, max_size=20))
def test_nor_on_postgresql(cluster: Cluster | None, key: str, steps: list[Any]) -> None:
    with on_postgresql(cluster) as url:
        play(url, key, Story, steps)

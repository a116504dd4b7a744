"""At the very moment that something begins, ends, or is over: one side of it and the other, a microsecond apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import conversations, lookups
from storage.administration import organisation, retention
from storage.administration.drafts_and_leavers import NOTICE
from storage.administration.retention import DONE, LOOKUPS, REPLIES, TURNS, Periods
from storage.consultations import bookings, outcomes, report, slots, waiting_list
from storage.consultations.bookings import SlotTaken
from storage.consultations.outcomes import LOOKS_BACK
from storage.consultations.rules import Rules
from storage.consultations.seats import BookingDetails
from storage.consultations.slot_patterns import Pattern
from storage.consultations.slots import SlotThere
from storage.consultations.tables import Mode
from storage.consultations.waiting_list import OfferOver
from storage.database.engine import Tx
from storage.people import people
from storage.problems import NotFound
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.queues.lease import LEASE
from storage.records import escalation, responsibility
from storage.records.escalation import Pace
from storage.working_hours import LONDON, add_working_hours
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

INSTANT = timedelta(microseconds=1)
TOMORROW = NOW + timedelta(days=1)
DETAILS = BookingDetails("Sam Ashdown", date(2026, 3, 2), "a plan")
RULES = Rules()
PERIODS = Periods()


async def left(tx: Tx, table: sa.Table) -> int:
    return await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


# -- how long something is kept --------------------------------------------------------------------------------------


async def test_a_turn_stays_its_week_and_its_replies_their_day(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await conversations.keep_turn(tx, worker.id, "activity-1", [{"key": "k", "text": "t"}])
        await conversations.mark_delivered(tx, worker.id, "activity-1")
    for after, replies, turns in (
        (REPLIES, 1, 1), (REPLIES + INSTANT, 0, 1), (TURNS, 0, 1), (TURNS + INSTANT, 0, 0)
    ):  # fmt: skip
        async with at(NOW + after) as tx:
            await retention.tidy(tx)
            kept = conversations.turns.c.replies_sealed != conversations.FORGOTTEN
            found = await tx.connection.scalar(sa.select(sa.func.count()).select_from(conversations.turns).where(kept))
            assert (found, await left(tx, conversations.turns)) == (replies, turns), after


async def test_what_was_sent_and_done_stays_so_long(at: At) -> None:
    async with at() as tx:
        before = await left(tx, jobs.jobs)
        worker = await who(tx, "worker")
        await outbox.put(tx, worker.id, Alert.RECORD_READ)
        for message in await outbox.claim(tx):
            await outbox.delivered(tx, message)
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "one")
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, "other")
        for job in await jobs.claim(tx, kinds=frozenset({JobKind.CONSULTATION_REMINDER})):
            await (jobs.done(tx, job) if job.key == "one" else jobs.cancel(tx, job.kind, job.key))
    for after, sent, done in ((DONE, 1, 2), (DONE + INSTANT, 0, 0)):
        async with at(NOW + after) as tx:
            await retention.tidy(tx)
            assert (await left(tx, outbox.outbox), await left(tx, jobs.jobs) - before) == (sent, done), after


async def test_what_was_looked_up_in_vain_stays_a_year(at: At) -> None:
    async with at() as tx:
        await lookups.missed(tx, "knitting", "nothing_found")
    for days, count in ((LOOKUPS.days, 1), (LOOKUPS.days + 1, 0)):
        async with at(NOW + timedelta(days=days)) as tx:
            await retention.tidy(tx)
            assert len(await lookups.all_missed(tx)) == count


async def test_a_draft_stays_its_time_and_its_notice(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        draft = {"frames": [{"flow": "incident"}]}
        await conversations.save(tx, await conversations.load(tx, worker.id), draft)
    for after, noticed, kept in (
        (PERIODS.drafts - NOTICE, 0, 1), (PERIODS.drafts - NOTICE + INSTANT, 1, 1),
        (PERIODS.drafts, 1, 1), (PERIODS.drafts + INSTANT, 1, 0),
    ):  # fmt: skip
        async with at(NOW + after) as tx:
            await retention.tidy(tx)
            told = [one for one in await outbox.waiting_for(tx, worker.id) if one.key == Alert.DRAFT_ENDS]
            assert (len(told), await left(tx, conversations.conversations)) == (noticed, kept), after


async def test_who_has_left_is_known_for_so_long(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await organisation.leave(tx, worker.id)
    login = sa.select(people.people.c.login).where(people.people.c.id == worker.id)
    for after, known in ((PERIODS.leavers, True), (PERIODS.leavers + INSTANT, False)):
        async with at(NOW + after) as tx:
            await retention.tidy(tx)
            assert bool(await tx.connection.scalar(login)) is known


# -- consultations ---------------------------------------------------------------------------------------------------


async def test_a_slot_is_offered_until_it_begins_and_listed_before_its_end(at: At) -> None:
    async with at() as tx:
        slot = await bookings.publish(tx, TOMORROW)
    for now, until, is_free in (
        (TOMORROW - INSTANT, TOMORROW + INSTANT, True),
        (TOMORROW, TOMORROW + INSTANT, False),
        (NOW, TOMORROW, False),
        (NOW, TOMORROW + INSTANT, True),
    ):
        async with at(now) as tx:
            found = [one.id for one in await bookings.free_slots(tx, until=until)]
            assert (slot.id in found) is is_free, (now, until)
    async with at(TOMORROW) as tx:
        with pytest.raises(SlotTaken):
            await bookings.hold(tx, slot.id, await who(tx, "worker"), case_key="case-1")


async def test_a_month_and_a_year_begin_in_london(at: At) -> None:
    first = datetime(2026, 7, 1, tzinfo=LONDON).astimezone(UTC)
    new_year = datetime(2027, 1, 1, tzinfo=LONDON).astimezone(UTC)
    starts = (first - INSTANT, first, new_year - INSTANT, new_year)
    async with at() as tx:
        worker, service = await who(tx, "worker"), await who(tx, "consultation")
        made = [await bookings.publish(tx, moment) for moment in starts]
        for number, slot in enumerate(made):
            await bookings.book(tx, slot.id, worker, DETAILS, case_key=f"case-{number}")
        for month, there in (((2026, 6), {made[0].id}), ((2026, 7), {made[1].id}), ((2027, 1), {made[3].id})):
            found = {one.id for one in await bookings.slots_in(tx, *month)}
            assert found & {one.id for one in made} == there, month
        july = await bookings.month(tx, service, 2026, 7)
        assert [len(booked) for slot, booked in july if slot.id == made[1].id] == [1]


async def test_the_use_of_a_year_is_that_of_london(at: At) -> None:
    first = datetime(2027, 1, 1, tzinfo=LONDON).astimezone(UTC)
    after = datetime(2028, 1, 1, tzinfo=LONDON).astimezone(UTC)
    async with at() as tx:
        worker, service = await who(tx, "worker"), await who(tx, "consultation")
        for number in range(5):
            for moment in (first - INSTANT, first, after - INSTANT, after):
                minutes = timedelta(minutes=number) if moment in (first, after) else timedelta(minutes=-number)
                slot = await bookings.publish(tx, moment + minutes)
                await bookings.book(tx, slot.id, worker, DETAILS, case_key=f"{moment}-{number}")
        for year, count in ((2026, 5), (2027, 10), (2028, 5)):
            (used,) = await report.use_in(tx, service, year)
            assert used.booked == count, year


async def test_a_seat_is_held_until_its_moment(at: At) -> None:
    async with at() as tx:
        slot = await bookings.publish(tx, TOMORROW)
        held = await bookings.hold(tx, slot.id, await who(tx, "worker"), case_key="case-1")
        assert held.until == NOW + timedelta(minutes=RULES.hold_minutes)
    for now, seats in ((held.until - INSTANT, 0), (held.until, 1)):
        async with at(now) as tx:
            (found,) = [one for one in await bookings.coming(tx, until=TOMORROW + INSTANT) if one.id == slot.id]
            assert found.seats_free == seats, now


async def test_a_booking_is_there_until_it_is_over_and_its_outcome_from_its_beginning(at: At) -> None:
    async with at() as tx:
        slot = await bookings.publish(tx, TOMORROW, 60)
        booked = await bookings.book(tx, slot.id, await who(tx, "worker"), DETAILS, case_key="case-1")
    over = TOMORROW + timedelta(minutes=60)
    for now, mine in ((over - INSTANT, 1), (over, 0)):
        async with at(now) as tx:
            assert len(await bookings.my_bookings(tx, await who(tx, "worker"))) == mine, now
    for now, open_ones in (
        (TOMORROW - INSTANT, 0), (TOMORROW, 1), (TOMORROW + LOOKS_BACK - INSTANT, 1), (TOMORROW + LOOKS_BACK, 0)
    ):  # fmt: skip
        async with at(now) as tx:
            found = await outcomes.without_outcome(tx, await who(tx, "consultation"))
            assert len([one for one in found if one.id == booked.id]) == open_ones, now


async def test_notice_is_late_only_once_it_is_too_short(at: At) -> None:
    async with at() as tx:
        slot = await bookings.publish(tx, TOMORROW + timedelta(days=7))
        booked = await bookings.book(tx, slot.id, await who(tx, "worker"), DETAILS, case_key="case-1")
    enough = slot.starts_at - timedelta(hours=RULES.notice_hours)
    for now, late in ((enough, False), (enough + INSTANT, True)):
        async with at(now) as tx:
            assert await bookings.is_late(tx, booked) is late


async def test_a_slot_is_moved_before_it_begins_and_to_a_time_to_come(at: At) -> None:
    async with at() as tx:
        slot = await bookings.publish(tx, TOMORROW)
    later = TOMORROW + timedelta(hours=1)
    for now, to, moved in ((TOMORROW, later, False), (NOW, NOW, False), (TOMORROW - INSTANT, TOMORROW, False),
                           (TOMORROW - INSTANT, later, True)):  # fmt: skip
        async with at(now) as tx:
            try:
                await slots.move(tx, slot.id, to)
            except (NotFound, SlotThere):
                assert not moved, (now, to)
            else:
                assert moved, (now, to)


async def test_an_offer_ends_at_its_moment(at: At) -> None:
    async with at() as tx:
        foster = await who(tx, "foster")
        for month in (3, 4):
            for one in await bookings.slots_in(tx, 2026, month):
                await slots.withdraw(tx, one.id)
        await waiting_list.join(tx, foster, case_key="case-1", details=DETAILS, carried=False)
        await bookings.publish(tx, TOMORROW + timedelta(days=7))
        (place,) = await waiting_list.places_of(tx, foster)
        assert place.until is not None
    for now, offered in ((place.until - INSTANT, True), (place.until, False)):
        async with at(now) as tx:
            (found,) = await waiting_list.places_of(tx, foster)
            assert (found.offered is not None) is offered, now
    async with at(place.until) as tx:
        with pytest.raises(OfferOver):
            await waiting_list.accept(tx, place.id, foster)


async def test_a_record_passes_on_at_its_moment(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    due = add_working_hours(NOW, Pace().ordinary, ())
    for now, steps in ((due - INSTANT, 1), (due, 2)):
        async with at(now) as tx:
            await tx.connection.execute(jobs.jobs.update().values(due_at=now, leased_until=None))
            for job in await jobs.claim(tx, kinds=frozenset({JobKind.UNREAD_RECORD})):
                await escalation.look(tx, job, Pace())
            assert len(await responsibility.steps_of(tx, record.id)) == steps, now


@pytest.mark.parametrize(
    ("changed", "makes_sense"),
    [
        ({"minutes": 10}, True), ({"minutes": 9}, False), ({"minutes": 480}, True), ({"minutes": 481}, False),
        ({"capacity": 1}, True), ({"capacity": 0}, False), ({"weekday": 0}, True), ({"weekday": 4}, True),
        ({"weekday": 5}, False), ({"weekday": -1}, False), ({"weeks": (1, 2, 3, 4, 5)}, True),
        ({"weeks": (0,)}, False), ({"weeks": (6,)}, False), ({"weeks": ()}, False),
    ],
)  # fmt: skip
def test_a_pattern_keeps_to_its_limits(changed: dict[str, object], makes_sense: bool) -> None:
    given = {"weeks": (1,), "weekday": 1, "starts": NOW.time(), "minutes": 60, "mode": Mode.VIDEO, "capacity": 1}
    assert Pattern(**{**given, **changed}).makes_sense is makes_sense  # type: ignore[arg-type]


# -- queues ----------------------------------------------------------------------------------------------------------


async def test_what_is_due_is_lent_at_its_moment_and_again_when_its_lease_ends(at: At) -> None:
    kinds = frozenset({JobKind.CONSULTATION_REMINDER})
    async with at() as tx:
        await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, TOMORROW, "booking:one_hour")
    for now, lent in (
        (TOMORROW - INSTANT, 0), (TOMORROW, 1), (TOMORROW + LEASE - INSTANT, 0), (TOMORROW + LEASE, 1)
    ):  # fmt: skip
        async with at(now) as tx:
            assert len(await jobs.claim(tx, kinds=kinds)) == lent, now
    async with at(TOMORROW) as tx:
        assert await jobs.overdue(tx, TOMORROW + INSTANT) - await jobs.overdue(tx, TOMORROW) == 1


async def test_replies_that_did_not_arrive_are_looked_for_from_one_moment_to_another(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await conversations.keep_turn(tx, worker.id, "activity-1", [{"key": "k", "text": "t"}])
    for since, until, found in (
        (NOW, NOW, 1), (NOW + INSTANT, TOMORROW, 0), (NOW - INSTANT, NOW - INSTANT, 0), (NOW - INSTANT, NOW, 1)
    ):  # fmt: skip
        async with at(TOMORROW) as tx:
            assert len(await conversations.undelivered(tx, since=since, until=until)) == found, (since, until)


async def test_a_claim_to_send_ends_at_its_moment(at: At) -> None:
    minute = timedelta(minutes=1)
    async with at() as tx:
        worker = await who(tx, "worker")
        await conversations.keep_turn(tx, worker.id, "activity-1", [{"key": "k", "text": "t"}])
        assert await conversations.claim_sending(tx, worker.id, "activity-1", minute)
    for now, free in ((NOW + minute - INSTANT, False), (NOW + minute, True)):
        async with at(now) as tx:
            (turn,) = await conversations.undelivered(tx, since=NOW, until=NOW)
            assert turn.being_sent is not free
            assert await conversations.claim_sending(tx, worker.id, "activity-1", minute) is free, now

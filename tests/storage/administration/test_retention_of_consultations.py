"""How long bookings, summaries, call-backs and advice are kept, and that the year's figures stay whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.administration.retention import Periods, first_whole_year, tidy
from storage.consultations import bookings as consultation_bookings
from storage.consultations import call_backs, outcomes, report, summaries, waiting_list
from storage.consultations.bookings import Booking
from storage.consultations.outcomes import Action
from storage.consultations.report import Use
from storage.consultations.seats import BookingDetails
from storage.consultations.tables import actions, bookings, waiting
from storage.consultations.tables import call_backs as call_back_table
from storage.consultations.tables import outcomes as outcome_table
from storage.consultations.tables import packs as pack_table
from storage.database.engine import Tx
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

PERIODS = Periods()
CONSULTATION = datetime(2026, 4, 9, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DETAILS = BookingDetails("D", date(2026, 3, 2), "a plan")


async def booked(tx: Tx, case_key: str, starts_at: datetime = CONSULTATION, login: str = "worker") -> Booking:
    slot = await consultation_bookings.publish(tx, starts_at)
    return await consultation_bookings.book(tx, slot.id, await who(tx, login), DETAILS, case_key=case_key)


async def advised(at: At, booking: Booking) -> None:
    async with at(booking.slot.starts_at + timedelta(hours=2)) as tx:
        to_do = [Action(1, "watch at break", "DSL", date(2026, 4, 20))]
        service = await who(tx, "consultation")
        await outcomes.record(tx, booking, service, attended=True, advice="Keep both in their clubs.", to_do=to_do)


async def how_many(tx: Tx, *tables: sa.Table) -> list[int | None]:
    return [await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


async def test_a_summary_goes_some_time_after_the_consultation(at: At) -> None:
    async with at() as tx:
        await submit(tx)
        booking = await booked(tx, "case-1")
        await summaries.send(tx, booking, await who(tx, "worker"), ["Ages: 13 to 15"])
    for moment, left in ((CONSULTATION + PERIODS.papers - DAY, 1), (CONSULTATION + PERIODS.papers + DAY, 0)):
        async with at(moment) as tx:
            await tidy(tx, PERIODS)
            assert await how_many(tx, pack_table) == [left]
    async with at() as tx:
        assert await how_many(tx, bookings) == [1], "the consultation itself stays"


async def test_a_call_back_goes_once_it_was_answered_and_never_before(at: At) -> None:
    async with at() as tx:
        for number in ("01632 960199", "01632 960198"):
            await call_backs.ask(tx, await who(tx, "worker"), telephone=number, help_wanted="a word")
        first, _ = await call_backs.waiting(tx, await who(tx, "consultation"))
        await call_backs.answered(tx, first.id, await who(tx, "consultation"))
    async with at(NOW + PERIODS.papers + DAY) as tx:
        assert await tidy(tx, PERIODS) >= 1
        (left,) = await call_backs.waiting(tx, await who(tx, "consultation"))
        assert left.id != first.id, "somebody still waits for this one"
        assert await how_many(tx, call_back_table) == [1]


async def test_a_place_in_line_and_a_cancelled_booking_go_when_they_are_over(at: At) -> None:
    async with at() as tx:
        booking = await booked(tx, "case-1", NOW + DAY)
        place = await waiting_list.join(tx, await who(tx, "foster"), case_key="case-2", details=DETAILS, carried=True)
        await waiting_list.join(tx, await who(tx, "worker2"), case_key="case-3", details=DETAILS, carried=True)
        await waiting_list.leave(tx, place.id, await who(tx, "foster"))
        await consultation_bookings.cancel(tx, booking.id, await who(tx, "worker"))
    async with at(NOW + PERIODS.papers - DAY) as tx:
        await tidy(tx, PERIODS)
        assert (await how_many(tx, waiting))[0] == 2
    async with at(NOW + PERIODS.papers + 2 * DAY) as tx:
        await tidy(tx, PERIODS)
        assert await how_many(tx, waiting) == [1], "who still waits keeps their place"
        assert await tx.connection.scalar(sa.select(bookings.c.id).where(bookings.c.id == booking.id)) is None


async def test_a_consultation_goes_with_what_was_advised_after_its_time(at: At) -> None:
    async with at() as tx:
        booking = await booked(tx, "case of no record")
    await advised(at, booking)
    tables = (bookings, outcome_table, actions)
    for moment, left in (
        (CONSULTATION + PERIODS.consultations - DAY, 1),
        (CONSULTATION + PERIODS.consultations + DAY, 0),
    ):
        async with at(moment) as tx:
            await tidy(tx, PERIODS)
            assert await how_many(tx, *tables) == [left] * 3


async def test_what_was_advised_about_a_signed_record_stays_with_it(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        booking = await booked(tx, "case-1")
    await advised(at, booking)
    async with at(CONSULTATION + 3 * PERIODS.consultations) as tx:
        await tidy(tx, PERIODS)
        (kept,) = await outcomes.of_record(tx, record.id)
        assert (kept.advice, [one.what for one in kept.actions]) == ("Keep both in their clubs.", ["watch at break"])


@pytest.mark.parametrize("days", [731, 1096, 2000])
async def test_the_use_of_this_year_and_the_last_is_whole_to_the_last_day(at: At, days: int) -> None:
    periods = Periods(consultations=timedelta(days=days))
    async with at(datetime(2026, 1, 1, tzinfo=UTC)) as tx:
        for n in range(6):
            await booked(tx, f"case {n}", datetime(2026, 1, 1, 0, 10 + n, tzinfo=UTC))
    last_moment = datetime(2027, 12, 31, 23, 59, tzinfo=UTC)
    async with at(last_moment) as tx:
        await tidy(tx, periods)
        assert first_whole_year(last_moment, periods) <= 2026
        assert await report.use_in(tx, await who(tx, "consultation"), 2026) == [Use("Larkfield Demo School", 6)]


def test_a_year_that_is_no_longer_whole_is_not_the_first() -> None:
    assert first_whole_year(datetime(2029, 1, 2, tzinfo=UTC), Periods(consultations=timedelta(days=731))) == 2028
    assert first_whole_year(datetime(2028, 12, 31, tzinfo=UTC), Periods(consultations=timedelta(days=731))) == 2027

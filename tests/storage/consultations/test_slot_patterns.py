"""The service's pattern: slots appear a set time ahead, at the same London time all year, never on a day off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage.consultations import bookings, slot_patterns, slots, waiting_list
from storage.consultations.rules import set_rules
from storage.consultations.seats import BookingDetails
from storage.consultations.slot_patterns import NotAPattern, Pattern
from storage.database.engine import Tx
from storage.queues import jobs
from storage.queues.jobs import JobKind
from storage.working_hours import LONDON
from tests.storage.conftest import NOW, At, who

TEN = time(10)


async def days(tx: Tx, *months: int) -> list[str]:
    found = [slot for month in months for slot in await bookings.slots_in(tx, 2026, month)]
    return [f"{slot.starts_at.astimezone(LONDON):%d/%m %H:%M}" for slot in found]


async def without_demo(tx: Tx) -> None:
    for month in (3, 4):
        for slot in await bookings.slots_in(tx, 2026, month):
            await slots.withdraw(tx, slot.id)


async def test_first_second_and_third_tuesday_at_ten_before_and_after_the_clocks_change(at: At) -> None:
    async with at() as tx:
        await without_demo(tx)
        await slot_patterns.add(tx, Pattern(weeks=(1, 2, 3), weekday=1, starts=TEN))
        assert await days(tx, 3, 4) == ["10/03 10:00", "17/03 10:00", "07/04 10:00", "14/04 10:00", "21/04 10:00"]
        in_summer = (await bookings.slots_in(tx, 2026, 4))[0]
        assert in_summer.starts_at == datetime(2026, 4, 7, 9, tzinfo=UTC)


async def test_ten_stays_ten_when_the_clocks_go_back(at: At) -> None:
    async with at(datetime(2026, 10, 5, 9, tzinfo=UTC)) as tx:
        await slot_patterns.add(tx, Pattern(weeks=(3, 4), weekday=3, starts=TEN, until_day=date(2026, 11, 30)))
        await slot_patterns.add(tx, Pattern(weeks=(5,), weekday=3, starts=TEN, until_day=date(2026, 10, 31)))
        assert await days(tx, 10) == ["15/10 10:00", "22/10 10:00", "29/10 10:00"]
        before, after = (await bookings.slots_in(tx, 2026, 10))[1:]
        assert (before.starts_at.hour, after.starts_at.hour) == (9, 10)


async def test_no_slot_on_a_bank_holiday_or_a_closed_day(at: At) -> None:
    async with at() as tx:
        await without_demo(tx)
        await slot_patterns.close(tx, date(2026, 4, 13))
        await slot_patterns.add(tx, Pattern(weeks=(1, 2, 3), weekday=0, starts=TEN))
        assert await days(tx, 4) == ["20/04 10:00"], "6 April is Easter Monday"


async def test_slots_appear_a_set_time_ahead_each_morning(at: At) -> None:
    async with at() as tx:
        await without_demo(tx)
        await set_rules(tx, days_ahead=14)
        await slot_patterns.add(tx, Pattern(weeks=(1, 2, 3, 4, 5), weekday=1, starts=TEN))
        assert await days(tx, 3) == ["10/03 10:00", "17/03 10:00"]
    async with at(NOW + timedelta(days=7)) as tx:
        (job,) = [job for job in await jobs.claim(tx) if job.kind == JobKind.CONSULTATION_DAY]
        await slot_patterns.daily(tx, job)
        assert await days(tx, 3) == ["10/03 10:00", "17/03 10:00", "24/03 10:00"]
    async with at(NOW + timedelta(days=8)) as tx:
        assert [job.kind for job in await jobs.claim(tx) if job.kind == JobKind.CONSULTATION_DAY], (
            "the next morning's is set"
        )


async def test_what_was_withdrawn_or_moved_does_not_come_again(at: At) -> None:
    async with at() as tx:
        await without_demo(tx)
        await slot_patterns.add(tx, Pattern(weeks=(2, 3), weekday=1, starts=TEN, until_day=date(2026, 3, 31)))
        first, second = await bookings.slots_in(tx, 2026, 3)
        await slots.withdraw(tx, first.id)
        await slots.move(tx, second.id, datetime(2026, 3, 18, 10, tzinfo=UTC))
        assert await slot_patterns.open_slots(tx) == 0
        assert await days(tx, 3) == ["18/03 10:00"]


async def test_a_new_slot_is_offered_to_who_waits_before_anyone_sees_it(at: At) -> None:
    async with at() as tx:
        await without_demo(tx)
        worker = await who(tx, "worker")
        details = BookingDetails("D", NOW.date(), "a plan")
        await waiting_list.join(tx, worker, case_key="case-1", details=details, carried=True)
        await slot_patterns.add(tx, Pattern(weeks=(2,), weekday=1, starts=TEN, until_day=date(2026, 3, 31)))
        (place,) = await waiting_list.places_of(tx, worker)
        assert place.offered is not None
        assert await bookings.free_slots(tx, until=NOW + timedelta(days=28)) == []


@pytest.mark.parametrize(
    "wrong", [{"weeks": (6,)}, {"weeks": ()}, {"weekday": 6}, {"minutes": 0}, {"mode": "pigeon"}, {"capacity": 0}]
)
async def test_a_pattern_that_makes_no_sense_is_refused(at: At, wrong: dict[str, int]) -> None:
    async with at() as tx:
        with pytest.raises(NotAPattern):
            await slot_patterns.add(tx, Pattern(**({"weeks": (1,), "weekday": 1, "starts": TEN} | wrong)))  # type: ignore[arg-type]


async def test_an_ended_pattern_brings_no_more(at: At) -> None:
    async with at() as tx:
        pattern = await slot_patterns.add(tx, Pattern(weeks=(1, 2, 3), weekday=1, starts=TEN))
        await slot_patterns.end(tx, pattern.id)
        assert await slot_patterns.every(tx) == []
    async with at(NOW + timedelta(days=60)) as tx:
        assert await slot_patterns.open_slots(tx) == 0

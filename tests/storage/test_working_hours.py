"""Working days and hours in England: examples, and what holds for every moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.working_hours import (
    LONDON,
    add_working_days,
    add_working_hours,
    is_working_day,
    is_working_time,
)

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2025, 1, 1), date(2028, 11, 30))
HOURS = st.floats(0, 40).map(lambda hours: round(hours, 2))
CLOSED = st.sets(DAYS, max_size=5)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-03 10:00", 2, "2026-03-03 12:00"),
        ("2026-03-03 16:00", 2, "2026-03-04 09:30"),
        ("2026-03-03 15:00", 2, "2026-03-03 17:00"),
        ("2026-03-06 16:30", 2, "2026-03-09 10:00"),
        ("2026-03-07 12:00", 2, "2026-03-09 10:30"),
        ("2026-03-03 05:00", 2, "2026-03-03 10:30"),
        ("2026-03-03 23:00", 2, "2026-03-04 10:30"),
        ("2026-04-02 16:30", 2, "2026-04-07 10:00"),  # Good Friday, Easter Monday
        ("2026-12-24 16:00", 2, "2026-12-29 09:30"),  # 28 December stands in for Boxing Day
        ("2026-03-27 16:00", 2, "2026-03-30 09:30"),  # the clocks go forward in between
        ("2026-10-23 16:00", 2, "2026-10-26 09:30"),  # and back
        ("2026-03-03 10:00", 0, "2026-03-03 10:00"),
    ],
)
def test_so_many_working_hours_later(start: str, hours: float, end: str) -> None:
    assert add_working_hours(london(start), hours, ()) == london(end).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "days", "after"),
    [
        (date(2026, 3, 3), 1, date(2026, 3, 4)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 3), 0, date(2026, 3, 3)),
        (date(2026, 4, 2), 2, date(2026, 4, 8)),
    ],
)
def test_so_many_working_days_later(day: date, days: int, after: date) -> None:
    assert add_working_days(day, days, ()) == after


def test_the_councils_own_closed_days_count() -> None:
    closed = {date(2026, 3, 4)}
    assert not is_working_day(date(2026, 3, 4), closed)
    assert add_working_days(date(2026, 3, 3), 1, closed) == date(2026, 3, 5)
    assert add_working_hours(london("2026-03-03 16:00"), 2, closed) == london("2026-03-05 09:30")


@pytest.mark.parametrize(
    ("when", "at_work"),
    [("2026-03-03 08:29", False), ("2026-03-03 08:30", True), ("2026-03-03 16:59", True), ("2026-03-03 17:00", False),
     ("2026-03-06 12:00", True), ("2026-03-07 12:00", False)],
)  # fmt: skip
def test_when_people_are_at_work(when: str, at_work: bool) -> None:
    assert is_working_time(london(when), ()) is at_work


def test_no_time_at_all_is_the_next_moment_at_work() -> None:
    assert add_working_hours(london("2026-03-03 08:00"), 0, ()) == london("2026-03-03 08:30")
    assert add_working_hours(london("2026-03-03 17:00"), 0, ()) == london("2026-03-04 08:30")
    assert add_working_hours(london("2026-03-03 08:30"), 8.5, ()) == london("2026-03-03 17:00")


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 3, 3), -1, ())
    with pytest.raises(ValueError, match="aware"):
        add_working_hours(datetime(2026, 3, 3), 2, ())  # noqa: DTZ001
    with pytest.raises(ValueError, match="forwards"):
        add_working_hours(london("2026-03-03 10:00"), -1, ())


@given(MOMENTS, HOURS, CLOSED)
def test_as_many_working_minutes_lie_between_as_were_asked_for(
    start: datetime, hours: float, closed: set[date]
) -> None:
    start = start.replace(second=0, microsecond=0)
    end = add_working_hours(start, round(hours * 60) / 60, closed)
    counted, step = 0, start
    while step < end:
        counted += is_working_time(step, closed)
        step += timedelta(minutes=1)
    assert counted == round(hours * 60)


@given(MOMENTS, HOURS, HOURS)
def test_more_hours_are_never_sooner(start: datetime, some: float, more: float) -> None:
    assert add_working_hours(start, some, ()) <= add_working_hours(start, some + more, ())


@given(DAYS, st.integers(0, 30), CLOSED)
def test_as_many_working_days_lie_between_as_were_asked_for(day: date, days: int, closed: set[date]) -> None:
    after = add_working_days(day, days, closed)
    between = [day + timedelta(days=n + 1) for n in range((after - day).days)]
    assert is_working_day(after, closed)
    expected = days if days or is_working_day(day, closed) else 1
    assert sum(is_working_day(one, closed) for one in between) == expected

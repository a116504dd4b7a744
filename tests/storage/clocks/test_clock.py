"""How a clock runs: the dates that the design gives, and what holds for every clock on whatever day it starts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.citations import is_known
from storage.clocks.clock import (
    Clock,
    Pause,
    Reminder,
    Run,
    StandsStill,
    Step,
    Unit,
    as_if_on,
    clocks,
    days_late,
    limit,
    steps,
)
from storage.queues.alerts import Alert
from storage.working_hours import LONDON, OPENS, add_working_hours, is_working_day

SIX_WEEKS = clocks()["assessment_limit"]
BARRIER = clocks()["barrier_answered"]
TUESDAY = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 13, 11, tzinfo=UTC)


def days(clock: Clock, run: Run, how_many: int = 6) -> list[tuple[str, str]]:
    """What is told and on which day, as people write it."""
    told = islice(steps(clock, run, ()), how_many)
    return [(step.what, f"{step.at.astimezone(LONDON):%a %-d %b}") for step in told]


def test_six_weeks_from_a_friday_end_on_christmas_day_and_are_told_on_working_days() -> None:
    run = Run(FRIDAY)
    assert limit(SIX_WEEKS, run, ()).day == date(2026, 12, 25)
    assert days(SIX_WEEKS, run) == [
        ("reminder", "Fri 27 Nov"),
        ("reminder", "Fri 11 Dec"),
        ("reminder", "Thu 17 Dec"),
        ("reminder", "Thu 24 Dec"),
        ("overdue", "Tue 29 Dec"),
        ("overdue", "Wed 6 Jan"),
    ]
    assert days_late(SIX_WEEKS, run, date(2026, 12, 25), ()) == 0
    assert days_late(SIX_WEEKS, run, date(2026, 12, 26), ()) == 1


def test_it_says_how_many_days_are_left_or_gone() -> None:
    said = [step.days for step in islice(steps(SIX_WEEKS, Run(FRIDAY), ()), 6)]
    assert said == [28, 14, 8, 1, 4, 12]


def test_six_weeks_and_28_days_from_tuesday() -> None:
    assert limit(SIX_WEEKS, Run(TUESDAY), ()).day == date(2026, 12, 29)
    assert limit(clocks()["assessment_mark"], Run(TUESDAY), ()).day == date(2026, 12, 15)


def test_a_working_day_from_half_past_three_is_half_past_three() -> None:
    assert limit(BARRIER, Run(TUESDAY), ()).over_at == datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    (only,) = steps(BARRIER, Run(TUESDAY), ())
    assert only.at == datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
    assert only.parts == ("service_manager",)


def test_a_court_day_brings_it_forward_and_never_back() -> None:
    sooner = Run(TUESDAY, no_later_than=date(2026, 12, 3))
    assert limit(SIX_WEEKS, sooner, ()).day == date(2026, 12, 3)
    assert days(SIX_WEEKS, sooner, 3) == [
        ("reminder", "Thu 26 Nov"),
        ("reminder", "Tue 1 Dec"),
        ("reminder", "Thu 3 Dec"),
    ]
    assert limit(SIX_WEEKS, Run(TUESDAY, no_later_than=date(2027, 3, 1)), ()).day == date(2026, 12, 29)
    gone_by = Run(TUESDAY, no_later_than=date(2026, 11, 2))
    assert limit(SIX_WEEKS, gone_by, ()).day == date(2026, 11, 17)
    assert days(SIX_WEEKS, gone_by, 1) == [("overdue", "Wed 18 Nov")]


def test_days_of_a_pause_do_not_count() -> None:
    paused = Run(TUESDAY, pauses=(Pause(date(2026, 11, 23), date(2026, 11, 30)),))
    assert limit(SIX_WEEKS, paused, ()).day == date(2027, 1, 5)
    still = Run(TUESDAY, pauses=(Pause(date(2026, 11, 23)),))
    assert list(steps(SIX_WEEKS, still, ())) == []
    with pytest.raises(StandsStill):
        limit(SIX_WEEKS, still, ())
    assert limit(SIX_WEEKS, as_if_on(still, date(2026, 11, 30)), ()).day == date(2027, 1, 5)


def test_every_row_of_the_file_is_cited_or_marked_as_our_own() -> None:
    assert [cited for clock in clocks().values() for cited in clock.cites if not is_known(cited)] == []
    assert all(clock.cites or clock.project_rule for clock in clocks().values())


# ---- for every clock, on whatever day

STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
OFFSETS = st.integers(0, 60)


@st.composite
def running(draw: st.DrawFn) -> tuple[Clock, Run, frozenset[date]]:
    start = draw(STARTS)
    day = start.astimezone(LONDON).date()
    unit = draw(st.sampled_from(Unit))
    weeks_or_days = st.integers(1, 12)
    clock = Clock(
        name="any",
        starts="",
        ends="",
        length=draw(weeks_or_days),
        unit=unit,
        remind=tuple(
            draw(
                st.lists(
                    st.one_of(
                        st.integers(0, 8).map(lambda n: Reminder(before=n)),
                        st.integers(1, 14).map(lambda n: Reminder(after=n)),
                    ),
                    max_size=4,
                )
            )
        ),
        tell=("lead",),
        escalate=("manager",),
        every=draw(st.one_of(st.none(), st.integers(1, 10))),
        says_reminder=Alert.ASSESSMENT_DUE,
        says_overdue=Alert.ASSESSMENT_OVERDUE,
        cites=(),
        project_rule=True,
        own="",
    )
    begin = draw(OFFSETS)
    pauses = draw(
        st.one_of(
            st.just(()),
            st.integers(0, 30).map(
                lambda length: (Pause(day + timedelta(days=begin), day + timedelta(days=begin + length)),)
            ),
        )
    )
    closed = draw(st.frozensets(OFFSETS.map(lambda n: day + timedelta(days=n)), max_size=6))
    sooner = draw(st.one_of(st.none(), st.integers(-5, 90).map(lambda n: day + timedelta(days=n))))
    return clock, Run(start, sooner, pauses), closed


def is_told_at_opening(step: Step, closed: frozenset[date]) -> bool:
    local = step.at.astimezone(LONDON)
    return local.time() == OPENS and is_working_day(local.date(), closed)


@given(running())
def test_what_is_told_is_in_order_on_working_days_and_on_the_right_side_of_the_limit(
    one: tuple[Clock, Run, frozenset[date]],
) -> None:
    clock, run, closed = one
    at, told = limit(clock, run, closed), list(islice(steps(clock, run, closed), 12))
    assert [step.at for step in told] == sorted({step.at for step in told}), "in order, none twice"
    for step in told:
        day = step.at.astimezone(LONDON).date()
        if step.what == "reminder":
            assert run.started_on < day <= at.day
            assert step.at < at.over_at or clock.unit is Unit.WORKING_HOURS
            assert is_told_at_opening(step, closed)
            assert step.days == (at.day - day).days
        else:
            assert step.at >= at.over_at
            assert is_told_at_opening(step, closed) or step.at == at.over_at
    overdue = [step for step in told if step.what == "overdue"]
    assert overdue[0].parts == ("lead", "manager")
    assert (len(overdue) == 1) == (clock.every is None)
    between = [at.day + timedelta(days=n) for n in range(1, (overdue[0].at.astimezone(LONDON).date() - at.day).days)]
    assert not any(is_working_day(day, closed) for day in between), "on the next working day, no later"


@given(running(), st.integers(1, 20))
def test_a_pause_moves_the_limit_on_by_its_days_and_never_back(
    one: tuple[Clock, Run, frozenset[date]], length: int
) -> None:
    clock, run, closed = one
    run = replace(run, pauses=(), no_later_than=None)
    before = limit(clock, run, closed)
    first = run.started_on + timedelta(days=1)
    paused = replace(run, pauses=(Pause(first, first + timedelta(days=length)),))
    after = limit(clock, paused, closed)
    assert after.day >= before.day
    if clock.unit is Unit.WEEKS:
        assert after.day - before.day == timedelta(days=length)


@given(running())
def test_a_limit_is_where_its_unit_says_whatever_is_closed(one: tuple[Clock, Run, frozenset[date]]) -> None:
    clock, run, closed = one
    run = replace(run, pauses=())
    found = limit(clock, run, closed)
    if run.no_later_than is not None:
        assert found.day <= max(run.no_later_than, run.started_on)
    elif clock.unit is Unit.WEEKS:
        assert found.day == run.started_on + timedelta(weeks=int(clock.length)), "on its calendar date"
    elif clock.unit is Unit.WORKING_DAYS:
        counted = [run.started_on + timedelta(days=n + 1) for n in range((found.day - run.started_on).days)]
        assert sum(is_working_day(day, closed) for day in counted) == clock.length
    else:
        assert found.over_at == add_working_hours(run.started_at, clock.length, closed)
    if found.over_at.astimezone(LONDON).time() == time():
        assert days_late(clock, run, found.day, closed) == 0
        assert days_late(clock, run, found.day + timedelta(days=1), closed) == 1

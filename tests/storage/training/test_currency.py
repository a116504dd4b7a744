"""When somebody's training is current, due and lapsed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.people.courses import Course, Taken
from storage.training import rules
from storage.training.currency import (
    AHEAD,
    Currency,
    currency,
    current_until,
    due_from,
    last_activity,
    months_after,
    staircase,
)

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
COURSES = st.lists(st.builds(Taken, st.just("p"), st.sampled_from(Course), DAYS), max_size=4)
ORDER = [Currency.CURRENT, Currency.DUE, Currency.LAPSED]


def test_trained_in_december_two_years_ago_has_lapsed_and_a_group_session_carries_on() -> None:
    """Scenario 5 of the design."""
    aim3, today = [Taken("p", Course.AIM3, date(2024, 12, 1))], date(2027, 2, 1)
    assert currency(last_activity(aim3, [], today), today) is Currency.LAPSED
    came = last_activity(aim3, [date(2026, 3, 10)], today)
    assert came == date(2026, 3, 10)
    assert currency(came, today) is Currency.CURRENT
    assert current_until(came) == date(2028, 3, 10)


def test_the_days_on_which_it_turns() -> None:
    last = date(2026, 8, 31)
    assert due_from(last) == date(2028, 2, 29), "a month without such a day ends it"
    days = (date(2028, 2, 28), date(2028, 2, 29), date(2028, 8, 31), date(2028, 9, 1))
    assert [currency(last, day) for day in days] == [
        Currency.CURRENT, Currency.DUE, Currency.DUE, Currency.LAPSED,
    ]  # fmt: skip


def test_aim2_alone_is_not_aim3_and_a_course_to_come_is_none_yet() -> None:
    today = date(2027, 2, 1)
    aim2 = Taken("p", Course.AIM2, date(2026, 3, 4))
    assert last_activity([aim2], [today], today) is None
    assert last_activity([aim2, Taken("p", Course.AIM3, date(2027, 2, 2))], [], today) is None
    assert currency(None, today) is Currency.NOT_TRAINED


@given(COURSES, st.lists(DAYS, max_size=4), DAYS, st.lists(DAYS, min_size=1, max_size=3))
def test_doing_more_never_makes_anybody_less_current(
    taken: list[Taken], came: list[date], today: date, more: list[date]
) -> None:
    before, after = (last_activity(taken, days, today) for days in (came, [*came, *more]))
    assert (before is None) == (after is None), "sessions train nobody in AIM3"
    if before and after:
        assert after >= before
        assert ORDER.index(currency(after, today)) <= ORDER.index(currency(before, today))


@given(DAYS, st.integers(0, 1500))
def test_time_only_runs_one_way_and_every_day_has_one_answer(last: date, later: int) -> None:
    one, other = (currency(last, last + timedelta(days=days)) for days in (later, later + 1))
    assert ORDER.index(one) <= ORDER.index(other)
    assert due_from(last) <= current_until(last)


@given(st.lists(st.none() | DAYS, max_size=8), DAYS)
def test_a_staircase_only_goes_down(lasts: list[date | None], today: date) -> None:
    lasts = [last for last in lasts if last is None or last <= today]
    steps = staircase(lasts, today)
    assert len(steps) == AHEAD + 1
    assert list(steps) == sorted(steps, reverse=True)
    assert steps[0] == sum(currency(last, today).counts_as_current for last in lasts)


def test_months_end_where_they_have_no_such_day() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_every_rule_has_a_source_or_is_our_own() -> None:
    from knowledge.citations import editions  # noqa: F401  the sources load

    assert set(rules.rows()) == {"currency", "recommendation", "refreshers", "report"}
    assert rules.rules().due_months < rules.rules().current_months

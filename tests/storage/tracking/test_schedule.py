"""When contacts are due after leaving, and which were kept: by the licence, with its dates."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from storage.tracking.schedule import Period, Stands, dues, next_due, standing
from tests.support.examples import examples

LICENCE = Period(date(2026, 12, 1), date(2027, 5, 31))
DAYS = [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23), date(2027, 4, 20), date(2027, 6, 14)]


def test_a_licence_from_december_to_may_has_five_contacts() -> None:
    """The last by Monday 14 June: the licence ends on a bank holiday."""
    assert [due.day for due in dues(LICENCE, ())] == DAYS


def test_without_a_licence_it_is_twelve_months_also_from_a_leap_day() -> None:
    assert Period.after(date(2026, 12, 1), None) == Period(date(2026, 12, 1), date(2027, 12, 1))
    assert Period.after(date(2028, 2, 29), None).last == date(2029, 2, 28)
    assert Period.after(date(2026, 12, 1), (date(2026, 11, 1), date(2027, 1, 1))).first == date(2026, 11, 1)


def test_a_licence_shorter_than_four_weeks_has_the_last_contact_only() -> None:
    short = Period(date(2026, 12, 1), date(2026, 12, 14))
    assert [due.day for due in dues(short, ())] == [date(2026, 12, 30)]


def test_a_late_contact_keeps_the_one_that_was_due_and_not_the_next() -> None:
    late = [date(2027, 1, 4)]
    assert standing(dues(LICENCE, ()), late, date(2027, 1, 5), ())[:2] == (Stands.DONE, Stands.TO_COME)
    due = next_due(LICENCE, late, date(2027, 1, 5), ())
    assert due is not None
    assert due.day == date(2027, 1, 26)


def test_soon_after_one_that_was_missed_a_contact_makes_up_for_it_and_the_next_stays_due() -> None:
    for made, kept in ((date(2027, 1, 8), Stands.TO_COME), (date(2027, 1, 13), Stands.DONE)):
        assert standing(dues(LICENCE, ()), [made], made, ())[:2] == (Stands.MISSED, kept)


def test_a_gap_stays_a_gap() -> None:
    stood = standing(dues(LICENCE, ()), [date(2027, 1, 20)], date(2027, 2, 1), ())
    assert stood == (Stands.MISSED, Stands.DONE, *[Stands.TO_COME] * 3)
    # five working days after 29 December, with New Year's Day between: still to come on the 6th, missed on the 7th
    assert standing(dues(LICENCE, ()), [], date(2027, 1, 6), ())[0] is Stands.TO_COME
    assert standing(dues(LICENCE, ()), [], date(2027, 1, 7), ())[0] is Stands.MISSED


@given(st.integers(0, 900), st.lists(st.integers(-5, 950), max_size=30), st.integers(0, 1000), st.booleans())
@examples(50, 2000)
def test_one_contact_keeps_one_and_a_further_contact_takes_none_away(
    days: int, contacts: list[int], today: int, with_closed: bool
) -> None:
    first = date(2026, 12, 1)
    period = Period(first, first + timedelta(days=days))
    closed = {date(2026, 12, 30)} if with_closed else set()
    listed = dues(period, closed)
    assert all(one.day < other.day for one, other in pairwise(listed))
    made = [first + timedelta(days=n) for n in contacts]
    on = first + timedelta(days=today)
    stood = standing(listed, made, on, closed)
    assert len(stood) == len(listed)
    assert stood.count(Stands.DONE) <= len(set(made))
    more = standing(listed, [*made, on], on, closed)
    assert more.count(Stands.DONE) >= stood.count(Stands.DONE)

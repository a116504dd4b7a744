"""Whether somebody's AIM3 training is current: pure, from days alone.

What counts as an activity is a course, a session attended, an assessment led or co-worked. The months are in
`rules.yaml`, and are the project's own: the source has the word and no definition.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from storage.people.courses import Course, Taken
from storage.training.rules import rules

AHEAD = 24
"""Months that the staircase looks ahead."""


class Currency(StrEnum):
    """DUE is still current: a refresher is wanted before it lapses. Not stored."""

    CURRENT = "current"
    DUE = "due"
    LAPSED = "lapsed"
    NOT_TRAINED = "not_trained"

    @property
    def counts_as_current(self) -> bool:
        """Whether they are one of those whom an area can reckon with."""
        return self in (Currency.CURRENT, Currency.DUE)


def last_activity(courses: Iterable[Taken], attended: Iterable[date], today: date) -> date | None:
    """The newest day up to today that keeps somebody current; None for who was never trained in AIM3 by then."""
    taken = [one for one in courses if one.trained_on <= today]
    if not any(one.course is Course.AIM3 for one in taken):
        return None
    days = [one.trained_on for one in taken if one.course in rules().counts]
    return max([*days, *(day for day in attended if day <= today)])


def currency(last: date | None, today: date) -> Currency:
    """By the last activity. It lapses on the day after `current_until`."""
    if last is None:
        return Currency.NOT_TRAINED
    if today > current_until(last):
        return Currency.LAPSED
    return Currency.DUE if today >= due_from(last) else Currency.CURRENT


def current_until(last: date) -> date:
    """The last day on which they are current, if nothing else comes."""
    return months_after(last, rules().current_months)


def due_from(last: date) -> date:
    """The first day on which a refresher is due."""
    return months_after(last, rules().due_months)


def staircase(lasts: Collection[date | None], today: date) -> Sequence[int]:
    """How many are current now and at the end of each of the next months, if nobody refreshes: `AHEAD` + 1 numbers."""
    days = [months_after(today, ahead) for ahead in range(AHEAD + 1)]
    return [sum(currency(last, day).counts_as_current for last in lasts) for day in days]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

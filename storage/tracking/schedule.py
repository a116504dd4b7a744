"""On which days a contact is due after somebody has left, and which of them were kept. Pure.

    period = Period.after(left_on, (first, last))      # a licence; None for the twelve months of everybody else
    dues(period, closed)                               # in order; the last is the one after the end
    standing(dues, contact_days, today, closed)        # done, missed or to come, each

The lengths are rows of `clocks.yaml`, which also say who is reminded: every four weeks for the first twelve, then every
eight, and a last one within ten working days after the end. That young people are tracked to the end of their licence
is the source's (OF-outcomes); all else is the project's own choice.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from storage.clocks.clock import Run, clocks, limit
from storage.working_hours import LONDON, add_working_days

FIRST, LATER, LAST, MISSED = "tracking_contact", "tracking_later_contact", "tracking_last_contact", "tracking_missed"
"""Rows of `clocks.yaml`."""
CLOSE_TOGETHER = timedelta(weeks=12)
"""How long contacts come every four weeks."""


class Stands(StrEnum):
    """Whether a contact that was due took place."""

    DONE = "done"
    MISSED = "missed"
    TO_COME = "to_come"


@dataclass(frozen=True)
class Period:
    """First and last day on which somebody is tracked."""

    first: date
    last: date

    @classmethod
    def after(cls, left_on: date, licence: tuple[date, date] | None) -> "Period":
        """The licence; for everybody else twelve months from the day on which they left."""
        return cls(*licence) if licence else cls(left_on, _a_year_after(left_on))


@dataclass(frozen=True)
class Due:
    """One contact: due by `day`, at any time after `since`. `clock` is its row of `clocks.yaml`."""

    clock: str
    since: date
    day: date


def dues(period: Period, closed: Collection[date]) -> tuple[Due, ...]:
    """Every contact of a period, soonest first."""
    found: list[Due] = []
    since = period.first
    while True:
        name = FIRST if since - period.first < CLOSE_TOGETHER else LATER
        day = _limit(name, since, closed)
        if day > period.last:
            break
        found.append(Due(name, since, day))
        since = day
    return (*found, Due(LAST, period.last, _limit(LAST, period.last, closed)))


def standing(
    listed: Sequence[Due], contacts: Sequence[date], today: date, closed: Collection[date]
) -> tuple[Stands, ...]:
    """For each that is due, whether it was kept: by a contact after the one before it, and until it counts as missed.
    One contact keeps one. Soon after one that was missed it makes up for that, and the next stays due all the same.
    """
    left = sorted(contacts)
    stood: list[Stands] = []
    for due in listed:
        until = add_working_days(due.day, int(clocks()[MISSED].length), closed)
        makes_up = (due.day - due.since) / 2 if Stands.MISSED in stood[-1:] else timedelta()
        mine = next((day for day in left if due.since + makes_up < day <= until), None)
        if mine is not None:
            left = [day for day in left if day > mine]
        stood.append(Stands.DONE if mine is not None else Stands.MISSED if today > until else Stands.TO_COME)
    return tuple(stood)


def next_due(period: Period, contacts: Sequence[date], today: date, closed: Collection[date]) -> Due | None:
    """What is to be kept next; None where nothing is any more."""
    listed = dues(period, closed)
    stood = standing(listed, contacts, today, closed)
    return next((due for due, stands in zip(listed, stood, strict=True) if stands is Stands.TO_COME), None)


def noon(day: date) -> datetime:
    """A moment of that day in London, from which a clock of whole days is counted."""
    return datetime.combine(day, time(12), tzinfo=LONDON)


def _limit(name: str, since: date, closed: Collection[date]) -> date:
    return limit(clocks()[name], Run(noon(since)), closed).day


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)

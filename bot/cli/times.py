"""Moments as they are written on the command line: London time, read strictly, so that none is guessed."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from bot.cli.console import refused
from dialogs.interview.parsing.days import LONDON, day_in_words
from storage.working_hours import first_of_next_month, is_working_time

FURTHEST = timedelta(days=366)
"""A slot later than this is a year that was mistyped."""
YEARS = range(2020, 2101)
"""The years that Waymark works with. Near the ends of time, counting a few hours or days further has no answer."""


def moment_from(text: str) -> datetime:
    """The moment in UTC. Ends the command where it is none or one of two, as 01:30 is when the clocks change."""
    for pattern in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            wall = datetime.strptime(text.strip(), pattern).replace(tzinfo=LONDON)
        except ValueError:
            continue
        if wall.year not in YEARS:
            raise refused("times.not_a_year", text=text, first=YEARS[0], last=YEARS[-1])
        moment = wall.astimezone(UTC)
        if moment.astimezone(LONDON).replace(tzinfo=None) != wall.replace(tzinfo=None):
            raise refused("times.never", text=text)
        if wall.replace(fold=1).astimezone(UTC) != moment:
            raise refused("times.twice", text=text)
        return moment
    raise refused("times.not_a_time", text=text)


def start_from(text: str, now: datetime, closed: Collection[date], *, out_of_hours: bool = False) -> datetime:
    """When a slot may start: to come, within a year, and while people work; nobody does on the days in `closed`."""
    moment = moment_from(text)
    if moment <= now:
        raise refused("times.past", text=text)
    if moment > now + FURTHEST:
        raise refused("times.too_far", text=text)
    if not out_of_hours and not is_working_time(moment, closed):
        raise refused("times.out_of_hours", text=text)
    return moment


def month_from(text: str) -> tuple[int, int]:
    """Year and month. Ends the command where it is none."""
    try:
        first = datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=LONDON)
    except ValueError:
        raise refused("times.not_a_month", text=text) from None
    if first.year not in YEARS:
        raise refused("times.not_a_month", text=text)
    return first.year, first.month


def day_from(text: str) -> date:
    """A day, strictly as 2026-12-01. Ends the command where it is none."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 a day, no moment
    except ValueError:
        raise refused("slots.not_a_day", text=text) from None
    if day.year not in YEARS:
        raise refused("times.not_a_year", text=text, first=YEARS[0], last=YEARS[-1])
    return day


def clock_from(text: str) -> datetime:
    """The moment in UTC at which a clock stands still: London time, unless an offset says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refused("times.not_a_moment", text=text) from None
    if moment.year not in YEARS:
        raise refused("times.not_a_year", text=text, first=YEARS[0], last=YEARS[-1])
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)


def this_month(now: datetime) -> tuple[int, int]:
    """Year and month (1 to 12) in London."""
    local = now.astimezone(LONDON)
    return local.year, local.month


def next_month(month: tuple[int, int]) -> tuple[int, int]:
    """The month after a year and month."""
    after = first_of_next_month(date(*month, 1))
    return after.year, after.month


def in_words(moment: datetime) -> str:
    """A moment as a day and a time of London, such as “Tuesday 17 November 2026, 15:30”."""
    local = moment.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M}"

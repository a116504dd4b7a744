"""A day to come, as people say it: 'tomorrow', 'Friday', 'next Monday', '5 January', '5/1/2027'."""

import re
from datetime import date, timedelta

from dialogs.interview.answers import Refusal, plain
from dialogs.interview.parsing.dates import DAY_NUMBER, whole_date, written_day

FURTHEST = timedelta(days=366)
_WEEKDAY = re.compile(rf"(?:on |this |next |coming )*({'|'.join(sorted(DAY_NUMBER, key=len, reverse=True))})")
_AHEAD = {"tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
_YEAR = re.compile(r"\b(19|20)\d\d\b")


def coming_day(text: str, now: date) -> date | None:
    """The first such day after today, within a year; None where none is meant."""
    text = plain(text)
    if text in _AHEAD:
        return now + timedelta(days=_AHEAD[text])
    if text in ("next week", "the next week"):
        return now + timedelta(days=7 - now.weekday())
    if found := _WEEKDAY.fullmatch(text):
        return now + timedelta(days=(DAY_NUMBER[found[1]] - now.weekday() - 1) % 7 + 1)
    day = written_day(text, now)
    if isinstance(day, Refusal):
        return None
    if day <= now and not _YEAR.search(text):
        try:
            day = day.replace(year=day.year + 1)
        except ValueError:  # 29 February
            return None
    return day if now < day <= now + FURTHEST else None


def day_from_today(text: str, now: date) -> date | None:
    """A day with its year, whichever it is; or today, or the next such day ('25 dec', 'tomorrow'); None otherwise."""
    text = plain(text)
    day = whole_date(text)
    if isinstance(day, date):
        return day
    return now if text == "today" or written_day(text, now) == now else coming_day(text, now)

"""A date as it is written out: '17/11/2026', '13 11 2012', '13th November', '13 Sept 2012', 'Thursday 12 November'.

The one place that reads a date, for the day of an incident, for a date of birth and for a day to come. Day first, as
in England; ISO where the year comes first. A weekday that does not go with its date is never passed over: the person
is asked which of the two is right.
"""

import re
from datetime import date, datetime, timedelta

from dialogs.interview.answers import Refusal
from storage.working_hours import WORKDAYS

WEEKDAYS = (*WORKDAYS, "saturday", "sunday")
_SHORT = {
    short: day
    for day, shorts in enumerate(("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"))
    for short in shorts.split()
}
DAY_NUMBER = {**{name: n for n, name in enumerate(WEEKDAYS)}, **_SHORT}
"""A weekday by what people call it; Monday is 0."""
WEEKDAY_OR_DATE = "weekday_or_date"
"""The refusal where the two do not go together."""

_NAMED = "|".join(sorted(DAY_NUMBER, key=len, reverse=True))
_WEEKDAY_FIRST = re.compile(rf"(?:last |this )?({_NAMED})[.,]*\s+(?:the\s+)?(?=\d|[a-z]{{3,9}}\.? \d)")
_WEEKDAY_LAST = re.compile(rf"(?<=[\da-z]),?\s+\(?({_NAMED})\)?$")
_NUMERIC = re.compile(r"(\d{1,4})(?:\s*[./-]\s*|\s+)(\d{1,2})(?:(?:\s*[./-]\s*|\s+)(\d{2}|\d{4}))?")


def weekday_in(text: str) -> str:
    """The one weekday that a message names, in full: 'need a slot for tues pls'; '' where it names none, or several."""
    named = {WEEKDAYS[DAY_NUMBER[word]] for word in re.findall(r"[a-z]+", text.casefold()) if word in DAY_NUMBER}
    return named.pop() if len(named) == 1 else ""


def day_in_words(day: date) -> str:
    """'Tuesday 17 November 2026': always with the weekday."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def month_in_words(day: date) -> str:
    """'November 2026': the month of a day."""
    return f"{day:%B %Y}"


MONTHS = tuple(f"{date(2020, number, 1):%B}".casefold() for number in range(1, 13))
_MONTH = re.compile(r"(?:in |of )?(?:([a-z]{3,9})\.?(?:\s+(20\d\d))?|(20\d\d)-(\d{1,2})|(\d{1,2})/(20\d\d))")
_AROUND = {"last month": -1, "the last month": -1, "this month": 0, "next month": 1, "the next month": 1}
MONTHS_BACK = 5
"""A month without a year may be so long ago; any other is to come."""


def written_month(text: str, now: date) -> date | None:
    """The first day of a month: 'next month', 'january', 'Jan 2027', '2027-01', '1/2027'; None for anything else.
    `text` is plain.
    """
    if text in _AROUND:
        return _month_from(now, _AROUND[text])
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    name, year, iso_year, iso_month, month, last_year = found.groups()
    if name:
        named = [number for number, one in enumerate(MONTHS, 1) if one == name or name in (one[:3], one[:4])]
        number = named[0] if named else 0
    else:
        number = int(iso_month or month)
    if not 1 <= number <= 12:
        return None
    if written := year or iso_year or last_year:
        return date(int(written), number, 1)
    back = (now.month - number) % 12
    return _month_from(now, -back if back <= MONTHS_BACK else 12 - back)


def _month_from(now: date, months: int) -> date:
    number = now.year * 12 + now.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def written_day(text: str, now: date) -> date | Refusal:
    """The latest such day that has been, where no year is written. `text` is plain (see `answers.plain`)."""
    return _with_weekday(text, now, whole=False)


def whole_date(text: str) -> date | Refusal:
    """Day, month and year, all three written; nothing is guessed. `text` is plain."""
    return _with_weekday(text, date.max, whole=True)


def _with_weekday(text: str, now: date, *, whole: bool) -> date | Refusal:
    found = _WEEKDAY_FIRST.match(text)
    if found:
        text = text[found.end() :]
    else:
        found = _WEEKDAY_LAST.search(text)
        text = text[: found.start()] if found else text
    day = _date(text, now, whole=whole)
    if found is None or isinstance(day, Refusal) or day > now or day.weekday() == DAY_NUMBER[found[1]]:
        return day
    return _which(day, DAY_NUMBER[found[1]], now)


def _which(day: date, weekday: int, now: date) -> Refusal:
    """Both readings, for the person to choose: the date with its own weekday, and the nearest day with the other."""
    nearest = day.toordinal() + (weekday - day.weekday() + 3) % 7 - 3
    if nearest > now.toordinal() >= day.toordinal():
        nearest -= 7
    by_weekday = date.fromordinal(min(max(nearest, 1), date.max.toordinal()))
    both = {"by_date": day_in_words(day), "by_weekday": day_in_words(by_weekday)}
    return Refusal("weekday_or_date", both, offered=tuple(both.values()) if by_weekday <= now else ())


def _date(text: str, now: date, *, whole: bool) -> date | Refusal:
    """Bare numbers, bare months and very short texts are refused: the library would guess."""
    if len(text) < 3 or not re.search(r"\d", text):
        return Refusal("needs_day")
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _numeric(numeric, now, whole=whole)
    nth = re.fullmatch(r"(?:the )?(\d{1,2})(st|nd|rd|th)(?: of this month)?", text)
    if nth and not whole:
        return _nth(int(nth[1]), now)
    if not re.search(r"[a-z]{3}", text) or not re.match(r"(?:the )?\d|[a-z]{3,9}\.? \d", text):
        return Refusal("needs_day")
    return _from_library(text, now, whole=whole)


def _numeric(found: re.Match[str], now: date, *, whole: bool) -> date | Refusal:
    """Day first, as in England; a year of four figures first is ISO. Without a year: the latest that is not ahead."""
    first, second, third = found[1], found[2], found[3]
    if whole and not third:
        return Refusal("needs_day")
    try:
        if len(first) == 4 and third:
            return date(int(first), int(second), int(third))
        if third:
            return date(int(third) + (2000 if len(third) == 2 else 0), int(second), int(first))
        return _latest(int(second), int(first), now)
    except ValueError:
        return Refusal("no_such_day")


def _nth(number: int, now: date) -> date | Refusal:
    """'the 17th': this month's if it has been, else last month's."""
    for month_start in (now.replace(day=1), (now.replace(day=1) - timedelta(days=1)).replace(day=1)):
        try:
            day = month_start.replace(day=number)
        except ValueError:
            continue
        if day <= now:
            return day
    return Refusal("no_such_day")


def _from_library(text: str, now: date, *, whole: bool) -> date | Refusal:
    import dateparser  # half a second to import: only when someone writes a date out

    base = date(2020, 1, 1) if whole else now  # with all three parts written, nothing is relative to it
    settings = {
        "RELATIVE_BASE": datetime(base.year, base.month, base.day),  # noqa: DTZ001  a day, no zone
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month", "year"] if whole else ["day", "month"],
        "PARSERS": ["absolute-time"],
    }
    found = dateparser.parse(text, languages=["en"], settings=settings)
    if found is None:
        return Refusal("no_such_day" if re.match(r"(?:the )?(29|30|31)", text) else "needs_day")
    has_year = re.search(r"\b(19|20)\d\d\b", text) or re.search(r"[a-z]\s+\d\d$", text)
    day = found.date()
    return day if has_year else _latest(day.month, day.day, now)


def _latest(month: int, number: int, now: date) -> date:
    """The last such day up to now: 29 February may be years ago. Raises ValueError where there is none."""
    for year in range(now.year, now.year - 8, -1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day <= now:
            return day
    raise ValueError


__all__ = ["DAY_NUMBER", "WEEKDAYS", "WEEKDAY_OR_DATE", "day_in_words", "whole_date", "written_day"]

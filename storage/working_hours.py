"""Working days and hours in England, for 'within two working hours' and 'one working day'.

Monday to Friday, 08:30 to 17:00 in London, without the bank holidays of England and the days on which this
installation is closed. Those are always given, so that no clock forgets them: they are `closed` of the transaction.
`holidays` is imported at the first question: it costs more than the rest of this module together.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
"""The days of the week on which people work, Monday first as in `date.weekday()`."""
OPENS = time(8, 30)
CLOSES = time(17, 0)


def is_working_day(day: date, closed: Collection[date]) -> bool:
    """`closed`: further days on which nobody is in, from the settings (`WAYMARK_CLOSED_DAYS`)."""
    return day.weekday() < 5 and day not in closed and day not in _bank_holidays()


def add_working_days(day: date, days: int, closed: Collection[date]) -> date:
    """The working day that many working days after `day`; for 0, `day` itself or the next working day."""
    if days < 0:
        raise ValueError("working days are counted forwards")
    while not is_working_day(day, closed):
        day += timedelta(days=1)
        # a Saturday plus one working day is Monday, not Tuesday
        if days and is_working_day(day, closed):
            days -= 1
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day, closed):
            day += timedelta(days=1)
    return day


def add_working_hours(start: datetime, hours: float, closed: Collection[date]) -> datetime:
    """The moment, in UTC, when that many working hours have gone by. `start` is aware.

    Outside working hours the clock stands still: two hours from Friday at 16:30 is Monday at 10:00.
    """
    if start.tzinfo is None:
        raise ValueError("start must be aware")
    if hours < 0:
        raise ValueError("working hours are counted forwards")
    # wall clock: the clocks change on Sunday nights only, never between opening and closing
    wall = start.astimezone(LONDON).replace(tzinfo=None)
    left = timedelta(hours=hours)
    while True:
        opens, closes = datetime.combine(wall, OPENS), datetime.combine(wall, CLOSES)
        if is_working_day(wall.date(), closed) and wall < closes:
            begin = max(wall, opens)
            if left <= closes - begin:
                return (begin + left).replace(tzinfo=LONDON).astimezone(UTC)
            left -= closes - begin
        wall = datetime.combine(wall.date() + timedelta(days=1), time())


def first_of_next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def is_working_time(moment: datetime, closed: Collection[date]) -> bool:
    """Whether people are at work: weekdays but for bank holidays and `closed`, by London time."""
    local = moment.astimezone(LONDON)
    return is_working_day(local.date(), closed) and OPENS <= local.time() < CLOSES


@cache
def _bank_holidays() -> Any:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")

"""The service's pattern of slots, such as the first, second and third Tuesday at 10:00, and its closed days.

A slot appears a set time ahead. Bank holidays, the installation's closed days and the service's own have none. A slot
that was taken back or moved does not come again: each day of a pattern is opened once.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from storage.consultations.rules import Rules, lock_schedule
from storage.consultations.tables import Mode, closed_days, patterns, slots
from storage.consultations.waiting_list import each_morning, offer_free_seats
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.problems import NotFound, Problem
from storage.queues import jobs
from storage.working_hours import LONDON, is_working_day


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """`weeks` of the month, 1 to 5; `weekday` 0 is Monday; `starts` is London time, whatever the season.

    One that is only wanted has no `id`, and may have no `from_day`: it is then from the day on which it is added.
    """

    id: str = ""
    weeks: tuple[int, ...]
    weekday: int
    starts: time
    minutes: int = 60
    mode: Mode = Mode.VIDEO
    capacity: int = 1
    from_day: date | None = None
    until_day: date | None = None

    @property
    def makes_sense(self) -> bool:
        """Whether such slots can be: weeks 1 to 5, Monday (0) to Friday (4), 10 to 480 minutes, room for somebody."""
        weeks = bool(self.weeks) and set(self.weeks) <= {1, 2, 3, 4, 5}
        lengths = 10 <= self.minutes <= 480 and self.capacity > 0
        return weeks and 0 <= self.weekday <= 4 and lengths and self.mode in set(Mode)


class NotAPattern(Problem):
    """No such week, weekday or length."""

    reason = "not_a_pattern"


async def add(tx: Tx, wanted: Pattern) -> Pattern:
    """From now on these slots appear by themselves: the pattern as it is kept. Raises NotAPattern."""
    if not wanted.makes_sense:
        raise NotAPattern
    first = wanted.from_day or tx.now.astimezone(LONDON).date()
    new = replace(wanted, id=uuid.uuid4().hex, weeks=tuple(sorted(set(wanted.weeks))), from_day=first)
    await tx.connection.execute(
        patterns.insert().values(
            id=new.id, weeks=",".join(map(str, new.weeks)), weekday=new.weekday, starts=f"{new.starts:%H:%M}",
            minutes=new.minutes, mode=new.mode.value, capacity=new.capacity, from_day=first.isoformat(),
            until_day=new.until_day.isoformat() if new.until_day else None,
        )
    )  # fmt: skip
    await open_slots(tx)
    return new


async def end(tx: Tx, pattern_id: str) -> None:
    """No more slots of it. Those that are open stay. Raises NotFound."""
    this = (patterns.c.id == pattern_id) & patterns.c.ended_at.is_(None)
    done = await tx.connection.execute(patterns.update().where(this).values(ended_at=tx.now))
    if done.rowcount == 0:
        raise NotFound("pattern")


async def every(tx: Tx) -> list[Pattern]:
    """The patterns that have not been ended, by weekday and time."""
    query = sa.select(patterns).where(patterns.c.ended_at.is_(None)).order_by(patterns.c.weekday, patterns.c.starts)
    return [_pattern(row) for row in await tx.connection.execute(query)]


async def close(tx: Tx, day: date) -> None:
    """No slot of any pattern appears on that day. One that is open already is withdrawn by itself."""
    await insert_new(tx.connection, closed_days, day=day.isoformat())


async def open_slots(tx: Tx) -> int:
    """Open what has come within sight, and offer it to those who wait; how many are new."""
    rules = await lock_schedule(tx)
    opened = 0
    for pattern in await every(tx):
        for day in await _days(tx, pattern, rules):
            opened += await _open(tx, pattern, day)
    await offer_free_seats(tx, rules)
    await each_morning(tx)
    return opened


async def daily(tx: Tx, job: jobs.Job) -> None:
    """Each morning's job, which sets the next one."""
    if await jobs.done(tx, job):
        await open_slots(tx)


async def _days(tx: Tx, pattern: Pattern, rules: Rules) -> list[date]:
    of_service = (await tx.connection.execute(sa.select(closed_days.c.day))).scalars()
    closed = tx.closed.union(date.fromisoformat(day) for day in of_service)
    today = tx.now.astimezone(LONDON).date()
    last = today + timedelta(days=rules.days_ahead)
    wanted = days_of(pattern, max(today, pattern.from_day or today), min(last, pattern.until_day or last))
    return [day for day in wanted if is_working_day(day, closed)]


def days_of(pattern: Pattern, first: date, last: date) -> Iterator[date]:
    """The pattern's days from `first` to `last`, holidays and all."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() == pattern.weekday and (day.day - 1) // 7 + 1 in pattern.weeks:
            yield day


async def _open(tx: Tx, pattern: Pattern, day: date) -> bool:
    starts_at = datetime.combine(day, pattern.starts, tzinfo=LONDON).astimezone(UTC)
    if starts_at <= tx.now:
        return False
    return await insert_new(
        tx.connection, slots, id=uuid.uuid4().hex, starts_at=starts_at, minutes=pattern.minutes,
        mode=pattern.mode.value, capacity=pattern.capacity, published_at=tx.now, pattern_id=pattern.id,
        pattern_day=day.isoformat(),
    )  # fmt: skip


def _pattern(row: sa.Row[Any]) -> Pattern:
    return Pattern(
        id=row.id,
        weeks=tuple(int(week) for week in row.weeks.split(",")),
        weekday=row.weekday,
        starts=time.fromisoformat(row.starts),
        minutes=row.minutes,
        mode=Mode(row.mode),
        capacity=row.capacity,
        from_day=date.fromisoformat(row.from_day),
        until_day=date.fromisoformat(row.until_day) if row.until_day else None,
    )

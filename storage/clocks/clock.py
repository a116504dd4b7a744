"""How one clock runs: its limit, its reminders, and when it is told that the limit has passed. Pure.

A clock is a row of `clocks.yaml`, read into `Clock`. Given when it started it says all else:

    clock = clocks()["assessment_limit"]
    run = Run(started_at=moment)                      # aware
    limit(clock, run, closed)                         # the last day, and the moment from which it is late
    steps(clock, run, closed)                         # what is told and when: reminders, then overdue, in order

The rules, for every clock (the project's own):

- A limit stays on its calendar date, also where that is a weekend or a holiday. Working days and hours leave weekends,
  the bank holidays of England and the closed days of the installation out, as everywhere here.
- A reminder that falls on a day on which nobody works moves back to the working day before; `before: 0` is the last
  working day up to the limit, and `before: n` is n working days before that.
- That it is overdue is told on the next working day after the limit, then every so many working days.
- A day on which the clock is paused does not count.
- `no_later_than` brings the limit forward (a court day), never back, and never before the day on which it began.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from storage import yaml_file
from storage.queues.alerts import Alert
from storage.working_hours import LONDON, OPENS, add_working_days, add_working_hours, is_working_day

FILE = Path(__file__).parent / "clocks.yaml"
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """Of a length: working days, working hours, calendar weeks."""

    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"
    WEEKS = "weeks"


@dataclass(frozen=True)
class Reminder:
    """`after` so many calendar weeks from the start, or `before` so many working days before the last one."""

    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Clock:
    """One row of `clocks.yaml`. `starts` and `ends` name what begins and stops it, for people who read the file.

    `tell` and `escalate` name parts that somebody has in what it is about (`lead`, `line_manager`): who that is, the
    owner of the clock says when it is told. `every`: working days between one 'overdue' and the next; None for once.
    """

    name: str
    starts: str
    ends: str
    length: float
    unit: Unit
    remind: tuple[Reminder, ...]
    tell: tuple[str, ...]
    escalate: tuple[str, ...]
    every: int | None
    says_reminder: Alert | None
    says_overdue: Alert | None
    cites: tuple[str, ...]
    project_rule: bool
    own: str
    """What of it is the project's own choice, in words; '' where nothing is."""


@dataclass(frozen=True)
class Pause:
    """From the day `first` until the day `until`, which counts again; None while it lasts."""

    first: date
    until: date | None = None


@dataclass(frozen=True)
class Run:
    """One clock that runs. `started_at` is aware."""

    started_at: datetime
    no_later_than: date | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether it is held now: one of its pauses has no end yet."""
        return any(pause.until is None for pause in self.pauses)

    @property
    def started_on(self) -> date:
        """The day on which it started, in London."""
        return self.started_at.astimezone(LONDON).date()

    def stands_still(self, day: date) -> bool:
        """Whether that day is not counted."""
        return any(pause.first <= day and (pause.until is None or day < pause.until) for pause in self.pauses)


@dataclass(frozen=True)
class Limit:
    """`day` is the last day in time, in London; from `over_at` (aware, in UTC) on it is late."""

    day: date
    over_at: datetime


@dataclass(frozen=True)
class Step:
    """Something to tell at a moment (aware, in UTC). `days`: calendar days left to the limit, or since it."""

    at: datetime
    what: Literal["reminder", "overdue"]
    parts: tuple[str, ...]
    says: Alert
    days: int


class StandsStill(Exception):
    """A clock that is paused has no limit: it is known when it goes on. Ask with `as_if_on(day)`."""


def as_if_on(run: Run, day: date) -> Run:
    """The same clock as if a pause that still lasts were over on that day: its limit at the earliest."""
    pauses = tuple(pause if pause.until else Pause(pause.first, max(day, pause.first)) for pause in run.pauses)
    return Run(run.started_at, run.no_later_than, pauses)


def limit(clock: Clock, run: Run, closed: Collection[date]) -> Limit:
    """The last day, and when it is over. Raises StandsStill for one that is paused."""
    if run.is_paused:
        raise StandsStill
    if clock.unit is Unit.WORKING_HOURS and run.no_later_than is None:
        over_at = add_working_hours(run.started_at, clock.length, _without_pauses(run, closed))
        return Limit(over_at.astimezone(LONDON).date(), over_at)
    day = _last_day(clock, run, closed)
    if run.no_later_than is not None:
        day = max(min(day, run.no_later_than), run.started_on)
    return Limit(day, _moment(day + ONE_DAY, time()))


def steps(clock: Clock, run: Run, closed: Collection[date]) -> Iterator[Step]:
    """What is told, soonest first; without an end where it is told again and again. Nothing while it is paused."""
    if run.is_paused:
        return
    at = limit(clock, run, closed)
    if clock.says_reminder is not None:
        for day in _reminder_days(clock, run, at.day, closed):
            yield Step(_moment(day, OPENS), "reminder", clock.tell, clock.says_reminder, (at.day - day).days)
    if clock.says_overdue is not None:
        told = clock.tell + tuple(part for part in clock.escalate if part not in clock.tell)
        for moment in _overdue(clock, at, closed):
            days = (moment.astimezone(LONDON).date() - at.day).days
            yield Step(moment, "overdue", told, clock.says_overdue, days)


def days_late(clock: Clock, run: Run, ended_on: date, closed: Collection[date]) -> int:
    """Calendar days after the limit; 0 where it was in time. A pause that still lasts counts as over on that day."""
    return max(0, (ended_on - limit(clock, as_if_on(run, ended_on), closed).day).days)


def working_days_before(day: date, days: int, closed: Collection[date]) -> date:
    """The working day that many working days before the last one up to `day`; for 0, that one."""
    day = _working_day_up_to(day, closed)
    for _ in range(days):
        day = _working_day_up_to(day - ONE_DAY, closed)
    return day


def _last_day(clock: Clock, run: Run, closed: Collection[date]) -> date:
    if clock.unit is Unit.WORKING_HOURS:
        over = add_working_hours(run.started_at, clock.length, _without_pauses(run, closed))
        return over.astimezone(LONDON).date()
    if clock.unit is Unit.WORKING_DAYS:
        return add_working_days(run.started_on, int(clock.length), _without_pauses(run, closed))
    return _weeks_after(run, clock.length)


def _weeks_after(run: Run, weeks: float) -> date:
    """The same day of the week, and later by each day of a pause. The first day is not counted, paused or not."""
    day, left = run.started_on, int(weeks * 7)
    while left:
        day += ONE_DAY
        left -= not run.stands_still(day)
    return day


def _without_pauses(run: Run, closed: Collection[date]) -> Collection[date]:
    """The closed days, and those of the pauses beside them."""
    paused = {
        pause.first + n * ONE_DAY
        for pause in run.pauses
        for n in range(((pause.until or pause.first) - pause.first).days)
    }
    return paused.union(closed) if paused else closed


def _reminder_days(clock: Clock, run: Run, last: date, closed: Collection[date]) -> Sequence[date]:
    """Working days after the first and up to the limit, each once."""
    days = set()
    for one in clock.remind:
        if one.before is not None:
            days.add(working_days_before(last, one.before, closed))
        else:
            days.add(_working_day_up_to(_weeks_after(run, one.after or 0), closed))
    return sorted(day for day in days if run.started_on < day <= last)


def _overdue(clock: Clock, at: Limit, closed: Collection[date]) -> Iterator[datetime]:
    by_the_hour = clock.unit is Unit.WORKING_HOURS and at.over_at.astimezone(LONDON).time() != time()
    day = at.day if by_the_hour else add_working_days(at.day + ONE_DAY, 0, closed)
    yield at.over_at if by_the_hour else _moment(day, OPENS)
    while clock.every:
        day = add_working_days(day, clock.every, closed)
        yield _moment(day, OPENS)


def _working_day_up_to(day: date, closed: Collection[date]) -> date:
    while not is_working_day(day, closed):
        day -= ONE_DAY
    return day


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


# ---- the file


@cache
def clocks() -> Mapping[str, Clock]:
    """Every clock by its name. Raises ValueError for a row that says too little or contradicts itself."""
    return {name: _clock(name, row) for name, row in yaml_file.read(FILE).items()}


def _clock(name: str, row: Mapping[str, Any]) -> Clock:
    says, overdue = row.get("says", {}), row.get("escalate", {})
    if unknown := set(row) - {
        "from",
        "to",
        "length",
        "unit",
        "remind",
        "tell",
        "escalate",
        "says",
        "cites",
        "project_rule",
        "own",
    }:
        raise ValueError(f"clock {name}: {sorted(unknown)}")
    clock = Clock(
        name=name,
        starts=row["from"],
        ends=row["to"],
        length=row["length"],
        unit=Unit(row["unit"]),
        remind=tuple(Reminder(**one) for one in row.get("remind", ())),
        tell=tuple(row.get("tell", ())),
        escalate=tuple(overdue.get("tell", ())),
        every=overdue.get("every"),
        says_reminder=Alert(says["reminder"]) if "reminder" in says else None,
        says_overdue=Alert(says["overdue"]) if "overdue" in says else None,
        cites=tuple(row.get("cites", ())),
        project_rule=row.get("project_rule", False),
        own=row.get("own", ""),
    )
    if not clock.cites and not clock.project_rule:
        raise ValueError(f"clock {name}: a rule is cited, or it is the project's own")
    if clock.project_rule != bool(clock.own):
        raise ValueError(f"clock {name}: say in words what of it is the project's own")
    if bool(clock.remind) != (clock.says_reminder is not None):
        raise ValueError(f"clock {name}: a reminder has words, and words have a reminder")
    return clock

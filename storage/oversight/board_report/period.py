"""What a report is over: a year from 1 April, or a quarter of one. Fixed: two share whole quarters or nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from storage.problems import Problem

FIRST_MONTH = 4
"""Of a year of the report (our own choice: the year by which services plan and pay)."""
QUARTERS = 4
_SAID = re.compile(r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)(?:\s*[-,]?\s*q(?:uarter)?\s*([1-4]))?", re.IGNORECASE)


class NoSuchPeriod(Problem):
    """No year and no quarter of a report."""

    reason = "no_such_period"


class NotOver(Problem):
    """A report over a time that is not over would change under its readers."""

    reason = "period_not_over"


@total_ordering
@dataclass(frozen=True)
class Period:
    """The year that begins in April of `year`, or its quarter 1 to 4. Written '2026-27' and '2026-27-Q2'."""

    year: int
    quarter: int | None = None

    def __str__(self) -> str:
        years = f"{self.year}-{(self.year + 1) % 100:02}"
        return years if self.quarter is None else f"{years}-Q{self.quarter}"

    def __lt__(self, other: "Period") -> bool:
        return (self.end, self.first) < (other.end, other.first)

    @property
    def first(self) -> date:
        """Its first day."""
        return _month(self.year, 0 if self.quarter is None else 3 * (self.quarter - 1))

    @property
    def end(self) -> date:
        """The day after the last."""
        return _month(self.year, 12 if self.quarter is None else 3 * self.quarter)

    def holds(self, day: date) -> bool:
        """Whether the day lies in it, its first and last day counted."""
        return self.first <= day < self.end

    @property
    def is_year(self) -> bool:
        """A whole year: only that is passed on."""
        return self.quarter is None

    def quarters(self) -> Iterator["Period"]:
        """Those of a year in order; of a quarter, itself."""
        if self.quarter is not None:
            yield self
        else:
            for quarter in range(1, QUARTERS + 1):
                yield Period(self.year, quarter)


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies: January to March are the fourth of the year before."""
    year = day.year - (day.month < FIRST_MONTH)
    return Period(year, (day.month - FIRST_MONTH) % 12 // 3 + 1)


def up_to(period: Period) -> tuple[Period, ...]:
    """The quarters that a run chart shows: those of the period, and of the year before it began."""
    first = quarter_of(period.first)
    before = [Period(first.year - 1, quarter) for quarter in range(first.quarter or 1, QUARTERS + 1)]
    before += [Period(first.year, quarter) for quarter in range(1, first.quarter or 1)]
    return (*before, *period.quarters())


def last_year(today: date) -> Period:
    """The newest that is over."""
    return Period(quarter_of(today).year - 1)


def read(said: str) -> Period:
    """'2026-27', '2026/27 Q2'. Raises NoSuchPeriod."""
    found = _SAID.fullmatch(said.strip())
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise NoSuchPeriod
    return Period(int(found[1]), int(found[3]) if found[3] else None)


def check_over(period: Period, today: date) -> None:
    """Raises NotOver."""
    if today < period.end:
        raise NotOver


def _month(year: int, after: int) -> date:
    month = FIRST_MONTH - 1 + after
    return date(year + month // 12, month % 12 + 1, 1)

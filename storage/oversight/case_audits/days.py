"""When something happened as far as it is known, and how many days lie between two such days. Pure.

Known to the month it may have been any day of it, so what lies between is a range and enters no median:
from June 2010 to September 2011 it is between 428 and 486 days.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.casework.parts import Happened, Precision
from storage.oversight.case_audits.questions import Said


@dataclass(frozen=True)
class Known:
    """`happened`: yes, no, not_known or does_not_apply. `day` is the first of the month where only that is known."""

    happened: Said = Said.NOT_KNOWN
    day: date | None = None
    precision: Precision = Precision.NOT_KNOWN

    @property
    def earliest(self) -> date | None:
        """The first day that it may have been; None where no day is known."""
        return self.day

    @property
    def latest(self) -> date | None:
        """The last day that it may have been: of a month, its last. None where no day is known."""
        if self.day is None or self.precision is not Precision.MONTH:
            return self.day
        return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be kept with an audit; the day as '2026-02-01', or None."""
        day = self.day.isoformat() if self.day else None
        return {"happened": self.happened.value, "day": day, "precision": self.precision.value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Known":
        """What `as_json` kept."""
        day = date.fromisoformat(kept["day"]) if kept["day"] else None
        return cls(Said(kept["happened"]), day, Precision(kept["precision"]))


Days = Mapping[Happened, Known]
UNKNOWN = Known()


@dataclass(frozen=True)
class Delay:
    """Calendar days: at least and at most."""

    least: int
    most: int

    @property
    def exact(self) -> int | None:
        """Where it is known to the day: only that enters a median."""
        return self.least if self.least == self.most else None


def on(day: date) -> Known:
    """It happened on that day."""
    return Known(Said.YES, day, Precision.DAY)


def in_month(year: int, month: int) -> Known:
    """It happened in that month."""
    return Known(Said.YES, date(year, month, 1), Precision.MONTH)


def between(start: Known, end: Known) -> Delay | None:
    """None where one of them is not known, did not happen, or the end can only have been before the start."""
    if not (start.earliest and start.latest and end.earliest and end.latest) or end.latest < start.earliest:
        return None
    return Delay(max(0, (end.earliest - start.latest).days), (end.latest - start.earliest).days)


def is_before(first: Known, second: Known) -> Said:
    """Whether the first was before the second: not_known where it may be either way, as on one day."""
    if not (first.earliest and first.latest and second.earliest and second.latest):
        return Said.NOT_KNOWN
    if first.latest < second.earliest:
        return Said.YES
    return Said.NO if first.earliest > second.latest else Said.NOT_KNOWN


def out_of_order(days: Days) -> tuple[Happened, Happened] | None:
    """Two days that cannot both be right: charged after sentenced, or disclosed after either; None where there are
    none.
    """
    for first, then in ORDER:
        one, other = days.get(first, UNKNOWN), days.get(then, UNKNOWN)
        if one.earliest and other.latest and other.latest < one.earliest:
            return first, then
    return None


ORDER = (
    (Happened.DISCLOSED, Happened.CHARGED),
    (Happened.DISCLOSED, Happened.PLEA_OR_FINDING),
    (Happened.DISCLOSED, Happened.SENTENCED),
    (Happened.CHARGED, Happened.PLEA_OR_FINDING),
    (Happened.CHARGED, Happened.SENTENCED),
    (Happened.PLEA_OR_FINDING, Happened.SENTENCED),
)
"""What cannot come after what."""

"""The schedule as data, and the day of review that follows from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from storage.yaml_file import read

FILE = Path(__file__).with_name("schedule.yaml")


@dataclass(frozen=True)
class Facts:
    """What the day of review rests on. `born`: of each child who is named, None where it is not on file.
    `happened_on` is the day of the incident, or of signing where nobody knew it. `settings`: the kinds of those that
    hold it.
    """

    born: Collection[date | None]
    happened_on: date
    begun_on: date
    settings: Collection[str]


@dataclass(frozen=True)
class Line:
    """One line of the schedule for what is reviewed. `settings` is empty for every kind of setting."""

    matter: str
    name: str
    years: int
    settings: frozenset[str]
    cites: str
    where: str
    own: str

    def applies(self, kinds: Collection[str]) -> bool:
        """Whether it is about a matter that settings of these kinds hold."""
        return not self.settings or bool(self.settings & set(kinds))


@dataclass(frozen=True)
class Schedule:
    """`least_years`: nothing is due sooner after it was begun."""

    lines: tuple[Line, ...]
    least_years: int

    def line_for(self, matter: str, kinds: Collection[str]) -> Line:
        """The longest that applies."""
        return max(
            (one for one in self.lines if one.matter == matter and one.applies(kinds)), key=lambda one: one.years
        )


@cache
def schedule() -> Schedule:
    """What is reviewed."""
    kept = read(FILE)
    lines = [_line(matter, name, said) for matter, lines in kept["reviewed"].items() for name, said in lines.items()]
    return Schedule(tuple(lines), kept["least_years"]["years"])


@cache
def by_itself(matter: str) -> timedelta:
    """How long something is kept that ends by itself. Raises KeyError for what does not."""
    return timedelta(days=read(FILE)["by_itself"][matter]["days"])


@cache
def years_of(matter: str) -> int:
    """The same of what is counted in years."""
    found: int = read(FILE)["by_itself"][matter]["years"]
    return found


def review_on(matter: str, facts: Facts) -> tuple[date, Line]:
    """The first day on which it is to be looked at, and by which line of the schedule."""
    line = schedule().line_for(matter, facts.settings)
    known = [day for day in facts.born if day is not None]
    counted_from = [*known, *([facts.happened_on] if len(known) < len(facts.born) or not known else [])]
    due = years_after(max(counted_from), line.years)
    return max(due, years_after(facts.begun_on, schedule().least_years)), line


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February, the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _line(matter: str, name: str, said: Mapping[str, Any]) -> Line:
    return Line(
        matter, name, said["years"], frozenset(said.get("settings", ())), said.get("cites", ""), said.get("where", ""),
        said.get("own", ""),
    )  # fmt: skip

"""What the report counts: `measures.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage.oversight.case_audits import questions
from storage.yaml_file import read

FILE = Path(__file__).parent / "measures.yaml"
DAYS_IN_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Published:
    """A figure of the joint inspection: `part` of `of` boys stood in these columns. Not a target."""

    columns: tuple[str, ...]
    part: int
    of: int
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """A table of one way: each case stands in one of `columns`. `within` is another measure's name and the columns of
    it whose cases are counted here; None where every case of a child who displayed the behaviour is.
    """

    name: str
    section: str
    columns: tuple[str, ...]
    cites: tuple[str, ...]
    within: tuple[str, frozenset[str]] | None = None
    internal: bool = False
    inspection: tuple[Published, ...] = ()
    project_rule: bool = False


@dataclass(frozen=True)
class StageFigure:
    """How long the inspection found a stage to take, on average."""

    months: int
    cites: tuple[str, ...]

    @property
    def days(self) -> int:
        """The months in whole days."""
        return round(self.months * DAYS_IN_MONTH)


@dataclass(frozen=True)
class Measures:
    """`to_days`: what a median is rounded to."""

    sections: tuple[str, ...]
    measures: Mapping[str, Measure]
    stages: Mapping[str, StageFigure]
    to_days: int

    def of_section(self, section: str) -> tuple[Measure, ...]:
        """The tables of one section, in the order of the report."""
        return tuple(one for one in self.measures.values() if one.section == section)


@cache
def measures() -> Measures:
    """Raises ValueError where something has no source, or stands on what is not there or comes after it."""
    rows: Mapping[str, Any] = read(FILE)
    found: dict[str, Measure] = {}
    for name, row in rows["measures"].items():
        one = _measure(name, row, tuple(rows["answers"]))
        above = found.get(one.within[0]) if one.within else None
        if one.within and (above is None or not one.within[1] <= set(above.columns)):
            raise ValueError(f"measure {name}: it is within what is not there, or comes after it")
        if not one.cites or one.section not in rows["sections"]:
            raise ValueError(f"measure {name}: no source, or no such section")
        found[name] = one
    stages = {name: StageFigure(row["months"], tuple(row["cites"])) for name, row in rows["stages"].items()}
    if not stages.keys() <= questions.content().stages.keys():
        raise ValueError("a figure of a stage that is not there")
    return Measures(tuple(rows["sections"]), found, stages, rows["rounding"]["days"])


def _measure(name: str, row: Mapping[str, Any], answers: tuple[str, ...]) -> Measure:
    within = next(((other, frozenset(columns)) for other, columns in row.get("of", {}).items()), None)
    published = tuple(
        Published(tuple(one["columns"]), one["part"], one["of"], tuple(one["cites"]))
        for one in row.get("inspection", ())
    )
    return Measure(
        name=name,
        section=row["section"],
        columns=tuple(row.get("columns", answers)),
        cites=tuple(row["cites"]),
        within=within,
        internal=row.get("internal", False),
        inspection=published,
        project_rule=row.get("project_rule", False),
    )

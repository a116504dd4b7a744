"""The edition to pass on: no number from 1 to 4 in it, none to be worked out of it, nor of two editions side by side.

Three rules beside those of `small_numbers`:
- a table within another is there only where the cases that it counts are a number that stands there already, since its
  sum would tell it otherwise;
- what an edition says anew differs from the edition before by nothing or by at least `SMALL` in every number. A number
  of cases that has changed by less stays as it was, with all tables of those cases; tables of more cases join what
  would differ by too little;
- only years are passed on: a year less three of its quarters would be the fourth.
All of it is the project's own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage.oversight.board_report.figures import Figures, Stage
from storage.oversight.board_report.measures import Measure, measures
from storage.oversight.case_audits.questions import content
from storage.reporting import small_numbers
from storage.reporting.small_numbers import Group, may_be_said

STAGE_COLUMNS = ("measured", "not_measured")


@dataclass(frozen=True)
class Said:
    """A table as it is passed on; no groups where it is too few. `edition` is the one in which it was said first:
    later ones repeat it, and do not say whether nothing changed or too little. `median` is a stage's, in days.
    """

    groups: tuple[Group, ...]
    edition: int
    median: int | None = None

    @property
    def total(self) -> int:
        """How many cases the table holds; 0 where it is too few to be said."""
        return sum(group.count for group in self.groups)

    def count(self, labels: Collection[str]) -> int:
        """How many the whole groups of these labels hold."""
        return small_numbers.count_of(self.groups, labels)

    def count_of(self, columns: Collection[str]) -> int | None:
        """How many stand in these columns; None where that is not said."""
        told = {label for group in self.groups if set(group.labels) <= set(columns) for label in group.labels}
        return self.count(columns) if told == set(columns) else None


@dataclass(frozen=True)
class PassedOn:
    """`displayed` and `targeted` are tables of one column."""

    displayed: Said
    targeted: Said
    tables: Mapping[str, Said]
    stages: Mapping[str, Said]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be signed."""
        return {
            "displayed": _plain(self.displayed),
            "targeted": _plain(self.targeted),
            "tables": {name: _plain(said) for name, said in self.tables.items()},
            "stages": {name: _plain(said) for name, said in self.stages.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PassedOn":
        """What `as_json` kept, in the order of the measures."""
        return cls(
            displayed=_said(kept["displayed"]),
            targeted=_said(kept["targeted"]),
            tables={name: _said(kept["tables"][name]) for name in measures().measures if name in kept["tables"]},
            stages={name: _said(kept["stages"][name]) for name in content().stages if name in kept["stages"]},
        )


def of(figures: Figures, edition: int = 1, earlier: PassedOn | None = None) -> PassedOn:
    """What of exact figures may be passed on, after what was passed on for that period in the edition before."""
    if not figures.period.is_year:
        raise ValueError("only a year is passed on")
    displayed = _headline(figures.displayed, edition, earlier.displayed if earlier else None)
    targeted = _headline(figures.targeted, edition, earlier.targeted if earlier else None)
    tables: dict[str, Said] = {}
    for name, measure in measures().measures.items():
        if not measure.internal:
            counts, before = figures.tables[name], earlier.tables.get(name) if earlier else None
            # its sum would tell a number of cases that is not said, or is said as it was in an earlier edition
            if _cases_told(measure, displayed, tables) == sum(counts.values()):
                tables[name] = following(counts, edition, before)
            else:
                tables[name] = before or Said((), edition)
    stages = {
        name: _stage(stage, edition, earlier.stages.get(name) if earlier else None)
        for name, stage in figures.stages.items()
    }
    return PassedOn(displayed, targeted, tables, stages)


def following(counts: Mapping[str, int], edition: int, before: Said | None) -> Said:
    """A table after the edition before: as it was, or such that nothing in it differs from that by a small number."""
    if before is None or not before.groups:
        return Said(small_numbers.breakdown(counts), edition)
    groups = small_numbers.breakdown(counts, small_numbers.joined_in(before.groups))
    small = [one for one in groups if not may_be_said(abs(one.count - before.count(one.labels)))]
    if small and sum(counts.values()) != before.total:
        groups = small_numbers.breakdown(counts, earlier=before.groups)
    elif small:
        return before
    return before if groups in ((), before.groups) else Said(groups, edition)


def _headline(cases: int, edition: int, before: Said | None) -> Said:
    return following({"all": cases}, edition, before)


def _stage(stage: Stage, edition: int, before: Said | None) -> Said:
    """A median goes with the numbers that it is of: where they stay as they were, so does it."""
    counts = dict(zip(STAGE_COLUMNS, (stage.base, stage.reached - stage.base), strict=True))
    made = following(counts, edition, before)
    return made if made is before else replace(made, median=stage.median if made.groups else None)


def _cases_told(measure: Measure, displayed: Said, tables: Mapping[str, Said]) -> int | None:
    """How many cases a table is of, as far as the edition says so."""
    if measure.within is None:
        return displayed.count_of(("all",))
    other, columns = measure.within
    return tables[other].count_of(columns)


def _plain(said: Said) -> dict[str, Any]:
    groups = [[list(group.labels), group.count] for group in said.groups]
    return {"groups": groups, "edition": said.edition, "median": said.median}


def _said(kept: Mapping[str, Any]) -> Said:
    groups = tuple(Group(tuple(labels), count) for labels, count in kept["groups"])
    return Said(groups, kept["edition"], kept["median"])

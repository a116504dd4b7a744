"""The figures of a period, exact, so for named readers only. What may be passed on is made of them in `passing_on`.

A case is counted in the period in which it became known. A stage is counted in the period in which it ended: counted
where they began, the slow cases would be missing and the delays look short.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from storage.casework.parts import Side
from storage.oversight.board_report import period as periods
from storage.oversight.board_report.facts import CaseFacts
from storage.oversight.board_report.measures import measures
from storage.oversight.board_report.period import Period
from storage.oversight.case_audits.questions import content
from storage.reporting import small_numbers

Table = Mapping[str, int]
"""By column, in the order of the measure: what is not known is one of them, and never a no."""


@dataclass(frozen=True)
class Stage:
    """`reached` cases came to its end in the period, `base` of them with both days known; `median` in days, rounded,
    None where too few are known.
    """

    reached: int
    base: int
    median: int | None


@dataclass(frozen=True)
class Figures:
    """`displayed` and `targeted`: the cases of children on either side that became known in the period. `run`: those
    who displayed the behaviour, quarter by quarter, from a year before it on.
    """

    period: Period
    displayed: int
    targeted: int
    tables: Mapping[str, Table]
    stages: Mapping[str, Stage]
    run: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be signed; the period as '2026-27-Q2', the stages in days."""
        return {
            "period": str(self.period),
            "displayed": self.displayed,
            "targeted": self.targeted,
            "tables": {name: dict(table) for name, table in self.tables.items()},
            "stages": {name: vars(stage) for name, stage in self.stages.items()},
            "run": dict(self.run),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Figures":
        """In the order of the measures: what was sealed has none of its own."""
        return cls(
            period=periods.read(kept["period"]),
            displayed=kept["displayed"],
            targeted=kept["targeted"],
            tables={
                name: {column: kept["tables"][name][column] for column in measure.columns}
                for name, measure in measures().measures.items()
                if name in kept["tables"]
            },
            stages={name: Stage(**kept["stages"][name]) for name in content().stages if name in kept["stages"]},
            run={quarter: kept["run"][quarter] for quarter in sorted(kept["run"])},
        )


@dataclass
class Tally:
    """Cases one by one into counts: what it holds does not grow with their number, but for one count
    for each number of days and each quarter.
    """

    period: Period
    sides: Counter[Side] = field(default_factory=Counter)
    columns: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    days: Counter[tuple[str, int]] = field(default_factory=Counter)
    quarters: Counter[Period] = field(default_factory=Counter)

    def add(self, case: CaseFacts) -> None:
        """Count one case: where it became known in the period, and each stage that it ended in it."""
        if case.side is Side.DISPLAYED:
            self.quarters[periods.quarter_of(case.began)] += 1
        if self.period.holds(case.began):
            self.sides[case.side] += 1
            if case.side is Side.DISPLAYED:
                self._count(case)
        for name, end in case.reached.items():
            if case.side is Side.DISPLAYED and self.period.holds(end.on):
                self.reached[name] += 1
                if end.days is not None:
                    self.days[name, end.days] += 1

    def _count(self, case: CaseFacts) -> None:
        for name, measure in measures().measures.items():
            if measure.within is None or case.columns[measure.within[0]] in measure.within[1]:
                self.columns[name, case.columns[name]] += 1

    def figures(self) -> Figures:
        """What was counted so far, with a zero for each column in which no case stands."""
        tables = {
            name: {column: self.columns[name, column] for column in measure.columns}
            for name, measure in measures().measures.items()
        }
        stages = {name: self._stage(name) for name in content().stages}
        run = {str(quarter): self.quarters[quarter] for quarter in periods.up_to(self.period)}
        return Figures(
            self.period, self.sides[Side.DISPLAYED], self.sides[Side.TARGETED], tables, stages, run
        )  # fmt: skip

    def _stage(self, name: str) -> Stage:
        known = sorted((days, count) for (stage, days), count in self.days.items() if stage == name)
        days = list(chain.from_iterable(repeat(days, count) for days, count in known))
        return Stage(self.reached[name], len(days), small_numbers.median(days, to=measures().to_days))


def of_cases(cases: Iterable[CaseFacts], period: Period) -> Figures:
    """All at once."""
    tally = Tally(period)
    for case in cases:
        tally.add(case)
    return tally.figures()

"""The figures of training: by service area, over the twelve months of a census, and what the yearly report makes of
them. Numbers only; exact, and so for named readers. What may be passed on is worked out in `passed_on`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from storage.database.engine import Tx
from storage.people.courses import Course
from storage.people.managers import ServiceArea
from storage.reporting import small_numbers
from storage.reporting.small_numbers import Group
from storage.training import census, places, register, tracked
from storage.training.currency import Currency, months_after, staircase
from storage.training.register import Entry
from storage.training.rules import rules
from storage.training.tables import SessionKind
from storage.training.tracked import Counts, Period
from storage.working_hours import LONDON

MONTHS = 12
"""Of the period that a census asks about."""
NO_AREA = "none"
"""Of whom nobody has noted where they work: a row of its own, so that no figure is lost."""
AREAS = (*ServiceArea, NO_AREA)


class Verdict(StrEnum):
    """What is recommended for an area. The values are kept in signed reports: rename none."""

    MORE_TRAINING = "more_training"
    ENOUGH = "enough"


class Reason(StrEnum):
    """Why more training is recommended. The values are kept in signed reports: rename none."""

    FEWER_THAN_TWO = "fewer_than_two"
    MORE_THAN_FOUR_EACH = "more_than_four_each"
    NO_TRAINED_PERSON = "no_trained_person"


@dataclass(frozen=True)
class Row:
    """One area. `current` are all within their months, `due` those of them for whom a refresher is due."""

    area: str
    trained: int = 0
    current: int = 0
    due: int = 0
    lapsed: int = 0
    completed: int = 0
    ongoing: int = 0
    not_able: int = 0
    requests: int = 0
    nobody_trained: int = 0
    reasons: tuple[Reason, ...] = ()
    """Why more training is recommended, by the thresholds of the day on which it was worked out."""

    @property
    def verdict(self) -> Verdict:
        """What follows for the area: more training where there is any reason for it."""
        return Verdict.MORE_TRAINING if self.reasons else Verdict.ENOUGH


def recommend(requests: int, current: int, nobody_trained: int) -> tuple[Reason, ...]:
    """Why an area needs more training; nothing where it has enough. Numbers of one year, of one area; the thresholds
    are in `rules.yaml`, and are the project's own.
    """
    checks = (
        (Reason.FEWER_THAN_TWO, requests > 0 and current < rules().fewest_current),
        (Reason.MORE_THAN_FOUR_EACH, requests > rules().most_requests_each * current),
        (Reason.NO_TRAINED_PERSON, nobody_trained > 0),
    )
    return tuple(reason for reason, holds in checks if holds)


@dataclass(frozen=True)
class Figures:
    """One year. `reporting`: who answered and reported an assessment; `unsettled`: two answers that differ.

    `refreshed` and `in_groups` are people trained in AIM3 who came to at least one. `steps`: who is current now and at
    the end of each of the next months, if nobody refreshes.
    """

    year: int
    period: Period
    asked: int
    answered: int
    reporting: int
    unsettled: int
    trained: int
    current: int
    refreshed: int
    in_groups: int
    rows: tuple[Row, ...]
    steps: tuple[int, ...]
    attendance: tuple[int, ...] = ()
    """How many came to a session in each month of the period, in order; people who came twice count twice."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be signed; days as '2026-02-01'."""
        plain = asdict(self)
        plain["period"] = {"first": f"{self.period.first}", "last": f"{self.period.last}"}
        plain["rows"] = [{**asdict(row), "reasons": [reason.value for reason in row.reasons]} for row in self.rows]
        plain["steps"] = list(self.steps)
        plain["attendance"] = list(self.attendance)
        return plain


@dataclass(frozen=True)
class PassedOn:
    """What may leave the named readers: nothing under five, and nothing from which it can be worked out. None, or an
    empty table, stands for 'too few to be said'.
    """

    reporting: tuple[int, int] | None
    refreshed: tuple[int, int] | None
    in_groups: tuple[int, int] | None
    current: tuple[int, int] | None
    completed: tuple[Group, ...]
    completed_in_all: int | None


async def of_year(tx: Tx, year: int) -> Figures:
    """As they are now, for the census of that year."""
    period, today = tracked.before_census(year), tx.now.astimezone(LONDON).date()
    standing = await census.standing(tx, year)
    entries = await register.everybody(tx, leavers=True)
    area_of = {entry.person.id: entry.area or NO_AREA for entry in entries}
    trained = [entry for entry in entries if entry.last is not None and not entry.has_left]
    came = await places.attended(tx, [entry.person.id for entry in trained])
    answers = {one.person_id: one.answer.counts for one in standing if one.answer}
    return Figures(
        year=year,
        period=period,
        asked=len(standing),
        answered=len(answers),
        reporting=sum(counts.any for counts in answers.values()),
        unsettled=sum(one.differs for one in standing),
        trained=len(trained),
        current=sum(entry.currency.counts_as_current for entry in trained),
        refreshed=sum(
            _was_in(period, came.get(entry.person.id, ()), SessionKind.REFRESHER, SessionKind.SKILLS)
            or _took(entry, period)
            for entry in trained
        ),
        in_groups=sum(_was_in(period, came.get(entry.person.id, ()), SessionKind.GROUP) for entry in trained),
        rows=tuple(rows(trained, area_of, answers, await tracked.requests(tx, period),
                        await tracked.nobody_trained(tx, period))),
        steps=tuple(staircase([entry.last for entry in trained], today)),
        attendance=attendance(period, await places.attended(tx, [entry.person.id for entry in entries])),
    )  # fmt: skip


def rows(
    trained: Sequence[Entry],
    area_of: Mapping[str, str],
    answers: Mapping[str, Counts],
    requests: Mapping[ServiceArea, int],
    nobody_trained: Mapping[ServiceArea, int],
) -> list[Row]:
    """One for each area that has anything, in their fixed order. A leaver's work stays in the area they had."""
    people: Counter[tuple[str, Currency]] = Counter((entry.area or NO_AREA, entry.currency) for entry in trained)
    work: Counter[tuple[str, str]] = Counter()
    for person_id, counts in answers.items():
        for part, number in vars(counts).items():
            work[area_of.get(person_id, NO_AREA), part] += number
    found = []
    for area in AREAS:
        current, due, lapsed = (people[area, one] for one in (Currency.CURRENT, Currency.DUE, Currency.LAPSED))
        asked, nobody = (
            (requests.get(area, 0), nobody_trained.get(area, 0)) if isinstance(area, ServiceArea) else (0, 0)
        )
        row = Row(
            area=str(area), trained=current + due + lapsed, current=current + due, due=due, lapsed=lapsed,
            completed=work[area, "completed"], ongoing=work[area, "ongoing"], not_able=work[area, "not_able"],
            requests=asked, nobody_trained=nobody, reasons=recommend(asked, current + due, nobody),
        )  # fmt: skip
        if row != Row(str(area)):
            found.append(row)
    return found


def passed_on(figures: Figures, joined: Collection[tuple[str, str]] = ()) -> PassedOn:
    """As they may be passed on. `joined`: areas that an earlier edition of the same year had joined stay so."""
    completed = {row.area: row.completed for row in figures.rows}
    in_all = sum(completed.values())
    return PassedOn(
        reporting=small_numbers.share(figures.reporting, figures.answered),
        refreshed=small_numbers.share(figures.refreshed, figures.trained),
        in_groups=small_numbers.share(figures.in_groups, figures.trained),
        current=small_numbers.share(figures.current, figures.trained),
        completed=small_numbers.breakdown(completed, joined),
        completed_in_all=in_all if small_numbers.may_be_said(in_all) else None,
    )


def read(plain: Mapping[str, Any]) -> Figures:
    """What `as_json` gave."""
    period = Period(date.fromisoformat(plain["period"]["first"]), date.fromisoformat(plain["period"]["last"]))
    own = {name: value for name, value in plain.items() if name not in ("period", "rows", "steps", "attendance")}
    rows_ = [{**row, "reasons": tuple(Reason(reason) for reason in row["reasons"])} for row in plain["rows"]]
    return Figures(**own, period=period, rows=tuple(Row(**row) for row in rows_), steps=tuple(plain["steps"]),
                   attendance=tuple(plain["attendance"]))  # fmt: skip


def attendance(period: Period, came: Mapping[str, Collection[places.Attended]]) -> tuple[int, ...]:
    """By month of the period, from its first."""
    months = Counter((one.day.year, one.day.month) for those in came.values() for one in those)
    every = [months_after(period.first, number) for number in range(MONTHS)]
    return tuple(months[month.year, month.month] for month in every)


def _was_in(period: Period, came: Collection[places.Attended], *kinds: SessionKind) -> bool:
    return any(one.kind in kinds and period.first <= one.day <= period.last for one in came)


def _took(entry: Entry, period: Period) -> bool:
    """A refresher that was a course of its own."""
    return any(one.course is Course.SKILLS_REFRESHER and period.first <= one.trained_on <= period.last
               for one in entry.courses)  # fmt: skip

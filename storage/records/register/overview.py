"""How many records there were in a time, and of what. What is sealed is counted by its fingerprints.

Everything is counted over the records that this person may read, and over nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage import audit, yaml_file
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.parts_of_day import PARTS_OF_DAY
from storage.people import settings
from storage.people.people import Person
from storage.records.access import fresh, may_read
from storage.records.register.facets import ACTS, YEARS, Facet, place_words, record_facets, token
from storage.records.register.register import COLOURS, midnight, places_of
from storage.records.tables import records

NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Period:
    """Whole months, the last day counted."""

    since: date
    until: date

    def months(self) -> Iterator[date]:
        """The first day of each."""
        month = self.since.replace(day=1)
        while month <= self.until:
            yield month
            month = next_month(month)


@dataclass(frozen=True)
class Count:
    """How many records by one thing, in its own order. Where they `overlap`, a record may stand under several values,
    and their sum says nothing. Under NOT_KNOWN stand those that tell nothing of it.
    """

    by: str
    numbers: Mapping[str, int]
    overlap: bool = False


@dataclass(frozen=True)
class Overview:
    """`total`: every record of the period that this person may read; `counts`: the same by one thing each."""

    total: int
    counts: Sequence[Count]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


async def overview(tx: Tx, person: Person, period: Period) -> Overview:
    """The numbers of a period, by month of signing, view, setting, part of the day, year group, behaviour and place.

    That they were looked at is noted.
    """
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.OVERVIEW_SHOWN)
    person = await fresh(tx, person)
    of = _of(person, period)
    total = await tx.connection.scalar(sa.select(sa.func.count()).select_from(of)) or 0
    counts = [
        Count("month", await _by(tx, of, _month(of, period), [month.isoformat()[:7] for month in period.months()])),
        Count("view", await _by(tx, of, of.c.colour, COLOURS)),
        Count("setting", await _by_setting(tx, of)),
        await _by_facet(tx, of, total, "part_of_day", Facet.PART_OF_DAY, {one: [one] for one in PARTS_OF_DAY}),
        await _by_facet(tx, of, total, "year", Facet.YEAR, {one: [one] for one in YEARS}),
        await _by_facet(tx, of, total, "act", Facet.ACT, {one: [one] for one in ACTS}, overlap=True),
        await _by_facet(tx, of, total, "place", Facet.PLACE, _place_kinds(), overlap=True),
    ]
    return Overview(total, counts)


async def passed_on(tx: Tx, person: Person, period: Period) -> None:
    """That the numbers were taken away to be passed on stands in the person's history, with their period."""
    detail = f"{period.since.isoformat()} {period.until.isoformat()}"
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.OVERVIEW_EXPORTED, detail)


def _of(person: Person, period: Period) -> sa.Subquery:
    """The records of the period that this person may read, each once."""
    of = records.c
    mine = [where for _, where in places_of(person)]
    signed = (of.signed_at >= midnight(period.since)) & (of.signed_at < midnight(period.until + timedelta(days=1)))
    query = sa.select(of.id, of.signed_at, of.colour, of.setting_id)
    return query.where(sa.or_(sa.false(), *mine), signed, may_read(person)).distinct().subquery()


def _month(of: sa.Subquery, period: Period) -> sa.ColumnElement[Any]:
    """The month of signing, in London."""
    return sa.case(
        *((of.c.signed_at < midnight(next_month(month)), month.isoformat()[:7]) for month in period.months())
    )


async def _by(
    tx: Tx, of: sa.FromClause, value: sa.ColumnElement[Any], order: Sequence[str], number: Any = None
) -> dict[str, int]:
    counted = sa.select(value, sa.func.count() if number is None else number).select_from(of).group_by(value)
    found = {row[0]: row[1] for row in await tx.connection.execute(counted)}
    return {one: found.get(one, 0) for one in order}


async def _by_setting(tx: Tx, of: sa.Subquery) -> dict[str, int]:
    names = sa.select(settings.settings.c.id).join(of, of.c.setting_id == settings.settings.c.id).distinct()
    order = names.order_by(settings.settings.c.id)
    return await _by(tx, of, of.c.setting_id, list((await tx.connection.execute(order)).scalars()))


async def _by_facet(
    tx: Tx,
    of: sa.Subquery,
    total: int,
    by: str,
    kind: Facet,
    values: Mapping[str, Sequence[str]],
    *,
    overlap: bool = False,
) -> Count:
    """By what stands sealed: each value by its fingerprints. A record that has two of one value counts once."""
    t = record_facets.c
    told = of.join(record_facets, (t.record_id == of.c.id) & (t.kind == kind.value))
    which = sa.case(*((t.token.in_([token(tx, kind, one) for one in those]), value) for value, those in values.items()))
    numbers = await _by(tx, told, which, list(values), sa.func.count(of.c.id.distinct()))
    known = sa.select(sa.func.count(of.c.id.distinct())).select_from(told).where(which.is_not(None))
    return Count(by, {**numbers, NOT_KNOWN: total - (await tx.connection.scalar(known) or 0)}, overlap)


@cache
def _place_kinds() -> Mapping[str, Sequence[str]]:
    kinds = yaml_file.read(Path(__file__).parent / "place_kinds.yaml")
    return {kind: sorted(place_words(" ".join(words))) for kind, words in kinds.items()}


__all__ = ["NOT_KNOWN", "Count", "Overview", "Period", "next_month", "overview", "passed_on"]

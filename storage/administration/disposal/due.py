"""What is due for review, by the schedule: found by opening what is old enough, a portion at a time.

The day of review follows from dates of birth, so it is worked out and stands nowhere unsealed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.administration.disposal import steps
from storage.administration.disposal.steps import Step
from storage.audit import Kind, Subject
from storage.casework.cases import Child
from storage.casework.tables import cases
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Database, Tx
from storage.people.settings import settings
from storage.records import signing
from storage.records.signing import WHOLE, Record
from storage.records.tables import handovers, records
from storage.retention_schedule.schedule import Facts, Line, review_on, schedule, years_after
from storage.working_hours import LONDON

AT_ONCE = 100
"""What is opened in one transaction: nobody's turn waits long for it."""


@dataclass(frozen=True)
class Due:
    """Something with its day of review. `line` says why; `kept_until` is the day that somebody gave instead."""

    about: Subject
    reference: str
    setting_id: str
    review_on: date
    line: Line
    kept_until: date | None = None

    @property
    def day(self) -> date:
        """On which it is to be looked at."""
        return self.kept_until or self.review_on


async def find(database: Database, now: datetime, *, every: bool = False) -> list[Due]:
    """What is due now; with `every`, all there is with its day. For whoever runs the server: asks nobody's right."""
    today = now.astimezone(LONDON).date()
    found: list[Due] = []
    for portion in (_records, _cases):
        after, more = "", True
        while more:
            async with database.transaction(now) as tx:
                some, after, more = await portion(tx, after, None if every else _old_enough(today))
                found += [one for one in some if every or one.day <= today]
            # whoever waits for an answer comes first
            await asyncio.sleep(0)
    return found


async def of_record(tx: Tx, record: Record) -> Due:
    """When a record is to be looked at."""
    last = await steps.latest(tx, Subject(Kind.RECORD, record.id))
    return _due_record(record, await _kinds(tx, [record.id]), last)


async def notice(tx: Tx, found: list[Due]) -> list[Due]:
    """Keep that these wait for somebody; those that did not before."""
    new = []
    for one in found:
        last = await steps.latest(tx, one.about)
        if last is None or last.step is Step.KEPT:
            await steps.take(tx, one.about, Step.DUE)
            new.append(one)
    return new


Portion = tuple[list[Due], str, bool]
"""What was found, after which id the next begins, and whether there is one."""


async def _records(tx: Tx, after: str, before: date | None) -> Portion:
    query = sa.select(*WHOLE).where(records.c.id > after)
    if before is not None:
        query = query.where(records.c.signed_at < _moment(before))
    rows = (await tx.connection.execute(query.order_by(records.c.id).limit(AT_ONCE))).all()
    opened = each(tx, rows, signing.opened)
    kinds = await _kinds(tx, [one.id for one in opened])
    last = await _last(tx, Kind.RECORD, [one.id for one in opened])
    return [_due_record(one, kinds, last.get(one.id)) for one in opened], *_rest(rows)


async def _cases(tx: Tx, after: str, before: date | None) -> Portion:
    query = row_seals.select(cases).where(cases.c.id > after)
    if before is not None:
        query = query.where(cases.c.opened_at < _moment(before))
    rows = (await tx.connection.execute(query.order_by(cases.c.id).limit(AT_ONCE))).all()
    kind_of = dict(await _setting_kinds(tx))
    last = await _last(tx, Kind.CASE, [row.id for row in rows])

    def opened(tx: Tx, row: sa.Row[Any]) -> Due:
        row_seals.require(tx, row.row_seal)
        child = Child.from_json(tx.vault.open_json(row.child_sealed))
        begun = row.opened_at.astimezone(LONDON).date()
        day, line = review_on("case", Facts([child.born], begun, begun, [kind_of[row.setting_id]]))
        return Due(Subject(Kind.CASE, row.id), row.reference, row.setting_id, day, line, _kept(last.get(row.id)))

    return each(tx, rows, opened), *_rest(rows)


def _due_record(record: Record, kinds: dict[str, set[str]], last: steps.Taken | None) -> Due:
    signed = record.signed_at.astimezone(LONDON).date()
    facts = Facts(
        [_day(child.get("date_of_birth")) for child in record.children],
        _day(record.content.get("happened_on")) or signed,
        signed,
        kinds[record.id],
    )
    day, line = review_on("record", facts)
    return Due(Subject(Kind.RECORD, record.id), record.reference, record.setting_id, day, line, _kept(last))


async def _kinds(tx: Tx, ids: list[str]) -> dict[str, set[str]]:
    """Of each record, the kinds of the settings that hold it: where it was signed, and to which it was handed over."""
    kind_of = dict(await _setting_kinds(tx))
    theirs = sa.select(records.c.id, records.c.setting_id).where(records.c.id.in_(ids))
    given = sa.select(handovers.c.record_id, handovers.c.to_setting_id).where(handovers.c.record_id.in_(ids))
    found: dict[str, set[str]] = {}
    for record_id, setting_id in await tx.connection.execute(sa.union_all(theirs, given)):
        found.setdefault(record_id, set()).add(kind_of[setting_id])
    return found


async def _setting_kinds(tx: Tx) -> list[tuple[str, str]]:
    return [(row.id, row.kind) for row in await tx.connection.execute(sa.select(settings.c.id, settings.c.kind))]


async def _last(tx: Tx, kind: Kind, ids: list[str]) -> dict[str, steps.Taken]:
    found = {one: await steps.latest(tx, Subject(kind, one)) for one in await steps.any_of(tx, kind, ids)}
    return {one: last for one, last in found.items() if last is not None}


def _kept(last: steps.Taken | None) -> date | None:
    return last.keep_until if last is not None else None


def _rest(rows: Sequence[sa.Row[Any]]) -> tuple[str, bool]:
    return (rows[-1].id if rows else ""), len(rows) == AT_ONCE


def _old_enough(today: date) -> date:
    return years_after(today, -schedule().least_years)


def _moment(day: date) -> datetime:
    """The end of that day in London."""
    return datetime.combine(day, datetime.max.time(), LONDON)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None

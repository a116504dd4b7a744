"""Everything of a record or a case is taken away: each row that refers to it, and what is kept about it elsewhere.

What refers to it, the tables themselves say by their foreign keys. The rest is listed here: what names it by a key that
is none (bookings of a submission), or by its reference (clocks, jobs, alerts, drafts). A plan that rests on another
record as well goes on by that one.
"""

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from storage.administration.disposal import steps
from storage.audit import Kind, Subject, tombstones
from storage.audit.tombstones import SUBMISSION, Tombstone
from storage.casework.tables import assessments, cases
from storage.clocks.tables import clock_runs
from storage.consultations.tables import bookings, waiting
from storage.database.columns import metadata
from storage.database.engine import Tx
from storage.people.desk_drafts import desk_drafts
from storage.plans.good_life.tables import good_life_plans
from storage.plans.intervention.tables import intervention_plans
from storage.plans.tables import plan_records, safety_plans
from storage.queues.jobs import jobs
from storage.queues.outbox import outbox
from storage.records.tables import records, submissions

Which = sa.ColumnElement[bool]

SUBJECTS: Mapping[Kind, tuple[sa.Table, str]] = {
    Kind.RECORD: (records, "id"),
    Kind.SAFETY_PLAN: (safety_plans, "id"),
    Kind.CASE: (cases, "id"),
    Kind.ASSESSMENT: (assessments, "id"),
    Kind.INTERVENTION: (intervention_plans, "case_id"),
    Kind.GOOD_LIFE: (good_life_plans, "case_id"),
}
"""What has a history of its own and goes: its table, and the column by which its history is told."""


async def remove(tx: Tx, stone: Tombstone) -> None:
    """Take it away with all that belongs to it, and leave a tombstone for it and for each part that has a history."""
    table, root = (cases, cases.c.id) if stone.of_kind == Kind.CASE else (records, records.c.id)
    if table is records:
        await _carry_plans_on(tx, stone.of_id)
    these = belonging(table, root == stone.of_id)
    parts = await _parts(tx, these)
    submission = await tx.connection.scalar(sa.select(records.c.submission_key).where(records.c.id == stone.of_id))
    await tombstones.set_up(tx, stone)
    for about, reference in parts.items():
        await _forget(tx, about, reference)
        if about != stone.about:
            await tombstones.set_up(
                tx, replace(stone, of_kind=about.kind.value, of_id=about.id, reference=_own(about, reference))
            )
    await _delete(tx, these)
    if submission is not None:
        await _end_submission(tx, stone, submission)


def belonging(root: sa.Table, which: Which) -> dict[sa.Table, Which]:
    """Every table with rows that refer to these of `root`, straight or by others, and which rows those are; what is
    referred to stands before what refers to it.
    """
    found: dict[sa.Table, Which] = {root: which}
    for table in metadata.sorted_tables:
        to_them = [
            _refers(list(key.columns), [one.column for one in key.elements], found[key.referred_table])
            for key in table.foreign_key_constraints
            if key.referred_table in found and key.referred_table is not table
        ]
        if to_them:
            found[table] = sa.or_(*to_them)
    return found


async def is_open_case(tx: Tx, case_id: str) -> bool:
    """Whether a case has not ended, or an intervention plan or a Good Life plan of it is still carried on."""
    if await tx.connection.scalar(sa.select(cases.c.closed_at).where(cases.c.id == case_id)) is None:
        return True
    for table in (intervention_plans, good_life_plans):
        query = sa.select(table.c.id).where(table.c.case_id == case_id, table.c.ended_at.is_(None))
        if await tx.connection.scalar(query.limit(1)) is not None:
            return True
    return False


async def _carry_plans_on(tx: Tx, record_id: str) -> None:
    """A safety plan that was looked at again for another record about the child stands on the newest of those."""
    theirs = sa.select(safety_plans.c.id).where(safety_plans.c.record_id == record_id)
    for plan_id in (await tx.connection.scalars(theirs)).all():
        others = sa.select(plan_records.c.record_id, plan_records.c.label).where(
            plan_records.c.plan_id == plan_id, plan_records.c.record_id != record_id
        )
        other = (await tx.connection.execute(others.order_by(plan_records.c.noticed_at.desc()).limit(1))).first()
        if other is not None:
            stands_on = {"record_id": other.record_id, "label": other.label}
            await tx.connection.execute(safety_plans.update().where(safety_plans.c.id == plan_id).values(**stands_on))


async def _parts(tx: Tx, these: Mapping[sa.Table, Which]) -> dict[Subject, str | None]:
    found: dict[Subject, str | None] = {}
    for kind, (table, column) in SUBJECTS.items():
        if table in these:
            reference = table.c.reference if "reference" in table.c else sa.null()
            query = sa.select(table.c[column].label("id"), reference.label("reference")).where(these[table])
            found |= {Subject(kind, row.id): row.reference for row in await tx.connection.execute(query)}
    return found


def _own(about: Subject, reference: str | None) -> str | None:
    """A plan of a case is spoken of by the reference of the case."""
    return reference if about.kind in (Kind.RECORD, Kind.SAFETY_PLAN, Kind.CASE, Kind.ASSESSMENT) else None


async def _forget(tx: Tx, about: Subject, reference: str | None) -> None:
    """What is kept about it by its id or its reference."""
    clocks = (clock_runs.c.subject_kind == about.kind.value) & (clock_runs.c.subject_id == about.id)
    running = sa.select(clock_runs.c.id).where(clocks)
    await tx.connection.execute(jobs.delete().where(sa.or_(jobs.c.key == about.id, jobs.c.key.in_(running))))
    await tx.connection.execute(clock_runs.delete().where(clocks))
    await tx.connection.execute(steps.retention_steps.delete().where(steps.is_of(about)))
    named = [outbox.c.once.contains(about.id, autoescape=True)]
    if reference is not None:
        named.append(outbox.c.params["reference"].as_string() == reference)
        drafts = desk_drafts.c.name.contains(reference, autoescape=True)
        await tx.connection.execute(desk_drafts.delete().where(drafts))
        await tx.connection.execute(jobs.delete().where(jobs.c.params["reference"].as_string() == reference))
    await tx.connection.execute(outbox.delete().where(sa.or_(*named)))


async def _end_submission(tx: Tx, stone: Tombstone, key: str) -> None:
    """With the last record of it: what was sent in one go, and the consultations about it."""
    left = sa.select(records.c.id).where(records.c.submission_key == key).limit(1)
    if await tx.connection.scalar(left) is not None:
        return
    await _delete(tx, belonging(bookings, bookings.c.case_key == key))
    await tx.connection.execute(waiting.delete().where(waiting.c.case_key == key))
    await tx.connection.execute(outbox.delete().where(outbox.c.once.contains(key, autoescape=True)))
    await tombstones.set_up(tx, replace(stone, of_kind=SUBMISSION, of_id=key, reference=None))
    await tx.connection.execute(submissions.delete().where(submissions.c.key == key))


async def _delete(tx: Tx, these: Mapping[sa.Table, Which]) -> None:
    for table, which in reversed([*these.items()]):
        await tx.connection.execute(table.delete().where(which))


def _refers(columns: list[sa.Column[object]], to: list[sa.Column[object]], which: Which) -> Which:
    named = sa.select(*to).where(which)
    return columns[0].in_(named) if len(columns) == 1 else sa.tuple_(*columns).in_(named)

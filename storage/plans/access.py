"""May this person know of this safety plan, and read it? Asked each time, by the roles that they have now.

Safeguarding leads of the plan's setting read it, where they may know of the record that it was begun from; the head
where that record has passed to them. So a plan from a record that passes the DSL by passes them by too. Staff see
nothing of it but the sheet of their group (`sheets.py`).
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Subject
from storage.database import row_seals
from storage.database.engine import Tx
from storage.history import matching
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, LEADS
from storage.plans.plan import Cause, Content, Plan, Version, content_of, opened, subject
from storage.plans.tables import PlanRow, plan_versions, safety_plans
from storage.problems import NotFound
from storage.records.access import may_know, note_refusal
from storage.records.reference import tidy
from storage.records.signing import WHOLE, Record
from storage.records.signing import opened as opened_record
from storage.records.tables import handovers, records


@dataclass(frozen=True)
class Child:
    """Whom a plan is about, as the record names them: for the leads, and on the sheets that they give."""

    label: str
    name: str
    date_of_birth: str


def may_read(person: Person) -> sa.ColumnElement[bool]:
    """Which plans, by somebody's roles as they are given: a condition on `safety_plans` joined with `records`."""
    leads = safety_plans.c.setting_id.in_(person.settings_as(*LEADS))
    head = safety_plans.c.setting_id.in_(person.settings_as(Role.HEAD)) & (records.c.responsible_id == person.id)
    return (leads | head) & may_know(person)


async def rows_for(tx: Tx, person: Person, *where: sa.ColumnElement[bool]) -> list[PlanRow]:
    """The plans that somebody may read, the oldest first."""
    person = await people.get(tx, person.id)
    query = sa.select(safety_plans).join(records, records.c.id == safety_plans.c.record_id)
    query = query.where(may_read(person), *where).order_by(safety_plans.c.begun_at, safety_plans.c.id)
    return [PlanRow.of(row) for row in await tx.connection.execute(query)]


async def row_for(tx: Tx, person: Person, reference: str) -> PlanRow:
    """The row, held until the transaction ends, for who may read it. Raises NotFound, alike for one that is not there;
    that somebody asked in vain stays in its history.
    """
    this = safety_plans.c.reference == tidy(reference)
    kept = (await tx.connection.execute(sa.select(safety_plans).where(this).with_for_update())).first()
    if kept is None:
        raise NotFound("plan")
    found = await rows_for(tx, person, this)
    if not found:
        await audit.note(tx, subject(kept.id), person.id, AuditAction.REFUSED_READ)
        raise NotFound("plan")
    await row_seals.whole(tx, (safety_plans, safety_plans.c.id == kept.id))
    return found[0]


async def reads(tx: Tx, person: Person, plan_id: str) -> bool:
    """Whether somebody may read it now. Nothing is held or noted."""
    return bool(await rows_for(tx, person, safety_plans.c.id == plan_id))


async def look(tx: Tx, person: Person, reference: str) -> Plan:
    """A plan for a conversation about it, without noting that it was read. Raises NotFound."""
    return await with_version(tx, await row_for(tx, person, reference))


async def read(tx: Tx, person: Person, reference: str) -> Plan:
    """A plan as a whole; that it was read is in its history. Raises NotFound."""
    plan = await look(tx, person, reference)
    await audit.note(tx, subject(plan.id), person.id, AuditAction.READ)
    return plan


async def with_version(tx: Tx, row: PlanRow, number: int = 0) -> Plan:
    """For the other modules here: asks nobody's right. The newest version where none is named."""
    kept = next(one for one in await versions(tx, row.id) if one.number == (number or row.version))
    return opened(tx, row, kept)


async def versions(tx: Tx, plan_id: str) -> list[Version]:
    """Every version, the first first. The caller has asked the roles."""
    query = sa.select(plan_versions).where(plan_versions.c.plan_id == plan_id).order_by(plan_versions.c.number)
    return [
        Version(row.number, row.by_id, row.at, Cause(row.cause), content_of(tx.vault.open_json(row.content_sealed)))
        for row in await tx.connection.execute(query)
    ]


async def get(tx: Tx, plan_id: str) -> PlanRow:
    """By its id; asks nobody's right. Raises NotFound."""
    kept = (await tx.connection.execute(sa.select(safety_plans).where(safety_plans.c.id == plan_id))).first()
    if kept is None:
        raise NotFound("plan")
    return PlanRow.of(kept)


async def subject_of(tx: Tx, reference: str) -> Subject:
    """What the history of a plan is of, by its reference; asks nobody's right. Raises NotFound."""
    this = sa.select(safety_plans.c.id).where(safety_plans.c.reference == tidy(reference))
    plan_id = await tx.connection.scalar(this)
    if plan_id is None:
        raise NotFound("plan")
    return subject(str(plan_id))


async def of_child(tx: Tx, person: Person, record_id: str, label: str) -> list[PlanRow]:
    """The plans that this person may read about the child with that letter in a record: those begun from a record of
    the same incident, or from one that is surely or likely about the same child.
    """
    places = await same_child(tx, record_id, label, may_know(await people.get(tx, person.id)))
    rows = await rows_for(tx, person, safety_plans.c.record_id.in_({one for one, _ in places}))
    return [row for row in rows if (row.record_id, row.label) in places]


async def record_for(tx: Tx, person: Person, reference: str) -> Record:
    """A record from which somebody may begin a plan: they are a lead who may know of it, also where they signed it
    themselves. That it was opened is in its history. Raises NotFound, and notes a refusal.
    """
    fresh = await people.get(tx, person.id)
    query = sa.select(*WHOLE).where(records.c.reference == tidy(reference), may_know(fresh))
    kept = (await tx.connection.execute(query)).first()
    if kept is None or await setting_of(tx, fresh, kept.id) is None:
        await note_refusal(tx, person, reference)
        raise NotFound("record")
    await audit.note(tx, kept.id, person.id, AuditAction.OPENED)
    return opened_record(tx, kept)


async def setting_of(tx: Tx, person: Person, record_id: str) -> str | None:
    """The setting in which a plan from a record is theirs: the record's own where they lead there or answer for it, or
    one that it was handed to; None where there is none.
    """
    of = (await tx.connection.execute(sa.select(*WHOLE).where(records.c.id == record_id))).one()
    is_theirs = of.responsible_id == person.id and of.setting_id in person.settings_as(*CHAIN)
    if is_theirs or of.setting_id in person.settings_as(*LEADS):
        return str(of.setting_id)
    to = sa.select(handovers.c.to_setting_id).where(
        handovers.c.record_id == record_id, handovers.c.to_setting_id.in_(person.settings_as(*LEADS))
    )
    return await tx.connection.scalar(to.order_by(handovers.c.given_at).limit(1))


async def elsewhere(tx: Tx, person: Person, record_id: str, label: str) -> Content | None:
    """What stood in the agreed plan of the setting that handed this record over to one of theirs; None otherwise."""
    fresh = await people.get(tx, person.id)
    to = handovers.c.to_setting_id.in_(fresh.settings_as(*LEADS))
    given = sa.select(handovers.c.record_id).where(handovers.c.record_id == record_id, to)
    theirs = (safety_plans.c.record_id == record_id) & (safety_plans.c.label == label)
    query = sa.select(safety_plans).where(theirs, safety_plans.c.record_id.in_(given))
    from_others = safety_plans.c.setting_id.not_in(fresh.settings_as(*LEADS))
    query = query.where(safety_plans.c.agreed_at.is_not(None), from_others)
    kept = (await tx.connection.execute(query.order_by(safety_plans.c.begun_at.desc()).limit(1))).first()
    return None if kept is None else (await with_version(tx, PlanRow.of(kept))).version.content


async def same_child(tx: Tx, record_id: str, label: str, which: sa.ColumnElement[bool]) -> set[tuple[str, str]]:
    """Where a child stands in records, of those of which `which` is true: each with the letter that they have there."""
    incident = sa.select(records.c.submission_key).where(records.c.id == record_id).scalar_subquery()
    together = sa.select(records.c.id).where(records.c.submission_key == incident)
    found = {(str(one), label) for one in await tx.connection.scalars(together)}
    for match in await matching.matches(tx, record_id, label, which):
        if match.counts:
            found.add((match.record_id, match.label))
    return found


async def child_of(tx: Tx, row: PlanRow | Plan) -> Child:
    """Whom it is about. The caller has asked the roles."""
    found = next(one for one in await children_of(tx, row.record_id) if one["label"] == row.label)
    return Child(row.label, str(found["name"]), str(found["date_of_birth"]))


async def children_of(tx: Tx, record_id: str) -> list[dict[str, Any]]:
    """The children of a record as they were signed. Asks nobody's role."""
    kept = (await tx.connection.execute(sa.select(*WHOLE).where(records.c.id == record_id))).one()
    return opened_record(tx, kept).children


async def readers(tx: Tx, row: PlanRow) -> list[Person]:
    """Everybody who may read it now: the DSL first, each once."""
    found = {one.id: one for role in CHAIN for one in await people.with_role(tx, role, row.setting_id)}
    return [one for one in found.values() if await reads(tx, one, row.id)]

"""An intervention plan: read by members of its case, and changed only from the version that one has seen."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import cases, members
from storage.casework.cases import Case
from storage.casework.finishing import FIRST_MEETING
from storage.casework.parts import Part
from storage.casework.tables import cases as cases_table
from storage.clocks import running
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans.intervention.content import Content, State
from storage.plans.intervention.menu import lists
from storage.plans.intervention.tables import intervention_plans, intervention_versions
from storage.problems import NotFound, Problem

REVIEW, AFTER_CHANGE = "plan_review", "plan_change_review"


class PlanThere(Problem):
    """There is a plan in this case already: it is changed, and not made twice."""

    reason = "plan_there"


class NoOwner(Problem):
    """A plan has a lead practitioner, from its beginning."""

    reason = "plan_without_lead"


class ChangedMeanwhile(Problem):
    """Somebody else has changed it since: nothing is overwritten, and both are shown."""

    reason = "plan_changed_meanwhile"


@dataclass(frozen=True)
class Plan:
    """One plan with what stands in it: for members of its case only. `reference` is that of the case."""

    id: str
    case_id: str
    reference: str
    level: str
    state: State
    version: int
    lead_id: str | None
    made_by: str
    made_at: datetime
    agreed_at: datetime | None
    met_on: date | None
    reviewed_on: date | None
    ended_at: datetime | None
    ended_as: str | None
    content: Content

    @property
    def about(self) -> Subject:
        """Its history, and its clocks."""
        return subject(self.case_id)

    @property
    def meeting(self) -> str:
        """The kind of meeting through which it is coordinated, by the level of service (PB-coordination)."""
        return lists().levels[self.level].meeting


@dataclass(frozen=True)
class Version:
    """How it stood. `note` is what was said of the change."""

    number: int
    level: str
    content: Content
    note: str
    by_id: str
    at: datetime


def subject(case_id: str) -> Subject:
    """What the history and the clocks of a case's plan are of: they begin before there is a plan."""
    return Subject(Kind.INTERVENTION, case_id)


async def make(tx: Tx, by: Person, case: Case, level: str, lead_id: str) -> Plan:
    """A draft for a case that `by` is a member of. Raises NotFound, CaseClosed, PlanThere, NoOwner."""
    if not await members.is_in(tx, by, case.id):
        raise NotFound("case")
    case.check_open()
    if await of_case(tx, case) is not None:
        raise PlanThere
    if not lead_id or level not in lists().levels:
        raise NoOwner
    plan_id = uuid.uuid4().hex
    await tx.connection.execute(
        intervention_plans.insert().values(
            id=plan_id,
            case_id=case.id,
            level=level,
            state=State.DRAFT.value,
            version=0,
            lead_id=lead_id,
            made_by=by.id,
            made_at=tx.now,
            content_sealed=tx.vault.seal_json(Content().as_json()),
        )
    )
    await members.add(tx, case.id, lead_id, Part.LEAD_PRACTITIONER, by.id)
    await audit.note(tx, subject(case.id), by.id, AuditAction.PLAN_MADE, level)
    # where an assessment was shared the clock runs since then
    await running.start(tx, FIRST_MEETING, subject(case.id), case.reference)
    return await save(tx, by, await _of(tx, case), 0, Content())


async def save(tx: Tx, by: Person, plan: Plan, seen: int, content: Content, *, note: str = "", **values: Any) -> Plan:
    """Keep it as the next version; `seen` is the version from which the change was made. Raises ChangedMeanwhile."""
    number = plan.version + 1
    sealed = tx.vault.seal_json(content.as_json())
    this = (intervention_plans.c.id == plan.id) & (intervention_plans.c.version == seen)
    done = await tx.connection.execute(
        intervention_plans.update().where(this).values(version=number, content_sealed=sealed, **values)
    )
    if seen != plan.version or not done.rowcount:
        raise ChangedMeanwhile
    await tx.connection.execute(
        intervention_versions.insert().values(
            plan_id=plan.id,
            number=number,
            level=values.get("level", plan.level),
            content_sealed=sealed,
            note_sealed=tx.vault.seal(note) if note else None,
            by_id=by.id,
            at=tx.now,
        )
    )
    await audit.note(tx, plan.about, by.id, AuditAction.PLAN_CHANGED, str(number))
    return await get(tx, plan)


async def keep(tx: Tx, plan: Plan, **values: Any) -> None:
    """What is no change of what stands in it, such as who leads."""
    await tx.connection.execute(intervention_plans.update().where(intervention_plans.c.id == plan.id).values(**values))


async def get(tx: Tx, plan: Plan) -> Plan:
    """As it stands now, held until the transaction ends."""
    return await _of(tx, await cases.get(tx, plan.case_id))


async def of_case(tx: Tx, case: Case) -> Plan | None:
    """The one of a case that has not ended; else the last that has. Asks nobody's right."""
    try:
        return await _of(tx, case, ended=False)
    except NotFound:
        return None


async def read(tx: Tx, person: Person, reference: str, *, action: AuditAction | None = AuditAction.READ) -> Plan:
    """The plan of a case by the case's reference, for a member; noted in its history (`action` None: it is only looked
    for). Raises NotFound alike for one that is not there; a refusal is noted.
    """
    case = await cases.by_reference(tx, reference)
    if not await members.is_in(tx, person, case.id):
        await audit.note(tx, subject(case.id), person.id, AuditAction.REFUSED_READ)
        raise NotFound("plan")
    plan = await _of(tx, case)
    if action is not None:
        await audit.note(tx, plan.about, person.id, action)
    return plan


async def of_person(tx: Tx, person: Person) -> list[Plan]:
    """Those that somebody may read and that have not ended, the newest first."""
    theirs = sa.select(cases_table.c.id).where(members.may_read(await people.get(tx, person.id)))
    query = row_seals.select(intervention_plans).add_columns(cases_table.c.reference)
    query = query.join(cases_table, cases_table.c.id == intervention_plans.c.case_id)
    query = query.where(intervention_plans.c.ended_at.is_(None), intervention_plans.c.case_id.in_(theirs))
    rows = await tx.connection.execute(query.order_by(intervention_plans.c.made_at.desc()))
    return each(tx, rows, lambda tx, row: _plan(tx, row_seals.checked(tx, row), row.reference))


async def versions(tx: Tx, plan: Plan) -> list[Version]:
    """All, oldest first."""
    query = sa.select(intervention_versions).where(intervention_versions.c.plan_id == plan.id)
    rows = await tx.connection.execute(query.order_by(intervention_versions.c.number))
    return [_version(tx, row) for row in rows]


async def _of(tx: Tx, case: Case, *, ended: bool = True) -> Plan:
    these = intervention_plans.c.case_id == case.id
    if not ended:
        these &= intervention_plans.c.ended_at.is_(None)
    order = (intervention_plans.c.ended_at.is_not(None), intervention_plans.c.made_at.desc())
    query = sa.select(intervention_plans).where(these).order_by(*order).limit(1).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise NotFound("plan")
    await row_seals.whole(tx, (intervention_plans, intervention_plans.c.id == row.id))
    return _plan(tx, row, case.reference)


def _plan(tx: Tx, row: sa.Row[Any], reference: str) -> Plan:
    plain: Mapping[str, Any] = {
        name: getattr(row, name) for name in Plan.__dataclass_fields__ if name not in ("content", "state", "reference")
    }
    content = Content.from_json(tx.vault.open_json(row.content_sealed))
    return Plan(**plain, reference=reference, state=State(row.state), content=content)


def _version(tx: Tx, row: sa.Row[Any]) -> Version:
    content = Content.from_json(tx.vault.open_json(row.content_sealed))
    note = tx.vault.open(row.note_sealed) if row.note_sealed else ""
    return Version(row.number, row.level, content, note, row.by_id, row.at)

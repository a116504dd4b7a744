"""Who leads a plan. When the lead has gone nobody inherits it: the managers hear, until somebody is named."""

from collections.abc import Collection

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import cases, managing, members
from storage.casework.members import MAY_TAKE_PART
from storage.casework.parts import Part
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.plans.intervention.plan import Plan, get, keep, of_case
from storage.plans.intervention.tables import intervention_plans
from storage.problems import NotAllowed, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert


class NotSomebodyHere(Problem):
    """Whoever leads works here, and may take part in a case."""

    reason = "plan_lead_not_here"


async def may_pass(tx: Tx, person: Person, plan: Plan) -> bool:
    """Whoever leads it now, and a manager in the case; while nobody leads it, every member."""
    if not await members.is_in(tx, person, plan.case_id):
        return False
    if plan.lead_id is None or plan.lead_id == person.id:
        return True
    return await members.is_in(tx, person, plan.case_id, Part.LINE_MANAGER)


async def candidates(tx: Tx, by: Person, case_id: str, setting_id: str) -> list[Person]:
    """Who may lead: whoever asks, the other members, and the workers of the case's setting."""
    found = {by.id: await people.get(tx, by.id)}
    for one in await members.of_case(tx, case_id):
        if one.until is None:
            found[one.person_id] = await people.get(tx, one.person_id)
    found |= {one.id: one for one in await people.with_role(tx, Role.WORKER, setting_id)}
    return [one for one in found.values() if one.roles & MAY_TAKE_PART]


async def pass_on(tx: Tx, by: Person, plan: Plan, person_id: str) -> Plan:
    """This person leads from now on, and is told. Raises NotAllowed, NotSomebodyHere, InBothCases."""
    if not await may_pass(tx, by, plan):
        raise NotAllowed
    if not (await people.get(tx, person_id)).roles & MAY_TAKE_PART:
        raise NotSomebodyHere
    await members.add(tx, plan.case_id, person_id, Part.LEAD_PRACTITIONER, by.id)
    if plan.lead_id is not None and plan.lead_id != person_id:
        await members.end(tx, plan.case_id, plan.lead_id, by.id, Part.LEAD_PRACTITIONER)
    await keep(tx, plan, lead_id=person_id)
    await audit.note(tx, plan.about, by.id, AuditAction.PLAN_LEAD_NAMED, person_id)
    if person_id != by.id:
        await outbox.put(tx, person_id, Alert.PLAN_LEAD_NAMED, {"reference": plan.reference})
    return await get(tx, plan)


async def led_by(tx: Tx, person: Person) -> list[str]:
    """The ids of the cases whose plan somebody leads and that go on, while they may take part in any."""
    if not person.roles & MAY_TAKE_PART:
        return []
    led = (intervention_plans.c.lead_id == person.id) & intervention_plans.c.ended_at.is_(None)
    return list(await tx.connection.scalars(sa.select(intervention_plans.c.case_id).where(led)))


async def after_roles(tx: Tx, person_id: str) -> None:
    """After somebody has left, moved or lost a role: plans that they led and may lead no more have no lead."""
    if (await people.get(tx, person_id)).roles & MAY_TAKE_PART:
        return
    led = (intervention_plans.c.lead_id == person_id) & intervention_plans.c.ended_at.is_(None)
    for case_id in (await tx.connection.scalars(sa.select(intervention_plans.c.case_id).where(led))).all():
        plan = await of_case(tx, await cases.get(tx, case_id))
        if plan is None:
            continue
        await keep(tx, plan, lead_id=None)
        await audit.note(tx, plan.about, None, AuditAction.PLAN_WITHOUT_LEAD)
        for manager_id in await managing.managers_of(tx, plan.case_id, person_id):
            await outbox.put(tx, manager_id, Alert.PLAN_WITHOUT_LEAD, {"reference": plan.reference})


async def audience(tx: Tx, running: Running, part: str) -> Collection[str]:
    """Who is told by the clocks of a case's plan, also before there is one: its lead, or who led the assessment."""
    plan = await of_case(tx, await cases.get(tx, running.about.id))
    lead_id = plan.lead_id if plan else None
    if part == "line_manager":
        return await managing.managers_of(tx, running.about.id, lead_id)
    if lead_id is not None:
        return [lead_id]
    return [one.id for one in await members.with_part(tx, running.about.id, Part.LEAD)] if plan is None else []

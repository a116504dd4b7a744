"""Whose a Good Life plan is to carry on: the key worker, and after leaving whoever it is handed on to.

When the key worker has gone nobody inherits it: the managers hear, until somebody in the case takes it on.
"""

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import letting_in, managing, members
from storage.casework.letting_in import NotSomebodyHere
from storage.casework.members import MAY_TAKE_PART
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans.good_life.plan import GoodLife, get, keep
from storage.plans.good_life.tables import good_life_plans
from storage.queues import outbox
from storage.queues.alerts import Alert

PARTS = (Part.KEY_WORKER, Part.YJS_WORKER, Part.SOCIAL_WORKER)
"""In which part somebody carries it on."""


async def hand_on(tx: Tx, by: Person, plan: GoodLife, name: str, part: Part) -> GoodLife:
    """Whoever is of that name carries it on from now on, and is told; `by` stays in the case. Raises PlanOver,
    NotSomebodyHere, InBothCases.
    """
    plan.check_goes_on()
    if part not in PARTS:
        raise NotSomebodyHere
    found = await letting_in.somebody(tx, name)
    await members.add(tx, plan.case_id, found.id, part, by.id)
    plan = await keep(tx, plan, key_worker_id=found.id)
    await audit.note(tx, plan.about, by.id, AuditAction.GOOD_LIFE_KEY_WORKER, found.id)
    if found.id != by.id:
        await outbox.put(tx, found.id, Alert.GOOD_LIFE_YOURS, {"reference": plan.reference})
    return plan


async def after_roles(tx: Tx, person_id: str) -> None:
    """After somebody has left, moved or lost a role: plans that they carried and may carry no more have nobody."""
    if (await people.get(tx, person_id)).roles & MAY_TAKE_PART:
        return
    carried = (good_life_plans.c.key_worker_id == person_id) & good_life_plans.c.ended_at.is_(None)
    for plan_id in (await tx.connection.scalars(sa.select(good_life_plans.c.id).where(carried))).all():
        plan = await keep(tx, await get(tx, plan_id), key_worker_id=None)
        await audit.note(tx, plan.about, None, AuditAction.GOOD_LIFE_WITHOUT_WORKER)
        for manager_id in await managing.managers_of(tx, plan.case_id, person_id):
            await outbox.put(tx, manager_id, Alert.GOOD_LIFE_WITHOUT_WORKER, {"reference": plan.reference})


async def carried_by(tx: Tx, person: Person) -> list[str]:
    """The ids of the plans that somebody carries on, for the limits on their first page."""
    theirs = (good_life_plans.c.key_worker_id == person.id) & good_life_plans.c.ended_at.is_(None)
    return list(await tx.connection.scalars(sa.select(good_life_plans.c.id).where(theirs)))

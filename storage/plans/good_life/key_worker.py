"""Whose a Good Life plan is to carry on: the key worker, and after leaving whoever it is handed on to.

When the key worker has gone nobody inherits it: the managers hear, until somebody in the case takes it on.
"""

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import managing, members
from storage.casework.members import MAY_TAKE_PART
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people import people
from storage.people.people import Person
from storage.plans.good_life.plan import GoodLife, get, keep
from storage.plans.good_life.tables import good_life_plans
from storage.problems import Problem
from storage.queues import outbox
from storage.queues.alerts import Alert

PARTS = (Part.KEY_WORKER, Part.YJS_WORKER, Part.SOCIAL_WORKER)
"""In which part somebody carries it on."""


class NotSomebodyHere(Problem):
    """There is nobody of that name who may take part in a case, or more than one."""

    reason = "good_life_not_somebody_here"


async def hand_on(tx: Tx, by: Person, plan: GoodLife, name: str, part: Part) -> GoodLife:
    """Whoever is of that name carries it on from now on, and is told; `by` stays in the case. Raises PlanOver,
    NotSomebodyHere, InBothCases.
    """
    plan.check_goes_on()
    wanted = normalised(name)
    found = [
        one
        for one in await people.everyone(tx)
        if normalised(one.name) == wanted and one.roles & MAY_TAKE_PART and part in PARTS
    ]
    if len(found) != 1:
        raise NotSomebodyHere
    await members.add(tx, plan.case_id, found[0].id, part, by.id)
    plan = await keep(tx, plan, key_worker_id=found[0].id)
    await audit.note(tx, plan.about, by.id, AuditAction.GOOD_LIFE_KEY_WORKER, found[0].id)
    if found[0].id != by.id:
        await outbox.put(tx, found[0].id, Alert.GOOD_LIFE_YOURS, {"reference": plan.reference})
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

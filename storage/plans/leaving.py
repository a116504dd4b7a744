"""When whoever answers for a plan has gone or is no lead any more: it passes to who may read it, who hears of it."""

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import people
from storage.plans import access
from storage.plans.plan import subject
from storage.plans.tables import PlanRow, safety_plans
from storage.queues import outbox
from storage.queues.alerts import Alert


async def after_roles(tx: Tx, person_id: str) -> None:
    """Somebody's roles have changed. Where nobody may take a plan on, it waits for the next lead: all leads see it."""
    theirs = (safety_plans.c.owner_id == person_id) & safety_plans.c.ended_at.is_(None)
    rows = [PlanRow.of(row) for row in await tx.connection.execute(sa.select(safety_plans).where(theirs))]
    owner = await people.get(tx, person_id)
    for row in rows:
        if await access.reads(tx, owner, row.id):
            continue
        following = next(iter(await access.readers(tx, row)), None)
        if following is None:
            continue
        this = safety_plans.c.id == row.id
        await tx.connection.execute(safety_plans.update().where(this).values(owner_id=following.id))
        await audit.note(tx, subject(row.id), None, AuditAction.SAFETY_PLAN_PASSED_ON, following.id)
        await outbox.put(tx, following.id, Alert.SAFETY_PLAN_YOURS, {"reference": row.reference})

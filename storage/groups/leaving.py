"""When the lead of a group has gone or leads no group any more: nobody inherits it, and somebody hears of it."""

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.groups import directory
from storage.groups.tables import groups
from storage.people import managers, people
from storage.people.people import Role
from storage.queues import outbox
from storage.queues.alerts import Alert


async def after_roles(tx: Tx, person_id: str) -> None:
    """Each group that they led has no lead from now on; their managers are told to have one named, with its reference.
    Where nobody manages them, `waymark groups list` shows it, and nobody can be referred to it meanwhile.
    """
    person = await people.get(tx, person_id)
    if Role.GROUP_LEAD in person.roles:
        return
    led = sa.select(groups.c.id).where(groups.c.lead_id == person_id).order_by(groups.c.reference)
    for group_id in (await tx.connection.scalars(led)).all():
        group = await directory.get(tx, group_id)
        await directory.without_lead(tx, group)
        for manager in await managers.of_person(tx, person):
            await outbox.put(tx, manager.id, Alert.GROUP_WITHOUT_LEAD, {"reference": group.reference})

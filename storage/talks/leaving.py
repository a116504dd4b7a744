"""When the last duty worker has gone: whoever manages youth justice hears of each talk that waits for nobody."""

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.talks import told
from storage.talks.tables import talks


async def after_roles(tx: Tx) -> None:
    """After somebody has left, moved or lost a role. Where nobody manages youth justice the clock goes on asking."""
    waiting = sa.select(talks.c.reference).where(talks.c.answered_at.is_(None)).order_by(talks.c.asked_at)
    references = list(await tx.connection.scalars(waiting))
    if not references or await people.with_role(tx, Role.YOUTH_JUSTICE):
        return
    for manager in await told.duty_managers(tx):
        for reference in references:
            await outbox.put(tx, manager.id, Alert.TALK_NOBODY, {"reference": reference})

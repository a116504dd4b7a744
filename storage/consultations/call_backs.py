"""A call-back outside the slots, for what cannot wait for one: the service is told at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.consultations.tables import call_backs
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert


@dataclass(frozen=True)
class CallBack:
    """Somebody whom the service is to ring: their number and what they want help with, as they typed them."""

    id: str
    person_id: str
    telephone: str
    help_wanted: str
    asked_at: datetime


class NobodyToCall(Problem):
    """Nobody has the role of the consultation service, so nobody would ever hear of it."""

    reason = "nobody_to_call"


async def ask(tx: Tx, person: Person, *, telephone: str, help_wanted: str) -> None:
    """Raises NobodyToCall."""
    service = await people.with_role(tx, Role.CONSULTATION)
    if not service:
        raise NobodyToCall
    details = {"telephone": telephone, "help_wanted": help_wanted}
    await tx.connection.execute(
        call_backs.insert().values(
            id=uuid.uuid4().hex, person_id=person.id, details_sealed=tx.vault.seal_json(details), asked_at=tx.now
        )
    )
    for one in service:
        await outbox.put(tx, one.id, Alert.CALL_BACK_WANTED)


async def waiting(tx: Tx, person: Person) -> list[CallBack]:
    """Those not answered yet, the longest waiting first. Raises NotAllowed for anyone but the service."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    query = sa.select(call_backs).where(call_backs.c.answered_at.is_(None)).order_by(call_backs.c.asked_at)
    return each(tx, await tx.connection.execute(query), _call_back, named="id")


def _call_back(tx: Tx, row: sa.Row[Any]) -> CallBack:
    return CallBack(row.id, row.person_id, asked_at=row.asked_at, **tx.vault.open_json(row.details_sealed))


async def answered(tx: Tx, call_back_id: str, person: Person) -> None:
    """Raises NotAllowed, and NotFound where somebody else has called meanwhile."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    this = (call_backs.c.id == call_back_id) & call_backs.c.answered_at.is_(None)
    done = await tx.connection.execute(
        call_backs.update().where(this).values(answered_at=tx.now, answered_by=person.id)
    )
    if done.rowcount == 0:
        raise NotFound("call-back")

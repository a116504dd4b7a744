"""The states of a record, each with who brought it there, when and why: signed, received, read, decided, filed.

Read is what the person responsible has been shown.
A state is never left backwards. The worker who signed is told of each, once, and of nothing in it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.engine import Tx
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.records.standing import BROUGHT_ON, ORDER
from storage.records.tables import RecordRow, Status, records, transitions


@dataclass(frozen=True)
class Transition:
    """`reason` is given where a record is filed; the decision holds its own."""

    status: Status
    person_id: str
    at: datetime
    reason: str


async def begin(tx: Tx, record_id: str, person_id: str) -> None:
    """The first state: signed."""
    await _keep(tx, record_id, 1, Status.SIGNED, person_id, "")


async def advance(tx: Tx, row: RecordRow, person_id: str, to: Status, reason: str = "") -> Status:
    """On to a state, or where it is already further, no change; the state it is in then."""
    # two people at once: only who held the row first sees the state before
    now = Status((await tx.connection.execute(sa.select(records.c.status).where(records.c.id == row.id))).scalar_one())
    is_there = ORDER.index(now) >= ORDER.index(to)
    await audit.note(tx, row.id, person_id, audit.AuditAction(to.value), "" if is_there else BROUGHT_ON)
    if is_there:
        return now
    values: dict[str, Any] = {"status": to.value, "received_at": row.received_at or tx.now}
    if to is Status.READ:
        values["read_at"] = tx.now
    if ORDER.index(to) >= ORDER.index(Status.READ):
        # read by who is responsible, or decided on: somebody has it
        await jobs.cancel(tx, JobKind.UNREAD_RECORD, row.id)
    await tx.connection.execute(records.update().where(records.c.id == row.id).values(**values))
    last = sa.select(sa.func.max(transitions.c.number)).where(transitions.c.record_id == row.id)
    await _keep(tx, row.id, (await tx.connection.scalar(last) or 0) + 1, to, person_id, reason)
    told = Alert(f"record_{to}")
    await outbox.put(tx, row.author_id, told, {"reference": row.reference}, once=once.state(told, row.id))
    return to


async def transitions_of(tx: Tx, record_id: str) -> list[Transition]:
    """In order. The caller has asked the roles."""
    query = row_seals.select(transitions).where(transitions.c.record_id == record_id)
    return [
        Transition(
            Status(row.status),
            row.person_id,
            row.at,
            tx.vault.open_for_good(row.own_key_sealed, row.reason_sealed) if row.reason_sealed else "",
        )
        for row in await tx.connection.execute(query.order_by(transitions.c.number))
        if row_seals.checked(tx, row)
    ]


async def _keep(tx: Tx, record_id: str, number: int, status: Status, person_id: str, reason: str) -> None:
    own_key, sealed = tx.vault.seal_for_good(reason) if reason else (None, None)
    await tx.connection.execute(
        transitions.insert().values(
            record_id=record_id,
            number=number,
            status=status.value,
            person_id=person_id,
            at=tx.now,
            reason_sealed=sealed,
            own_key_sealed=own_key,
        )
    )

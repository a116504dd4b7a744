"""What the safeguarding lead decides on a record, signed with a name and a reason. Never changed; a later one is added.

What a decision holds is plain JSON from the conversation; nothing here reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import Problem
from storage.records import lifecycle
from storage.records.access import row_for
from storage.records.tables import Status, decisions, records


class DecidedMeanwhile(Problem):
    """Somebody else has signed a decision that this one does not know of."""

    reason = "decided_meanwhile"


class NotDecided(Problem):
    """A record is filed once a decision is signed."""

    reason = "not_decided"


@dataclass(frozen=True)
class Decision:
    """As it was signed; `hash` is over all of it."""

    number: int
    author_id: str
    decided_at: datetime
    content: dict[str, Any]
    signed_name: str
    hash: str


@dataclass(frozen=True)
class Filed:
    """What a receipt says. `hash` is the checksum of what was signed; `decision_hash` over the last decision."""

    reference: str
    filed_at: datetime
    person_id: str
    hash: str
    decision_hash: str
    is_new: bool


async def decide(
    tx: Tx, person: Person, reference: str, content: Mapping[str, Any], *, signed_name: str, seen: int
) -> Decision:
    """Sign a decision. `seen` is how many there were when this one was begun.

    Raises NotFound, and DecidedMeanwhile where another was signed since.
    """
    row = await row_for(tx, person, reference)
    before = await of(tx, row.id)
    if len(before) != seen:
        raise DecidedMeanwhile
    signed = {
        "record": row.hash,
        "number": seen + 1,
        "author_id": person.id,
        "decided_at": tx.now.isoformat(timespec="microseconds"),
        "signed_name": signed_name,
        "content": dict(content),
    }
    own_key, sealed = tx.vault.seal_for_good(signed)
    await tx.connection.execute(
        decisions.insert().values(
            record_id=row.id,
            number=seen + 1,
            author_id=person.id,
            decided_at=tx.now,
            decision_sealed=sealed,
            hash=tx.vault.checksum(signed),
            own_key_sealed=own_key,
        )
    )
    await audit.note(tx, row.id, person.id, audit.AuditAction.DECISION)
    await lifecycle.advance(tx, row, person.id, Status.DECIDED)
    return (await of(tx, row.id))[-1]


async def of(tx: Tx, record_id: str) -> list[Decision]:
    """In order. The caller has asked the roles."""
    query = row_seals.select(decisions).where(decisions.c.record_id == record_id)
    found = []
    for row in await tx.connection.execute(query.order_by(decisions.c.number)):
        row_seals.require(tx, row.row_seal)
        signed = tx.vault.open_for_good(row.own_key_sealed, row.decision_sealed)
        found.append(
            Decision(row.number, row.author_id, row.decided_at, signed["content"], signed["signed_name"], row.hash)
        )
    return found


async def file(tx: Tx, person: Person, reference: str, reason: str = "", *, seen: int | None = None) -> Filed:
    """Put it on file. Again gives the same receipt. `seen`: how many decisions there were when it was asked for.

    Raises NotFound, NotDecided, and DecidedMeanwhile where another was signed since.
    """
    row = await row_for(tx, person, reference)
    signed = await of(tx, row.id)
    if not signed:
        raise NotDecided
    is_new = row.status != Status.FILED
    if is_new and seen not in (None, len(signed)):
        raise DecidedMeanwhile
    if is_new:
        await lifecycle.advance(tx, row, person.id, Status.FILED, reason)
    filed = [step for step in await lifecycle.transitions_of(tx, row.id) if step.status is Status.FILED]
    return Filed(row.reference, filed[-1].at, filed[-1].person_id, row.hash, signed[-1].hash, is_new)


async def count(tx: Tx, reference: str) -> int:
    """How many decisions a record has: for a conversation that begins one."""
    query = (
        sa.select(sa.func.count())
        .select_from(decisions.join(records, records.c.id == decisions.c.record_id))
        .where(records.c.reference == reference)
    )
    return await tx.connection.scalar(query) or 0

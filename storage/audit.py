"""Who did what with a record, and when: one chain of hashes a record, so that a missing or changed entry
shows.

One chain for everything would make every turn wait for every other.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment, metadata
from storage.engine import Tx
from storage.record_tables import records
from storage.vault import canonical

REFUSED = "refused_read"

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)


@dataclass(frozen=True)
class Entry:
    number: int
    at: datetime
    person_id: str
    action: str
    hash: str


async def note(tx: Tx, record_id: str, person_id: str, action: str) -> None:
    """Add to the record's chain. `action` is one plain word or two (`signed`, `read`, `refused_read`)."""
    # two processes at one record: the second waits here, then sees the first one's entry
    await tx.connection.execute(sa.select(records.c.id).where(records.c.id == record_id).with_for_update())
    last = sa.select(audit.c.number, audit.c.hash).where(audit.c.record_id == record_id)
    row = (await tx.connection.execute(last.order_by(audit.c.number.desc()).limit(1))).first()
    number, before = (row.number + 1, row.hash) if row else (1, record_id)
    await tx.connection.execute(
        audit.insert().values(
            record_id=record_id,
            number=number,
            at=tx.now,
            person_id=person_id,
            action=action,
            hash=_hash(before, number, tx.now, person_id, action),
        )
    )


async def entries(tx: Tx, record_id: str) -> list[Entry]:
    query = sa.select(audit).where(audit.c.record_id == record_id).order_by(audit.c.number)
    rows = await tx.connection.execute(query)
    return [Entry(row.number, row.at, row.person_id, row.action, row.hash) for row in rows]


async def how_often(tx: Tx, action: str, since: datetime) -> int:
    """In how many entries, of all records, somebody has done this since then."""
    query = sa.select(sa.func.count()).select_from(audit).where(audit.c.action == action, audit.c.at >= since)
    return await tx.connection.scalar(query) or 0


async def verify(tx: Tx, record_id: str) -> bool:
    """Whether the chain is whole: nothing changed, nothing taken out from between.

    What was cut off at the end cannot be seen from the chain alone.
    """
    before = record_id
    for position, entry in enumerate(await entries(tx, record_id), start=1):
        if entry.number != position:
            return False
        if entry.hash != _hash(before, entry.number, entry.at, entry.person_id, entry.action):
            return False
        before = entry.hash
    return before != record_id


def _hash(before: str, number: int, at: datetime, person_id: str, action: str) -> str:
    entry = canonical([before, number, at.isoformat(timespec="microseconds"), person_id, action])
    return hashlib.sha256(entry.encode()).hexdigest()

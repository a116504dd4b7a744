"""What is added to a signed record: corrections and later facts, each with its reason. The record itself stays."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import NotFound
from storage.records.access import row_for, row_where
from storage.records.tables import RecordRow, addenda
from storage.records.tables import records as records_table


@dataclass(frozen=True)
class Addendum:
    """What was added to a record, and why. Nothing of the record is changed by it."""

    number: int
    author_id: str
    added_at: datetime
    text: str
    reason: str


async def addendum(tx: Tx, person: Person, reference: str, text: str, reason: str) -> Addendum:
    """Add a correction or a later fact, with its reason: by the author, or by someone who may read the record.

    The record itself stays as it was signed. Raises NotFound.
    """
    row = await _to_add_to(tx, person, reference)
    await audit.note(tx, row.id, person.id, audit.AuditAction.ADDENDUM)
    last = await tx.connection.scalar(sa.select(sa.func.max(addenda.c.number)).where(addenda.c.record_id == row.id))
    new = Addendum((last or 0) + 1, person.id, tx.now, text, reason)
    signed = {
        "record": row.hash,
        "number": new.number,
        "author_id": person.id,
        "text": text,
        "reason": reason,
    }
    own_key, sealed = tx.vault.seal_for_good(signed)
    await tx.connection.execute(
        addenda.insert().values(
            id=uuid.uuid4().hex,
            record_id=row.id,
            number=new.number,
            author_id=person.id,
            added_at=tx.now,
            own_key_sealed=own_key,
            text_sealed=sealed,
            hash=tx.vault.checksum(signed),
        )
    )
    return new


async def may_add(tx: Tx, person: Person, reference: str) -> str | None:
    """The record's reference, tidied, where this person may add to it; else None."""
    try:
        row = await _to_add_to(tx, person, reference)
    except NotFound:
        return None
    return str(row.reference)


async def _to_add_to(tx: Tx, person: Person, reference: str) -> RecordRow:
    own = records_table.c.author_id == person.id
    return await row_where(tx, reference, own) or await row_for(tx, person, reference)


async def addenda_of(tx: Tx, record_id: str) -> list[Addendum]:
    """What was added to a record, in order. The caller has read the record, and so asked the roles."""
    query = row_seals.select(addenda).where(addenda.c.record_id == record_id)
    found = []
    for row in await tx.connection.execute(query.order_by(addenda.c.number)):
        row_seals.require(tx, row.row_seal)
        signed = tx.vault.open_for_good(row.own_key_sealed, row.text_sealed)
        found.append(Addendum(row.number, row.author_id, row.added_at, signed["text"], signed["reason"]))
    return found

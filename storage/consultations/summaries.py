"""The summary for a consultation (stored as `packs`): what the service may know of a case before it.

No name, no place, no date. It is made from the signed record without anybody in it; the worker sees every line of it
and may strike out any. What is sent is what was seen, and goes to the consultation service and nobody else.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from storage import audit
from storage.consultations.seats import Booking
from storage.consultations.tables import bookings, packs
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records.signing import Record, of_submission
from storage.records.tables import records


async def record_of(tx: Tx, booking: Booking, person: Person) -> Record | None:
    """The record that a booking is about, where this person signed it themselves."""
    found = [record for record in await of_submission(tx, booking.case_key) if record.author_id == person.id]
    return found[0] if found else None


async def case_of(tx: Tx, person: Person, reference: str) -> str:
    """What a booking about one's own record has as its case: one a month, whichever way it is booked. NotFound."""
    mine = (records.c.reference == reference) & (records.c.author_id == person.id)
    key = await tx.connection.scalar(sa.select(records.c.submission_key).where(mine))
    if key is None:
        raise NotFound("record")
    return str(key)


async def send(tx: Tx, booking: Booking, person: Person, lines: Sequence[str]) -> None:
    """To the service. Sent again, the newer one takes its place. Raises NotFound where there is no record of theirs."""
    record = await record_of(tx, booking, person)
    if record is None or booking.person_id != person.id:
        raise NotFound("record")
    await tx.connection.execute(packs.delete().where(packs.c.booking_id == booking.id))
    await tx.connection.execute(
        packs.insert().values(
            booking_id=booking.id, record_id=record.id, lines_sealed=tx.vault.seal_json(list(lines)), sent_at=tx.now
        )
    )
    await audit.note(tx, record.id, person.id, audit.AuditAction.PACK_SENT)
    for one in await people.with_role(tx, Role.CONSULTATION):
        await outbox.put(tx, one.id, Alert.PACK_ARRIVED, {"at": booking.slot.starts_at.isoformat()})


async def read(tx: Tx, booking_id: str, person: Person) -> list[str]:
    """The lines as they were sent, and the reading in the record's history. Raises NotAllowed and NotFound."""
    if Role.CONSULTATION not in (await people.get(tx, person.id)).roles:
        raise NotAllowed
    row = (await tx.connection.execute(sa.select(packs).where(packs.c.booking_id == booking_id))).first()
    if row is None:
        raise NotFound("pack")
    await audit.note(tx, row.record_id, person.id, audit.AuditAction.PACK_READ)
    first = (packs.c.booking_id == booking_id) & packs.c.read_at.is_(None)
    await tx.connection.execute(packs.update().where(first).values(read_at=tx.now))
    return [str(line) for line in tx.vault.open_json(row.lines_sealed)]


async def sent_for(tx: Tx, booking_ids: Sequence[str]) -> set[str]:
    """Which of these bookings have a pack."""
    found = sa.select(packs.c.booking_id).join(bookings, bookings.c.id == packs.c.booking_id)
    return set((await tx.connection.execute(found.where(packs.c.booking_id.in_(booking_ids)))).scalars())

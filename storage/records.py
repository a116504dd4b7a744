"""The life of a signed record: received, read, decided, filed; what is added to it; who may see it.

The setting's DSL and deputy may, and the person it was sent to, as long as they have such a role. Where the concern is
about the DSL, only the person it was sent to. The author sees the status, never the record. Reading is recorded too.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from storage import audit, outbox, people
from storage.children import ChildPart
from storage.engine import Tx
from storage.people import Person, Role
from storage.problems import NotFound
from storage.record_tables import Status, addenda, not_filed
from storage.record_tables import records as records_table
from storage.signing import Record, by_reference, hash_of, of_submission, submit, tidy

__all__ = [
    "Addendum",
    "ChildPart",
    "InboxRow",
    "Record",
    "Sent",
    "Status",
    "addenda_of",
    "addendum",
    "by_reference",
    "inbox",
    "of_submission",
    "read",
    "receive",
    "sent_by",
    "submit",
]

INBOX_LIMIT = 50
ORDER = list(Status)


class InboxRow(NamedTuple):
    """One record in an inbox: no content. `colour` is the view's, so that red stands on top."""

    reference: str
    colour: str
    status: Status
    signed_at: datetime
    from_name: str
    setting_name: str
    is_mine: bool


class Sent(NamedTuple):
    """What a worker may know of a record they sent. `when` is the moment of that status."""

    reference: str
    status: Status
    when: datetime


@dataclass(frozen=True)
class Addendum:
    number: int
    author_id: str
    added_at: datetime
    text: str
    reason: str


async def inbox(tx: Tx, person: Person) -> list[InboxRow]:
    """What is not filed yet and may be read by this person: unread first, red on top, then the newest."""
    unread = records_table.c.status.in_([Status.SIGNED.value, Status.RECEIVED.value])
    query = (
        sa.select(records_table, people.people.c.name_sealed, people.settings.c.name.label("setting_name"))
        .join(people.people, people.people.c.id == records_table.c.author_id)
        .join(people.settings, people.settings.c.id == records_table.c.setting_id)
        .where(not_filed, _may_read(await people.get(tx, person.id)))
        .order_by(
            sa.case((unread, 0), else_=1),
            sa.case((records_table.c.colour == "red", 0), else_=1),
            records_table.c.signed_at.desc(),
            records_table.c.reference,
        )
        .limit(INBOX_LIMIT)
    )
    return [
        InboxRow(
            reference=row.reference,
            colour=row.colour,
            status=Status(row.status),
            signed_at=row.signed_at,
            from_name=tx.vault.open(row.name_sealed),
            setting_name=row.setting_name,
            is_mine=row.responsible_id == person.id,
        )
        for row in await tx.connection.execute(query)
    ]


async def receive(tx: Tx, person: Person, reference: str) -> Status:
    """Mark it received and let the worker know. Later states stay as they are. Raises NotFound."""
    row = await _for(tx, person, reference)
    return await _advance(tx, row, person, Status.RECEIVED)


async def read(tx: Tx, person: Person, reference: str) -> Record:
    """The whole record; from now on its status is at least 'read', and the worker is told so once.

    Raises NotFound, alike for a record that is not there and for one that this person may not read.
    """
    row = await _for(tx, person, reference)
    await _advance(tx, row, person, Status.READ)
    return await by_reference(tx, row.reference)


async def sent_by(tx: Tx, person: Person, limit: int = 20) -> list[Sent]:
    """The status of what this person sent, newest first."""
    query = (
        sa.select(records_table)
        .where(records_table.c.author_id == person.id)
        .order_by(records_table.c.signed_at.desc(), records_table.c.reference)
        .limit(limit)
    )
    return [
        Sent(row.reference, Status(row.status), row.read_at or row.received_at or row.signed_at)
        for row in await tx.connection.execute(query)
    ]


async def addendum(tx: Tx, person: Person, reference: str, text: str, reason: str) -> Addendum:
    """Add a correction or a later fact, with its reason: by the author, or by someone who may read the record.

    The record itself stays as it was signed. Raises NotFound.
    """
    row = await _row(tx, reference, records_table.c.author_id == person.id) or await _for(tx, person, reference)
    await audit.note(tx, row.id, person.id, "addendum")  # also holds the record, so that numbers do not collide
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
            hash=hash_of(signed),
        )
    )
    return new


async def addenda_of(tx: Tx, record_id: str) -> list[Addendum]:
    """What was added to a record, in order. The caller has read the record, and so asked the roles."""
    query = sa.select(addenda).where(addenda.c.record_id == record_id).order_by(addenda.c.number)
    found = []
    for row in await tx.connection.execute(query):
        signed = tx.vault.open_for_good(row.own_key_sealed, row.text_sealed)
        found.append(Addendum(row.number, row.author_id, row.added_at, signed["text"], signed["reason"]))
    return found


def _may_read(person: Person) -> sa.ColumnElement[bool]:
    own = (records_table.c.responsible_id == person.id) & records_table.c.setting_id.in_(
        person.settings_as(Role.DSL, Role.DEPUTY, Role.HEAD)
    )
    in_settings = (
        records_table.c.setting_id.in_(person.settings_as(Role.DSL, Role.DEPUTY))
        & ~records_table.c.concern_about_dsl
        & (records_table.c.author_id != person.id)
    )
    return own | in_settings


async def _row(tx: Tx, reference: str, where: sa.ColumnElement[bool]) -> Any:
    query = sa.select(records_table).where(records_table.c.reference == tidy(reference), where)
    return (await tx.connection.execute(query.with_for_update())).first()


async def _for(tx: Tx, person: Person, reference: str) -> Any:
    """The row, if this person may read it. Asks the roles again: they may have been withdrawn since."""
    row = await _row(tx, reference, _may_read(await people.get(tx, person.id)))
    if row is None:
        raise NotFound("record")
    return row


async def _advance(tx: Tx, row: Any, person: Person, to: Status) -> Status:
    await audit.note(tx, row.id, person.id, to.value)
    now = Status(row.status)
    if ORDER.index(now) >= ORDER.index(to):
        return now
    values: dict[str, Any] = {"status": to.value, "received_at": row.received_at or tx.now}
    if to is Status.READ:
        values["read_at"] = tx.now
    await tx.connection.execute(records_table.update().where(records_table.c.id == row.id).values(**values))
    await outbox.put(tx, row.author_id, f"record_{to}", {"reference": row.reference}, once=f"record_{to}:{row.id}")
    return to

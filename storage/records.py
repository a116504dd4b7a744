"""The life of a signed record: received, read, decided, filed; what is added to it; who may see it.

Who may read it is in `access.py`. The author sees the status, never the record. Reading is recorded too.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from storage import audit, life, people
from storage.access import fresh, in_inbox, row_for, row_where
from storage.audit import AuditAction
from storage.children import ChildPart
from storage.engine import Tx
from storage.life_tables import second_views, transitions
from storage.people import Person
from storage.problems import NotFound
from storage.record_tables import Status, addenda, not_filed
from storage.record_tables import records as records_table
from storage.second_views import for_person
from storage.signing import Record, by_reference, hash_of, of_submission, submit

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
    "may_add",
    "of_submission",
    "open_for",
    "read",
    "receive",
    "sent_by",
    "submit",
]

INBOX_LIMIT = 50


class InboxRow(NamedTuple):
    """One record in an inbox: no content. `colour` is the view's, or red where a second view is that this person may
    know of, so that red stands on top.
    """

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
    person = await fresh(tx, person)
    unread = records_table.c.status.in_([Status.SIGNED.value, Status.RECEIVED.value])
    red_by_earlier = sa.exists().where(
        second_views.c.record_id == records_table.c.id, second_views.c.colour == "red", for_person(person.id)
    )
    query = (
        sa.select(
            records_table,
            people.people.c.name_sealed,
            people.settings.c.name.label("setting_name"),
            red_by_earlier.label("red_by_earlier"),
        )
        .join(people.people, people.people.c.id == records_table.c.author_id)
        .join(people.settings, people.settings.c.id == records_table.c.setting_id)
        .where(not_filed, in_inbox(person))
        .order_by(
            sa.case((unread, 0), else_=1),
            sa.case(((records_table.c.colour == "red") | red_by_earlier, 0), else_=1),
            records_table.c.signed_at.desc(),
            records_table.c.reference,
        )
        .limit(INBOX_LIMIT)
    )
    await audit.note(tx, audit.of_person(person.id), person.id, audit.AuditAction.RECORDS_LISTED)
    return [
        InboxRow(
            reference=row.reference,
            colour="red" if row.red_by_earlier else row.colour,
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
    row = await row_for(tx, person, reference)
    return await life.advance(tx, row, person.id, Status.RECEIVED)


async def read(tx: Tx, person: Person, reference: str) -> Record:
    """The whole record, to be shown to this person now. Where they are responsible for it, its status is at least
    'read' from now on, and the worker is told so once. Where somebody else reads, it waits for who is responsible.

    Raises NotFound, alike for a record that is not there and for one that this person may not read.
    """
    row = await row_for(tx, person, reference)
    if row.responsible_id == person.id:
        await life.advance(tx, row, person.id, Status.READ)
    else:
        await audit.note(tx, row.id, person.id, AuditAction.READ)
    return await by_reference(tx, row.reference)


async def open_for(tx: Tx, person: Person, reference: str, action: AuditAction) -> Record:
    """The whole record, for something other than showing it to the person responsible: to decide on it, to hand it
    over, to make a document of it. That stands in its history as `action`, and its state stays. Raises NotFound.
    """
    row = await row_for(tx, person, reference)
    await audit.note(tx, row.id, person.id, action)
    return await by_reference(tx, row.reference)


async def sent_by(tx: Tx, person: Person, limit: int = 20) -> list[Sent]:
    """The status of what this person sent, newest first."""
    reached = (
        sa.select(sa.func.max(transitions.c.at))
        .where(transitions.c.record_id == records_table.c.id, transitions.c.status == records_table.c.status)
        .scalar_subquery()
    )
    query = (
        sa.select(records_table, reached.label("reached_at"))
        .where(records_table.c.author_id == person.id)
        .order_by(records_table.c.signed_at.desc(), records_table.c.reference)
        .limit(limit)
    )
    return [
        Sent(row.reference, Status(row.status), row.reached_at or row.signed_at)
        for row in await tx.connection.execute(query)
    ]


async def addendum(tx: Tx, person: Person, reference: str, text: str, reason: str) -> Addendum:
    """Add a correction or a later fact, with its reason: by the author, or by someone who may read the record.

    The record itself stays as it was signed. Raises NotFound.
    """
    row = await _to_add_to(tx, person, reference)
    # also holds the record, so that numbers do not collide
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
            hash=hash_of(signed),
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


async def _to_add_to(tx: Tx, person: Person, reference: str) -> Any:
    own = records_table.c.author_id == person.id
    return await row_where(tx, reference, own) or await row_for(tx, person, reference)


async def addenda_of(tx: Tx, record_id: str) -> list[Addendum]:
    """What was added to a record, in order. The caller has read the record, and so asked the roles."""
    query = sa.select(addenda).where(addenda.c.record_id == record_id).order_by(addenda.c.number)
    found = []
    for row in await tx.connection.execute(query):
        signed = tx.vault.open_for_good(row.own_key_sealed, row.text_sealed)
        found.append(Addendum(row.number, row.author_id, row.added_at, signed["text"], signed["reason"]))
    return found

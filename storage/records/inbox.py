"""The life of a signed record: received, read, decided, filed; what is added to it; who may see it.

Who may read it is in `access.py`. The author sees the status, never the record. Reading is recorded too.
"""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.each import each, name_of
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import Person
from storage.records import lifecycle
from storage.records.access import fresh, in_inbox, row_for, second_views_for
from storage.records.signing import Record, by_reference
from storage.records.tables import Status, not_filed, second_views, transitions
from storage.records.tables import records as records_table

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
    together: tuple[str, ...] = ()
    """The references of the records of the same incident that stand in this inbox too."""


class Sent(NamedTuple):
    """What a worker may know of a record they sent. `when` is the moment of that status."""

    reference: str
    status: Status
    when: datetime
    concern_about_dsl: bool = False
    """The worker said so: then the DSL is not who received it."""


async def inbox(tx: Tx, person: Person) -> list[InboxRow]:
    """What is not filed yet and may be read by this person: unread first, red on top, then the newest."""
    person = await fresh(tx, person)
    unread = records_table.c.status.in_([Status.SIGNED.value, Status.RECEIVED.value])
    red_by_earlier = sa.exists().where(
        second_views.c.record_id == records_table.c.id, second_views.c.colour == "red", second_views_for(person.id)
    )
    query = (
        sa.select(
            records_table,
            row_seals.seal_of(records_table),
            people.people.c.name_sealed,
            settings.settings.c.name.label("setting_name"),
            red_by_earlier.label("red_by_earlier"),
        )
        .join(people.people, people.people.c.id == records_table.c.author_id)
        .join(settings.settings, settings.settings.c.id == records_table.c.setting_id)
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
    rows = each(tx, await tx.connection.execute(query), row_seals.checked)
    return [
        InboxRow(
            reference=row.reference,
            colour="red" if row.red_by_earlier else row.colour,
            status=Status(row.status),
            signed_at=row.signed_at,
            from_name=name_of(tx, row.name_sealed, row.author_id),
            setting_name=row.setting_name,
            is_mine=row.responsible_id == person.id,
            together=tuple(
                other.reference for other in rows if other.submission_key == row.submission_key and other.id != row.id
            ),
        )
        for row in rows
    ]


async def receive(tx: Tx, person: Person, reference: str) -> Status:
    """Mark it received and let the worker know. Later states stay as they are. Raises NotFound."""
    row = await row_for(tx, person, reference)
    return await lifecycle.advance(tx, row, person.id, Status.RECEIVED)


async def read(tx: Tx, person: Person, reference: str) -> Record:
    """The whole record, to be shown to this person now. Where they are responsible for it, its status is at least
    'read' from now on, and the worker is told so once. Where somebody else reads, it waits for who is responsible.

    Raises NotFound, alike for a record that is not there and for one that this person may not read.
    """
    row = await row_for(tx, person, reference)
    if row.responsible_id == person.id:
        await lifecycle.advance(tx, row, person.id, Status.READ)
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
        Sent(row.reference, Status(row.status), row.reached_at or row.signed_at, row.concern_about_dsl)
        for row in await tx.connection.execute(query)
    ]

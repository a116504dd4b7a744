"""A record goes along when a child moves to another setting: given with a reason, received with a receipt.

The record itself stays where it was signed, with whom is responsible there; the new setting's safeguarding leads may
read it from then on, but for somebody whom a concern in it may be about.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.columns import insert_new
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import people, responsible
from storage.people.people import Person
from storage.people.responsible import LEADS, NoOneResponsible
from storage.problems import NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import access, concerns
from storage.records.access import in_inbox, may_read, row_where
from storage.records.tables import handovers, records


class HandedOver(Problem):
    """That setting has this record already."""

    reason = "handed_over"


@dataclass(frozen=True)
class Handover:
    """`hash` is the record's: both sides hold the same receipt."""

    reference: str
    from_setting_id: str
    to_setting_id: str
    given_by: str
    given_at: datetime
    reason: str
    received_by: str | None
    received_at: datetime | None
    hash: str


async def receiver(tx: Tx, record_id: str, to_setting_id: str) -> Person:
    """Who is told of it there: a DSL or deputy who may read it. Raises NoOneResponsible where there is none."""
    author = await tx.connection.scalar(sa.select(records.c.author_id).where(records.c.id == record_id))
    return await responsible.first_of(tx, to_setting_id, {str(author)} | await concerns.about(tx, record_id), LEADS)


async def can_go_to(tx: Tx, person: Person, reference: str, to_setting_id: str) -> bool:
    """Whether there is somebody in that setting to receive this record; asked before anybody writes why."""
    row = await row_where(tx, reference, in_inbox(await access.fresh(tx, person)))
    try:
        return row is not None and bool(await receiver(tx, row.id, to_setting_id))
    except NoOneResponsible:
        return False


async def give(tx: Tx, person: Person, reference: str, to_setting_id: str, reason: str) -> Handover:
    """Hand a record of one's own setting to another. Raises NotFound, NoOneResponsible, HandedOver."""
    row = await row_where(tx, reference, in_inbox(await people.get(tx, person.id)))
    if row is None or to_setting_id == row.setting_id:
        raise NotFound("record")
    to = await receiver(tx, row.id, to_setting_id)
    own_key, sealed = tx.vault.seal_for_good(reason)
    new = await insert_new(
        tx.connection,
        handovers,
        id=uuid.uuid4().hex,
        record_id=row.id,
        from_setting_id=row.setting_id,
        to_setting_id=to_setting_id,
        given_by=person.id,
        given_at=tx.now,
        reason_sealed=sealed,
        own_key_sealed=own_key,
    )
    if not new:
        raise HandedOver
    await audit.note(tx, row.id, person.id, audit.AuditAction.HANDED_OVER, to_setting_id)
    about = {"reference": row.reference}
    await access.tell(tx, row.id, to.id, Alert.RECORD_HANDED_OVER, about, once=once.handed_over(row.id, to_setting_id))
    return next(one for one in await of(tx, row.id) if one.to_setting_id == to_setting_id)


async def receive(tx: Tx, person: Person, reference: str) -> Handover | None:
    """Say that it has arrived, once; whoever gave it is told. None where nothing was handed over to this person."""
    waiting = [one for one in await waiting_for(tx, person) if one.reference == reference.strip().upper()]
    if not waiting:
        return None
    row = await row_where(tx, reference, sa.true())
    if row is None:
        raise NotFound("record")
    here = (handovers.c.record_id == row.id) & (handovers.c.to_setting_id == waiting[0].to_setting_id)
    await tx.connection.execute(handovers.update().where(here).values(received_by=person.id, received_at=tx.now))
    await audit.note(tx, row.id, person.id, audit.AuditAction.HANDOVER_RECEIVED)
    await access.tell(tx, row.id, waiting[0].given_by, Alert.HANDOVER_RECEIVED, {"reference": row.reference})
    return next(one for one in await of(tx, row.id) if one.to_setting_id == waiting[0].to_setting_id)


async def after_roles(tx: Tx, person_id: str) -> None:
    """Somebody's roles have changed: word of a handover that has not reached them goes to who would have it now."""
    theirs = (await people.get(tx, person_id)).settings_as(*LEADS)
    for message in await outbox.waiting_for(tx, person_id):
        given = once.read_handed_over(message.once)
        if given is None:
            continue
        record_id, setting_id = given
        if setting_id in theirs and person_id not in await concerns.about(tx, record_id):
            continue
        with suppress(NoOneResponsible):
            to = await receiver(tx, record_id, setting_id)
            await outbox.withdraw(tx, message)
            await access.tell(tx, record_id, to.id, Alert(message.key), message.params, once=message.once)


async def waiting_for(tx: Tx, person: Person) -> list[Handover]:
    """What was handed over to a setting of this person's and not received yet, oldest first."""
    person = await access.fresh(tx, person)
    here = handovers.c.to_setting_id.in_(person.settings_as(*LEADS))
    return await _some(tx, here, handovers.c.received_at.is_(None), may_read(person))


async def of(tx: Tx, record_id: str) -> list[Handover]:
    """The caller has asked the roles."""
    return await _some(tx, handovers.c.record_id == record_id)


async def _some(tx: Tx, *where: sa.ColumnElement[bool]) -> list[Handover]:
    query = (
        sa.select(handovers, row_seals.seal_of(handovers), records.c.reference, records.c.hash)
        .join(records, records.c.id == handovers.c.record_id)
        .where(*where)
        .order_by(handovers.c.given_at, records.c.reference)
    )
    return each(tx, await tx.connection.execute(query), _handover)


def _handover(tx: Tx, row: sa.Row[Any]) -> Handover:
    row_seals.require(tx, row.row_seal)
    return Handover(
        row.reference,
        row.from_setting_id,
        row.to_setting_id,
        row.given_by,
        row.given_at,
        tx.vault.open_for_good(row.own_key_sealed, row.reason_sealed),
        row.received_by,
        row.received_at,
        row.hash,
    )

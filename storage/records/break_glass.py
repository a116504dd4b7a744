"""Break-glass: an admin is let in to read one record for three hours, for a reason, by a second person's yes.

For when nobody who may read it can be reached. Both are themselves: they speak in the chat, which knows who they are,
never on the command line. The DSL and the head hear at once; each reading has a mark of its own in the history, and the
record says it to whoever reads it from then on. Who asks, who agrees and the three hours are the project's own choice.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records import access
from storage.records.reference import tidy
from storage.records.tables import glass, records

LASTS = timedelta(hours=3)
ASKED_FOR = timedelta(hours=3)
"""A yes that comes later than this is for nothing: ask again."""
ASKS = frozenset({Role.ADMIN})


class NoReasonToBreak(Problem):
    """Somebody reads later why it was done."""

    reason = "glass_no_reason"


class BySomebodyElse(Problem):
    """The second person is another one."""

    reason = "glass_same_person"


@dataclass(frozen=True)
class Asked:
    """`why` is for whoever is to agree. `until` is empty before they have."""

    id: str
    record_id: str
    reference: str
    asked_by: str
    asked_at: datetime
    why: str
    agreed_by: str | None
    until: datetime | None


async def ask(tx: Tx, person: Person, reference: str, why: str) -> None:
    """Those who may agree are told, without the reason. Raises NotAllowed, NotFound and NoReasonToBreak."""
    if not (await people.get(tx, person.id)).roles & ASKS:
        raise NotAllowed
    if not any(sign.isalnum() for sign in why):
        raise NoReasonToBreak
    query = sa.select(records.c.id, records.c.reference, records.c.setting_id)
    row = (await tx.connection.execute(query.where(records.c.reference == tidy(reference)))).first()
    if row is None:
        raise NotFound("record")
    sealed = tx.vault.seal(why.strip())
    await tx.connection.execute(
        glass.insert().values(
            id=uuid.uuid4().hex, record_id=row.id, asked_by=person.id, asked_at=tx.now, why_sealed=sealed
        )
    )
    await audit.note(tx, row.id, person.id, AuditAction.GLASS_ASKED)
    for other in await _may_agree(tx, row.id, row.setting_id):
        if other.id != person.id:
            await outbox.put(tx, other.id, Alert.GLASS_ASKED, {"reference": row.reference})


async def waiting(tx: Tx, person: Person, reference: str) -> Asked:
    """The newest that this person could agree to. Raises NotFound, and BySomebodyElse for who asked."""
    query = row_seals.select(glass).add_columns(records.c.reference, records.c.setting_id)
    query = query.join(records, records.c.id == glass.c.record_id).where(records.c.reference == tidy(reference))
    recent = query.where(glass.c.agreed_by.is_(None), glass.c.asked_at > tx.now - ASKED_FOR)
    row = (await tx.connection.execute(recent.order_by(glass.c.asked_at.desc()).limit(1))).first()
    if row is None:
        raise NotFound("glass")
    row_seals.require(tx, row.row_seal)
    if row.asked_by == person.id:
        raise BySomebodyElse
    if person.id not in {one.id for one in await _may_agree(tx, row.record_id, row.setting_id)}:
        raise NotFound("glass")
    return _asked(tx, row)


async def agree(tx: Tx, person: Person, reference: str) -> Asked:
    """From now on whoever asked may read it, for three hours: the DSL and the head hear of it at once, as far as they
    may know of the record. Raises as `waiting` does.
    """
    one = await waiting(tx, person, reference)
    until = tx.now + LASTS
    this = glass.update().where(glass.c.id == one.id)
    await tx.connection.execute(this.values(agreed_by=person.id, agreed_at=tx.now, until=until))
    await audit.note(tx, one.record_id, person.id, AuditAction.GLASS_BROKEN, one.asked_by)
    setting_id = await tx.connection.scalar(sa.select(records.c.setting_id).where(records.c.id == one.record_id))
    for other in await access.chain(tx, one.record_id, str(setting_id)):
        await outbox.put(tx, other.id, Alert.GLASS_BROKEN, {"reference": one.reference, "until": until.isoformat()})
    return Asked(**{**vars(one), "agreed_by": person.id, "until": until})


async def of_record(tx: Tx, record_id: str) -> list[Asked]:
    """Each time that somebody was let in to it, in order: whoever reads the record is told."""
    query = row_seals.select(glass).add_columns(records.c.reference).join(records, records.c.id == glass.c.record_id)
    these = query.where(glass.c.record_id == record_id, glass.c.agreed_by.is_not(None))
    rows = await tx.connection.execute(these.order_by(glass.c.agreed_at))
    return [_asked(tx, row_seals.checked(tx, row)) for row in rows]


async def _may_agree(tx: Tx, record_id: str, setting_id: str) -> list[Person]:
    """Those who answer for the record or may come to, and may know of it; and every admin."""
    leads = await access.chain(tx, record_id, setting_id)
    found = {person.id: person for person in [*leads, *await people.with_role(tx, Role.ADMIN)]}
    return list(found.values())


def _asked(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Asked:
    why = tx.vault.open(row.why_sealed)
    return Asked(row.id, row.record_id, row.reference, row.asked_by, row.asked_at, why, row.agreed_by, row.until)


AGREES = frozenset({*CHAIN, Role.ADMIN})
"""Whoever has none of these can agree to nothing."""

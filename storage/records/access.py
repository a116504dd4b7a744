"""May this person know of this record? Everything that is told of records asks here, each time: a role may have been
withdrawn since.

To know of a record is to learn, by any text, alert, reference, count or time, that it is there. Whoever signed it knows
of it, and those in its setting who may come to answer for it: the DSL, the deputy and the head; where the concern is
about the DSL, only those who have been responsible for it. So do the DSL and deputy of a setting that it was handed to.
Never somebody whom the concern may be about: the DSL, the deputy or the head, whichever it is (see `concerns`).

To read it is less: a head reads what has been passed to them, and nobody reads in this way what they signed.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, LEADS
from storage.problems import NotFound
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.queues.once import Once
from storage.records import concerns
from storage.records.reference import tidy
from storage.records.tables import (
    BESIDE_SEAL,
    RecordRow,
    concern_changes,
    glass,
    handovers,
    later_concerns,
    record_concerns,
    records,
    responsibilities,
    second_views,
)

Which = sa.ColumnElement[bool]
"""Which records: a condition on their columns."""


def may_know(person: Person) -> Which:
    """That there is such a record: whoever signed it, who answers for it or may come to, and whom it was handed to;
    never whom the concern is about.
    """
    return _may_know(person.id, person.settings_as(*CHAIN), person.settings_as(*LEADS))


@lru_cache(maxsize=512)
def _may_know(person_id: str, in_chain: frozenset[str], leading: frozenset[str]) -> Which:
    """Written once for each person and what they are: it is asked several times in one turn."""
    of = records.c
    answered = sa.select(responsibilities.c.record_id).where(responsibilities.c.person_id == person_id)
    here = sa.and_(of.setting_id.in_(in_chain), sa.or_(~of.concern_about_dsl, of.id.in_(answered)))
    others = sa.and_(sa.or_(here, _handed_to(leading)), ~concerns.is_about(person_id))
    return sa.or_(of.author_id == person_id, others)


def in_inbox(person: Person) -> Which:
    """What comes to this person by their own roles, without what was handed over from elsewhere."""
    own = (records.c.responsible_id == person.id) & records.c.setting_id.in_(person.settings_as(*CHAIN))
    in_settings = records.c.setting_id.in_(person.settings_as(*LEADS)) & ~records.c.concern_about_dsl
    return (own | in_settings) & (records.c.author_id != person.id) & may_know(person)


def may_read(person: Person) -> Which:
    """What is in it: the inbox's, and who received it with a child."""
    return in_inbox(person) | by_handover(person)


def by_handover(person: Person) -> Which:
    """What came along with a child from another setting."""
    return _handed_to(person.settings_as(*LEADS)) & (records.c.author_id != person.id) & may_know(person)


def shared(setting_id: str) -> Which:
    """What everybody may know of who may come to answer for a record of this setting."""
    return (records.c.setting_id == setting_id) & concerns.is_about_nobody()


def second_views_for(person_id: str) -> Which:
    """The second views that somebody who may come to answer for the record can be shown."""
    return sa.or_(second_views.c.is_shared, second_views.c.person_id == person_id)


async def fresh(tx: Tx, person: Person | str) -> Person:
    """Somebody with the roles that they have now."""
    return await people.get(tx, person if isinstance(person, str) else person.id)


async def known(tx: Tx, person: Person, references: Collection[str]) -> frozenset[str]:
    """Those of these records that this person may know of."""
    these = records.c.reference.in_(references)
    query = sa.select(records.c.reference).where(these, may_know(await fresh(tx, person)))
    return frozenset((await tx.connection.execute(query)).scalars())


async def knows(tx: Tx, person: Person, record_id: str) -> bool:
    """Whether somebody may know of a record, by their roles as they are now."""
    query = sa.select(records.c.id).where(records.c.id == record_id, may_know(await fresh(tx, person)))
    return await tx.connection.scalar(query) is not None


async def chain(tx: Tx, record_id: str, setting_id: str) -> list[Person]:
    """Those who answer for a record of this setting or may come to, and may know of it: DSL first, each once."""
    found = {person.id: person for role in CHAIN for person in await people.with_role(tx, role, setting_id)}
    return [person for person in found.values() if await knows(tx, person, record_id)]


async def tell(
    tx: Tx, record_id: str, person_id: str, key: Alert, about: Mapping[str, str | int], *, once: Once | None = None
) -> None:
    """An alert about a record, to somebody who may know of it; to anybody else, nothing."""
    if await knows(tx, await fresh(tx, person_id), record_id):
        await outbox.put(tx, person_id, key, about, once=once)


async def is_theirs(tx: Tx, person: Person, reference: str) -> bool:
    """Whether this person may read a record, or signed it: to go on with what they began. Nothing is held or noted."""
    mine = (records.c.author_id == person.id) | may_read(await fresh(tx, person))
    query = sa.select(records.c.id).where(records.c.reference == tidy(reference), mine)
    return await tx.connection.scalar(query) is not None


async def comes_by_handover(tx: Tx, person: Person, record_id: str) -> bool:
    """Whether this person may read a record only because it was handed over to their setting."""
    only = by_handover(person) & ~in_inbox(person)
    return await tx.connection.scalar(sa.select(records.c.id).where(records.c.id == record_id, only)) is not None


async def row_for(tx: Tx, person: Person, reference: str) -> RecordRow:
    """The row, held until the transaction ends. Raises NotFound, alike for one that is not there.

    A refusal is kept in the record's history, in this transaction: whoever ends that notes it again (`note_refusal`).
    Who reads it only because they were let in (`break_glass.py`) leaves a mark of its own there.
    """
    row = await row_where(tx, reference, may_read(await fresh(tx, person)))
    if row is None and await let_in(tx, person, reference):
        row = await row_where(tx, reference, sa.true())
        if row is not None:
            await audit.note(tx, row.id, person.id, audit.AuditAction.READ_BY_GLASS)
    if row is None:
        await note_refusal(tx, person, reference)
        raise NotFound("record")
    return row


async def let_in(tx: Tx, person: Person, reference: str) -> bool:
    """Whether two people's word lets somebody read a record just now. Raises DatabaseProblem (damaged) where that was
    put in beside Waymark.
    """
    query = row_seals.select(glass).join(records, records.c.id == glass.c.record_id)
    theirs = query.where(records.c.reference == tidy(reference), glass.c.asked_by == person.id, glass.c.until > tx.now)
    rows = (await tx.connection.execute(theirs)).all()
    still_admin = Role.ADMIN in (await fresh(tx, person)).roles
    return still_admin and any(row_seals.checked(tx, row) is not None for row in rows)


async def note_refusal(tx: Tx, person: Person, reference: str) -> None:
    """Somebody asked for a record that isn't theirs to read. Nothing is kept where there is no such record."""
    row = await row_where(tx, reference, sa.true())
    if row is not None:
        await audit.note(tx, row.id, person.id, audit.AuditAction.REFUSED_READ)


async def row_where(tx: Tx, reference: str, where: Which) -> RecordRow | None:
    """The row or None, held until the transaction ends. Raises as `as_written` does."""
    query = sa.select(*BESIDE_SEAL).where(records.c.reference == tidy(reference), where)
    row = (await tx.connection.execute(query.with_for_update())).first()
    if row is not None:
        await as_written(tx, row.id)
    return None if row is None else RecordRow.of(row)


async def as_written(tx: Tx, record_id: str) -> None:
    """Raises DatabaseProblem (damaged) where what says who may know of a record was changed beside Waymark."""
    says = (record_concerns, later_concerns, concern_changes, responsibilities, handovers)
    of_record = [(table, table.c.record_id == record_id) for table in says]
    await row_seals.whole(tx, (records, records.c.id == record_id), *of_record)


def _handed_to(settings: Collection[str]) -> Which:
    to_them = handovers.c.to_setting_id.in_(settings)
    return records.c.id.in_(sa.select(handovers.c.record_id).where(to_them))

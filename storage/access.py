"""Who may read a signed record. Asked again each time: a role may have been withdrawn since.

The setting's DSL and deputy may, and the person responsible, as long as they have such a role there; where the concern
is about the DSL, only the person responsible. Nobody who signed a record reads it in this way. A record that was
handed over may be read by the DSL and deputy of the setting that it was handed to.
"""

from typing import Any

import sqlalchemy as sa

from storage import audit, people
from storage.engine import Tx
from storage.life_tables import handovers
from storage.people import Person, Role
from storage.problems import NotFound
from storage.record_tables import records
from storage.signing import tidy


def in_inbox(person: Person) -> sa.ColumnElement[bool]:
    """What comes to this person by their own roles, without what was handed over from elsewhere."""
    own = (records.c.responsible_id == person.id) & records.c.setting_id.in_(
        person.settings_as(Role.DSL, Role.DEPUTY, Role.HEAD)
    )
    in_settings = (
        records.c.setting_id.in_(person.settings_as(Role.DSL, Role.DEPUTY))
        & ~records.c.concern_about_dsl
        & (records.c.author_id != person.id)
    )
    return own | in_settings


def may_read(person: Person) -> sa.ColumnElement[bool]:
    handed = sa.select(handovers.c.record_id).where(
        handovers.c.to_setting_id.in_(person.settings_as(Role.DSL, Role.DEPUTY))
    )
    return in_inbox(person) | records.c.id.in_(handed)


async def is_theirs(tx: Tx, person: Person, reference: str) -> bool:
    """Whether this person may read a record, or signed it: to go on with what they began. Nothing is held or noted."""
    mine = (records.c.author_id == person.id) | may_read(await people.get(tx, person.id))
    query = sa.select(records.c.id).where(records.c.reference == tidy(reference), mine)
    return await tx.connection.scalar(query) is not None


async def row_for(tx: Tx, person: Person, reference: str) -> Any:
    """The row, held until the transaction ends. Raises NotFound, alike for one that is not there.

    A refusal is kept in the record's history, in this transaction: whoever ends that notes it again (`note_refusal`).
    """
    row = await row_where(tx, reference, may_read(await people.get(tx, person.id)))
    if row is None:
        await note_refusal(tx, person, reference)
        raise NotFound("record")
    return row


async def note_refusal(tx: Tx, person: Person, reference: str) -> None:
    """Somebody asked for a record that isn't theirs to read. Nothing is kept where there is no such record."""
    row = await row_where(tx, reference, sa.true())
    if row is not None:
        await audit.note(tx, row.id, person.id, audit.AuditAction.REFUSED_READ)


async def row_where(tx: Tx, reference: str, where: sa.ColumnElement[bool]) -> Any:
    """The row or None, held until the transaction ends."""
    query = sa.select(records).where(records.c.reference == tidy(reference), where)
    return (await tx.connection.execute(query.with_for_update())).first()

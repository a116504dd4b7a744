"""Who writes in Teams: the person, the setting they work in, and where they are reached. One statement at the door."""

from itertools import accumulate
from types import SimpleNamespace

import sqlalchemy as sa

from storage.database import row_seals
from storage.database.engine import Tx
from storage.database.statements import Statement
from storage.people import addresses, people, settings
from storage.people.addresses import Address
from storage.people.entra import entra_id
from storage.people.people import Person
from storage.people.settings import Setting

_PARTS = (people.people, settings.settings, addresses.addresses)
_EVERYTHING = Statement(
    sa.select(
        *_PARTS,
        row_seals.seal_of(people.people).label("person_seal"),
        people.roles.c.role,
        people.roles.c.setting_id.label("where"),
        row_seals.seal_of(people.roles),
    )
    .join_from(people.people, settings.settings, people.people.c.setting_id == settings.settings.c.id)
    .outerjoin(addresses.addresses, addresses.addresses.c.person_id == people.people.c.id)
    .outerjoin(people.roles, people.roles.c.person_id == people.people.c.id)
    .where(
        people.people.c.left_at.is_(None),
        people.people.c.tenant == sa.bindparam("tenant"),
        people.people.c.object_id == sa.bindparam("object_id"),
    )
)
_ENDS = tuple(accumulate(len(table.c) for table in _PARTS))
_PLACES = tuple(
    (tuple(table.c.keys()), slice(end - len(table.c), end)) for table, end in zip(_PARTS, _ENDS, strict=True)
)
"""The names of each part, and where its values stand in a row."""


async def find(tx: Tx, tenant: str, object_id: str) -> tuple[Person, Setting, Address] | None:
    """By what Teams says of who is writing, never by what someone types. Nobody where Teams does not say."""
    if not (tenant and object_id):
        return None
    asked = {"tenant": entra_id(tenant), "object_id": entra_id(object_id)}
    rows = await _EVERYTHING.rows(tx, asked)
    if not rows:
        return None
    found, setting, address = (
        SimpleNamespace(**dict(zip(names, rows[0][part], strict=True))) for names, part in _PLACES
    )
    given = people.held(tx, rows[0].person_seal, (row for row in rows if row.role is not None))
    person = people.of_row(tx, found, given)
    reached = addresses.of_row(tx, address) if address.person_id is not None else Address(person.id)
    return person, settings.of_row(tx, setting), reached

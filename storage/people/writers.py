"""Who writes in Teams: the person, the setting they work in, and where they are reached. One statement at the door."""

from types import SimpleNamespace

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.people import addresses, people, settings
from storage.people.addresses import Address
from storage.people.entra import entra_id
from storage.people.people import Person
from storage.people.settings import Setting

_PARTS = (people.people, settings.settings, addresses.addresses)
_EVERYTHING = (
    sa.select(*_PARTS, people.roles.c.role, people.roles.c.setting_id.label("where"))
    .join_from(people.people, settings.settings, people.people.c.setting_id == settings.settings.c.id)
    .outerjoin(addresses.addresses, addresses.addresses.c.person_id == people.people.c.id)
    .outerjoin(people.roles, people.roles.c.person_id == people.people.c.id)
    .where(
        people.people.c.left_at.is_(None),
        people.people.c.tenant == sa.bindparam("tenant"),
        people.people.c.object_id == sa.bindparam("object_id"),
    )
)


async def find(tx: Tx, tenant: str, object_id: str) -> tuple[Person, Setting, Address] | None:
    """By what Teams says of who is writing, never by what someone types. Nobody where Teams does not say."""
    if not (tenant and object_id):
        return None
    asked = {"tenant": entra_id(tenant), "object_id": entra_id(object_id)}
    rows = (await tx.connection.execute(_EVERYTHING, asked)).all()
    if not rows:
        return None
    found, setting, address = (
        SimpleNamespace(**{column.name: rows[0]._mapping[column] for column in table.c}) for table in _PARTS
    )
    person = people.of_row(tx, found, ((row.role, row.where) for row in rows if row.role is not None))
    reached = addresses.of_row(tx, address) if address.person_id is not None else Address(person.id)
    return person, settings.of_row(tx, setting), reached

"""Who is away, until when: what they say of themselves. What is signed meanwhile goes to whoever comes after them
(`responsible.py`); what they have already stays with them, and passes on where it is not read in time.
"""

from datetime import date

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people.people import Person, get, people, with_role
from storage.people.responsible import CHAIN


async def go(tx: Tx, person: Person, back_on: date) -> Person:
    """Away from now on, and back on that day."""
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.AWAY, back_on.isoformat())
    return await _set(tx, person, back_on)


async def come_back(tx: Tx, person: Person) -> Person:
    """Back already."""
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.BACK)
    return await _set(tx, person, None)


async def among_colleagues(tx: Tx, person: Person) -> list[Person]:
    """Those who are away now, of all to whom a record of this person's settings could go; not they themselves."""
    found = {
        one.id: one
        for setting_id in sorted(person.settings_as(*CHAIN))
        for role in CHAIN
        for one in await with_role(tx, role, setting_id)
        if one.id != person.id and one.is_away(tx.now)
    }
    return sorted(found.values(), key=lambda one: (one.back_on or tx.now.date(), one.name))


async def _set(tx: Tx, person: Person, back_on: date | None) -> Person:
    await tx.connection.execute(people.update().where(people.c.id == person.id).values(back_on=back_on))
    return await get(tx, person.id)

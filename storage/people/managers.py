"""Whose line manager somebody is, in which service area they work, and who is asked above them.

A line manager is a person; who has none on file, or one who has gone or manages no longer, has the managers of their
setting. That is answered here and nowhere else.
"""

from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people.people import Person, Role, get, people, roles, with_role
from storage.problems import NotFound, Problem


class ServiceArea(StrEnum):
    """What part of the council's services somebody works in, as figures are broken down by it.

    In the order in which neighbours are joined where a figure is too few (`storage/reporting/small_numbers.py`): fixed,
    and never by size. The order is the project's own. The values are stored: rename none.
    """

    SOCIAL_CARE = "social_care"
    YOUTH_JUSTICE = "youth_justice"
    EARLY_HELP = "early_help"
    RESIDENTIAL = "residential"
    HEALTH = "health"
    EDUCATION = "education"


class NotTheirManager(Problem):
    """Nobody is their own line manager, nor that of somebody above them."""

    reason = "not_their_manager"


async def set_line_manager(tx: Tx, person_id: str, manager_id: str | None) -> Person:
    """This is their line manager from now on; None: the managers of their setting. Raises NotTheirManager, NotFound."""
    if manager_id is not None:
        if not (await get(tx, manager_id)).roles:
            raise NotFound(f"person {manager_id}")
        if person_id in {manager_id, *await _above(tx, manager_id)}:
            raise NotTheirManager
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.LINE_MANAGER_CHANGED, manager_id or "")
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(line_manager_id=manager_id))
    return await get(tx, person_id)


async def set_service_area(tx: Tx, person_id: str, area: ServiceArea | None) -> Person:
    """They work in this area from now on."""
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.SERVICE_AREA_CHANGED, area or "")
    value = None if area is None else area.value
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(service_area=value))
    return await get(tx, person_id)


async def of_person(tx: Tx, person: Person) -> list[Person]:
    """Their line manager, as one; where there is none on file, the managers of their setting. Never themselves."""
    if person.line_manager_id is not None:
        own = await get(tx, person.line_manager_id)
        if Role.MANAGER in own.roles:
            return [own]
    return [one for one in await with_role(tx, Role.MANAGER, person.setting_id) if one.id != person.id]


async def above(tx: Tx, person: Person) -> list[Person]:
    """The service managers: who manages their managers, and the other managers of their setting; each once, and never
    somebody whom `of_person` names.
    """
    first = await of_person(tx, person)
    found = [higher for one in first for higher in await of_person(tx, one)]
    found += await with_role(tx, Role.MANAGER, person.setting_id)
    known = {person.id, *(one.id for one in first)}
    return list({one.id: one for one in found if one.id not in known}.values())


async def is_manager_of(tx: Tx, manager: Person, person: Person) -> bool:
    """Whether that is one of the people's managers, by the roles that both have now."""
    now = await get(tx, manager.id)
    return any(one.id == now.id for one in [*await of_person(tx, person), *await above(tx, person)])


async def staff_of(tx: Tx, manager: Person) -> list[Person]:
    """Whoever has them as a manager by `of_person`: their own, and who has none in the settings that they manage."""
    own = people.c.line_manager_id == manager.id
    here = people.c.setting_id.in_(manager.settings_as(Role.MANAGER))
    query = sa.select(people.c.id).where(people.c.left_at.is_(None), own | here).order_by(people.c.id)
    found = [await get(tx, person_id) for person_id in (await tx.connection.execute(query)).scalars()]
    return [one for one in found if any(by.id == manager.id for by in await of_person(tx, one))]


async def who_goes_on(tx: Tx, person_id: str) -> list[Person]:
    """Whoever goes on with what somebody began: they themselves; once they have gone, their line manager."""
    person = await get(tx, person_id)
    return [person] if person.roles else await of_person(tx, person)


async def left_to(tx: Tx, manager: Person) -> list[Person]:
    """People who have gone, and whose work this manager goes on with."""
    if Role.MANAGER not in manager.roles:
        return []
    own = people.c.line_manager_id == manager.id
    here = people.c.setting_id.in_(manager.settings_as(Role.MANAGER))
    gone = people.c.id.not_in(sa.select(roles.c.person_id))
    query = sa.select(people.c.id).where(gone, own | here).order_by(people.c.id)
    found = [await get(tx, person_id) for person_id in (await tx.connection.scalars(query)).all()]
    return [one for one in found if any(by.id == manager.id for by in await of_person(tx, one))]


async def _above(tx: Tx, person_id: str) -> set[str]:
    """Everybody in the line above somebody."""
    found: set[str] = set()
    above = await tx.connection.scalar(sa.select(people.c.line_manager_id).where(people.c.id == person_id))
    while above is not None and above not in found:
        found.add(above)
        above = await tx.connection.scalar(sa.select(people.c.line_manager_id).where(people.c.id == above))
    return found

"""Which managers are to act on a case: those in it; where there is none, those of whoever does the work.

Nobody is in the cases of both children of an incident: where the manager of whoever works in one manages the other, the
manager above them is let in.
"""

from storage.casework import members
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import Person


async def managers_of(tx: Tx, case_id: str, person_id: str | None) -> list[str]:
    """The managers in the case; where there is none, those of that person, who are let in: they are to act on it."""
    found = await members.with_part(tx, case_id, Part.LINE_MANAGER)
    if not found and person_id is not None:
        found = await let_in(tx, case_id, await people.get(tx, person_id), None)
    return [one.id for one in found]


async def let_in(tx: Tx, case_id: str, whose: Person, by_id: str | None) -> list[Person]:
    """The managers of somebody who works in the case are members of it from now on: who."""
    first = await members.add_managers(tx, case_id, await managers.of_person(tx, whose), by_id)
    return first or await members.add_managers(tx, case_id, await managers.above(tx, whose), by_id)


async def let_in_above(tx: Tx, case_id: str, whose: Person) -> list[Person]:
    """Those above them; where there is nobody, theirs."""
    return await members.add_managers(tx, case_id, await managers.above(tx, whose), None) or await let_in(
        tx, case_id, whose, None
    )

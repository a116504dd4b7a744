"""Which managers are to act on a case: those in it; where there is none, those of whoever does the work."""

from storage.casework import members
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people import managers, people


async def managers_of(tx: Tx, case_id: str, person_id: str | None) -> list[str]:
    """The managers in the case; where there is none, those of that person, who are let in: they are to act on it."""
    found = await members.with_part(tx, case_id, Part.LINE_MANAGER)
    if not found and person_id is not None:
        found = await managers.of_person(tx, await people.get(tx, person_id))
        for one in found:
            await members.add(tx, case_id, one.id, Part.LINE_MANAGER, None)
    return [one.id for one in found]

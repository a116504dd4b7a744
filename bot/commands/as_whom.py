"""People as they are named on the command line: by login, or by the id that `waymark people list` shows."""

from bot.running import refused
from storage import people
from storage.engine import Tx
from storage.people import Person, Role


async def named(tx: Tx, name: str) -> Person:
    """Somebody who works here. Ends the command where there is no such person."""
    found = await people.find(tx, name)
    if found is None:
        found = next((person for person in await people.everyone(tx) if person.id == name), None)
    if found is None:
        raise refused("people.unknown", name=name)
    return found


def roles_from(names: list[str]) -> frozenset[Role]:
    """Ends the command at a word that is no role."""
    unknown = sorted(set(names) - {role.value for role in Role})
    if unknown:
        raise refused("people.not_a_role", name=unknown[0], allowed=", ".join(Role))
    return frozenset(Role(name) for name in names)

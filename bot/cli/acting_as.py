"""People as they are named on the command line: by login, or by the id that `waymark people list` shows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.cli.console import real_clock, refused
from storage.administration import demo
from storage.database.engine import Database, Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotFound, Problem
from storage.records import access


class GlassNeeded(Problem):
    """A record is read on the command line by nobody whom two people's word has not let in."""

    reason = "glass_needed"


async def named(tx: Tx, name: str) -> Person:
    """Somebody who works here. Ends the command where there is no such person."""
    found = await people.find(tx, name)
    if found is None:
        found = next((person for person in await people.everyone(tx) if person.id == name), None)
    if found is None:
        raise refused("people.unknown", name=name)
    return found


@asynccontextmanager
async def reading(opened: Database, reference: str, who: str) -> AsyncIterator[tuple[Tx, Person]]:
    """A transaction in which somebody reads a record. Where that is refused, the refusal is kept all the same.

    Nobody reads in another's name here: it takes an admin whom two people's word lets in (`break_glass.py`), but in the
    demo organisation, where everybody is invented.
    """
    person: Person | None = None
    try:
        async with opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            if not (await demo.is_demo(tx) or await access.let_in(tx, person, reference)):
                raise GlassNeeded
            yield tx, person
    except (NotFound, GlassNeeded):
        if person is not None:
            async with opened.transaction(real_clock()) as tx:
                await access.note_refusal(tx, person, reference)
        raise


def roles_from(names: list[str]) -> frozenset[Role]:
    """Ends the command at a word that is no role."""
    unknown = sorted(set(names) - {role.value for role in Role})
    if unknown:
        raise refused("people.not_a_role", name=unknown[0], allowed=", ".join(Role))
    return frozenset(Role(name) for name in names)

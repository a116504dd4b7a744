"""Who comes first: the DSL, then the deputy, then the head; never the author, nor whom the concern is about.

Whoever has said that they are away is passed over, as long as anybody else is there.
"""

from collections.abc import Collection, Sequence

from storage.database.engine import Tx
from storage.people import posts
from storage.people.people import Person, Role, hold, with_role
from storage.problems import Problem

LEADS = (Role.DSL, Role.DEPUTY)
CHAIN = (*LEADS, Role.HEAD)


class NoOneResponsible(Problem):
    """The setting has nobody who could take this on: its roles need setting up."""

    reason = "no_one_responsible"


async def responsible_for(
    tx: Tx, setting_id: str, *, author_id: str, concern_about_dsl: bool = False, also: Collection[Role] = ()
) -> Person:
    """Who a record goes to that is signed now in this setting: its DSL, another DSL where the first is the author, else
    the deputy or the head. Where the concern is about the DSL, to nobody whom it may be about; nor to who holds one of
    the roles `also`, where it is about them.

    Never the author. Raises NoOneResponsible.
    """
    about = {*also, *((Role.DSL,) if concern_about_dsl else ())}
    return await first_of(tx, setting_id, {author_id, *await posts.holders(tx, setting_id, about, tx.now)})


async def away(tx: Tx, setting_id: str) -> frozenset[str]:
    """The ids of those in the chain there who are away."""
    people = [person for role in CHAIN for person in await with_role(tx, role, setting_id)]
    return frozenset(person.id for person in people if person.is_away(tx.now))


async def first_of(tx: Tx, setting_id: str, never: Collection[str], chain: Sequence[Role] = CHAIN) -> Person:
    """The first who has one of these roles there, in that order, and is none of `never`; somebody who is away only
    where nobody else is left. Raises NoOneResponsible.
    """
    theirs = [(person, role) for role in chain for person in await with_role(tx, role, setting_id)]
    for person, role in sorted(theirs, key=lambda one: one[0].is_away(tx.now)):
        if person.id not in never and await stays(tx, person, role, setting_id):
            return person
    raise NoOneResponsible(setting_id)


async def stays(tx: Tx, person: Person, role: Role, setting_id: str) -> bool:
    """Whether somebody still has this role, held so until the transaction ends: who loses it waits for us, and then
    finds what was given to them meanwhile.
    """
    await hold(tx, person.id, read=True)
    return any(one.id == person.id for one in await with_role(tx, role, setting_id))

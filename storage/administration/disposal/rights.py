"""Who reviews what has fallen due, and who may agree to its disposal: always two people, and never its author.

A record: by whoever reads it as DSL, deputy, or because they answer for it; agreed to by another of these, or the head
of its setting, who may know of it. A case: by a manager who is or was in it, or manages its setting; agreed to by any
other manager or the head there.
Which roles these are is the project's own choice; it is part of the schedule that the governance lead confirms.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.casework import members
from storage.casework.tables import cases
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN
from storage.problems import NotFound
from storage.records import access
from storage.records.reference import tidy
from storage.records.tables import BESIDE_SEAL, records

REVIEW = frozenset({Role.DSL, Role.DEPUTY, Role.HEAD, Role.MANAGER})
"""Whoever has none of these has nothing to review."""


@dataclass(frozen=True)
class Theirs:
    """Something that this person may review, agree about, or both."""

    about: Subject
    reference: str
    setting_id: str
    reviews: bool
    agrees: bool


async def find(tx: Tx, person: Person, reference: str) -> Theirs:
    """Raises NotFound, alike for what is not there and for what is not theirs."""
    kind = Kind.CASE if tidy(reference).startswith("WC-") else Kind.RECORD
    table = cases if kind is Kind.CASE else records
    found = await tx.connection.scalar(sa.select(table.c.id).where(table.c.reference == tidy(reference)))
    theirs = await of(tx, person, Subject(kind, found)) if found else None
    if theirs is None:
        raise NotFound(kind.value)
    return theirs


async def of(tx: Tx, person: Person, about: Subject) -> Theirs | None:
    """What somebody may do about it, by their roles as they are now; None where that is nothing."""
    person = await people.get(tx, person.id)
    theirs = await (_of_case if about.kind is Kind.CASE else _of_record)(tx, person, about)
    return theirs if theirs is not None and (theirs.reviews or theirs.agrees) else None


async def everybody(tx: Tx, about: Subject, setting_id: str) -> list[tuple[Person, Theirs]]:
    """All who may do something about it, each once."""
    anywhere = [] if about.kind is Kind.RECORD else await people.with_role(tx, Role.MANAGER)
    there = [person for role in REVIEW for person in await people.with_role(tx, role, setting_id)]
    found = {person.id: person for person in [*there, *anywhere]}
    asked = [(person, await of(tx, person, about)) for person in found.values()]
    return [(person, theirs) for person, theirs in asked if theirs is not None]


async def _of_record(tx: Tx, person: Person, about: Subject) -> Theirs | None:
    query = sa.select(*BESIDE_SEAL).where(records.c.id == about.id, access.may_know(person))
    row = (await tx.connection.execute(query)).first()
    if row is None or row.author_id == person.id:
        return None
    await access.as_written(tx, row.id)
    reads = sa.select(records.c.id).where(records.c.id == about.id, access.in_inbox(person))
    return Theirs(
        about,
        row.reference,
        row.setting_id,
        reviews=await tx.connection.scalar(reads) is not None,
        agrees=row.setting_id in person.settings_as(*CHAIN),
    )


async def _of_case(tx: Tx, person: Person, about: Subject) -> Theirs | None:
    row = (await tx.connection.execute(row_seals.select(cases).where(cases.c.id == about.id))).first()
    if row is None or row.opened_by == person.id:
        return None
    row_seals.require(tx, row.row_seal)
    had_part = any(one.person_id == person.id for one in await members.of_case(tx, row.id))
    reviews = Role.MANAGER in person.roles and (had_part or person.has(Role.MANAGER, row.setting_id))
    agrees = Role.MANAGER in person.roles or person.has(Role.HEAD, row.setting_id)
    return Theirs(about, row.reference, row.setting_id, reviews, agrees)

"""What is held about a member of staff, for when they ask: of themselves all of it, elsewhere where they are named and
how often. No word of a case, for that is about children.

Where somebody may be named is asked of the database itself, so that no table is forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Entry
from storage.database.engine import Tx
from storage.people import addresses, courses, people
from storage.people.courses import Taken
from storage.people.people import Person
from storage.training.tables import training_places


@dataclass(frozen=True)
class About:
    """Everything about one person. `named_in`: how many rows of which `table.column` name them; `history`: what was
    changed about them, and what they looked for.
    """

    person: Person
    tenant: str | None
    object_id: str | None
    mail: str | None
    has_chat: bool
    added_at: datetime
    left_at: datetime | None
    courses: Sequence[Taken]
    sessions: int
    history: Sequence[Entry]
    named_in: Mapping[str, int]


async def about(tx: Tx, person_id: str) -> About:
    """Of somebody who has left, too, as long as their name is kept. That it was asked for is in their history. Raises
    NotFound.
    """
    person = await people.get(tx, person_id)
    row = (await tx.connection.execute(sa.select(people.people).where(people.people.c.id == person_id))).one()
    address = await addresses.get(tx, person_id)
    places = sa.select(sa.func.count()).select_from(training_places).where(training_places.c.person_id == person_id)
    found = About(
        person=person,
        tenant=row.tenant,
        object_id=row.object_id,
        mail=address.mail,
        has_chat=address.chat is not None,
        added_at=row.added_at,
        left_at=row.left_at,
        courses=await courses.of_person(tx, person_id),
        sessions=await tx.connection.scalar(places) or 0,
        history=await audit.entries(tx, audit.of_person(person_id)),
        named_in=await _named_in(tx, person_id),
    )
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.HISTORY_READ, "about")
    return found


async def _named_in(tx: Tx, person_id: str) -> Mapping[str, int]:
    counted = {}
    for table, column in await tx.connection.run_sync(_columns):
        these = sa.table(table, sa.column(column))
        query = sa.select(sa.func.count()).select_from(these).where(these.c[column] == person_id)
        if count := await tx.connection.scalar(query):
            counted[f"{table}.{column}"] = int(count)
    return counted


def _columns(connection: sa.Connection) -> Sequence[tuple[str, str]]:
    """Every column that names somebody, of whatever table."""
    look: Any = sa.inspect(connection)
    return sorted(
        (table, key["constrained_columns"][0])
        for table in look.get_table_names()
        for key in look.get_foreign_keys(table)
        if key["referred_table"] == "people"
    )

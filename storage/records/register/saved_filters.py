"""Lists of the register that somebody has named, to come back to. The name is their own words, and sealed."""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.each import each
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import Problem

MOST = 20
"""For each person."""

saved_filters = sa.Table(
    "saved_filters",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("kept_sealed", sa.LargeBinary, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)


class TooManyFilters(Problem):
    """One has to be deleted first."""

    reason = "too_many_filters"


@dataclass(frozen=True)
class SavedFilter:
    """`query` is what stands after the register's address: choices only, no word that was typed."""

    id: str
    name: str
    query: str


async def save(tx: Tx, person: Person, name: str, query: str) -> None:
    """In the place of one with the same name. Raises TooManyFilters."""
    before = await of(tx, person)
    for same in (one for one in before if one.name == name):
        await delete(tx, person, same.id)
    if len([one for one in before if one.name != name]) >= MOST:
        raise TooManyFilters
    sealed = tx.vault.seal_json({"name": name, "query": query})
    await tx.connection.execute(
        saved_filters.insert().values(id=uuid.uuid4().hex, person_id=person.id, kept_sealed=sealed, saved_at=tx.now)
    )


async def of(tx: Tx, person: Person) -> list[SavedFilter]:
    """In the order in which they were saved."""
    query = sa.select(saved_filters).where(saved_filters.c.person_id == person.id)
    rows = await tx.connection.execute(query.order_by(saved_filters.c.saved_at, saved_filters.c.id))
    return each(tx, rows, _filter, named="id")


def _filter(tx: Tx, row: sa.Row[Any]) -> SavedFilter:
    return SavedFilter(row.id, **tx.vault.open_json(row.kept_sealed))


async def delete(tx: Tx, person: Person, filter_id: str) -> None:
    """One of one's own; nothing where it is gone."""
    own = (saved_filters.c.id == filter_id) & (saved_filters.c.person_id == person.id)
    await tx.connection.execute(saved_filters.delete().where(own))

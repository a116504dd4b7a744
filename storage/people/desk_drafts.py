"""What somebody is writing at the desk: a decision, an addition, a handover. Sealed, and seen by nobody else.

It is kept after each answer, so that a session that ends loses nothing. It holds plain JSON of the conversation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import Problem

desk_drafts = sa.Table(
    "desk_drafts",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("state_sealed", sa.LargeBinary, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", Moment, nullable=False, index=True),
)


class WrittenMeanwhile(Problem):
    """The same draft was written on in another window."""

    reason = "written_meanwhile"


@dataclass(frozen=True)
class Draft:
    """`version` counts how often it was kept; 0 where there is none yet."""

    name: str
    state: dict[str, Any]
    version: int


async def load(tx: Tx, person: Person, name: str) -> Draft:
    """As it stands; `name` says what it is about, such as `decision WM-7K3F-2Q`."""
    row = (await tx.connection.execute(sa.select(desk_drafts).where(*_this(person, name)))).first()
    return Draft(name, tx.vault.open_json(row.state_sealed), row.version) if row else Draft(name, {}, 0)


async def of_person(tx: Tx, person: Person) -> list[tuple[str, datetime]]:
    """The name of each draft, and when it was last written on; what has waited longest first."""
    query = sa.select(desk_drafts.c.name, desk_drafts.c.changed_at).where(desk_drafts.c.person_id == person.id)
    rows = await tx.connection.execute(query.order_by(desk_drafts.c.changed_at, desk_drafts.c.name))
    return [(row.name, row.changed_at) for row in rows]


async def save(tx: Tx, person: Person, draft: Draft, state: dict[str, Any]) -> None:
    """Keep the new state. Raises WrittenMeanwhile where `draft` is no longer how it stands."""
    values = {
        "state_sealed": tx.vault.seal_json(state),
        "version": draft.version + 1,
        "changed_at": tx.now,
    }
    if draft.version == 0:
        kept = await insert_new(tx.connection, desk_drafts, person_id=person.id, name=draft.name, **values)
    else:
        as_loaded = desk_drafts.c.version == draft.version
        changed = desk_drafts.update().where(*_this(person, draft.name), as_loaded).values(**values)
        kept = (await tx.connection.execute(changed)).rowcount == 1
    if not kept:
        raise WrittenMeanwhile


async def delete(tx: Tx, person: Person, name: str) -> None:
    """It is done, or is not wanted any more."""
    await tx.connection.execute(desk_drafts.delete().where(*_this(person, name)))


async def tidy(tx: Tx, kept: timedelta) -> int:
    """Delete those that nobody has written on for so long; how many."""
    old = desk_drafts.c.changed_at < tx.now - kept
    return (await tx.connection.execute(desk_drafts.delete().where(old))).rowcount


def _this(person: Person, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return desk_drafts.c.person_id == person.id, desk_drafts.c.name == name

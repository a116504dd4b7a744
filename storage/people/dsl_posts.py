"""Who has held the role of DSL where, from when until when: the roles themselves say only who holds it now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.engine import Tx

dsl_posts = sa.Table(
    "dsl_posts",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    sa.Column("since", Moment, primary_key=True),
    sa.Column("until", Moment),
)
"""Who has held the role of DSL where, and when. The roles themselves say only who holds it now."""


async def in_setting(tx: Tx, setting_id: str, since: datetime) -> frozenset[str]:
    """The same, of what is not signed yet: who has held the role there since then, or holds it now."""
    held = held_since(sa.literal(since, Moment))
    query = sa.select(dsl_posts.c.person_id).where(dsl_posts.c.setting_id == setting_id, held)
    return frozenset((await tx.connection.execute(query)).scalars())


async def roles_changed(tx: Tx, person_id: str, dsl_in: Collection[str]) -> None:
    """Keep from when until when somebody is DSL; `dsl_in` are the settings in which they are from now on."""
    theirs = (dsl_posts.c.person_id == person_id) & dsl_posts.c.until.is_(None)
    before = set((await tx.connection.execute(sa.select(dsl_posts.c.setting_id).where(theirs))).scalars())
    over = theirs & dsl_posts.c.setting_id.in_(before - set(dsl_in))
    await tx.connection.execute(dsl_posts.update().where(over).values(until=tx.now))
    for setting_id in sorted(set(dsl_in) - before):
        # lost and given back at one moment: it was never over
        this = {"person_id": person_id, "setting_id": setting_id, "since": tx.now}
        again = dsl_posts.update().where(*(dsl_posts.c[name] == value for name, value in this.items()))
        if (await tx.connection.execute(again.values(until=None))).rowcount == 0:
            await tx.connection.execute(dsl_posts.insert().values(**this))


def held_since(moment: Any) -> sa.ColumnElement[bool]:
    """Posts of a DSL that ended at that moment or later, or have not ended."""
    return sa.or_(dsl_posts.c.until.is_(None), dsl_posts.c.until >= moment)

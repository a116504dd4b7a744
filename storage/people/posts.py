"""Who has been DSL, deputy or head where, from when until when: the roles themselves say only who is so now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.engine import Tx

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
    sa.Column("since", Moment, primary_key=True),
    sa.Column("until", Moment),
)
KEPT = frozenset({"dsl", "deputy", "head"})
"""Of these roles (`responsible.CHAIN`): a concern may be about who holds them, and they read records by them."""


async def holders(tx: Tx, setting_id: str, roles: Collection[str], since: datetime) -> frozenset[str]:
    """The ids of all who have held one of these roles there since then, or hold it now."""
    held = held_since(sa.literal(since, Moment))
    query = sa.select(posts.c.person_id).where(posts.c.setting_id == setting_id, posts.c.role.in_(roles), held)
    return frozenset((await tx.connection.execute(query)).scalars())


async def roles_changed(tx: Tx, person_id: str, now: Collection[tuple[str, str]]) -> None:
    """Keep from when until when somebody holds what. `now`: the roles and settings that they have from now on."""
    theirs = (posts.c.person_id == person_id) & posts.c.until.is_(None)
    found = await tx.connection.execute(sa.select(posts.c.setting_id, posts.c.role).where(theirs))
    before = {(row.role, row.setting_id) for row in found}
    wanted = {(str(role), setting_id) for role, setting_id in now if role in KEPT}
    for role, setting_id in sorted(before - wanted):
        over = theirs & (posts.c.setting_id == setting_id) & (posts.c.role == role)
        await tx.connection.execute(posts.update().where(over).values(until=tx.now))
    for role, setting_id in sorted(wanted - before):
        # lost and given back at one moment: it was never over
        this = {"person_id": person_id, "setting_id": setting_id, "role": role, "since": tx.now}
        again = posts.update().where(*(posts.c[name] == value for name, value in this.items()))
        if (await tx.connection.execute(again.values(until=None))).rowcount == 0:
            await tx.connection.execute(posts.insert().values(**this))


def held_since(moment: Any) -> sa.ColumnElement[bool]:
    """Posts that ended at that moment or later, or have not ended."""
    return sa.or_(posts.c.until.is_(None), posts.c.until >= moment)

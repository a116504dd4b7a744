"""Whom a concern about the DSL may be about: the one place where that is decided.

A worker says that the concern is about the DSL, and no name. So it may be about whoever held the role of DSL in that
setting when the record was signed, or has been given it since, also where they have lost it meanwhile or have another
role now. Not about who has been responsible for the record: they have read it, and were chosen for not being concerned.

Such a person must not learn of the record, in whatever setting and by whatever other role.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.columns import Moment, metadata
from storage.engine import Tx
from storage.life_tables import responsibilities
from storage.record_tables import records

dsl_posts = sa.Table(
    "dsl_posts",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    sa.Column("since", Moment, primary_key=True),
    sa.Column("until", Moment),
)
"""Who has held the role of DSL where, and when. The roles themselves say only who holds it now."""


def is_about(person_id: str) -> sa.ColumnElement[bool]:
    """Which records hold a concern that may be about this person."""
    of = records.c
    held = sa.exists().where(
        dsl_posts.c.person_id == person_id,
        dsl_posts.c.setting_id == of.setting_id,
        _held_since(of.signed_at),
    )
    had = sa.select(responsibilities.c.record_id).where(responsibilities.c.person_id == person_id)
    return sa.and_(of.concern_about_dsl, held, of.id.not_in(had))


async def about(tx: Tx, record_id: str) -> frozenset[str]:
    """The people whom the concern in a record may be about; nobody where it holds none."""
    had = sa.select(responsibilities.c.person_id).where(responsibilities.c.record_id == record_id)
    query = (
        sa.select(dsl_posts.c.person_id)
        .join(records, records.c.setting_id == dsl_posts.c.setting_id)
        .where(records.c.id == record_id, records.c.concern_about_dsl, _held_since(records.c.signed_at))
        .where(dsl_posts.c.person_id.not_in(had))
    )
    return frozenset((await tx.connection.execute(query)).scalars())


async def in_setting(tx: Tx, setting_id: str, since: datetime) -> frozenset[str]:
    """The same, of what is not signed yet: who has held the role there since then, or holds it now."""
    held = _held_since(sa.literal(since, Moment))
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


def _held_since(moment: Any) -> sa.ColumnElement[bool]:
    return sa.or_(dsl_posts.c.until.is_(None), dsl_posts.c.until >= moment)

"""Whom a concern about the DSL may be about: the one place where that is decided.

A worker says that the concern is about the DSL, and no name. So it may be about whoever held the role of DSL in that
setting when the record was signed, or has been given it since, also where they have lost it meanwhile or have another
role now. Not about who has been responsible for the record: they have read it, and were chosen for not being concerned.

Such a person must not learn of the record, in whatever setting and by whatever other role.
"""

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.people.dsl_posts import dsl_posts, held_since
from storage.records.tables import records, responsibilities


def is_about(person_id: str) -> sa.ColumnElement[bool]:
    """Which records hold a concern that may be about this person."""
    of = records.c
    held = sa.exists().where(
        dsl_posts.c.person_id == person_id,
        dsl_posts.c.setting_id == of.setting_id,
        held_since(of.signed_at),
    )
    had = sa.select(responsibilities.c.record_id).where(responsibilities.c.person_id == person_id)
    return sa.and_(of.concern_about_dsl, held, of.id.not_in(had))


async def about(tx: Tx, record_id: str) -> frozenset[str]:
    """The people whom the concern in a record may be about; nobody where it holds none."""
    had = sa.select(responsibilities.c.person_id).where(responsibilities.c.record_id == record_id)
    query = (
        sa.select(dsl_posts.c.person_id)
        .join(records, records.c.setting_id == dsl_posts.c.setting_id)
        .where(records.c.id == record_id, records.c.concern_about_dsl, held_since(records.c.signed_at))
        .where(dsl_posts.c.person_id.not_in(had))
    )
    return frozenset((await tx.connection.execute(query)).scalars())

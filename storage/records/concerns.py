"""Whom a concern about the DSL, the deputy or the head may be about: the one place where that is decided.

A worker says which of them, and no name: that it is about them, or about a child or friend of theirs. So it may be
about whoever held that role in that setting when the record was signed, or has been given it since, also where they
have lost it meanwhile or have another role now. Not about who has been responsible for the record: they have read it,
and were chosen for not being concerned. Where it only turned out after signing (`later_concern.py`), whoever had it
until then may be concerned too.

Such a person must not learn of the record, in whatever setting and by whatever other role.
"""

from collections.abc import Collection

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.people.people import Role
from storage.people.posts import held_since, posts
from storage.records.tables import later_concerns, record_concerns, records, responsibilities

PASSED_ON_FOR_IT = "concern"
"""`responsibility.Cause.CONCERN`: at one moment, made responsible because it turned out."""


async def keep(tx: Tx, record_id: str, roles: Collection[Role]) -> None:
    """Whom beside the DSL a record is about, as it is signed."""
    for role in sorted(roles):
        await tx.connection.execute(record_concerns.insert().values(record_id=record_id, role=role.value))


async def beside_dsl(tx: Tx, record_id: str) -> list[Role]:
    """Whom beside the DSL a record is about."""
    query = sa.select(record_concerns.c.role).where(record_concerns.c.record_id == record_id)
    return [Role(role) for role in sorted((await tx.connection.execute(query)).scalars())]


async def later(tx: Tx, record_id: str) -> list[Role]:
    """Whom it turned out to be about after it was signed."""
    query = sa.select(later_concerns.c.role).where(later_concerns.c.record_id == record_id)
    return [Role(role) for role in sorted((await tx.connection.execute(query)).scalars())]


def is_about(person_id: str) -> sa.ColumnElement[bool]:
    """Which records hold a concern that may be about this person."""
    held = sa.exists().where(posts.c.person_id == person_id, _of_that_time())
    had = sa.select(responsibilities.c.record_id).where(responsibilities.c.person_id == person_id)
    since = sa.exists().where(posts.c.person_id == person_id, _turned_out(), ~_chosen_since(person_id))
    return sa.or_(sa.and_(held, records.c.id.not_in(had)), since)


def is_about_nobody() -> sa.ColumnElement[bool]:
    """Which records hold no such concern."""
    about = sa.exists().where(record_concerns.c.record_id == records.c.id)
    since = sa.exists().where(later_concerns.c.record_id == records.c.id)
    return sa.and_(~records.c.concern_about_dsl, ~about, ~since)


async def about(tx: Tx, record_id: str) -> frozenset[str]:
    """The people whom the concern in a record may be about; nobody where it holds none."""
    had = sa.select(responsibilities.c.person_id).where(responsibilities.c.record_id == record_id)
    query = (
        sa.select(posts.c.person_id)
        .select_from(records.join(posts, _of_that_time()))
        .where(records.c.id == record_id, posts.c.person_id.not_in(had))
    )
    since = (
        sa.select(posts.c.person_id)
        .select_from(records.join(later_concerns, later_concerns.c.record_id == records.c.id).join(posts, sa.true()))
        .where(records.c.id == record_id, _turned_out(), ~_chosen_since(posts.c.person_id))
    )
    return frozenset((await tx.connection.execute(query.union(since))).scalars())


def _turned_out() -> sa.ColumnElement[bool]:
    """Posts in a record's setting of a role that it turned out to be about, held when it was signed or since. Beside
    a record and its `later_concerns`.
    """
    return sa.and_(
        later_concerns.c.record_id == records.c.id,
        posts.c.role == later_concerns.c.role,
        posts.c.setting_id == records.c.setting_id,
        held_since(records.c.signed_at),
    )


def _chosen_since(person_id: str | sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """They were made responsible when it was known already: by who was chosen for not being concerned."""
    return sa.exists().where(
        responsibilities.c.record_id == records.c.id,
        responsibilities.c.person_id == person_id,
        sa.or_(
            responsibilities.c.since > later_concerns.c.marked_at,
            sa.and_(
                responsibilities.c.since == later_concerns.c.marked_at, responsibilities.c.cause == PASSED_ON_FOR_IT
            ),
        ),
    )


def _of_that_time() -> sa.ColumnElement[bool]:
    """Posts in a record's setting, of a role that it is about, held when it was signed or since."""
    others = sa.select(record_concerns.c.role).where(record_concerns.c.record_id == records.c.id)
    this_role = sa.or_(
        sa.and_(records.c.concern_about_dsl, posts.c.role == Role.DSL.value),
        posts.c.role.in_(others.correlate(records)),
    )
    return sa.and_(posts.c.setting_id == records.c.setting_id, held_since(records.c.signed_at), this_role)

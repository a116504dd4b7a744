"""Whom a concern about the DSL, the deputy or the head may be about: the one place where that is decided.

A worker says which of them, and no name: that it is about them, or about a child or friend of theirs. So it may be
about whoever held that role in that setting when the record was signed, or has been given it since, also where they
have lost it meanwhile or have another role now. Not about who has been responsible for the record: they have read it,
and were chosen for not being concerned. Where it only turned out after signing (`later_concern.py`), whoever had it
until then may be concerned too.

Such a person must not learn of the record, in whatever setting and by whatever other role.
"""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment
from storage.database.engine import Tx
from storage.people.people import Role
from storage.people.posts import held_since, posts
from storage.records.tables import concern_changes, later_concerns, record_concerns, records, responsibilities

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


def _newest(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """Of what was said since of one of `later_concerns`; NULL where that was nothing."""
    of = concern_changes.c
    same = (of.record_id == later_concerns.c.record_id) & (of.role == later_concerns.c.role)
    query = sa.select(column).where(same).order_by(of.number.desc()).limit(1)
    return query.correlate(later_concerns).scalar_subquery()


STANDS = sa.func.coalesce(_newest(concern_changes.c.is_about), sa.true(), type_=sa.Boolean()).is_(sa.true())
"""Which of `later_concerns` nobody has taken back, or have been said again."""
SAID_BY = sa.func.coalesce(_newest(concern_changes.c.person_id), later_concerns.c.person_id)
SAID_AT = sa.func.coalesce(_newest(concern_changes.c.said_at), later_concerns.c.marked_at, type_=Moment())


async def later(tx: Tx, record_id: str) -> dict[Role, str]:
    """Whom it turned out to be about after it was signed, each with who said so."""
    query = sa.select(later_concerns.c.role, SAID_BY).where(later_concerns.c.record_id == record_id, STANDS)
    return {Role(role): said_by for role, said_by in await tx.connection.execute(query.order_by(later_concerns.c.role))}


def is_about(person_id: str) -> sa.ColumnElement[bool]:
    """Which records hold a concern that may be about this person."""
    held = sa.exists().where(posts.c.person_id == person_id, _of_that_time())
    had = sa.select(responsibilities.c.record_id).where(responsibilities.c.person_id == person_id)
    since = sa.exists().where(posts.c.person_id == person_id, _turned_out(), ~_chosen_since(person_id))
    return sa.or_(sa.and_(held, records.c.id.not_in(had)), since)


def is_about_nobody() -> sa.ColumnElement[bool]:
    """Which records hold no such concern."""
    about = sa.exists().where(record_concerns.c.record_id == records.c.id)
    since = sa.exists().where(later_concerns.c.record_id == records.c.id, STANDS)
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
        STANDS,
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
            responsibilities.c.since > SAID_AT,
            sa.and_(responsibilities.c.since == SAID_AT, responsibilities.c.cause == PASSED_ON_FOR_IT),
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

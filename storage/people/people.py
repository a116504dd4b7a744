"""People, their roles, and the settings (a school, a home, a team) they work in, with each setting's own
contacts.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from storage import audit, traces
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.columns import Moment, metadata
from storage.database.each import name_of, not_opened
from storage.database.engine import Tx
from storage.database.row_seals import Said
from storage.database.statements import Statement
from storage.people import posts as held_posts
from storage.people.entra import entra_id
from storage.problems import DatabaseProblem, NotFound, Trouble
from storage.working_hours import LONDON

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(64), unique=True),
    sa.Column("tenant", sa.String(64)),
    sa.Column("object_id", sa.String(64)),
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("left_at", Moment),
    sa.Column("line_manager_id", sa.String(64), sa.ForeignKey("people.id"), index=True),
    sa.Column("service_area", sa.String(32)),
    sa.Column("back_on", sa.Date),
    sa.UniqueConstraint("tenant", "object_id"),
)

roles = sa.Table(
    "roles",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
    sa.Index("ix_roles_setting_id_role", "setting_id", "role"),
)


GIVEN = (roles.c.role, roles.c.setting_id, row_seals.seal_of(roles))
"""The columns by which `held` reads the roles that somebody was given."""


class Role(StrEnum):
    """What somebody may do in a setting. The values are stored: rename none."""

    WORKER = "worker"
    DSL = "dsl"
    DEPUTY = "deputy"
    CONSULTATION = "consultation"
    MANAGER = "manager"
    ADMIN = "admin"
    HEAD = "head"
    # after an incident: assessments, training, what is prevented
    TRAINING = "training"
    YOUTH_JUSTICE = "youth_justice"
    """On duty for youth justice: names who leads where a court asks."""
    GROUP_LEAD = "group_lead"
    READER = "reader"
    """A head of service or a member of a board: signed reports and figures, never a case."""


@dataclass(frozen=True)
class Person:
    """`posts` says which role in which setting; `roles` is the same without the settings. `line_manager_id` and
    `service_area` are as they stand on file: who is asked above them, `managers.py` says. `back_on` is the day on which
    they are back, where they have said that they are away (`away.py`).
    """

    id: str
    name: str
    setting_id: str
    posts: frozenset[tuple[Role, str]] = frozenset()
    login: str | None = None
    is_demo: bool = False
    line_manager_id: str | None = None
    service_area: str | None = None
    back_on: date | None = None
    roles: frozenset[Role] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(role for role, _ in self.posts))

    def has(self, role: Role, setting_id: str) -> bool:
        """Whether they have this role in this setting."""
        return (role, setting_id) in self.posts

    def is_away(self, now: datetime) -> bool:
        """Whether they are away on this day, in London."""
        return self.back_on is not None and now.astimezone(LONDON).date() < self.back_on

    def settings_as(self, *wanted: Role) -> frozenset[str]:
        """The settings in which this person has one of these roles."""
        return frozenset(setting_id for role, setting_id in self.posts if role in wanted)


@dataclass(frozen=True)
class KnownAs:
    """By `login` in the terminal, by tenant and object id (UUIDs, in any spelling) in Teams."""

    login: str | None = None
    tenant: str | None = None
    object_id: str | None = None


async def add(
    tx: Tx,
    name: str,
    setting_id: str,
    given: Iterable[Role],
    known_as: KnownAs = KnownAs(),
    *,
    id: str | None = None,
    is_demo: bool = False,
) -> Person:
    """A new person with roles in one setting. Who is known by what is asked before (`refuse_taken`)."""
    person_id = id or uuid.uuid4().hex
    await tx.connection.execute(
        people.insert().values(
            id=person_id,
            login=known_as.login,
            tenant=known_as.tenant and entra_id(known_as.tenant),
            object_id=known_as.object_id and entra_id(known_as.object_id),
            name_sealed=tx.vault.seal(name),
            setting_id=setting_id,
            is_demo=is_demo,
            added_at=tx.now,
        )
    )
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.PERSON_ADDED, setting_id)
    # somebody new has no role yet, and is responsible for nothing that could pass on
    posts = frozenset((Role(role), setting_id) for role in given)
    await _put(tx, person_id, setting_id, (), [role for role, _ in posts])
    person = Person(person_id, name, setting_id, posts, known_as.login, is_demo)
    if any(role in held_posts.KEPT for role, _ in posts):
        await held_posts.roles_changed(tx, person_id, posts)
    return person


async def give(tx: Tx, person_id: str, setting_id: str, given: Iterable[Role]) -> None:
    """In place of those that they have there."""
    here = (roles.c.person_id == person_id) & (roles.c.setting_id == setting_id)
    before = (await tx.connection.scalars(sa.select(roles.c.role).where(here))).all()
    await tx.connection.execute(roles.delete().where(here))
    await _put(tx, person_id, setting_id, before, given)


async def _put(tx: Tx, person_id: str, setting_id: str, before: Collection[str], given: Iterable[Role]) -> None:
    rows = [{"person_id": person_id, "setting_id": setting_id, "role": Role(role).value} for role in set(given)]
    if rows:
        await tx.connection.execute(roles.insert(), rows)
    await traces.roles_changed(tx, person_id, setting_id, before, [row["role"] for row in rows])


async def _keep_posts(tx: Tx, person_id: str) -> None:
    await held_posts.roles_changed(tx, person_id, (await get(tx, person_id)).posts)


async def find(tx: Tx, login: str) -> Person | None:
    """Somebody by login, among those who have not left."""
    return await _one(tx, _BY_LOGIN, login=login)


async def find_entra(tx: Tx, tenant: str, object_id: str) -> Person | None:
    """By what Teams says of who is writing, never by what someone types. Nobody where Teams does not say."""
    if not (tenant and object_id):
        return None
    return await _one(tx, _BY_ENTRA, tenant=entra_id(tenant), object_id=entra_id(object_id))


async def get(tx: Tx, person_id: str) -> Person:
    """Raises NotFound. Someone who has left is still found by id, without roles."""
    person = await _one(tx, _BY_ID, person_id=person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    return person


async def names(tx: Tx, person_ids: Collection[str]) -> Mapping[str, str]:
    """How these are known, by their ids, in one question; also of somebody who has left."""
    query = sa.select(people.c.id, people.c.name_sealed).where(people.c.id.in_(person_ids))
    return {row.id: name_of(tx, row.name_sealed, row.id) for row in await tx.connection.execute(query)}


async def everyone(tx: Tx) -> list[Person]:
    """Everyone who has not left."""
    found = await tx.connection.execute(sa.select(people.c.id).where(people.c.left_at.is_(None)).order_by(people.c.id))
    return [await get(tx, person_id) for person_id in found.scalars()]


async def with_role(tx: Tx, role: Role, setting_id: str | None = None) -> list[Person]:
    """Everyone who has this role, in one setting or in any; longest here first."""
    query = (
        sa.select(people.c.id)
        .join(roles, roles.c.person_id == people.c.id)
        .where(roles.c.role == role.value, people.c.left_at.is_(None))
        .group_by(people.c.id)
        .order_by(people.c.added_at, people.c.id)
    )
    if setting_id is not None:
        query = query.where(roles.c.setting_id == setting_id)
    found = [await get(tx, person_id) for person_id in (await tx.connection.execute(query)).scalars()]
    # read again with its seal: a role that was put in beside Waymark is none
    return [one for one in found if (one.has(role, setting_id) if setting_id is not None else role in one.roles)]


async def hold(tx: Tx, person_id: str, *, read: bool = False) -> None:
    """In PostgreSQL; SQLite has one writer at a time anyway."""
    query = sa.select(people.c.id).where(people.c.id == person_id)
    await tx.connection.execute(query.with_for_update(read=read, key_share=not read))


_THERE = row_seals.select(people).where(people.c.left_at.is_(None))
_BY_LOGIN = Statement(_THERE.where(people.c.login == sa.bindparam("login")))
_BY_ENTRA = Statement(
    _THERE.where(people.c.tenant == sa.bindparam("tenant"), people.c.object_id == sa.bindparam("object_id"))
)
_BY_ID = Statement(row_seals.select(people).where(people.c.id == sa.bindparam("person_id")))
_GIVEN_TO = Statement(sa.select(*GIVEN).where(roles.c.person_id == sa.bindparam("person_id")))


async def _one(tx: Tx, by: Statement, **values: str) -> Person | None:
    found = await by.rows(tx, values)
    if not found:
        return None
    return of_row(tx, found[0], held(tx, found[0].row_seal, await _GIVEN_TO.rows(tx, {"person_id": found[0].id})))


def held(tx: Tx, person: Said, given: Iterable[Any]) -> list[tuple[str, str]]:
    """The roles that somebody was given, of rows that end with role, setting and seal. A role that was put into the
    database beside Waymark is none; who was changed there has none at all.
    """
    if not row_seals.holds(tx, person):
        not_opened(tx, DatabaseProblem(Trouble.DAMAGED), person.key)
        return []
    posts = []
    for *_, role, setting_id, said in given:
        if row_seals.holds(tx, said):
            posts.append((role, setting_id))
        else:
            not_opened(tx, DatabaseProblem(Trouble.DAMAGED), person.key)
    return posts


def of_row(tx: Tx, row: sa.Row[Any] | SimpleNamespace, posts: Iterable[tuple[str, str]]) -> Person:
    """`posts` as they are in the table of roles."""
    return Person(
        id=row.id,
        name=name_of(tx, row.name_sealed, row.id),
        setting_id=row.setting_id,
        posts=frozenset((Role(role), setting_id) for role, setting_id in posts),
        login=row.login,
        is_demo=row.is_demo,
        line_manager_id=row.line_manager_id,
        service_area=row.service_area,
        back_on=row.back_on,
    )

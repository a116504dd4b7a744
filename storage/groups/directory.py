"""The groups that there are: data of the installation, kept by whoever runs it (`waymark groups`)."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.database.engine import Tx
from storage.groups.referral import HAS_A_PLACE, subject
from storage.groups.tables import group_referrals, groups
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records.reference import tidy, unused

OLDEST = 18
"""Years: groups are for children, and for those who have just become adults."""


class NotAGroup(Problem):
    """Ages the wrong way round or over `OLDEST`, no name or place, or no room for anybody."""

    reason = "not_a_group"


class NotAGroupLead(Problem):
    """Whoever leads a group has the role `group_lead`."""

    reason = "not_a_group_lead"


@dataclass(frozen=True)
class Group:
    """`taken`: how many places are, of `capacity`. `lead_id` is None while nobody leads it."""

    id: str
    reference: str
    name: str
    youngest: int
    oldest: int
    place: str
    capacity: int
    lead_id: str | None
    closed_at: datetime | None
    taken: int

    @property
    def about(self) -> Subject:
        """What its history is of."""
        return Subject(Kind.GROUP, self.id)

    @property
    def is_full(self) -> bool:
        """Whether there is no place left."""
        return self.taken >= self.capacity

    def is_for(self, age: int) -> bool:
        """Whether it takes children of that age."""
        return self.youngest <= age <= self.oldest


@dataclass(frozen=True)
class NewGroup:
    """Ages in whole years, both included."""

    name: str
    youngest: int
    oldest: int
    place: str
    capacity: int


async def add(tx: Tx, new: NewGroup, lead_id: str | None = None) -> Group:
    """One more group. Raises NotAGroup and NotAGroupLead."""
    if not (new.name.strip() and new.place.strip() and 0 <= new.youngest <= new.oldest <= OLDEST and new.capacity > 0):
        raise NotAGroup
    group_id = uuid.uuid4().hex
    values = {**vars(new), "id": group_id, "reference": await unused(tx, "WG", groups.c.reference)}
    await tx.connection.execute(groups.insert().values(**values, added_at=tx.now))
    await audit.note(tx, Subject(Kind.GROUP, group_id), None, AuditAction.GROUP_ADDED)
    if lead_id is not None:
        await name_lead(tx, group_id, lead_id)
    return await get(tx, group_id)


async def name_lead(tx: Tx, group_id: str, person_id: str) -> Group:
    """This person leads it from now on, and reads its referrals. Raises NotAGroupLead and NotFound."""
    if Role.GROUP_LEAD not in (await people.get(tx, person_id)).roles:
        raise NotAGroupLead
    group = await get(tx, group_id)
    await _set(tx, group_id, lead_id=person_id)
    await audit.note(tx, group.about, None, AuditAction.GROUP_LEAD_NAMED, person_id)
    await outbox.put(tx, person_id, Alert.GROUP_YOURS, {"reference": group.reference})
    return await get(tx, group_id)


async def without_lead(tx: Tx, group: Group) -> None:
    """Nobody leads it from now on."""
    await _set(tx, group.id, lead_id=None)
    await audit.note(tx, group.about, None, AuditAction.GROUP_WITHOUT_LEAD)


async def close(tx: Tx, group_id: str) -> Group:
    """Nobody is referred to it any more; who is in it stays until it ends for them. Raises NotFound."""
    group = await get(tx, group_id)
    await _set(tx, group_id, closed_at=tx.now)
    await audit.note(tx, group.about, None, AuditAction.GROUP_CLOSED)
    return await get(tx, group_id)


async def get(tx: Tx, group_id: str) -> Group:
    """Raises NotFound."""
    found = await _groups(tx, groups.c.id == group_id)
    if not found:
        raise NotFound("group")
    return found[0]


async def names(tx: Tx, group_ids: Collection[str]) -> Mapping[str, str]:
    """How these are called, by their ids, in one question."""
    query = sa.select(groups.c.id, groups.c.name).where(groups.c.id.in_(group_ids))
    return {row.id: row.name for row in await tx.connection.execute(query)}


async def by_reference(tx: Tx, reference: str) -> Group:
    """Raises NotFound."""
    found = await _groups(tx, groups.c.reference == tidy(reference))
    if not found:
        raise NotFound("group")
    return found[0]


async def subject_of(tx: Tx, reference: str) -> Subject:
    """Whose history the reference of a group or of a referral names: for whoever runs the server. Raises NotFound."""
    this = group_referrals.c.reference == tidy(reference)
    found = await tx.connection.scalar(sa.select(group_referrals.c.id).where(this))
    return subject(found) if found else (await by_reference(tx, reference)).about


async def every(tx: Tx) -> list[Group]:
    """All that are not closed, by ages and name."""
    return await _groups(tx, groups.c.closed_at.is_(None))


async def led_by(tx: Tx, person: Person) -> list[Group]:
    """Those that somebody leads now; none where the role has gone."""
    if Role.GROUP_LEAD not in (await people.get(tx, person.id)).roles:
        return []
    return await _groups(tx, groups.c.lead_id == person.id)


def for_age(listed: list[Group], age: int) -> list[Group]:
    """Those that take children of that age, those with a place first; then the others, the nearest ages first."""
    return sorted(listed, key=lambda one: (not one.is_for(age), _away(one, age), one.is_full))


def _away(group: Group, age: int) -> int:
    """Years between an age and the nearest that the group takes."""
    return max(group.youngest - age, age - group.oldest, 0)


async def _set(tx: Tx, group_id: str, **values: Any) -> None:
    await tx.connection.execute(groups.update().where(groups.c.id == group_id).values(**values))


async def _groups(tx: Tx, which: sa.ColumnElement[bool]) -> list[Group]:
    in_it = group_referrals.c.state.in_([state.value for state in HAS_A_PLACE])
    taken = sa.select(sa.func.count()).where(group_referrals.c.group_id == groups.c.id, in_it).scalar_subquery()
    query = sa.select(groups, taken.label("taken")).where(which)
    rows = await tx.connection.execute(query.order_by(groups.c.youngest, groups.c.name, groups.c.id))
    return [Group(**{name: getattr(row, name) for name in Group.__dataclass_fields__}) for row in rows]

"""Who is in a case. Membership is the only right to read it, and it is asked each time: it may have ended since.

Who has no role left that takes part in casework is let out of every case (`leading.after_roles`); should that not have
been done, they read nothing all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework.parts import Part
from storage.casework.tables import case_members, cases
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import Problem

MAY_TAKE_PART = frozenset({Role.WORKER, Role.MANAGER, Role.DSL, Role.DEPUTY, Role.YOUTH_JUSTICE})
IN_IT = case_members.c.until.is_(None)


class InBothCases(Problem):
    """Nobody is in the cases of both children of one incident, unless a manager signs why."""

    reason = "in_both_cases"


@dataclass(frozen=True)
class Member:
    """One part that somebody has in a case; `until` is None as long as they have it."""

    person_id: str
    part: Part
    since: datetime
    until: datetime | None


def about(case_id: str) -> Subject:
    """The history of a case."""
    return Subject(Kind.CASE, case_id)


def may_read(person: Person) -> sa.ColumnElement[bool]:
    """Which cases somebody may read, by their roles as they are given: a condition on `cases`."""
    if not person.roles & MAY_TAKE_PART:
        return sa.false()
    return cases.c.id.in_(sa.select(case_members.c.case_id).where(case_members.c.person_id == person.id, IN_IT))


async def is_in(tx: Tx, person: Person, case_id: str, *parts: Part) -> bool:
    """Whether somebody is a member now, in one of these parts where some are named."""
    fresh = await people.get(tx, person.id)
    these = (case_members.c.case_id == case_id) & (case_members.c.person_id == fresh.id) & IN_IT
    if parts:
        these &= case_members.c.part.in_([part.value for part in parts])
    found = (await tx.connection.scalars(sa.select(row_seals.seal_of(case_members)).where(these))).all()
    # one that was put in beside Waymark lets nobody in
    return bool(fresh.roles & MAY_TAKE_PART) and any(row_seals.holds(tx, said) for said in found)


async def manages(tx: Tx, person: Person, case_id: str) -> bool:
    """Whether somebody is a manager, and in the case as one."""
    return Role.MANAGER in person.roles and await is_in(tx, person, case_id, Part.LINE_MANAGER)


async def is_in_any(tx: Tx, person: Person) -> bool:
    """Whether there is any case that they may read."""
    return await tx.connection.scalar(sa.select(cases.c.id).where(may_read(person)).limit(1)) is not None


async def add(tx: Tx, case_id: str, person_id: str, part: Part, by_id: str | None, *, why_in_both: str = "") -> None:
    """Let somebody in; who has that part already stays. Raises InBothCases, unless a manager has said why."""
    this = (case_members.c.case_id == case_id) & (case_members.c.person_id == person_id)
    there = sa.select(case_members.c.number).where(this, IN_IT, case_members.c.part == part.value)
    if await tx.connection.scalar(there.limit(1)) is not None:
        return
    key = await tx.connection.scalar(sa.select(cases.c.incident_key).where(cases.c.id == case_id))
    if not why_in_both and await is_in_another(tx, key, case_id, person_id):
        raise InBothCases
    last = sa.select(sa.func.max(case_members.c.number)).where(case_members.c.case_id == case_id)
    await tx.connection.execute(
        case_members.insert().values(
            case_id=case_id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            person_id=person_id,
            part=part.value,
            since=tx.now,
            added_by=by_id,
            why_sealed=tx.vault.seal(why_in_both) if why_in_both else None,
        )
    )
    detail = f"{part} {person_id}" + (" in_both" if why_in_both else "")
    await audit.note(tx, about(case_id), by_id, AuditAction.MEMBER_ADDED, detail)


async def add_managers(tx: Tx, case_id: str, found: Iterable[Person], by_id: str | None) -> list[Person]:
    """Let those in who manage, but for who is in the other child's case: that takes a manager's reason. Who was."""
    let_in = []
    for person in found:
        try:
            await add(tx, case_id, person.id, Part.LINE_MANAGER, by_id)
        except InBothCases:
            continue
        let_in.append(person)
    return let_in


async def end(tx: Tx, case_id: str, person_id: str, by_id: str | None, *parts: Part) -> None:
    """Their membership is over, in these parts or in all."""
    these = (case_members.c.case_id == case_id) & (case_members.c.person_id == person_id) & IN_IT
    if parts:
        these &= case_members.c.part.in_([part.value for part in parts])
    numbers = (await tx.connection.scalars(sa.select(case_members.c.number).where(these))).all()
    for number in numbers:
        this = (case_members.c.case_id == case_id) & (case_members.c.number == number)
        await tx.connection.execute(case_members.update().where(this).values(until=tx.now))
    if numbers:
        await audit.note(tx, about(case_id), by_id, AuditAction.MEMBER_ENDED, person_id)


async def of_case(tx: Tx, case_id: str) -> list[Member]:
    """All there are and were, in order."""
    theirs = row_seals.select(case_members).where(case_members.c.case_id == case_id)
    rows = await tx.connection.execute(theirs.order_by(case_members.c.number))
    return [_member(row) for row in rows if row_seals.holds(tx, row.row_seal)]


async def with_part(tx: Tx, case_id: str, *parts: Part) -> list[Person]:
    """Who has one of these parts now and may take part at all, each once."""
    found = [one.person_id for one in await of_case(tx, case_id) if one.until is None and one.part in parts]
    members = [await people.get(tx, person_id) for person_id in dict.fromkeys(found)]
    return [one for one in members if one.roles & MAY_TAKE_PART]


async def end_all_of(tx: Tx, person_id: str) -> None:
    """Somebody has gone: they are in no case any more."""
    query = sa.select(case_members.c.case_id).where(case_members.c.person_id == person_id, IN_IT).distinct()
    for case_id in sorted((await tx.connection.execute(query)).scalars()):
        await end(tx, case_id, person_id, None)


async def is_in_another(tx: Tx, incident_key: str | None, case_id: str, person_id: str) -> bool:
    """Whether they are in the case of another child of that incident."""
    if incident_key is None:
        return False
    other = sa.select(cases.c.id).where(cases.c.incident_key == incident_key, cases.c.id != case_id)
    found = sa.select(case_members.c.number).where(
        case_members.c.case_id.in_(other), case_members.c.person_id == person_id, IN_IT
    )
    return await tx.connection.scalar(found.limit(1)) is not None


def _member(row: sa.Row[Any]) -> Member:
    return Member(row.person_id, Part(row.part), row.since, row.until)

"""May this person read this referral? Asked each time, by the roles that they have now.

Whoever referred reads it; once they have gone, their line manager. The lead of the group reads it while they lead it.
Nobody else does, a safeguarding lead neither: it says nothing of anything that happened.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Tx
from storage.groups.referral import Referral, opened, token
from storage.groups.tables import group_referrals, groups
from storage.people import managers, people
from storage.people.people import Person, Role
from storage.problems import NotFound
from storage.records.reference import tidy


class Part(StrEnum):
    """What somebody has to do with a referral."""

    REFERRER = "referrer"
    STANDS_IN = "stands_in"
    """The line manager of who has gone."""
    LEAD = "lead"


async def part_in(tx: Tx, person: Person, one: Referral) -> Part | None:
    """None where they have nothing to do with it."""
    person = await people.get(tx, person.id)
    if not person.roles:
        return None
    if one.referrer_id == person.id:
        return Part.REFERRER
    lead_id = await tx.connection.scalar(sa.select(groups.c.lead_id).where(groups.c.id == one.group_id))
    if lead_id == person.id and Role.GROUP_LEAD in person.roles:
        return Part.LEAD
    stand_in = any(by.id == person.id for by in await managers.who_goes_on(tx, one.referrer_id))
    return Part.STANDS_IN if stand_in else None


async def read(
    tx: Tx, person: Person, wanted: str, *, action: AuditAction | None = AuditAction.READ
) -> tuple[Referral, Part]:
    """A referral by its reference, held until the transaction ends, and noted in its history (`action` None: it is
    only looked for). Raises NotFound alike for one that is not there; that somebody asked in vain is noted.
    """
    this = group_referrals.c.reference == tidy(wanted)
    row = (await tx.connection.execute(sa.select(group_referrals).where(this).with_for_update())).first()
    if row is None:
        raise NotFound("referral")
    await row_seals.whole(tx, (group_referrals, group_referrals.c.id == row.id))
    one = opened(tx, row)
    part = await part_in(tx, person, one)
    if part is None:
        await audit.note(tx, one.about, person.id, AuditAction.REFUSED_READ)
        raise NotFound("referral")
    if action is not None:
        await audit.note(tx, one.about, person.id, action)
    return one, part


async def sent_by(tx: Tx, person: Person) -> list[Referral]:
    """What somebody has referred, or stands in for who did; what has not ended first, the newest first."""
    staff = [one.id for one in await managers.left_to(tx, person)]
    query = sa.select(group_referrals).where(group_referrals.c.referrer_id.in_([person.id, *staff]))
    order = (group_referrals.c.ended_at.is_not(None), group_referrals.c.sent_at.desc(), group_referrals.c.id)
    return each(tx, await tx.connection.execute(query.order_by(*order)), opened)


async def of_group(tx: Tx, group_id: str) -> list[Referral]:
    """What is not over in a group, the longest there first. For its lead: asks nobody's right."""
    return await of_groups(tx, [group_id])


async def of_groups(tx: Tx, group_ids: Collection[str]) -> list[Referral]:
    """The same of several, in one question."""
    these = group_referrals.c.group_id.in_(group_ids) & group_referrals.c.ended_at.is_(None)
    query = sa.select(group_referrals).where(these).order_by(group_referrals.c.sent_at, group_referrals.c.id)
    return each(tx, await tx.connection.execute(query), opened)


async def to_answer(tx: Tx, person: Person) -> list[str]:
    """The ids of the referrals that wait for an answer of somebody who leads a group."""
    if Role.GROUP_LEAD not in person.roles:
        return []
    led = sa.select(groups.c.id).where(groups.c.lead_id == person.id)
    waits = group_referrals.c.group_id.in_(led) & group_referrals.c.answered_at.is_(None)
    return list(await tx.connection.scalars(sa.select(group_referrals.c.id).where(waits)))


async def about_child(tx: Tx, person: Person, name: str, born: str) -> list[Referral]:
    """What is held about a child that this person may read: for a subject access request. `born` is an ISO day;
    without one nothing is found.
    """
    if not born:
        return []
    these = group_referrals.c.child_token == token(tx, name, date.fromisoformat(born))
    query = sa.select(group_referrals).where(these).order_by(group_referrals.c.sent_at)
    found = each(tx, await tx.connection.execute(query), opened)
    return [one for one in found if await part_in(tx, person, one) is not None]

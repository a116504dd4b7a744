"""Who came to a group. After two missed in a row whoever referred is told, once."""

from collections.abc import Collection
from datetime import date
from itertools import takewhile

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.groups import access, directory
from storage.groups.answering import tell_owners
from storage.groups.referral import HAS_A_PLACE, Referral, State
from storage.groups.tables import group_attendance, group_referrals
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues.alerts import Alert
from storage.working_hours import LONDON

MISSED = 2
"""So many in a row, and whoever referred hears of it (our own choice)."""


class DayToCome(Problem):
    """Who came is noted once the day is there."""

    reason = "group_day_to_come"


async def with_a_place(tx: Tx, group_id: str) -> list[Referral]:
    """Those who may come, the longest there first. For the lead: asks nobody's right."""
    return [one for one in await access.of_group(tx, group_id) if one.state in HAS_A_PLACE]


async def note(tx: Tx, by: Person, group_id: str, day: date, came: Collection[str]) -> int:
    """Who of those with a place came on that day, by the ids of their referrals; how many. What was noted for the day
    before is put right by it. Raises NotFound for who does not lead the group, and DayToCome.
    """
    if group_id not in {group.id for group in await directory.led_by(tx, by)}:
        raise NotFound("group")
    if day > tx.now.astimezone(LONDON).date():
        raise DayToCome
    count = 0
    for one in await with_a_place(tx, group_id):
        is_there = one.id in came
        count += is_there
        before = await _missed_in_a_row(tx, one)
        await _keep(tx, by, one, day, came=is_there)
        if is_there and one.state is State.ACCEPTED:
            this = group_referrals.c.id == one.id
            await tx.connection.execute(group_referrals.update().where(this).values(state=State.ATTENDING.value))
        if before < MISSED <= await _missed_in_a_row(tx, one):
            await tell_owners(tx, one, Alert.GROUP_MISSED)
    return count


async def of_referral(tx: Tx, one: Referral) -> list[tuple[date, bool]]:
    """Each day and whether they came, in order."""
    query = sa.select(group_attendance).where(group_attendance.c.referral_id == one.id)
    rows = await tx.connection.execute(query.order_by(group_attendance.c.day))
    return [(row.day, row.came) for row in rows]


async def _missed_in_a_row(tx: Tx, one: Referral) -> int:
    days = reversed(await of_referral(tx, one))
    return sum(1 for _ in takewhile(lambda row: not row[1], days))


async def _keep(tx: Tx, by: Person, one: Referral, day: date, *, came: bool) -> None:
    this = (group_attendance.c.referral_id == one.id) & (group_attendance.c.day == day)
    await tx.connection.execute(group_attendance.delete().where(this))
    await tx.connection.execute(
        group_attendance.insert().values(referral_id=one.id, day=day, came=came, noted_by=by.id, noted_at=tx.now)
    )
    await audit.note(tx, one.about, by.id, AuditAction.ATTENDANCE_NOTED, "came" if came else "missed")

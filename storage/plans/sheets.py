"""Need-to-know sheets: a staff group sees its own rows of a plan and nothing else, and signs them as read (HM-3.15).

A sheet is given to somebody by name. Whoever works here reads it in Waymark; whoever does not, such as a taxi driver,
signs on paper, and a lead keeps that they did. Where the rows of a group change, its sheets are to be read again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans import access
from storage.plans.access import Child
from storage.plans.plan import (
    ChangedMeanwhile,
    Content,
    NoSuchGroup,
    PlanEnded,
    Row,
    StaffGroup,
    of_group,
    subject,
)
from storage.plans.tables import PlanRow, plan_sheets, safety_plans
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert


class HasIt(Problem):
    """This person has that sheet already."""

    reason = "sheet_given_already"


class NotHere(Problem):
    """A sheet is given to somebody who works in the plan's setting."""

    reason = "sheet_not_here"


@dataclass(frozen=True)
class Given:
    """A sheet in somebody's hands. `reader_id` is None for somebody who signed on paper: `name` and `does` are theirs.
    `is_read`: what they signed is how the rows stand now.
    """

    id: str
    group: StaffGroup
    reader_id: str | None
    name: str
    does: str
    given_at: datetime
    read_at: datetime | None
    is_read: bool


@dataclass(frozen=True)
class Sheet:
    """What is on it: the child, the rows of one staff group, and no word of why."""

    id: str
    reference: str
    setting_id: str
    group: StaffGroup
    child: Child
    rows: Mapping[str, Row]
    version: int
    read_at: datetime | None
    is_read: bool


def group_of(said: str) -> StaffGroup:
    """Raises NoSuchGroup."""
    try:
        return StaffGroup(said)
    except ValueError:
        raise NoSuchGroup from None


async def give(tx: Tx, person: Person, reference: str, group: StaffGroup, reader: Person) -> str:
    """To somebody of the plan's setting, who is told that there is something to read; the sheet's id. Raises NotFound,
    PlanEnded, NoSuchGroup where the plan has no rows for them, NotHere, HasIt.
    """
    row = await _open(tx, person, reference, group)
    fresh = await people.get(tx, reader.id)
    if row.setting_id not in {setting_id for _, setting_id in fresh.posts}:
        raise NotHere
    if any(one.reader_id == reader.id for one in await of_plan(tx, row) if one.group is group):
        raise HasIt
    sheet_id = await _keep(tx, person, row, group, reader_id=reader.id)
    await outbox.put(tx, reader.id, Alert.SHEET_TO_READ, {})
    return sheet_id


async def signed_on_paper(tx: Tx, person: Person, reference: str, group: StaffGroup, name: str, does: str) -> str:
    """Somebody without Waymark has read and signed it; the sheet's id. Raises NotFound, PlanEnded, NoSuchGroup."""
    row = await _open(tx, person, reference, group)
    outsider = tx.vault.seal_json({"name": name, "does": does})
    return await _keep(tx, person, row, group, outsider_sealed=outsider, read_version=row.version, read_at=tx.now)


async def take_back(tx: Tx, person: Person, reference: str, sheet_id: str) -> None:
    """They need it no more. Raises NotFound."""
    row = await access.row_for(tx, person, reference)
    this = (plan_sheets.c.id == sheet_id) & (plan_sheets.c.plan_id == row.id) & plan_sheets.c.taken_back_at.is_(None)
    done = await tx.connection.execute(plan_sheets.update().where(this).values(taken_back_at=tx.now))
    if not done.rowcount:
        raise NotFound("sheet")
    await audit.note(tx, subject(row.id), person.id, AuditAction.SHEET_TAKEN_BACK, sheet_id)


async def mine(tx: Tx, person: Person) -> list[Sheet]:
    """What somebody has been given, as it stands now, of plans that are in force where they still work."""
    fresh = await people.get(tx, person.id)
    here = {setting_id for _, setting_id in fresh.posts}
    query = (
        sa.select(plan_sheets, safety_plans)
        .join(safety_plans, safety_plans.c.id == plan_sheets.c.plan_id)
        .where(plan_sheets.c.reader_id == person.id, plan_sheets.c.taken_back_at.is_(None))
        .where(safety_plans.c.setting_id.in_(here), safety_plans.c.ended_at.is_(None))
        .order_by(plan_sheets.c.given_at, plan_sheets.c.id)
    )
    found = [await _sheet(tx, kept) for kept in (await tx.connection.execute(query)).all()]
    return [one for one in found if one.rows]


async def read(tx: Tx, person: Person, sheet_id: str) -> Sheet:
    """A sheet of one's own; that it was read is in the plan's history. Raises NotFound."""
    found = next((one for one in await mine(tx, person) if one.id == sheet_id), None)
    if found is None:
        raise NotFound("sheet")
    plan_id = await tx.connection.scalar(sa.select(plan_sheets.c.plan_id).where(plan_sheets.c.id == sheet_id))
    await audit.note(tx, subject(str(plan_id)), person.id, AuditAction.READ, f"sheet {found.group}")
    return found


async def sign(tx: Tx, person: Person, sheet_id: str, version: int) -> Sheet:
    """They have read it as it stood in that version. Raises NotFound, ChangedMeanwhile where it has changed since."""
    found = next((one for one in await mine(tx, person) if one.id == sheet_id), None)
    if found is None:
        raise NotFound("sheet")
    row = await access.get(tx, await _plan_of(tx, sheet_id))
    was = (await access.with_version(tx, row, version)).version.content
    newest = (await access.with_version(tx, row)).version
    if of_group(was, found.group) != of_group(newest.content, found.group):
        raise ChangedMeanwhile(newest)
    values = {"read_version": row.version, "read_at": tx.now}
    await tx.connection.execute(plan_sheets.update().where(plan_sheets.c.id == sheet_id).values(**values))
    await audit.note(tx, subject(row.id), person.id, AuditAction.SHEET_READ, f"{found.group} {row.version}")
    return found


async def of_plan(tx: Tx, row: PlanRow) -> list[Given]:
    """Who has which sheet of a plan, in order. The caller has asked the roles."""
    query = sa.select(plan_sheets).where(plan_sheets.c.plan_id == row.id, plan_sheets.c.taken_back_at.is_(None))
    found = []
    for kept in (await tx.connection.execute(query.order_by(plan_sheets.c.given_at, plan_sheets.c.id))).all():
        who = tx.vault.open_json(kept.outsider_sealed) if kept.outsider_sealed else None
        name = who["name"] if who else (await people.get(tx, kept.reader_id)).name
        group = StaffGroup(kept.staff_group)
        found.append(
            Given(
                id=kept.id, group=group, reader_id=kept.reader_id, name=name, does=who["does"] if who else "",
                given_at=kept.given_at, read_at=kept.read_at,
                is_read=await _is_read(tx, row, group, kept.read_version),
            )
        )  # fmt: skip
    return found


async def changed(tx: Tx, row: PlanRow, before: Content, now: Content) -> None:
    """A new version: whoever has a sheet of a group whose rows are others now is to read it again."""
    for one in await of_plan(tx, row):
        differs = of_group(before, one.group) != of_group(now, one.group)
        if one.reader_id and differs and of_group(now, one.group):
            await outbox.put(tx, one.reader_id, Alert.SHEET_CHANGED, {})


async def _open(tx: Tx, person: Person, reference: str, group: StaffGroup) -> PlanRow:
    row = await access.row_for(tx, person, reference)
    if row.ended_at is not None:
        raise PlanEnded
    if not of_group((await access.with_version(tx, row)).version.content, group):
        raise NoSuchGroup
    return row


async def _keep(tx: Tx, person: Person, row: PlanRow, group: StaffGroup, **values: Any) -> str:
    sheet_id = uuid.uuid4().hex
    await tx.connection.execute(
        plan_sheets.insert().values(
            id=sheet_id, plan_id=row.id, staff_group=group.value, given_by=person.id, given_at=tx.now, **values
        )
    )
    await audit.note(tx, subject(row.id), person.id, AuditAction.SHEET_GIVEN, group.value)
    return sheet_id


async def _sheet(tx: Tx, kept: sa.Row[Any]) -> Sheet:
    row = await access.get(tx, kept.plan_id)
    group = StaffGroup(kept.staff_group)
    content = (await access.with_version(tx, row)).version.content
    return Sheet(
        id=kept[0],
        reference=row.reference,
        setting_id=row.setting_id,
        group=group,
        child=await access.child_of(tx, row),
        rows=of_group(content, group),
        version=row.version,
        read_at=kept.read_at,
        is_read=await _is_read(tx, row, group, kept.read_version),
    )


async def _is_read(tx: Tx, row: PlanRow, group: StaffGroup, version: int | None) -> bool:
    if version is None:
        return False
    was = (await access.with_version(tx, row, version)).version.content
    return of_group(was, group) == of_group((await access.with_version(tx, row)).version.content, group)


async def _plan_of(tx: Tx, sheet_id: str) -> str:
    return str(await tx.connection.scalar(sa.select(plan_sheets.c.plan_id).where(plan_sheets.c.id == sheet_id)))

"""Writing a safety plan: begun, changed, agreed, ended. Each change is a version of its own; none is overwritten.

Whoever changes one says which version they have seen. Where another was kept since, nothing is changed and both are
shown (`ChangedMeanwhile`): whether one's own comes on top of it is for a person to say.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.clocks import running
from storage.database.engine import Tx
from storage.documents.redaction.hiding import hiding, lettered
from storage.people import people
from storage.people.people import Person
from storage.people.settings import settings
from storage.plans import access, due, sheets
from storage.plans.plan import (
    Agreement,
    Cause,
    ChangedMeanwhile,
    Content,
    Ending,
    Plan,
    PlanEnded,
    RowsWithoutOwner,
    Side,
    State,
    check,
    sealed,
    state_of,
    subject,
    without_owner,
)
from storage.plans.tables import PlanRow, plan_versions, safety_plans
from storage.problems import NotFound, Problem
from storage.records.access import knows
from storage.records.reference import unused
from storage.working_hours import LONDON

FURTHEST_START = timedelta(days=14)
"""How far ahead an agreed plan may begin (our own choice)."""


class AlreadyThere(Problem):
    """This child has a plan in this setting: there is one for each child."""

    reason = "safety_plan_already_there"

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference


class AgreedAlready(Problem):
    """It has been agreed: what parents and child say by now is kept with a review."""

    reason = "safety_plan_agreed_already"


class StartsWrong(Problem):
    """A plan starts today or within two weeks: not in the past, and not later."""

    reason = "safety_plan_starts_wrong"


class NamesAnotherChild(Problem):
    """Another child of the record is named in it. `parts` are the rows, `attendance`, or `agreement`."""

    reason = "safety_plan_names_another"

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.parts = parts


async def begin(tx: Tx, person: Person, record_id: str, label: str, side: Side, content: Content) -> Plan:
    """The first version of a child's plan, owned by who begins it. Raises AlreadyThere, NotFound for who is no lead or
    may not know of the record, NotChecked, NamesAnotherChild.
    """
    person = await people.get(tx, person.id)
    setting_id = await access.setting_of(tx, person, record_id) if await knows(tx, person, record_id) else None
    if setting_id is None:
        raise NotFound("record")
    # held, so that two who begin at once do not make two plans of one child
    await tx.connection.execute(sa.select(settings.c.id).where(settings.c.id == setting_id).with_for_update())
    there = [one for one in await access.of_child(tx, person, record_id, label) if one.setting_id == setting_id]
    for one in there:
        if one.ended_at is None or (one.record_id, one.label) == (record_id, label):
            raise AlreadyThere(one.reference)
    plan_id, reference = uuid.uuid4().hex, await unused(tx, "SP", safety_plans.c.reference)
    await _check(tx, record_id, label, content)
    await tx.connection.execute(
        safety_plans.insert().values(
            id=plan_id,
            reference=reference,
            setting_id=setting_id,
            record_id=record_id,
            label=label,
            side=side.value,
            owner_id=person.id,
            begun_by=person.id,
            begun_at=tx.now,
            version=0,
        )
    )
    row = await access.row_for(tx, person, reference)
    await keep_version(tx, person, row, Cause.BEGUN, content)
    await audit.note(tx, subject(plan_id), person.id, AuditAction.SAFETY_PLAN_BEGUN)
    return await access.look(tx, person, reference)


async def change(tx: Tx, person: Person, reference: str, content: Content, *, seen: int) -> Plan:
    """A new version of its rows; what was agreed stays with it. Raises NotFound, PlanEnded, ChangedMeanwhile,
    NotChecked, NamesAnotherChild.
    """
    row = await held(tx, person, reference, seen=seen)
    await keep_version(tx, person, row, Cause.CHANGED, content)
    return await access.look(tx, person, reference)


async def agree(tx: Tx, person: Person, reference: str, agreement: Agreement, starts_on: date, *, seen: int) -> Plan:
    """What parents and child say, and from which day it is in force: at once, or within two weeks. The reviews are
    counted from that day. Raises what `change` does, RowsWithoutOwner, AgreedAlready, StartsWrong.
    """
    row = await held(tx, person, reference, seen=seen)
    if row.agreed_at is not None:
        raise AgreedAlready
    today = tx.now.astimezone(LONDON).date()
    if not today <= starts_on <= today + FURTHEST_START:
        raise StartsWrong
    content = (await access.with_version(tx, row)).version.content
    if missing := without_owner(content):
        raise RowsWithoutOwner(missing)
    await keep_version(tx, person, row, Cause.AGREED, replace(content, agreement=agreement))
    values = {"agreed_at": tx.now, "starts_on": starts_on}
    await tx.connection.execute(safety_plans.update().where(safety_plans.c.id == row.id).values(**values))
    await audit.note(tx, subject(row.id), person.id, AuditAction.SAFETY_PLAN_AGREED)
    await due.begin_reviews(tx, row, starts_on, content)
    for record_id, _ in await access.same_child(tx, row.record_id, row.label, sa.true()):
        await running.stop(tx, due.NEEDED, Subject(Kind.RECORD, record_id))
    return await access.look(tx, person, reference)


async def end(tx: Tx, person: Person, reference: str, ending: Ending, *, seen: int) -> Plan:
    """It is over; every version stays. Raises NotFound, PlanEnded, ChangedMeanwhile."""
    row = await held(tx, person, reference, seen=seen)
    await refuse_names(tx, row, {"ending": f"{ending.words}\n{ending.who_agreed}"})
    values = {"ended_at": tx.now, "ended_sealed": sealed(tx, ending)}
    await tx.connection.execute(safety_plans.update().where(safety_plans.c.id == row.id).values(**values))
    await running.stop_all(tx, subject(row.id))
    await audit.note(tx, subject(row.id), person.id, AuditAction.SAFETY_PLAN_ENDED, ending.why)
    return await access.look(tx, person, reference)


async def held(tx: Tx, person: Person, reference: str, *, seen: int) -> PlanRow:
    """The row of a plan that may be changed, held until the transaction ends. Raises NotFound, PlanEnded,
    ChangedMeanwhile.
    """
    row = await access.row_for(tx, person, reference)
    if row.ended_at is not None:
        raise PlanEnded
    if row.version != seen:
        raise ChangedMeanwhile((await access.with_version(tx, row)).version)
    return row


async def keep_version(tx: Tx, person: Person, row: PlanRow, cause: Cause, content: Content) -> int:
    """The next version of a row that is held; its number."""
    await _check(tx, row.record_id, row.label, content)
    if row.agreed_at is not None and (missing := without_owner(content)):
        raise RowsWithoutOwner(missing)
    number = row.version + 1
    await tx.connection.execute(
        plan_versions.insert().values(
            plan_id=row.id,
            number=number,
            by_id=person.id,
            at=tx.now,
            cause=cause.value,
            content_sealed=sealed(tx, content),
        )
    )
    await tx.connection.execute(safety_plans.update().where(safety_plans.c.id == row.id).values(version=number))
    if cause is not Cause.BEGUN:
        await audit.note(tx, subject(row.id), person.id, AuditAction.SAFETY_PLAN_VERSION, str(number))
        await sheets.changed(tx, row, (await access.with_version(tx, row)).version.content, content)
    return number


def state(row: PlanRow, tx: Tx) -> State:
    """How far the plan has come today, in London, from its row alone."""
    return state_of(row.agreed_at, row.starts_on, row.ended_at, tx.now.astimezone(LONDON).date())


async def refuse_names(tx: Tx, row: PlanRow, texts: Mapping[str, str]) -> None:
    """Raises NamesAnotherChild with the names of the texts in which another child of the record is named."""
    await _refuse_names(tx, row.record_id, row.label, texts)


async def _check(tx: Tx, record_id: str, label: str, content: Content) -> None:
    check(content)
    texts = {part: f"{row.text}\n{row.who}" for part, row in content.rows.items()}
    if content.attends is not None:
        texts["attendance"] = f"{content.attends.checked_by}\n{content.attends.back}"
    if content.agreement is not None:
        said = content.agreement
        texts["agreement"] = "\n".join((said.parents_words, said.child_words, said.holders))
    await _refuse_names(tx, record_id, label, texts)


async def _refuse_names(tx: Tx, record_id: str, label: str, texts: Mapping[str, str]) -> None:
    children = await access.children_of(tx, record_id)
    own = next((str(one["name"]) for one in children if one["label"] == label), "")
    others = lettered(children, but=label)
    hide = hiding(others, own)
    marks = [f"[{letter}]" for letter in others.values()]

    def names_one(text: str) -> bool:
        """What may be a name, and may be a word, is no name here: 'may', 'rose'."""
        return any(hide(text).count(mark) > text.count(mark) for mark in marks)

    if named := tuple(name for name, text in texts.items() if names_one(text)):
        raise NamesAnotherChild(named)

"""Who is responsible for a record, from when, and why it passed on: there is always somebody, also once it is filed.

First whom it was sent to; then, when nobody has read it in time, the next one; and at once when the person responsible
loses the role, moves to another setting, or leaves. Then both sides have a receipt.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.database.engine import Tx
from storage.people import people, responsible
from storage.people.people import Person
from storage.people.responsible import CHAIN, NoOneResponsible
from storage.problems import Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import access, concerns
from storage.records.tables import BESIDE_SEAL, RecordRow, Status, records, responsibilities


class Cause(StrEnum):
    """Why somebody became responsible; stored, rename none."""

    SENT = "sent"
    SILENCE = "silence"
    """Nobody had read it in time."""
    ROLE_LOST = "role_lost"
    HANDED_OVER = "handed_over"
    CONCERN = "concern"
    """It turned out that it may be about whoever had it."""


class LastResponsible(Problem):
    """Nobody else in the setting could take on the records that this person is responsible for."""

    reason = "last_responsible"


@dataclass(frozen=True)
class Step:
    """Who became responsible, since when (UTC) and why."""

    person_id: str
    since: datetime
    cause: Cause


@dataclass(frozen=True)
class Passed:
    """A line of the receipt: one record that passed on because somebody's roles changed. Nothing of what is in it."""

    reference: str
    setting_id: str
    to_id: str
    is_filed: bool


async def begin(tx: Tx, record_id: str, person_id: str) -> None:
    """Whom the record is sent to answers for it first."""
    await _keep(tx, record_id, 1, person_id, Cause.SENT)


async def steps_of(tx: Tx, record_id: str) -> list[Step]:
    """In order; the last one is responsible now."""
    query = sa.select(responsibilities).where(responsibilities.c.record_id == record_id)
    rows = await tx.connection.execute(query.order_by(responsibilities.c.number))
    return [Step(row.person_id, row.since, Cause(row.cause)) for row in rows]


async def pass_on(tx: Tx, row: RecordRow, to: Person, cause: Cause) -> None:
    """From now on `to` is responsible. Where it is not filed yet, they are told, and the worker who signed."""
    await audit.note(tx, row.id, to.id, audit.AuditAction.PASSED_ON, cause)
    number = len(await steps_of(tx, row.id)) + 1
    await tx.connection.execute(records.update().where(records.c.id == row.id).values(responsible_id=to.id))
    await _keep(tx, row.id, number, to.id, cause)
    if row.status == Status.FILED:
        return
    about = {"reference": row.reference}
    await access.tell(tx, row.id, to.id, Alert.RECORD_PASSED_TO_YOU, about, once=once.passed(row.id, number))
    await outbox.put(tx, row.author_id, Alert.RECORD_PASSED_ON, about, once=once.passed_on(row.id, number))


async def next_after(tx: Tx, row: RecordRow) -> Person | None:
    """Who comes next, when those who had it have not read it: another DSL, the deputy, then the head. Never who
    signed it.
    """
    had = {step.person_id for step in await steps_of(tx, row.id)}
    try:
        return await responsible.first_of(tx, row.setting_id, had | {row.author_id} | await concerns.about(tx, row.id))
    except NoOneResponsible:
        return None


async def after_roles(tx: Tx, person_id: str) -> list[Passed]:
    """Somebody's roles have changed: what they may no longer answer for passes on at once. Raises LastResponsible."""
    answers_for = (await people.get(tx, person_id)).settings_as(*CHAIN)
    await _receipts_in_vain(tx, person_id, answers_for)
    t = records.c
    held = sa.select(*BESIDE_SEAL).where(t.responsible_id == person_id, t.setting_id.not_in(answers_for))
    passed = []
    rows = (await tx.connection.execute(held.order_by(t.signed_at, t.reference))).all()
    for row in map(RecordRow.of, rows):
        try:
            to = await responsible.first_of(tx, row.setting_id, {row.author_id} | await concerns.about(tx, row.id))
        except NoOneResponsible:
            raise LastResponsible(row.setting_id) from None
        await pass_on(tx, row, to, Cause.ROLE_LOST)
        await _readdress(tx, row, to)
        passed.append(Passed(row.reference, row.setting_id, to.id, row.status == Status.FILED))
    await _receipts(tx, person_id, passed)
    return passed


async def _receipts(tx: Tx, person_id: str, passed: list[Passed]) -> None:
    """How many have passed on, and from which setting: to whoever has them now, and to whoever had them."""
    moment = tx.now.isoformat()
    for setting_id, to_id in sorted({(one.setting_id, one.to_id) for one in passed}):
        theirs = [one for one in passed if (one.setting_id, one.to_id) == (setting_id, to_id)]
        about: dict[str, str | int] = {"count": len(theirs), "open": sum(not one.is_filed for one in theirs)}
        about |= {"setting_id": setting_id, "at": moment}
        await outbox.put(tx, to_id, Alert.RECORDS_TAKEN_OVER, about)
        await outbox.put(tx, person_id, Alert.RECORDS_GIVEN_OVER, about)


async def _receipts_in_vain(tx: Tx, person_id: str, answers_for: Collection[str]) -> None:
    """A receipt that has not arrived, for records that pass on again now: the next one has a receipt of their own."""
    for message in await outbox.waiting_for(tx, person_id):
        if message.key == Alert.RECORDS_TAKEN_OVER and message.params["setting_id"] not in answers_for:
            await outbox.withdraw(tx, message)


async def _readdress(tx: Tx, row: RecordRow, to: Person) -> None:
    """What has not reached the one who lost the role goes to whoever is responsible now.

    Not that another record may be about the same child: whoever has it now may not know of that one. Reading tells it.
    """
    names = once.of_responsible(row.id, row.submission_key, len(await steps_of(tx, row.id)))
    for message in await outbox.waiting_for(tx, row.responsible_id):
        if message.once in names:
            await outbox.withdraw(tx, message)
            await outbox.put(tx, to.id, Alert(message.key), message.params, once=message.once)
        if message.once == once.look_alike(row.id):
            await outbox.withdraw(tx, message)


async def _keep(tx: Tx, record_id: str, number: int, person_id: str, cause: Cause) -> None:
    await tx.connection.execute(
        responsibilities.insert().values(
            record_id=record_id, number=number, person_id=person_id, since=tx.now, cause=cause.value
        )
    )

"""Asking for an informal talk. It is sent only with the line manager's agreement (PB-roles)."""

import uuid
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.clocks.clock import Limit, Run, clocks, limit
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records.access import is_theirs
from storage.records.reference import tidy, unused
from storage.records.tables import records
from storage.talks import told
from storage.talks.tables import talks
from storage.talks.talk import Asked, sealed, subject
from storage.working_hours import LONDON

ANSWERED = "talk_answered"
"""The clock until youth justice answers."""


class NobodyOnDuty(Problem):
    """Nobody has the role of the duty worker of youth justice, so nobody would ever hear of it."""

    reason = "nobody_on_duty"


class AgreedLater(Problem):
    """A manager cannot have agreed on a day that has not come."""

    reason = "agreed_later"


async def ask(
    tx: Tx, person: Person, asked: Asked, *, case_key: str | None = None, passes_by: Collection[Role] = ()
) -> str:
    """Send it to the duty of youth justice; its reference. Who has one of the roles `passes_by` is told nothing of it,
    since it may be about them. Raises NobodyOnDuty and AgreedLater, and sends nothing.
    """
    if asked.manager_agreed_on > tx.now.astimezone(LONDON).date():
        raise AgreedLater
    duty = await told.on_duty(tx, person.id)
    if not duty:
        raise NobodyOnDuty
    talk_id, reference = uuid.uuid4().hex, await unused(tx, "WT", talks.c.reference)
    await tx.connection.execute(
        talks.insert().values(
            id=talk_id,
            reference=reference,
            asker_id=person.id,
            setting_id=person.setting_id,
            case_key=case_key,
            asked_sealed=sealed(tx, asked),
            asked_at=tx.now,
            for_this_lead_only=False,
            passes_by=" ".join(sorted(passes_by)),
        )
    )
    await audit.note(tx, subject(talk_id), person.id, AuditAction.TALK_ASKED)
    await running.start(tx, ANSWERED, subject(talk_id), reference)
    for one in duty:
        await outbox.put(tx, one.id, Alert.TALK_ASKED, {"reference": reference})
    return reference


async def case_of(tx: Tx, person: Person, reference: str) -> str:
    """What a talk about a record that is theirs to speak of has as its case. Raises NotFound."""
    if not await is_theirs(tx, person, reference):
        raise NotFound("record")
    query = sa.select(records.c.submission_key).where(records.c.reference == tidy(reference))
    return str(await tx.connection.scalar(query))


def due(tx: Tx, asked_at: datetime | None = None) -> Limit:
    """By when one that was sent then, or is sent now, should be answered."""
    return limit(clocks()[ANSWERED], Run(asked_at or tx.now), tx.closed)

"""What stands in the way of an assessment: a manager hears the same minute, and the one above after a working day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import managing, members
from storage.casework.assessments import Assessment, NotNow, of_person
from storage.casework.parts import BarrierKind, Part
from storage.casework.tables import barriers
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert

ANSWERED = "barrier_answered"
unanswered = barriers.c.answered_at.is_(None)


class NeedsWords(Problem):
    """'Something else' says nothing by itself."""

    reason = "needs_words"


@dataclass(frozen=True)
class Barrier:
    """`number` within its assessment. `answer` is '' until a manager has answered."""

    assessment_id: str
    number: int
    kind: BarrierKind
    words: str
    reported_by: str
    reported_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    answer: str


async def report(tx: Tx, by: Person, one: Assessment, kind: BarrierKind, words: str) -> Barrier:
    """Keep it and tell the line manager of whoever leads, or asked, in this transaction. Raises NeedsWords, NotNow."""
    if one.is_made:
        raise NotNow(one.state)
    if kind is BarrierKind.OTHER and not words:
        raise NeedsWords
    last = sa.select(sa.func.max(barriers.c.number)).where(barriers.c.assessment_id == one.id)
    number = (await tx.connection.scalar(last) or 0) + 1
    await tx.connection.execute(
        barriers.insert().values(
            assessment_id=one.id,
            number=number,
            kind=kind.value,
            words_sealed=tx.vault.seal(words),
            reported_by=by.id,
            reported_at=tx.now,
        )
    )
    await audit.note(tx, one.about, by.id, AuditAction.BARRIER_REPORTED, f"{number} {kind}")
    count = sa.select(sa.func.count()).where(barriers.c.assessment_id == one.id, unanswered)
    waiting = int(await tx.connection.scalar(count) or 0)
    whose = await people.get(tx, one.lead_id or one.asked_by)
    for manager in await managing.let_in(tx, one.case_id, whose, by.id):
        about: dict[str, str | int] = {"reference": one.reference, "count": waiting}
        name = once.state(Alert.BARRIER_REPORTED, f"{one.id}:{number}:{manager.id}")
        await outbox.put(tx, manager.id, Alert.BARRIER_REPORTED, about, once=name)
    await running.start(tx, ANSWERED, _clock_of(one, number), one.reference)
    return await _one(tx, one, number)


async def answer(tx: Tx, by: Person, one: Assessment, number: int, words: str) -> Barrier:
    """A manager's answer, once. Raises NotAllowed, and NotFound where no such barrier waits."""
    if Role.MANAGER not in by.roles or not await members.is_in(tx, by, one.case_id, Part.LINE_MANAGER):
        raise NotAllowed
    this = (barriers.c.assessment_id == one.id) & (barriers.c.number == number) & unanswered
    values = {"answered_by": by.id, "answered_at": tx.now, "answer_sealed": tx.vault.seal(words)}
    done = await tx.connection.execute(barriers.update().where(this).values(**values))
    if not done.rowcount:
        raise NotFound("barrier")
    await audit.note(tx, one.about, by.id, AuditAction.BARRIER_ANSWERED, str(number))
    await running.stop(tx, ANSWERED, _clock_of(one, number))
    answered = await _one(tx, one, number)
    await outbox.put(tx, answered.reported_by, Alert.BARRIER_ANSWERED, {"reference": one.reference})
    return answered


async def of_assessment(tx: Tx, one: Assessment) -> list[Barrier]:
    """All of one, in order. Asks nobody's right."""
    query = sa.select(barriers).where(barriers.c.assessment_id == one.id).order_by(barriers.c.number)
    return [_barrier(tx, row) for row in await tx.connection.execute(query)]


async def waiting_for(tx: Tx, manager: Person) -> list[tuple[Assessment, Barrier]]:
    """What no manager has answered, of all assessments that they may read, oldest first."""
    theirs = {one.id: one for one in await of_person(tx, manager)}
    query = sa.select(barriers).where(barriers.c.assessment_id.in_(list(theirs)), unanswered)
    rows = await tx.connection.execute(query.order_by(barriers.c.reported_at, barriers.c.assessment_id))
    return [(theirs[row.assessment_id], _barrier(tx, row)) for row in rows]


async def stop_clocks(tx: Tx, one: Assessment) -> None:
    """It is made, or over: nobody has to answer any more."""
    numbers = await tx.connection.scalars(sa.select(barriers.c.number).where(barriers.c.assessment_id == one.id))
    for number in sorted(numbers):
        await running.stop(tx, ANSWERED, _clock_of(one, number))


def _clock_of(one: Assessment, number: int) -> Subject:
    return Subject(Kind.ASSESSMENT, f"{one.id}/{number}")


async def _one(tx: Tx, one: Assessment, number: int) -> Barrier:
    return next(barrier for barrier in await of_assessment(tx, one) if barrier.number == number)


def _barrier(tx: Tx, row: sa.Row[Any]) -> Barrier:
    return Barrier(
        assessment_id=row.assessment_id,
        number=row.number,
        kind=BarrierKind(row.kind),
        words=tx.vault.open(row.words_sealed),
        reported_by=row.reported_by,
        reported_at=row.reported_at,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        answer=tx.vault.open(row.answer_sealed) if row.answer_sealed else "",
    )

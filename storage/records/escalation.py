"""A record that nobody has read passes on: to the deputy, then to the head, red sooner than others.

Each record has one job from its signing to its reading. The job looks whether the time is up by the installation's own
hours, so that a change of the setting holds for what is waiting already.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.records import access, responsibility
from storage.records.tables import BESIDE_SEAL, RecordRow, Status, records, second_views
from storage.working_hours import add_working_hours

SOONEST = 0.5
"""Working hours: the shortest that the setting allows, and so the first look."""
WORKING_DAY = 8.5


@dataclass(frozen=True)
class Pace:
    """Working hours that a record may lie unread with one person before it passes on."""

    ordinary: float = 4
    red: float = 1


async def watch(tx: Tx, record_id: str) -> None:
    """Begin the clock of a record that has just been signed."""
    await jobs.schedule(tx, JobKind.UNREAD_RECORD, add_working_hours(tx.now, SOONEST, tx.closed), record_id)


async def look(tx: Tx, job: Job, pace: Pace) -> None:
    """Do a job of this kind that has come due: pass the record on, or look again when its time is up."""
    query = sa.select(*BESIDE_SEAL).where(records.c.id == job.key).with_for_update()
    row = RecordRow.of((await tx.connection.execute(query)).one())
    if row.status not in (Status.SIGNED, Status.RECEIVED):
        await jobs.done(tx, job)
        return
    hours = pace.red if await _is_red(tx, row.id, row.colour) else pace.ordinary
    steps = await responsibility.steps_of(tx, row.id)
    until = add_working_hours(steps[-1].since, hours, tx.closed)
    if tx.now < until:
        await jobs.retry(tx, job, until)
        return
    to = await responsibility.next_after(tx, row)
    if to is not None:
        await responsibility.pass_on(tx, row, to, responsibility.Cause.SILENCE)
        await jobs.retry(tx, job, add_working_hours(tx.now, hours, tx.closed))
        return
    # everybody has had it: each working day all of them hear again, and the worker that nobody has read it
    for person_id in sorted({step.person_id for step in steps}):
        await access.tell(tx, row.id, person_id, Alert.RECORD_STILL_UNREAD, {"reference": row.reference})
    await outbox.put(tx, row.author_id, Alert.RECORD_NOBODY_READ, {"reference": row.reference})
    await jobs.retry(tx, job, add_working_hours(tx.now, WORKING_DAY, tx.closed))


async def escalate_now(tx: Tx, record_id: str) -> None:
    """Something has made it more pressing: look at it now."""
    if await jobs.cancel(tx, JobKind.UNREAD_RECORD, record_id):
        await jobs.schedule(tx, JobKind.UNREAD_RECORD, tx.now, record_id)


async def _is_red(tx: Tx, record_id: str, colour: str) -> bool:
    """By the view that was signed, or by a second one that counts earlier records.

    Only by the one that they all may know: when a record passed on is not to tell anybody of an earlier one.
    """
    second = sa.select(second_views.c.number).where(
        second_views.c.record_id == record_id, second_views.c.colour == "red", second_views.c.is_shared
    )
    return colour == "red" or await tx.connection.scalar(second.limit(1)) is not None

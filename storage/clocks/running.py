"""Clocks that run: started and stopped with what they are about, and told by a job when a step is due.

    await running.start(tx, "assessment_limit", subject, reference)     # in the transaction of the request
    await running.stop(tx, "assessment_limit", subject)                 # in the one that completes it
    await running.pause(tx, ...); await running.go_on(tx, ...)
    await running.bring_forward(tx, ..., court_day)
    await running.find(tx, "assessment_limit", subject)                 # Running, with .limit and .run

Who is told is not kept with the clock: parts such as `lead` are looked up when a step is due, by the `Audience` of that
kind of subject (`bot/job_kinds.py`), which names only those who may know of it now. So whoever has left or lost a role
hears nothing, and whoever came in their place does.

Nothing is told twice: what was told is marked in the transaction that marks the job, under a lock of the clock's row.
Where several steps were missed, as after a day without the program, only the newest is told.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.clocks.clock import Clock, Limit, Pause, Run, Step, as_if_on, clocks, limit, steps
from storage.clocks.tables import clock_runs, still_running
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.queues import jobs, once, outbox
from storage.queues.jobs import Job, JobKind
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Running:
    """A clock and what it is about. `reference` is what people say for that."""

    id: str
    clock: Clock
    about: Subject
    reference: str
    run: Run
    told_until: datetime
    ended_at: datetime | None

    def limit(self, today: date, closed: Collection[date]) -> Limit:
        """The last day in time; of one that is paused, as if it went on today."""
        return limit(self.clock, as_if_on(self.run, today), closed)


Audience = Callable[[Tx, Running, str], Awaitable[Collection[str]]]
"""Who has a part (`lead`) in what a clock is about and may know of it now, by their ids; nobody where nobody has."""


async def start(
    tx: Tx, name: str, about: Subject, reference: str, *, at: datetime | None = None, no_later_than: date | None = None
) -> bool:
    """Start a clock, now or from an earlier moment `at`; whether it is new: one that runs already stays as it is."""
    clock = clocks()[name]
    run = Run(at or tx.now, no_later_than)
    id = uuid.uuid4().hex
    new = await insert_new(
        tx.connection,
        clock_runs,
        id=id,
        name=clock.name,
        subject_kind=about.kind.value,
        subject_id=about.id,
        reference=reference,
        started_at=run.started_at,
        no_later_than=no_later_than,
        pauses=[],
        told_until=run.started_at,
        ended_at=None,
    )
    if new:
        await _schedule(tx, id, clock, run, run.started_at)
    return new


async def stop(tx: Tx, name: str, about: Subject) -> bool:
    """It has come to its end, in time or not; whether it ran."""
    running = await _held(tx, name, about)
    if running is None:
        return False
    await _keep(tx, running.id, ended_at=tx.now)
    await jobs.cancel(tx, JobKind.CLOCK, running.id)
    return True


async def stop_all(tx: Tx, about: Subject) -> None:
    """Every clock of a subject that is over."""
    for running in await of(tx, about):
        if running.ended_at is None:
            await stop(tx, running.clock.name, about)


async def pause(tx: Tx, name: str, about: Subject) -> bool:
    """From today on no day counts, and nobody is told anything; whether it ran and was not paused already."""
    running = await _held(tx, name, about)
    if running is None or running.run.is_paused:
        return False
    paused = replace(running.run, pauses=(*running.run.pauses, Pause(_today(tx))))
    await _set(tx, running, paused)
    return True


async def go_on(tx: Tx, name: str, about: Subject) -> bool:
    """From today on each day counts again. What would have been told meanwhile is not told any more."""
    running = await _held(tx, name, about)
    if running is None or not running.run.is_paused:
        return False
    await _keep(tx, running.id, told_until=tx.now)
    await _set(tx, replace(running, told_until=tx.now), as_if_on(running.run, _today(tx)))
    return True


async def bring_forward(tx: Tx, name: str, about: Subject, no_later_than: date | None) -> bool:
    """The limit is that day at the latest; None takes it back. What is due by that already is told at once."""
    running = await _held(tx, name, about)
    if running is None:
        return False
    await _set(tx, running, replace(running.run, no_later_than=no_later_than))
    return True


async def find(tx: Tx, name: str, about: Subject) -> Running | None:
    """The newest of that name and subject, whether it still runs or has ended."""
    found = [one for one in await of(tx, about) if one.clock.name == name]
    return found[-1] if found else None


async def every(tx: Tx) -> list[Running]:
    """All clocks that run, of whatever subject, oldest first."""
    query = sa.select(clock_runs).where(still_running).order_by(clock_runs.c.started_at, clock_runs.c.id)
    return [_running(row) for row in await tx.connection.execute(query)]


async def of(tx: Tx, about: Subject) -> list[Running]:
    """All clocks of a subject, those that ended too, oldest first."""
    return (await of_many(tx, about.kind, [about.id])).get(about.id, [])


async def of_many(tx: Tx, kind: Kind, ids: Collection[str]) -> Mapping[str, list[Running]]:
    """The same for many subjects of one kind, in one question, by the subject's id: for a board."""
    these = (clock_runs.c.subject_kind == kind.value) & clock_runs.c.subject_id.in_(ids)
    query = sa.select(clock_runs).where(these).order_by(clock_runs.c.started_at, clock_runs.c.id)
    found: dict[str, list[Running]] = {}
    for row in await tx.connection.execute(query):
        found.setdefault(row.subject_id, []).append(_running(row))
    return found


async def look(tx: Tx, job: Job, audiences: Mapping[Kind, Audience]) -> None:
    """Do a job of this kind that has come due: tell the newest step that is due and was not told, and wait for the
    next.
    """
    row = (
        await tx.connection.execute(sa.select(clock_runs).where(clock_runs.c.id == job.key).with_for_update())
    ).first()
    running = _running(row) if row is not None else None
    if running is None or running.ended_at is not None or running.run.is_paused:
        await jobs.done(tx, job)
        return
    due = list(takewhile(lambda step: step.at <= tx.now, steps(running.clock, running.run, tx.closed)))
    if due and due[-1].at > running.told_until:
        await _tell(tx, running, due[-1], audiences[running.about.kind])
        await _keep(tx, running.id, told_until=tx.now)
    following = _next(running.clock, running.run, tx.now, tx)
    if following is None:
        await jobs.done(tx, job)
    else:
        await jobs.retry(tx, job, following.at)


async def _tell(tx: Tx, running: Running, step: Step, audience: Audience) -> None:
    told = {person_id for part in step.parts for person_id in await audience(tx, running, part)}
    # told late, it still says how many days it is by now
    days = abs((running.limit(_today(tx), tx.closed).day - _today(tx)).days)
    about: dict[str, str | int] = {"reference": running.reference, "count": days}
    for person_id in sorted(told):
        name = once.clock_step(running.id, step.says, step.at, person_id)
        await outbox.put(tx, person_id, step.says, about, once=name)


async def _set(tx: Tx, running: Running, run: Run) -> None:
    """Keep how it runs from now on, and look when the next step is due by that."""
    pauses = [[pause.first.isoformat(), pause.until.isoformat() if pause.until else ""] for pause in run.pauses]
    await _keep(tx, running.id, pauses=pauses, no_later_than=run.no_later_than)
    await jobs.cancel(tx, JobKind.CLOCK, running.id)
    await _schedule(tx, running.id, running.clock, run, running.told_until)


async def _schedule(tx: Tx, id: str, clock: Clock, run: Run, told_until: datetime) -> None:
    following = _next(clock, run, told_until, tx)
    if following is not None:
        await jobs.schedule(tx, JobKind.CLOCK, max(following.at, tx.now), id)


def _next(clock: Clock, run: Run, after: datetime, tx: Tx) -> Step | None:
    return next((step for step in steps(clock, run, tx.closed) if step.at > after), None)


def _today(tx: Tx) -> date:
    return tx.now.astimezone(LONDON).date()


async def _held(tx: Tx, name: str, about: Subject) -> Running | None:
    """The one that runs, held until the transaction ends."""
    this = (
        clock_runs.c.name == name,
        clock_runs.c.subject_kind == about.kind.value,
        clock_runs.c.subject_id == about.id,
    )
    row = (await tx.connection.execute(sa.select(clock_runs).where(*this, still_running).with_for_update())).first()
    return None if row is None else _running(row)


def _running(row: sa.Row[Any]) -> Running:
    pauses = [
        Pause(date.fromisoformat(first), date.fromisoformat(until) if until else None) for first, until in row.pauses
    ]
    return Running(
        id=row.id,
        clock=clocks()[row.name],
        about=Subject(Kind(row.subject_kind), row.subject_id),
        reference=row.reference,
        run=Run(row.started_at, row.no_later_than, tuple(pauses)),
        told_until=row.told_until,
        ended_at=row.ended_at,
    )


async def _keep(tx: Tx, id: str, **values: Any) -> None:
    await tx.connection.execute(clock_runs.update().where(clock_runs.c.id == id).values(**values))

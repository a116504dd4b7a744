"""Things to do at a later time: a clock that several processes share.

A job is lent to one process and returns when its lease runs out; do the work and call `done` in ONE
transaction, then it happens exactly once, whoever dies.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.queues.lease import LEASE, borrow, still_lent
from storage.queues.outbox import CONTENT_FREE


class JobKind(StrEnum):
    """What is done when its time has come: the values are stored, rename none. `bot/job_kinds.py` says how."""

    SAFETY_WATCH = "safety_watch"
    """Silence after something urgent was shown: two hours, or half an hour after a red view."""
    UNREAD_RECORD = "unread_record"
    CONSULTATION_SEATS = "consultation_seats"
    """A hold or an offer is over: free seats are offered on."""
    CONSULTATION_DAY = "consultation_day"
    """Each morning: new slots open, and the month may turn."""
    CONSULTATION_REMINDER = "consultation_reminder"
    CONSULTATION_ACTION = "consultation_action"
    """Something agreed in a consultation is due."""
    CONSULTATION_INVITATION = "consultation_invitation"
    """A calendar entry goes by mail, one job for each person (`key_of`); it sends what is true by then."""
    TRAINING_INVITATION = "training_invitation"
    """The same for a session of training: one job for each person and session."""
    TRAINING_YEAR = "training_year"
    """The next of the year of training: the census, refreshers to plan, the report (`storage/training/year.py`)."""
    CASE_DAY = "case_day"
    """Each working morning: who turns 12 or 18 while an assessment is made (`storage/casework/birthdays.py`)."""
    PUT_AWAY = "put_away"
    """A card in somebody's chat has shown a record for long enough, and closes (`bot/teams/closing_records.py`)."""
    CLOCK = "clock"
    """A step of a clock is due (`storage/clocks/`): a reminder, or that a limit has passed."""


EVERY_KIND = frozenset(JobKind)


def key_of(booking_id: str, which: str | int) -> str:
    """The key of one of several jobs of a booking: which reminder, the number of an action, whose calendar. It is
    stored: change no spelling.
    """
    return f"{booking_id}:{which}"


def read_key(key: str) -> tuple[str, str]:
    """The booking of a `key_of`, and which of its jobs it is."""
    booking_id, _, which = key.partition(":")
    return booking_id, which


jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("cancelled_at", Moment),
)
still_open = jobs.c.done_at.is_(None) & jobs.c.cancelled_at.is_(None)
sa.Index(
    "uq_jobs_kind_key_open",
    jobs.c.kind,
    jobs.c.key,
    unique=True,
    sqlite_where=still_open,
    postgresql_where=still_open,
)
sa.Index("ix_jobs_due_open", jobs.c.due_at, sqlite_where=still_open, postgresql_where=still_open)


@dataclass(frozen=True)
class Job:
    """Something to do, lent to this process. `params` hold no case content; `attempts` counts this one too."""

    id: str
    kind: JobKind
    key: str
    params: Mapping[str, Any]
    due_at: datetime
    attempts: int


async def schedule(
    tx: Tx, kind: JobKind, due_at: datetime, key: str, params: Mapping[str, str | int] | None = None
) -> bool:
    """Do `kind` for `key` at `due_at`. Where one is open already, it stays as it is; whether this one is
    new.
    """
    params = dict(params or {})
    if unknown := set(params) - CONTENT_FREE:
        raise ValueError(f"a job carries no case content: {sorted(unknown)}")
    return await insert_new(
        tx.connection,
        jobs,
        id=uuid.uuid4().hex,
        kind=kind.value,
        key=key,
        params=params,
        due_at=due_at,
        attempts=0,
        created_at=tx.now,
    )


async def cancel(tx: Tx, kind: JobKind, key: str) -> bool:
    """Whether there was one to cancel."""
    this = (jobs.c.kind == kind.value) & (jobs.c.key == key) & still_open
    done = await tx.connection.execute(jobs.update().where(this).values(cancelled_at=tx.now))
    return done.rowcount > 0


async def claim(tx: Tx, limit: int = 20, lease: timedelta = LEASE, kinds: frozenset[JobKind] = EVERY_KIND) -> list[Job]:
    """Borrow jobs that are due, oldest first; nobody else gets them until the lease runs out. One of a kind that this
    version does not know stays where it is.
    """
    rows = await borrow(tx, jobs, still_open & jobs.c.kind.in_([kind.value for kind in kinds]), limit, lease)
    return [Job(row.id, JobKind(row.kind), row.key, row.params, row.due_at, row.attempts) for row in rows]


async def done(tx: Tx, job: Job) -> bool:
    """Mark it done; False where it was cancelled, or done by somebody else, meanwhile."""
    result = await tx.connection.execute(jobs.update().where(jobs.c.id == job.id, still_open).values(done_at=tx.now))
    return result.rowcount == 1


async def retry(tx: Tx, job: Job, at: datetime) -> None:
    """Give it back to be tried again. Changes nothing where the lease ran out and somebody else has it."""
    ours = still_lent(jobs, job.id, job.attempts) & still_open
    await tx.connection.execute(jobs.update().where(ours).values(due_at=at, leased_until=None))


async def overdue(tx: Tx, before: datetime) -> int:
    """How many were due before that moment and are not done."""
    late = sa.select(sa.func.count()).select_from(jobs).where(still_open, jobs.c.due_at < before)
    return await tx.connection.scalar(late) or 0

"""Messages to people that are written in the same transaction as what they are about, and delivered
afterwards.

Several processes may deliver: a message is lent to one of them for a while, and returns when it is neither
delivered nor given back in time. So a message may arrive twice when a process dies at the wrong moment, and
is never lost.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.queues.alerts import Alert
from storage.queues.lease import LEASE, borrow, still_lent
from storage.queues.once import Once

CONTENT_FREE = frozenset("reference count soon open step cause at was until booking_id slot_id setting_id".split())
"""What an alert may carry beside its key. Nothing about a case: no colour, no act, no child."""

TO_A_CONTACT = frozenset({Alert.SAFETY_ALERT_ON_CALL})
"""Not for the person whom they stand under, but for whoever is on call in the setting named in them."""
people = sa.table("people", sa.column("id"), sa.column("left_at", Moment))
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("to_person", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("once", sa.String(200), unique=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("delivered_at", Moment),
    sa.Column("given_up_at", Moment),
    sa.Column("last_error", sa.String(200)),
)
waiting = outbox.c.delivered_at.is_(None) & outbox.c.given_up_at.is_(None)
sa.Index("ix_outbox_waiting", outbox.c.due_at, sqlite_where=waiting, postgresql_where=waiting)


@dataclass(frozen=True)
class Message:
    """`key` is the value of an Alert, of this version or an earlier one. `attempts` counts this one too, and tells this
    lease from a later one.
    """

    id: str
    to_person: str
    key: str
    params: Mapping[str, Any]
    created_at: datetime
    due_at: datetime
    attempts: int
    last_error: str | None
    once: Once


@dataclass(frozen=True)
class Backlog:
    """How many wait since before a moment, the longest since when, and how many were given up."""

    late: int
    oldest: datetime | None
    given_up: int


async def put(
    tx: Tx,
    to_person: str,
    key: Alert,
    params: Mapping[str, str | int] | None = None,
    *,
    due_at: datetime | None = None,
    once: Once | None = None,
) -> bool:
    """Write a message; whether it was written. With `once`, only the first of that name is (see `once.py`).

    Nothing is written to somebody who has left: their mail address is not theirs to be told at any more.
    """
    params = dict(params or {})
    if unknown := set(params) - CONTENT_FREE:
        raise ValueError(f"an alert carries no case content: {sorted(unknown)}")
    if await tx.connection.scalar(sa.select(people.c.left_at).where(people.c.id == to_person)):
        return False
    return await insert_new(
        tx.connection,
        outbox,
        id=uuid.uuid4().hex,
        to_person=to_person,
        key=key.value,
        params=params,
        once=once,
        created_at=tx.now,
        due_at=due_at or tx.now,
        attempts=0,
    )


async def claim(tx: Tx, limit: int = 20, lease: timedelta = LEASE) -> list[Message]:
    """Borrow messages that are due, oldest first; nobody else gets them until the lease runs out."""
    rows = await borrow(tx, outbox, waiting, limit, lease)
    return [_message(row) for row in rows]


async def delivered(tx: Tx, message: Message) -> None:
    """It has arrived, and is never sent again."""
    await tx.connection.execute(outbox.update().where(outbox.c.id == message.id).values(delivered_at=tx.now))


async def failed(tx: Tx, message: Message, error: str, retry_at: datetime | None) -> None:
    """Give the message back to be tried at `retry_at`; None gives it up. `error` is a kind, never content.

    Changes nothing where the lease ran out and somebody else has the message by now.
    """
    ours = still_lent(outbox, message.id, message.attempts) & waiting
    values: dict[str, Any] = {"last_error": error[:200], "leased_until": None}
    values |= {"given_up_at": tx.now} if retry_at is None else {"due_at": retry_at}
    await tx.connection.execute(outbox.update().where(ours).values(**values))


async def withdraw(tx: Tx, message: Message) -> None:
    """Take back what has not arrived: it is for somebody else now."""
    await tx.connection.execute(outbox.delete().where(outbox.c.id == message.id, waiting))


async def waiting_for(tx: Tx, person_id: str) -> list[Message]:
    """What is still to be delivered to one person: shown when they write of their own accord."""
    theirs = (outbox.c.to_person == person_id) & outbox.c.key.not_in([key.value for key in TO_A_CONTACT])
    query = sa.select(outbox).where(waiting, theirs).order_by(outbox.c.due_at)
    return [_message(row) for row in await tx.connection.execute(query)]


async def backlog(tx: Tx, before: datetime) -> Backlog:
    """What has not arrived: written before that moment and not delivered."""
    late = sa.select(sa.func.count(), sa.func.min(outbox.c.created_at)).where(waiting, outbox.c.created_at < before)
    number, oldest = (await tx.connection.execute(late)).one()
    given_up = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.given_up_at.is_not(None))
    return Backlog(number, oldest, await tx.connection.scalar(given_up) or 0)


def _message(row: sa.Row[Any]) -> Message:
    return Message(
        row.id,
        row.to_person,
        row.key,
        row.params,
        row.created_at,
        row.due_at,
        row.attempts,
        row.last_error,
        Once(row.once or ""),
    )

"""What the queues share: a row that is due is lent to one process, and returns when it is not done in time."""

from datetime import timedelta

import sqlalchemy as sa

from storage.database.engine import Tx

LEASE = timedelta(minutes=2)
MOST_DOUBLINGS = 10
LONGEST_WAIT = timedelta(hours=1)


async def borrow(
    tx: Tx, table: sa.Table, which: sa.ColumnElement[bool], limit: int, lease: timedelta
) -> list[sa.Row[tuple[object, ...]]]:
    """Rows that are due, oldest first; nobody else gets them until the lease runs out.

    The table has the columns id, due_at, leased_until and attempts, which counts this time too.
    """
    t = table.c
    due = (
        sa.select(t.id)
        .where(which, t.due_at <= tx.now)
        .where(t.leased_until.is_(None) | (t.leased_until <= tx.now))
        .order_by(t.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.connection.execute(due)).scalars())
    if not ids:
        # so it is nearly always, every two seconds
        return []
    await tx.connection.execute(
        table.update().where(t.id.in_(ids)).values(leased_until=tx.now + lease, attempts=t.attempts + 1)
    )
    return list((await tx.connection.execute(sa.select(table).where(t.id.in_(ids)).order_by(t.due_at))).all())


def still_lent(table: sa.Table, id: str, attempts: int) -> sa.ColumnElement[bool]:
    """Whether a row is still with whoever borrowed it as their `attempts`-th time: a later lease counts one more."""
    return (table.c.id == id) & (table.c.attempts == attempts)


def back_off(attempts: int, first: timedelta) -> timedelta:
    """How long to wait after so many attempts in vain: `first`, then twice as long each time, an hour at most."""
    doublings = min(attempts - 1, MOST_DOUBLINGS)
    return min(first * (1 << doublings), LONGEST_WAIT)

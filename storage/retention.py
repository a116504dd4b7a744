"""What is deleted, and when: only what has done its work. Signed records, their chains and safety watches
stay.
"""

from datetime import timedelta

from storage.conversations import turns
from storage.engine import Tx
from storage.jobs import jobs
from storage.outbox import outbox

TURNS = timedelta(days=7)
"""A repeated message comes within minutes; a week covers a long outage."""
DONE = timedelta(days=90)
"""Delivered messages and finished jobs: long enough to answer 'was the DSL told?'."""


async def tidy(tx: Tx) -> int:
    """Delete what is past its time; how many rows."""
    gone = 0
    for statement in (
        turns.delete().where(turns.c.answered_at < tx.now - TURNS),
        outbox.delete().where(outbox.c.delivered_at < tx.now - DONE),
        jobs.delete().where((jobs.c.done_at < tx.now - DONE) | (jobs.c.cancelled_at < tx.now - DONE)),
    ):
        gone += (await tx.connection.execute(statement)).rowcount
    return gone

"""What is deleted, and when: only what has done its work. Signed records, their chains and safety watches
stay. `docs/data.md` says the same for people.
"""

from datetime import timedelta

from storage.conversations import FORGOTTEN, turns
from storage.engine import Tx
from storage.jobs import jobs
from storage.lookups import missed_lookups
from storage.outbox import outbox

REPLIES = timedelta(days=1)
"""What was said to somebody, once it has arrived: it repeats what they wrote. A repeated message comes in minutes."""
TURNS = timedelta(days=7)
"""That a message was answered, and what has not arrived: a week covers a long outage."""
DONE = timedelta(days=90)
"""Delivered messages and finished jobs: long enough to answer 'was the DSL told?'."""
LOOKUPS = timedelta(days=365)
"""What was looked up in vain: the owner of the guidance looks at it once a year at least."""


async def tidy(tx: Tx) -> int:
    """Delete what is past its time; how many rows."""
    gone = 0
    arrived = (turns.c.delivered_at < tx.now - REPLIES) & (turns.c.replies_sealed != FORGOTTEN)
    for statement in (
        turns.delete().where(turns.c.answered_at < tx.now - TURNS),
        turns.update().where(arrived).values(replies_sealed=FORGOTTEN),
        outbox.delete().where(outbox.c.delivered_at < tx.now - DONE),
        jobs.delete().where((jobs.c.done_at < tx.now - DONE) | (jobs.c.cancelled_at < tx.now - DONE)),
        missed_lookups.delete().where(missed_lookups.c.asked_on < (tx.now - LOOKUPS).date()),
    ):
        gone += (await tx.connection.execute(statement)).rowcount
    return gone

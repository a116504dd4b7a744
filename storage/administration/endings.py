"""The last day of the bot's secret or certificate: whoever looks after Waymark hears of it before, three times."""

from datetime import date, datetime

from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.queues import once, outbox
from storage.queues.alerts import Alert

STEPS = (60, 30, 7)
"""Days before it, at which it is said; the project's own figures."""


def days_left(ends: date | None, now: datetime) -> int | None:
    """Until the last day; None where there is none, or nobody has said it. Below 0 it is over."""
    return None if ends is None else (ends - now.date()).days


async def tell_admins(tx: Tx, ends: date | None) -> None:
    """Once at each step. Where one was missed, as after a week without the program, only the last."""
    days = days_left(ends, tx.now)
    if ends is None or days is None or not 0 <= days <= max(STEPS):
        return
    step = min(step for step in STEPS if days <= step)
    for person in await people.with_role(tx, Role.ADMIN):
        name = once.proof_ends(ends, step, person.id)
        await outbox.put(tx, person.id, Alert.PROOF_ENDS, {"count": days}, once=name)

"""What the consultation service has set for itself, and the one lock under which seats change hands.

There are three slots a month: nobody is kept waiting by taking turns, and taking turns is what makes 'first come,
first offered' true in several processes at once.
"""

from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from storage.consultations.tables import rules as table
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.problems import Problem


@dataclass(frozen=True)
class Rules:
    """`notice_hours` before the start; later is late notice. `offer_hours` are working hours."""

    bookings_a_case: int = 1
    hold_minutes: int = 15
    days_ahead: int = 62
    notice_hours: int = 24
    offer_hours: int = 4


LIMITS = {
    "bookings_a_case": (1, 10),
    "hold_minutes": (2, 120),
    "days_ahead": (7, 366),
    "notice_hours": (0, 240),
    "offer_hours": (1, 80),
}


class NotARule(Problem):
    """There is no such rule, or no such number for it."""

    reason = "not_a_rule"


async def rules(tx: Tx) -> Rules:
    """The service's rules as they are now; where it has set none, the defaults."""
    given = await tx.connection.scalar(sa.select(table.c.given))
    return Rules(**(given or {}))


async def lock_schedule(tx: Tx) -> Rules:
    """Wait until nobody else is changing seats; held until this transaction ends."""
    await insert_new(tx.connection, table, id=1, given={})
    given = await tx.connection.scalar(sa.select(table.c.given).with_for_update())
    return Rules(**(given or {}))


async def set_rules(tx: Tx, **changes: int) -> Rules:
    """These from now on, the others as they are. Raises NotARule."""
    for name, value in changes.items():
        lowest, highest = LIMITS.get(name, (1, 0))
        if not lowest <= value <= highest:
            raise NotARule(name)
    new = replace(await lock_schedule(tx), **changes)
    await tx.connection.execute(table.update().values(given=asdict(new)))
    return new

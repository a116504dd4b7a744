"""The gap list for those who commission: what waited too long, in counts without small numbers (PB-roles).

It is made for a quarter that is over, once, and kept: two editions side by side could give a small number away. An
action counts once it has waited over four weeks in the quarter, a referral to a group as soon as there was no place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.groups import waiting
from storage.people.people import Person, Role
from storage.plans.intervention.menu import lists
from storage.plans.intervention.tables import gap_lists, intervention_actions
from storage.problems import NotAllowed
from storage.reporting.small_numbers import Group, breakdown
from storage.working_hours import LONDON

TOO_LONG = timedelta(weeks=4)
"""An action that has waited so long is a gap (our own choice)."""
READERS = frozenset({Role.MANAGER, Role.READER})
GROUPS = "targeted_groups"
"""Under which item of the menu a place in a group counts."""


@dataclass(frozen=True)
class GapList:
    """`groups` is empty where all of it together is too few; `quarter` as '2026-4'."""

    quarter: str
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many gaps it holds; 0 where all of it together is too few to be said."""
        return sum(group.count for group in self.groups)


def last_quarter(day: date) -> tuple[date, date]:
    """The first day of the last quarter that is over, and the first day after it."""
    end = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    first = date(end.year - (end.month == 1), (end.month - 4) % 12 + 1, 1)
    return first, end


async def read(tx: Tx, person: Person) -> GapList:
    """That of the last quarter that is over; made where nobody has asked for it yet. Raises NotAllowed."""
    if not person.roles & READERS:
        raise NotAllowed
    first, end = last_quarter(tx.now.astimezone(LONDON).date())
    quarter = f"{first.year}-{(first.month + 2) // 3}"
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.GAP_LIST_SHOWN, quarter)
    query = sa.select(gap_lists.c.groups).where(gap_lists.c.quarter == quarter)
    kept = await tx.connection.scalar(query)
    if kept is None:
        made = breakdown(await counts(tx, first, end))
        kept = [[list(group.labels), group.count] for group in made]
        await tx.connection.execute(gap_lists.insert().values(quarter=quarter, groups=kept, made_at=tx.now))
    return GapList(quarter, tuple(Group(tuple(labels), count) for labels, count in kept))


async def counts(tx: Tx, first: date, end: date) -> Mapping[str, int]:
    """Exact, by the item of the menu, in its order: never passed on."""
    since, until = (datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) for day in (first, end))
    found = dict.fromkeys(lists().menu, 0)
    began = intervention_actions.c.waiting_since < until
    for row in await tx.connection.execute(sa.select(intervention_actions).where(began)):
        gap_from = row.waiting_since + TOO_LONG
        if gap_from < until and (row.waited_until is None or row.waited_until >= max(gap_from, since)):
            found[row.menu] += 1
    found[GROUPS] += await waiting.between(tx, since, until)
    return found

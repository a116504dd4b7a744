"""What happened when in a case, as exactly as it is known: to the day, to the month, or not at all. Only added to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework.members import about
from storage.casework.parts import MAY_BE_AHEAD, Happened, Precision, Source
from storage.casework.tables import case_events
from storage.database.engine import Tx
from storage.problems import Problem
from storage.working_hours import LONDON


class StillToCome(Problem):
    """A day that is still to come, for something that has happened."""

    reason = "still_to_come"


@dataclass(frozen=True)
class Event:
    """`day` is the first of the month where only that is known, and None where nothing is."""

    kind: Happened
    day: date | None
    precision: Precision
    source: Source
    person_id: str
    at: datetime


async def note(
    tx: Tx,
    case_id: str,
    by_id: str,
    kind: Happened,
    day: date | None,
    precision: Precision = Precision.DAY,
    source: Source = Source.WAYMARK,
) -> None:
    """Add an event. Raises StillToCome; ValueError where day and precision contradict each other."""
    if (day is None) != (precision is Precision.NOT_KNOWN):
        raise ValueError("a day that is known has a precision, and one that is not has none")
    if day is not None and day > tx.now.astimezone(LONDON).date() and kind not in MAY_BE_AHEAD:
        raise StillToCome
    if day is not None and precision is Precision.MONTH:
        day = day.replace(day=1)
    last = sa.select(sa.func.max(case_events.c.number)).where(case_events.c.case_id == case_id)
    await tx.connection.execute(
        case_events.insert().values(
            case_id=case_id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            kind=kind.value,
            day=day,
            precision=precision.value,
            source=source.value,
            person_id=by_id,
            at=tx.now,
        )
    )
    await audit.note(tx, about(case_id), by_id, AuditAction.EVENT_NOTED, kind)


async def of_case(tx: Tx, case_id: str) -> list[Event]:
    """In the order of their days; what has none stands at the end."""
    query = sa.select(case_events).where(case_events.c.case_id == case_id)
    order = (case_events.c.day.is_(None), case_events.c.day, case_events.c.number)
    return [_event(row) for row in await tx.connection.execute(query.order_by(*order))]


async def of_cases(tx: Tx, case_ids: Collection[str]) -> dict[str, list[Event]]:
    """The same of several cases, by the id of each that has any."""
    query = sa.select(case_events).where(case_events.c.case_id.in_(case_ids))
    order = (case_events.c.day.is_(None), case_events.c.day, case_events.c.number)
    found: dict[str, list[Event]] = {}
    for row in await tx.connection.execute(query.order_by(*order)):
        found.setdefault(row.case_id, []).append(_event(row))
    return found


def _event(row: sa.Row[Any]) -> Event:
    return Event(Happened(row.kind), row.day, Precision(row.precision), Source(row.source), row.person_id, row.at)

"""A manager's board and one's own list: a row an assessment, in a few questions however many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.casework.assessments import LIMIT, MARK, Assessment, of_person
from storage.casework.reference import tidy
from storage.casework.tables import assessments, barriers, cases
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.problems import NotFound
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Row:
    """`limit` and `mark` are the last days in time, None once it is made; `days_left` to the limit, below zero past it.
    `in_the_way`: when each barrier was reported that no manager has answered.
    """

    assessment: Assessment
    lead_name: str
    limit: date | None
    mark: date | None
    days_left: int | None
    in_the_way: tuple[datetime, ...]


async def rows(tx: Tx, person: Person) -> list[Row]:
    """Those that somebody may read and that are not over, the fewest days left first, what is made at the end."""
    found = await of_person(tx, person)
    clocks = await running.of_many(tx, Kind.ASSESSMENT, [one.id for one in found])
    waiting = await _in_the_way(tx, [one.id for one in found])
    names = await people.names(tx, {one.lead_id for one in found if one.lead_id})
    today = tx.now.astimezone(LONDON).date()
    made = []
    for one in found:
        days: dict[str, date] = {}
        for clock in [] if one.is_made else clocks.get(one.id, []):
            if clock.clock.name in (LIMIT, MARK) and clock.ended_at is None:
                days[clock.clock.name] = clock.limit(today, tx.closed).day
        limit = days.get(LIMIT)
        left = (limit - today).days if limit else None
        lead = names.get(one.lead_id or "", "")
        made.append(Row(one, lead, limit, days.get(MARK), left, waiting.get(one.id, ())))
    return sorted(made, key=lambda row: (row.days_left is None, row.days_left or 0, row.assessment.asked_at))


async def subject_of(tx: Tx, wanted: str) -> Subject:
    """Whose history an assessment's or a case's reference names: for whoever runs the server. Raises NotFound."""
    for kind, table in ((Kind.ASSESSMENT, assessments), (Kind.CASE, cases)):
        found = await tx.connection.scalar(sa.select(table.c.id).where(table.c.reference == tidy(wanted)))
        if found is not None:
            return Subject(kind, found)
    raise NotFound("assessment")


async def _in_the_way(tx: Tx, ids: list[str]) -> Mapping[str, tuple[datetime, ...]]:
    these = barriers.c.assessment_id.in_(ids) & barriers.c.answered_at.is_(None)
    query = sa.select(barriers.c.assessment_id, barriers.c.reported_at).where(these).order_by(barriers.c.reported_at)
    found: dict[str, tuple[datetime, ...]] = {}
    for row in await tx.connection.execute(query):
        found[row.assessment_id] = (*found.get(row.assessment_id, ()), row.reported_at)
    return found

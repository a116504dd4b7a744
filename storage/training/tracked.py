"""What the tracker of assessments holds that training asks for: numbers and days, never a case or a child.

An assessment counts once, for whoever leads it and in the area that leads it, whatever areas work on it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from storage.casework.parts import NOT_MADE_YET, BarrierKind, State
from storage.casework.tables import assessment_steps, assessments, barriers
from storage.database.engine import Tx
from storage.people.managers import ServiceArea
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Period:
    """From the first day to the last, in London."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment, aware, in London."""
        return datetime.combine(self.first, time(), tzinfo=LONDON)

    @property
    def ends(self) -> datetime:
        """The last moment."""
        return datetime.combine(self.last, time.max, tzinfo=LONDON)


def before_census(year: int) -> Period:
    """The twelve months that the census of a February asks about. That it is these, is the project's own."""
    return Period(date(year - 1, 2, 1), date(year, 1, 31))


@dataclass(frozen=True)
class Counts:
    """Assessments of one person: completed, ongoing or outstanding, not able."""

    completed: int = 0
    ongoing: int = 0
    not_able: int = 0

    @property
    def any(self) -> bool:
        """Whether they report one at all."""
        return bool(self.completed or self.ongoing or self.not_able)


async def led(tx: Tx, person_ids: Collection[str], period: Period) -> Mapping[str, Counts]:
    """What each of them led: completed and given up in the period, and open now. Nobody's is left out: zeros."""
    these = assessments.c.lead_id.in_(person_ids)
    query = sa.select(assessments.c.lead_id, assessments.c.state, assessments.c.completed_on, _given_up()).where(these)
    found: dict[str, Counter[str]] = {person_id: Counter() for person_id in person_ids}
    for row in await tx.connection.execute(query):
        if row.completed_on is not None:
            found[row.lead_id]["completed"] += period.first <= row.completed_on <= period.last
        elif State(row.state) in NOT_MADE_YET:
            found[row.lead_id]["ongoing"] += 1
        elif row.given_up is not None and period.begins <= row.given_up <= period.ends:
            found[row.lead_id]["not_able"] += 1
    return {person_id: Counts(**count) for person_id, count in found.items()}


async def worked(tx: Tx, person_ids: Collection[str]) -> Mapping[str, list[date]]:
    """Days on which each of them led or co-worked: when a lead was named, and when it was completed."""
    found: dict[str, list[date]] = {}
    for who, also in (
        (assessments.c.lead_id, sa.true()),
        (assessments.c.co_worker_id, assessments.c.co_worker_as == "yes"),
    ):
        query = sa.select(who.label("who"), assessments.c.lead_named_at, assessments.c.completed_on)
        for row in await tx.connection.execute(query.where(who.in_(person_ids), also)):
            days = found.setdefault(row.who, [])
            days += [row.lead_named_at.astimezone(LONDON).date()] if row.lead_named_at else []
            days += [row.completed_on] if row.completed_on else []
    return found


async def requests(tx: Tx, period: Period) -> Mapping[ServiceArea, int]:
    """How many were asked for, by the area that leads."""
    asked = assessments.c.asked_at.between(period.begins, period.ends)
    query = sa.select(assessments.c.lead_agency).where(asked)
    return Counter(area for (agency,) in await tx.connection.execute(query) if (area := _area(agency)))


async def nobody_trained(tx: Tx, period: Period) -> Mapping[ServiceArea, int]:
    """How often it was reported that there is no trained person, by the area that leads."""
    query = sa.select(assessments.c.lead_agency).join(barriers, barriers.c.assessment_id == assessments.c.id)
    when = barriers.c.reported_at.between(period.begins, period.ends)
    query = query.where(barriers.c.kind == BarrierKind.NO_TRAINED_PERSON.value, when)
    return Counter(area for (agency,) in await tx.connection.execute(query) if (area := _area(agency)))


def _area(agency: str) -> ServiceArea | None:
    return ServiceArea(agency) if agency in set(ServiceArea) else None


def _given_up() -> sa.Label[datetime | None]:
    """When it was found to be not possible, or moved to another area, which counts as the same."""
    ended = assessment_steps.c.state.in_([State.NOT_ABLE.value, State.MOVED.value])
    last = sa.select(sa.func.max(assessment_steps.c.at)).where(
        assessment_steps.c.assessment_id == assessments.c.id, ended
    )
    return last.correlate(assessments).scalar_subquery().label("given_up")

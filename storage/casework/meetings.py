"""Strategy meetings: which agencies were invited, and which came. Only added to, by members of the case.

The inspection found them limited to police and social care, without school and health (HM-3.5, HM-3.14).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.casework import events
from storage.casework.parts import Agency, Happened, Precision, Source
from storage.casework.tables import case_meetings
from storage.database.engine import Tx

AT_MEETING = (Agency.POLICE, Agency.SOCIAL_CARE, Agency.SCHOOL, Agency.HEALTH, Agency.YOUTH_JUSTICE)
"""Those whose information a strategy meeting needs (HM-3.5, HM-3.17), in the order of figures."""


class Seat(StrEnum):
    """What an agency had of a meeting, the most first. The values are stored: rename none."""

    CAME = "came"
    INVITED = "invited"
    """And did not come."""
    NOT_KNOWN = "not_known"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True)
class Meeting:
    """`day` is the first of the month where only that is known, None where nothing is."""

    day: date | None
    precision: Precision
    seats: Mapping[Agency, Seat]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be kept with an audit; the day as '2026-02-01', or None."""
        day = self.day.isoformat() if self.day else None
        return {
            "day": day,
            "precision": self.precision.value,
            "seats": {one.value: seat.value for one, seat in self.seats.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Meeting":
        """What `as_json` kept."""
        day = date.fromisoformat(kept["day"]) if kept["day"] else None
        return cls(day, Precision(kept["precision"]), _seats(kept["seats"]))


async def note(tx: Tx, case_id: str, by_id: str, meeting: Meeting, source: Source = Source.WAYMARK) -> None:
    """Add one, as an event of the case with who was there. Raises StillToCome."""
    await events.note(tx, case_id, by_id, Happened.STRATEGY_MEETING, meeting.day, meeting.precision, source)
    last = sa.select(sa.func.max(case_meetings.c.number)).where(case_meetings.c.case_id == case_id)
    kept = meeting.as_json()
    await tx.connection.execute(
        case_meetings.insert().values(
            case_id=case_id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            day=meeting.day,
            precision=meeting.precision.value,
            seats=kept["seats"],
            person_id=by_id,
            at=tx.now,
        )
    )


async def of_case(tx: Tx, case_id: str) -> tuple[Meeting, ...]:
    """All of a case, in the order in which they were noted. Asks nobody's right."""
    query = sa.select(case_meetings).where(case_meetings.c.case_id == case_id).order_by(case_meetings.c.number)
    rows = await tx.connection.execute(query)
    return tuple(Meeting(row.day, Precision(row.precision), _seats(row.seats)) for row in rows)


async def of_cases(tx: Tx, case_ids: Collection[str]) -> dict[str, list[Meeting]]:
    """The same of several cases, by the id of each that has any."""
    query = sa.select(case_meetings).where(case_meetings.c.case_id.in_(case_ids))
    found: dict[str, list[Meeting]] = {}
    for row in await tx.connection.execute(query.order_by(case_meetings.c.case_id, case_meetings.c.number)):
        found.setdefault(row.case_id, []).append(Meeting(row.day, Precision(row.precision), _seats(row.seats)))
    return found


def _seats(kept: Mapping[str, str]) -> dict[Agency, Seat]:
    return {Agency(agency): Seat(seat) for agency, seat in kept.items()}

"""The register of courses: who was trained in what, and when. Facts only: what counts as current is said elsewhere.

await courses.put(tx, by_id, Taken(person_id, Course.AIM3, date(2025, 3, 4), Mode.IN_PERSON))
await courses.is_trained(tx, person_id)          # for AIM3: may lead an assessment
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.problems import Problem
from storage.working_hours import LONDON

courses_taken = sa.Table(
    "courses_taken",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("course", sa.String(32), primary_key=True),
    sa.Column("trained_on", sa.Date, primary_key=True),
    sa.Column("mode", sa.String(16), nullable=False),
    # nobody, where whoever runs the server did it in nobody's name
    sa.Column("noted_by", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("noted_at", Moment, nullable=False),
)


class Course(StrEnum):
    """The values are stored: rename none. AIM2 alone is not AIM3."""

    AIM3 = "aim3"
    AIM2 = "aim2"
    AIM_UNDER_12 = "aim_under_12"
    INTERVENTION = "intervention"
    SKILLS_REFRESHER = "skills_refresher"


class Mode(StrEnum):
    """How it was held. The values are stored: rename none."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Taken:
    """Somebody's course. `trained_on`: its last day, in London."""

    person_id: str
    course: Course
    trained_on: date
    mode: Mode = Mode.NOT_KNOWN


class NotYetTaken(Problem):
    """A course that is still to come is not on the register."""

    reason = "course_in_future"


async def put(tx: Tx, by_id: str | None, taken: Taken) -> bool:
    """Add to the register; whether it is new. Raises NotYetTaken for a day after today."""
    if taken.trained_on > tx.now.astimezone(LONDON).date():
        raise NotYetTaken
    new = await insert_new(
        tx.connection,
        courses_taken,
        person_id=taken.person_id,
        course=taken.course.value,
        trained_on=taken.trained_on,
        mode=taken.mode.value,
        noted_by=by_id,
        noted_at=tx.now,
    )
    if new:
        about = audit.of_person(taken.person_id)
        await audit.note(tx, about, by_id, AuditAction.COURSE_NOTED, f"{taken.course} {taken.trained_on}")
    return new


async def of_person(tx: Tx, person_id: str) -> list[Taken]:
    """All of somebody's, oldest first."""
    return (await of_many(tx, [person_id])).get(person_id, [])


async def of_many(tx: Tx, person_ids: Collection[str]) -> Mapping[str, list[Taken]]:
    """The same of many, in one question."""
    query = sa.select(courses_taken).where(courses_taken.c.person_id.in_(person_ids))
    found: dict[str, list[Taken]] = {}
    for row in await tx.connection.execute(query.order_by(courses_taken.c.trained_on, courses_taken.c.course)):
        found.setdefault(row.person_id, []).append(_taken(row))
    return found


async def is_trained(tx: Tx, person_id: str, course: Course = Course.AIM3) -> bool:
    """Whether they are on the register for it, however long ago."""
    these = (courses_taken.c.person_id == person_id) & (courses_taken.c.course == course.value)
    return await tx.connection.scalar(sa.select(courses_taken.c.course).where(these).limit(1)) is not None


def _taken(row: sa.Row[Any]) -> Taken:
    return Taken(row.person_id, Course(row.course), row.trained_on, Mode(row.mode))

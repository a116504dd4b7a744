"""Places in sessions: who has one, and who came. A lower layer of `sessions.py`, which says who may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from storage.database.each import name_of
from storage.database.engine import Tx
from storage.people import people
from storage.training.tables import SessionKind, Way, training_places, training_sessions
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Session:
    """`starts_at` is aware, in UTC; `taken` is how many places are, when it was looked up."""

    id: str
    kind: SessionKind
    starts_at: datetime
    minutes: int
    way: Way
    places: int
    taken: int
    cancelled_at: datetime | None = None
    noted_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is no place left."""
        return self.taken >= self.places

    @property
    def ends_at(self) -> datetime:
        """Aware, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def overlaps(self, other: "Session") -> bool:
        """Whether nobody can be in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Place:
    """One that somebody has in a session; `came` is None until who came is noted."""

    person_id: str
    name: str
    came: bool | None


@dataclass(frozen=True)
class Attended:
    """A session at which somebody was."""

    kind: SessionKind
    day: date


held_place = training_places.c.given_up_at.is_(None)
_taken = (
    sa.select(sa.func.count())
    .where(training_places.c.session_id == training_sessions.c.id, held_place)
    .correlate(training_sessions)
    .scalar_subquery()
)


async def where(tx: Tx, *conditions: sa.ColumnElement[bool]) -> list[Session]:
    """The sessions for which all of these hold, soonest first."""
    query = sa.select(training_sessions, _taken.label("taken")).where(*conditions)
    rows = await tx.connection.execute(query.order_by(training_sessions.c.starts_at, training_sessions.c.id))
    return [
        Session(
            id=row.id, kind=SessionKind(row.kind), starts_at=row.starts_at, minutes=row.minutes, way=Way(row.way),
            places=row.places, taken=row.taken, cancelled_at=row.cancelled_at, noted_at=row.noted_at,
        )
        for row in rows
    ]  # fmt: skip


async def of_person(tx: Tx, person_id: str) -> list[Session]:
    """Sessions that are to come and in which they have a place."""
    theirs = sa.select(training_places.c.session_id).where(training_places.c.person_id == person_id, held_place)
    coming = (training_sessions.c.starts_at > tx.now) & training_sessions.c.cancelled_at.is_(None)
    return await where(tx, coming, training_sessions.c.id.in_(theirs))


async def who_has_one(tx: Tx, session_id: str) -> list[str]:
    """Their ids, in the order in which they took it."""
    these = (training_places.c.session_id == session_id) & held_place
    query = sa.select(training_places.c.person_id).where(these)
    query = query.order_by(training_places.c.taken_at, training_places.c.person_id)
    return list((await tx.connection.execute(query)).scalars())


async def taken_in(tx: Tx, session_ids: Collection[str]) -> Mapping[str, list[Place]]:
    """Who has a place in each of these, in the order in which they took it: in one question."""
    query = (
        sa.select(training_places, people.people.c.name_sealed)
        .join(people.people, people.people.c.id == training_places.c.person_id)
        .where(training_places.c.session_id.in_(session_ids), held_place)
        .order_by(training_places.c.taken_at, training_places.c.person_id)
    )
    found: dict[str, list[Place]] = {}
    for row in await tx.connection.execute(query):
        name = name_of(tx, row.name_sealed, row.person_id)
        found.setdefault(row.session_id, []).append(Place(row.person_id, name, row.came))
    return found


async def sequence(tx: Tx, session_id: str, person_id: str) -> tuple[int, bool] | None:
    """How often somebody's place changed, and whether they have it; None where they never had one."""
    this = (training_places.c.session_id == session_id) & (training_places.c.person_id == person_id)
    row = (await tx.connection.execute(sa.select(training_places).where(this))).first()
    return None if row is None else (row.sequence, row.given_up_at is None)


async def attended(tx: Tx, person_ids: Collection[str]) -> Mapping[str, list[Attended]]:
    """What each of them came to, in one question."""
    query = (
        sa.select(training_places.c.person_id, training_sessions.c.kind, training_sessions.c.starts_at)
        .join(training_sessions, training_sessions.c.id == training_places.c.session_id)
        .where(training_places.c.came.is_(True), training_places.c.person_id.in_(person_ids))
        .order_by(training_sessions.c.starts_at)
    )
    found: dict[str, list[Attended]] = {}
    for row in await tx.connection.execute(query):
        day = row.starts_at.astimezone(LONDON).date()
        found.setdefault(row.person_id, []).append(Attended(SessionKind(row.kind), day))
    return found

"""Sessions that keep people current: refreshers, group learning, skills. The training team holds them; whoever is on
the register takes a place.

Who has a place gets an entry in their calendar; the consultation service is invited to group learning
[DC-consultation]. A refresher is offered to everybody for whom one is due. No alert says more than when it is.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.training import places, register
from storage.training.currency import Currency
from storage.training.places import Session
from storage.training.tables import SessionKind, Way, not_cancelled, training_places, training_sessions
from storage.working_hours import LONDON, is_working_day


class ClosedDay(Problem):
    """A weekend, a bank holiday, or a day on which the installation is closed."""

    reason = "session_on_closed_day"


class SessionOver(Problem):
    """It is over, or was cancelled: no place in it any more."""

    reason = "session_over"


class SessionThere(Problem):
    """There is one of that kind at that time already."""

    reason = "session_there"


class SessionFull(Problem):
    """Every place is taken."""

    reason = "session_full"


class DoubleBooked(Problem):
    """They have a place in another session at that time."""

    reason = "session_double_booked"


class NotOnRegister(Problem):
    """Sessions are for people who are on the register of training."""

    reason = "not_on_register"


class NotBegun(Problem):
    """Who came is noted once it has begun."""

    reason = "session_not_begun"


@dataclass(frozen=True)
class Wanted:
    """A session that somebody wants to hold. `starts_at` is aware."""

    kind: SessionKind
    starts_at: datetime
    minutes: int
    way: Way
    places: int


def about(session_id: str) -> Subject:
    """Its history."""
    return Subject(Kind.TRAINING, session_id)


async def add(tx: Tx, by: Person, wanted: Wanted) -> Session:
    """Hold a session, and offer it. Raises NotAllowed, SessionOver, ClosedDay, SessionThere."""
    _only_the_team(by)
    if wanted.starts_at <= tx.now:
        raise SessionOver
    if not is_working_day(wanted.starts_at.astimezone(LONDON).date(), tx.closed):
        raise ClosedDay
    new = Session(uuid.uuid4().hex, wanted.kind, wanted.starts_at, wanted.minutes, wanted.way, wanted.places, 0)
    if not await insert_new(
        tx.connection, training_sessions, id=new.id, kind=new.kind.value, starts_at=new.starts_at,
        minutes=new.minutes, way=new.way.value, places=new.places, added_by=by.id, added_at=tx.now,
    ):  # fmt: skip
        raise SessionThere
    await audit.note(tx, about(new.id), by.id, AuditAction.SESSION_ADDED, new.kind)
    if new.kind is SessionKind.GROUP:
        for person in await people.with_role(tx, Role.CONSULTATION):
            await _into_calendar(tx, new.id, person.id)
            await _tell(tx, person.id, Alert.GROUP_SESSION, new)
    else:
        for entry in await register.trained(tx):
            if entry.currency is not Currency.CURRENT:
                await _tell(tx, entry.person.id, Alert.REFRESHER_OFFERED, new)
    return new


async def cancel(tx: Tx, by: Person, session_id: str) -> Collection[str]:
    """Take it back; who had a place, and has been told. Raises NotAllowed, NotFound, SessionOver."""
    _only_the_team(by)
    session = await _held(tx, session_id)
    if session.starts_at <= tx.now:
        raise SessionOver
    this = training_sessions.c.id == session_id
    await tx.connection.execute(training_sessions.update().where(this).values(cancelled_at=tx.now))
    await audit.note(tx, about(session_id), by.id, AuditAction.SESSION_CANCELLED)
    told = await places.who_has_one(tx, session_id)
    service = [one.id for one in await people.with_role(tx, Role.CONSULTATION)]
    for person_id in {*told, *(service if session.kind is SessionKind.GROUP else ())}:
        await _into_calendar(tx, session_id, person_id)
        await _tell(tx, person_id, Alert.SESSION_CANCELLED, session)
    return told


async def offer(tx: Tx, person_id: str) -> bool:
    """Tell somebody of the next refresher with a free place; whether there is one."""
    found = [one for one in await coming(tx) if one.kind is SessionKind.REFRESHER and not one.is_full]
    if found:
        await _tell(tx, person_id, Alert.REFRESHER_OFFERED, found[0])
    return bool(found)


async def take_place(tx: Tx, person: Person, session_id: str) -> Session:
    """A place for somebody on the register; the same again changes nothing.

    Raises NotFound, NotOnRegister, SessionOver, SessionFull, DoubleBooked.
    """
    if not (await register.of(tx, person.id)).courses:
        raise NotOnRegister
    await people.hold(tx, person.id)
    session = await _held(tx, session_id)
    mine = await places.of_person(tx, person.id)
    if any(one.id == session_id for one in mine):
        return session
    if session.starts_at <= tx.now:
        raise SessionOver
    if session.is_full:
        raise SessionFull
    if any(session.overlaps(one) for one in mine):
        raise DoubleBooked
    await _set_place(tx, session_id, person.id, given_up_at=None)
    await audit.note(tx, about(session_id), person.id, AuditAction.PLACE_TAKEN)
    await _into_calendar(tx, session_id, person.id)
    return session


async def give_up_place(tx: Tx, person: Person, session_id: str) -> Session:
    """Somebody else may have it. Raises NotFound where they have none, or it is over."""
    await _held(tx, session_id)
    mine = {one.id: one for one in await places.of_person(tx, person.id)}
    if session_id not in mine:
        raise NotFound("place")
    await _set_place(tx, session_id, person.id, given_up_at=tx.now)
    await audit.note(tx, about(session_id), person.id, AuditAction.PLACE_GIVEN_UP)
    await _into_calendar(tx, session_id, person.id)
    return mine[session_id]


async def give_up_all(tx: Tx, person_id: str) -> None:
    """Somebody has gone: their places are others'."""
    for session in await places.of_person(tx, person_id):
        await _held(tx, session.id)
        await _set_place(tx, session.id, person_id, given_up_at=tx.now)
        await audit.note(tx, about(session.id), person_id, AuditAction.PLACE_GIVEN_UP)


async def move(tx: Tx, by: Person, session_id: str, starts_at: datetime) -> Session:
    """Hold it at another time: who has a place keeps it, hears, and has it in the calendar anew. Raises NotAllowed,
    NotFound, SessionOver for one that has begun or a time that has gone by, ClosedDay, SessionThere.
    """
    _only_the_team(by)
    session = await _held(tx, session_id)
    if session.starts_at <= tx.now or starts_at <= tx.now:
        raise SessionOver
    if not is_working_day(starts_at.astimezone(LONDON).date(), tx.closed):
        raise ClosedDay
    at_that_time = (training_sessions.c.starts_at == starts_at) & not_cancelled
    if await places.where(tx, at_that_time, training_sessions.c.kind == session.kind.value):
        raise SessionThere
    this = training_sessions.c.id == session_id
    await tx.connection.execute(training_sessions.update().where(this).values(starts_at=starts_at))
    await audit.note(tx, about(session_id), by.id, AuditAction.SESSION_MOVED, starts_at.isoformat())
    (moved,) = await places.where(tx, this)
    mine = training_places.c.session_id == session_id
    await tx.connection.execute(training_places.update().where(mine).values(sequence=training_places.c.sequence + 1))
    service = await people.with_role(tx, Role.CONSULTATION) if moved.kind is SessionKind.GROUP else []
    for person_id in sorted({*await places.who_has_one(tx, session_id), *(one.id for one in service)}):
        await _into_calendar(tx, session_id, person_id)
        name = once.state(Alert.SESSION_MOVED, f"{session_id}:{starts_at.isoformat()}:{person_id}")
        when: dict[str, str | int] = {"was": session.starts_at.isoformat(), "at": starts_at.isoformat()}
        await outbox.put(tx, person_id, Alert.SESSION_MOVED, when, once=name)
    return moved


async def note_attendance(
    tx: Tx, by: Person, session_id: str, came: Collection[str], walk_ins: Collection[str] = ()
) -> Session:
    """Who of those with a place came, and who of the register came without one; noted again, the newer holds.

    Raises NotAllowed, NotFound, NotBegun.
    """
    _only_the_team(by)
    session = await _held(tx, session_id)
    if session.starts_at > tx.now:
        raise NotBegun
    came = {*came, *walk_ins}
    for person_id in sorted({*walk_ins} - {*await places.who_has_one(tx, session_id)}):
        await _set_place(tx, session_id, person_id, given_up_at=None)
    for person_id in await places.who_has_one(tx, session_id):
        this = (training_places.c.session_id == session_id) & (training_places.c.person_id == person_id)
        await tx.connection.execute(training_places.update().where(this).values(came=person_id in came))
    this_session = training_sessions.c.id == session_id
    await tx.connection.execute(training_sessions.update().where(this_session).values(noted_at=tx.now))
    await audit.note(tx, about(session_id), by.id, AuditAction.ATTENDANCE_NOTED, str(len(came)))
    return session


async def coming(tx: Tx) -> list[Session]:
    """All that are to come."""
    return await places.where(tx, not_cancelled, training_sessions.c.starts_at > tx.now)


async def begun(tx: Tx) -> list[Session]:
    """Those that have begun and of which nobody has noted who came."""
    return await places.where(
        tx, not_cancelled, training_sessions.c.starts_at <= tx.now, training_sessions.c.noted_at.is_(None)
    )


async def noted(tx: Tx, since: datetime) -> list[Session]:
    """Those since then of which somebody has noted who came, soonest first."""
    return await places.where(
        tx, not_cancelled, training_sessions.c.noted_at.is_not(None), training_sessions.c.starts_at >= since
    )


async def find(tx: Tx, session_id: str) -> Session | None:
    """One, also where it was cancelled."""
    found = await places.where(tx, training_sessions.c.id == session_id)
    return found[0] if found else None


def _only_the_team(by: Person) -> None:
    if Role.TRAINING not in by.roles:
        raise NotAllowed


async def _held(tx: Tx, session_id: str) -> Session:
    """One that stands, held until the transaction ends: nobody takes the last place beside us."""
    this = sa.select(training_sessions.c.id).where(training_sessions.c.id == session_id, not_cancelled)
    if await tx.connection.scalar(this.with_for_update()) is None:
        raise NotFound("session")
    (session,) = await places.where(tx, training_sessions.c.id == session_id)
    return session


async def _set_place(tx: Tx, session_id: str, person_id: str, given_up_at: datetime | None) -> None:
    new = await insert_new(
        tx.connection, training_places, session_id=session_id, person_id=person_id, taken_at=tx.now,
        given_up_at=given_up_at, sequence=0,
    )  # fmt: skip
    if not new:
        this = (training_places.c.session_id == session_id) & (training_places.c.person_id == person_id)
        changed = {"given_up_at": given_up_at, "sequence": training_places.c.sequence + 1}
        changed |= {} if given_up_at else {"taken_at": tx.now}
        await tx.connection.execute(training_places.update().where(this).values(**changed))


async def _into_calendar(tx: Tx, session_id: str, person_id: str) -> None:
    """Somebody's calendar is to be brought up to date (`bot/delivery/invitations.py`)."""
    key = jobs.key_of(session_id, person_id)
    await jobs.cancel(tx, JobKind.TRAINING_INVITATION, key)
    await jobs.schedule(tx, JobKind.TRAINING_INVITATION, tx.now, key)


async def _tell(tx: Tx, person_id: str, what: Alert, session: Session) -> None:
    name = once.of_session(what, session.id, person_id)
    await outbox.put(tx, person_id, what, {"at": session.starts_at.isoformat()}, once=name)

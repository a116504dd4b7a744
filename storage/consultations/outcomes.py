"""What came of a consultation: the advice, who does what by when, or that nobody came.

The advice names no child. It goes to whoever booked, and to the safeguarding lead of the record it is about.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from storage import audit
from storage.consultations.seats import Booking, bookings_where, release_monthly_allowance
from storage.consultations.tables import actions, booked, bookings, outcomes
from storage.consultations.tables import slots as slot_table
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.records.access import fresh, may_read
from storage.records.tables import BESIDE_SEAL, RecordRow, records
from storage.working_hours import LONDON

MORNING = time(9)
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Action:
    """`who` is a role or a person who works there, never a child. `number` counts from 1 in its consultation."""

    number: int
    what: str
    who: str
    due_on: date
    done_at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a consultation. Without attendance there is no advice."""

    booking_id: str
    consulted_at: datetime
    attended: bool
    advice: str
    actions: tuple[Action, ...]


class RecordedAlready(Problem):
    """The outcome is on file and stays as it is."""

    reason = "recorded_already"


async def without_outcome(tx: Tx, person: Person) -> list[Booking]:
    """Consultations that have begun and whose outcome is not recorded, oldest first. Raises NotAllowed."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    on_file = sa.select(outcomes.c.booking_id)
    begun = (slot_table.c.starts_at <= tx.now) & (slot_table.c.starts_at > tx.now - LOOKS_BACK)
    return await bookings_where(tx, booked, begun, bookings.c.id.not_in(on_file))


async def record(
    tx: Tx, booking: Booking, person: Person, *, attended: bool, advice: str = "", to_do: Sequence[Action] = ()
) -> None:
    """Keep it and let those concerned know. Raises NotAllowed and RecordedAlready."""
    if Role.CONSULTATION not in person.roles:
        raise NotAllowed
    if await tx.connection.scalar(sa.select(outcomes.c.booking_id).where(outcomes.c.booking_id == booking.id)):
        raise RecordedAlready
    await tx.connection.execute(
        outcomes.insert().values(
            booking_id=booking.id, recorded_by=person.id, recorded_at=tx.now, attended=attended,
            advice_sealed=tx.vault.seal(advice),
        )
    )  # fmt: skip
    for action in to_do:
        await _keep(tx, booking.id, action)
    for row in await _records_about(tx, booking.case_key):
        came = audit.AuditAction.CONSULTED if attended else audit.AuditAction.CONSULTATION_MISSED
        await audit.note(tx, row.id, person.id, came)
    if not attended:
        await release_monthly_allowance(tx, booking.id)
    about = {"at": booking.slot.starts_at.isoformat()}
    key = Alert.CONSULTATION_ADVICE if attended else Alert.CONSULTATION_MISSED
    for person_id in await _concerned(tx, booking):
        await outbox.put(tx, person_id, key, about, once=once.outcome(key, booking.id, person_id))


async def of_person(tx: Tx, person: Person) -> list[Outcome]:
    """What was advised in consultations that this person booked, or is responsible for the record of and may still read
    it; newest first.
    """
    may = may_read(await fresh(tx, person))
    responsible = sa.select(records.c.submission_key).where(records.c.responsible_id == person.id, may)
    return await _where(tx, (bookings.c.person_id == person.id) | bookings.c.case_key.in_(responsible))


async def of_record(tx: Tx, record_id: str) -> list[Outcome]:
    """What was advised about the case of a record. The caller has read the record, and so asked the roles."""
    case = sa.select(records.c.submission_key).where(records.c.id == record_id).scalar_subquery()
    return await _where(tx, bookings.c.case_key == case)


async def done(tx: Tx, booking_id: str, number: int, person: Person) -> None:
    """An action is done: by whoever booked, or whoever is responsible for the record. Raises NotFound."""
    found = await bookings_where(tx, bookings.c.id == booking_id)
    if not found or person.id not in await _concerned(tx, found[0]):
        raise NotFound("action")
    this = (actions.c.booking_id == booking_id) & (actions.c.number == number) & actions.c.done_at.is_(None)
    changed = await tx.connection.execute(actions.update().where(this).values(done_at=tx.now))
    if changed.rowcount == 0:
        raise NotFound("action")
    await jobs.cancel(tx, JobKind.CONSULTATION_ACTION, jobs.key_of(booking_id, number))


async def remind(tx: Tx, job: Job) -> None:
    """Do the job of an action that is due, in the transaction that marks it done."""
    if not await jobs.done(tx, job):
        return
    booking_id, number = jobs.read_key(job.key)
    this = (actions.c.booking_id == booking_id) & (actions.c.number == int(number)) & actions.c.done_at.is_(None)
    if await tx.connection.scalar(sa.select(actions.c.id).where(this)) is None:
        return
    (booking,) = await bookings_where(tx, bookings.c.id == booking_id)
    about: dict[str, str | int] = {"at": booking.slot.starts_at.isoformat(), "count": int(number)}
    for person_id in await _concerned(tx, booking):
        await outbox.put(tx, person_id, Alert.ACTION_DUE, about, once=once.action_due(job.key, person_id))


async def _keep(tx: Tx, booking_id: str, action: Action) -> None:
    await tx.connection.execute(
        actions.insert().values(
            id=uuid.uuid4().hex, booking_id=booking_id, number=action.number, due_on=action.due_on.isoformat(),
            what_sealed=tx.vault.seal_json({"what": action.what, "who": action.who}),
        )
    )  # fmt: skip
    due = datetime.combine(action.due_on, MORNING, tzinfo=LONDON)
    key = jobs.key_of(booking_id, action.number)
    await jobs.schedule(tx, JobKind.CONSULTATION_ACTION, max(due, tx.now), key, {"booking_id": booking_id})


async def _records_about(tx: Tx, case_key: str) -> list[RecordRow]:
    query = sa.select(*BESIDE_SEAL).where(records.c.submission_key == case_key)
    return [RecordRow.of(row) for row in await tx.connection.execute(query)]


async def _concerned(tx: Tx, booking: Booking) -> list[str]:
    """Whoever booked, and whoever is responsible for the record now."""
    about = await _records_about(tx, booking.case_key)
    return list(dict.fromkeys([booking.person_id, *(row.responsible_id for row in about)]))


async def _where(tx: Tx, where: sa.ColumnElement[bool]) -> list[Outcome]:
    query = (
        sa.select(outcomes, slot_table.c.starts_at)
        .join(bookings, bookings.c.id == outcomes.c.booking_id)
        .join(slot_table, slot_table.c.id == bookings.c.slot_id)
        .where(where)
        .order_by(slot_table.c.starts_at.desc())
    )
    rows = (await tx.connection.execute(query)).all()
    return [
        Outcome(
            row.booking_id,
            row.starts_at,
            row.attended,
            tx.vault.open(row.advice_sealed),
            await _actions(tx, row.booking_id),
        )
        for row in rows
    ]


async def _actions(tx: Tx, booking_id: str) -> tuple[Action, ...]:
    query = sa.select(actions).where(actions.c.booking_id == booking_id).order_by(actions.c.number)
    return tuple(
        Action(
            row.number,
            due_on=date.fromisoformat(row.due_on),
            done_at=row.done_at,
            **tx.vault.open_json(row.what_sealed),
        )
        for row in await tx.connection.execute(query)
    )

"""The consultations about a case: those booked about the record that it was copied from, and those that a member has
said are about it. Of each only the day: what was advised stays with the consultation.
"""

from datetime import date

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import members
from storage.casework.cases import Case
from storage.casework.members import about
from storage.casework.tables import case_consultations
from storage.consultations.seats import Booking, bookings_where
from storage.consultations.tables import booked, bookings, slots
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import NotFound
from storage.working_hours import LONDON


async def may_be_linked(tx: Tx, person: Person) -> list[Booking]:
    """One's own that stand, those that were held too, the newest first."""
    mine = await bookings_where(tx, booked, bookings.c.person_id == person.id)
    return sorted(mine, key=lambda one: one.slot.starts_at, reverse=True)


async def link(tx: Tx, by: Person, case: Case, booking_id: str) -> None:
    """One's own booking is about this case; again changes nothing. Raises NotFound."""
    mine = {one.id for one in await may_be_linked(tx, by)}
    if booking_id not in mine or not await members.is_in(tx, by, case.id):
        raise NotFound("booking")
    values = {"case_id": case.id, "booking_id": booking_id, "linked_by": by.id, "linked_at": tx.now}
    if await insert_new(tx.connection, case_consultations, **values):
        await audit.note(tx, about(case.id), by.id, AuditAction.CONSULTATION_LINKED)


async def days(tx: Tx, case: Case) -> list[date]:
    """The days of those that stand, in order. Asks nobody's right."""
    linked = sa.select(case_consultations.c.booking_id).where(case_consultations.c.case_id == case.id)
    theirs: sa.ColumnElement[bool] = bookings.c.id.in_(linked)
    if case.incident_key:
        theirs |= bookings.c.case_key == case.incident_key
    query = sa.select(slots.c.starts_at).join(bookings, bookings.c.slot_id == slots.c.id).where(theirs, booked)
    return sorted(moment.astimezone(LONDON).date() for moment in await tx.connection.scalars(query))

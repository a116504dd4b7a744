"""Today: what needs me now, the most pressing first. For whoever leads safeguarding, and for everybody else what is
theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.begun import begun
from bot.desk.page import EVERYBODY, SAFEGUARDING, SERVICE, Answer, Page, Reader, Shown
from bot.desk.when import Soon, how_soon
from storage.consultations import bookings, outcomes
from storage.consultations.outcomes import Action
from storage.consultations.seats import Booking
from storage.records import handovers, inbox
from storage.records.handovers import Handover
from storage.records.inbox import InboxRow, Sent
from storage.records.tables import Status

UNREAD = (Status.SIGNED, Status.RECEIVED)
DAYS_AHEAD = 7
RECENT = 5


@dataclass(frozen=True)
class Due:
    """Something agreed in a consultation."""

    action: Action
    soon: Soon


async def today(reader: Reader) -> Answer:
    """`GET /desk/`."""
    rows: Sequence[InboxRow] = ()
    given: Sequence[Handover] = ()
    sent: Sequence[Sent] = ()
    if reader.is_one_of(SAFEGUARDING):
        rows = await inbox.inbox(reader.tx, reader.person)
        given = await handovers.waiting_for(reader.tx, reader.person)
    else:
        sent = await inbox.sent_by(reader.tx, reader.person, RECENT)
    data = {
        "leads": reader.is_one_of(SAFEGUARDING),
        "unread": [row for row in rows if row.status in UNREAD],
        "undecided": [row for row in rows if row.status is Status.READ],
        "to_file": [row for row in rows if row.status is Status.DECIDED],
        "given": given,
        "sent": sent,
        "due": await _due(reader),
        "week": await _week(reader),
        "begun": await begun(reader),
    }
    return Shown("today", "today.title", data)


async def _due(reader: Reader) -> list[Due]:
    """Actions that are open, the soonest first."""
    found = await outcomes.of_person(reader.tx, reader.person)
    still_open = [action for one in found for action in one.actions if action.done_at is None]
    soonest = sorted(still_open, key=lambda action: action.due_on)
    return [Due(action, how_soon(action.due_on, reader.now)) for action in soonest]


async def _week(reader: Reader) -> list[Booking]:
    """Consultations in the next days: the service's own, or this person's."""
    until: datetime = reader.now + timedelta(days=DAYS_AHEAD)
    if reader.is_one_of(SERVICE):
        return await bookings.bookings_until(reader.tx, reader.person, until)
    return [one for one in await bookings.my_bookings(reader.tx, reader.person) if one.slot.starts_at < until]


PAGES = (Page("/", EVERYBODY, today, menu="today.menu"),)

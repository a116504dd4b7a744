"""Today: what needs me now, the most pressing first. For whoever leads safeguarding, and for everybody else what is
theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import job_kinds
from bot.desk.begun import begun
from bot.desk.page import EVERYBODY, SAFEGUARDING, SERVICE, Answer, Goto, Page, Reader, Shown
from bot.desk.when import Soon, how_soon
from dialogs.interview.parsing.coming_days import coming_day
from dialogs.interview.parsing.days import today as date_of
from storage.clocks.running import Running
from storage.consultations import bookings, outcomes
from storage.consultations.outcomes import Action
from storage.consultations.seats import Booking
from storage.people import away
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
        "clocks": await _clocks(reader),
        "away": await away.among_colleagues(reader.tx, reader.person),
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


async def _clocks(reader: Reader) -> list[tuple[Running, Soon]]:
    """Limits that run about what this person holds, the soonest first."""
    found = await job_kinds.limits_of(reader.tx, reader.person)
    day = date_of(reader.now)
    limits = [(one, one.limit(day, reader.tx.closed).day) for one in found]
    return [(one, how_soon(on, reader.now)) for one, on in sorted(limits, key=lambda two: (two[1], two[0].reference))]


async def go_away(reader: Reader) -> Answer:
    """`POST /desk/away`: until the day that was chosen."""
    back_on = coming_day(reader.asked.typed("back_on"), date_of(reader.now))
    if back_on is None:
        return Goto("/", "not_a_day_to_come")
    await away.go(reader.tx, reader.person, back_on)
    return Goto("/", "away")


async def come_back(reader: Reader) -> Answer:
    """`POST /desk/back`: before the day that they had said."""
    await away.come_back(reader.tx, reader.person)
    return Goto("/", "back")


PAGES = (
    Page("/", EVERYBODY, today, menu="today.menu"),
    Page("/away", SAFEGUARDING, go_away, changes=True),
    Page("/back", SAFEGUARDING, come_back, changes=True),
)

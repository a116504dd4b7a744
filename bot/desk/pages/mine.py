"""What is one's own: records and how far each has come, consultations, places in line, what was advised.

What was signed is never shown again here, not even to who wrote it: the record is with whoever is responsible.
"""

from dataclasses import dataclass

from bot.desk.page import CASE_WORK, Answer, Goto, Page, Reader, Shown
from dialogs.consultations.slot_words import in_words
from dialogs.safeguarding.inbox import passed_on
from storage.consultations import bookings, outcomes, waiting_list
from storage.consultations.seats import Booking
from storage.problems import NotFound
from storage.records import inbox
from storage.records.inbox import Sent

MINE = "/mine"


@dataclass(frozen=True)
class OnTheWay:
    """A record that was sent, and each time it passed on to somebody else, in words."""

    sent: Sent
    passed_on: list[str]


async def mine(reader: Reader) -> Answer:
    """`GET /desk/mine`."""
    sent = await inbox.sent_by(reader.tx, reader.person)
    data = {
        "records": [OnTheWay(one, await passed_on(reader.tx, one.reference)) for one in sent],
        "bookings": [(one, in_words(one.slot)) for one in await bookings.my_bookings(reader.tx, reader.person)],
        "places": [
            (place, in_words(place.offered) if place.offered else "")
            for place in await waiting_list.places_of(reader.tx, reader.person)
        ],
        "advice": await outcomes.of_person(reader.tx, reader.person),
    }
    return Shown("mine/mine", "mine.title", data)


async def cancel_asks(reader: Reader) -> Answer:
    """`GET /desk/mine/cancel?booking=...`: the day and time, and whether to cancel."""
    booking = await _booking(reader, reader.asked.chosen("booking"))
    if booking is None:
        return Goto(MINE, "booking_gone")
    return Shown("mine/cancel", "mine.cancel.title", {"booking": booking, "when": in_words(booking.slot)})


async def cancel(reader: Reader) -> Answer:
    """`POST /desk/mine/cancel`: only what was shown. One that was moved since stays."""
    booking = await _booking(reader, reader.asked.typed("booking"))
    if booking is None:
        return Goto(MINE, "booking_gone")
    if str(booking.sequence) != reader.asked.typed("sequence"):
        return Goto(MINE, "booking_changed")
    await bookings.cancel(reader.tx, booking.id, reader.person)
    return Goto(MINE, "booking_cancelled")


async def action_done(reader: Reader) -> Answer:
    """`POST /desk/mine/done`: an action that was agreed is done."""
    number = reader.asked.typed("number")
    try:
        if not number.isdecimal() or len(number) > 3:
            raise NotFound
        await outcomes.done(reader.tx, reader.asked.typed("booking"), int(number), reader.person)
    except NotFound:
        return Goto(MINE, "action_gone")
    return Goto(MINE, "action_done")


async def _booking(reader: Reader, id: str) -> Booking | None:
    """One of this person's own that is still to come."""
    return next((one for one in await bookings.my_bookings(reader.tx, reader.person) if one.id == id), None)


PAGES = (
    Page(MINE, CASE_WORK, mine, menu="mine.menu"),
    Page(f"{MINE}/cancel", CASE_WORK, cancel_asks),
    Page(f"{MINE}/cancel", CASE_WORK, cancel, changes=True),
    Page(f"{MINE}/done", CASE_WORK, action_done, changes=True),
)

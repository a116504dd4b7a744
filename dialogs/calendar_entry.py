"""A consultation as people's own calendars take it (iCalendar, RFC 5545 and 5546). No child and no case in it.

One booking keeps one UID for good; its SEQUENCE goes up with every change, so a calendar knows which is the newest.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dialogs.when import LONDON
from dialogs.words import say
from storage.seats import Booking, Slot

if TYPE_CHECKING:
    from icalendar import Event

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def invitation(booking: Booking, *, organiser: str, attendee: str, now: datetime) -> tuple[str, bytes]:
    """The method, and the entry for one attendee: an invitation or its newest state, or that it is cancelled.

    `organiser` and `attendee` are mail addresses.
    """
    from icalendar import vCalAddress

    method = CANCEL if booking.cancelled_at else REQUEST
    event = _event(booking.slot, uid=f"{booking.id}@{domain_of(organiser)}", now=now)
    event.add("sequence", booking.sequence)
    event.add("status", "CANCELLED" if booking.cancelled_at else "CONFIRMED")
    event.add("summary", say("invitation.summary"))
    event.add("description", say("invitation.description"))
    organised_by = vCalAddress(f"mailto:{organiser}")
    organised_by.params["CN"] = say("invitation.organiser")
    event.add("organizer", organised_by)
    invited = vCalAddress(f"mailto:{attendee}")
    # booked in the chat already: nobody is asked to answer again
    invited.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    event.add("attendee", invited)
    return method, _calendar(method, [event], booking.slot.starts_at, booking.slot.starts_at)


def month(entries: Iterable[tuple[Slot, str]], *, waiting: int, domain: str, now: datetime) -> bytes:
    """Slots with what is said of each (free, held, booked), as one file for the service's own calendar. How many wait
    stands in its description (RFC 7986).
    """
    events, days = [], [now]
    for slot, summary in entries:
        event = _event(slot, uid=f"slot-{slot.id}@{domain}", now=now)
        event.add("summary", summary)
        events.append(event)
        days.append(slot.starts_at)
    about = say("booking.month_waiting", count=waiting)
    return _calendar(PUBLISH, events, min(days), max(days), about)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2] or "waymark.invalid"


def _event(slot: Slot, *, uid: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    starts = slot.starts_at.astimezone(LONDON)
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("dtend", (slot.starts_at + timedelta(minutes=slot.minutes)).astimezone(LONDON))
    event.add("location", say(f"invitation.places.{slot.mode}"))
    return event


def _calendar(method: str, events: "list[Event]", first: datetime, last: datetime, about: str = "") -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Waymark//Consultations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if about:
        calendar.add("description", about)
    for event in events:
        calendar.add_component(event)
    # without dates the zone would be written out from 1970 to 2038
    calendar.add_missing_timezones(
        first_date=(first - timedelta(days=366)).date(), last_date=(last + timedelta(days=366)).date()
    )
    return bytes(calendar.to_ical())


__all__ = ["CANCEL", "PUBLISH", "REQUEST", "domain_of", "invitation", "month"]

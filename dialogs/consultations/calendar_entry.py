"""A consultation as people's own calendars take it (iCalendar, RFC 5545 and 5546). No child and no case in it.

One booking keeps one UID for good; its SEQUENCE goes up with every change, so a calendar knows which is the newest.
Begin and end are in UTC: every calendar shows them in its own time, and needs no description of a time zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dialogs.words import say
from storage.consultations.seats import Booking, Slot

if TYPE_CHECKING:
    from icalendar import Event

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
"""The seconds since then are the SEQUENCE of a month's file: a later file is always the newer one."""


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
    return method, _calendar(method, [event])


@dataclass(frozen=True)
class Entry:
    """A slot with what is said of it. Only one that is booked takes up the service's time."""

    slot: Slot
    summary: str
    booked: bool


def month(entries: Iterable[Entry], *, waiting: int, domain: str, now: datetime) -> bytes:
    """Slots, free, held or booked, as one file for the service's own calendar. How many wait stands in its description
    (RFC 7986). Taken in again later, it brings each entry up to date.
    """
    events = []
    for entry in entries:
        event = _event(entry.slot, uid=f"slot-{entry.slot.id}@{domain}", now=now)
        event.add("sequence", max(0, int((now - COUNTED_FROM).total_seconds())))
        event.add("transp", "OPAQUE" if entry.booked else "TRANSPARENT")
        event.add("summary", entry.summary)
        events.append(event)
    return _calendar(PUBLISH, events, say("booking.month_waiting", count=waiting))


def domain_of(address: str) -> str:
    """What stands after the @ of an address: the identifiers of calendar entries end in it."""
    return address.rpartition("@")[2] or "waymark.invalid"


def _event(slot: Slot, *, uid: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    starts = slot.starts_at.astimezone(UTC)
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=slot.minutes))
    event.add("location", say(f"invitation.places.{slot.mode}"))
    return event


def _calendar(method: str, events: "list[Event]", about: str = "") -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Waymark//Consultations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if about:
        calendar.add("description", about)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


__all__ = ["CANCEL", "PUBLISH", "REQUEST", "Entry", "domain_of", "invitation", "month"]

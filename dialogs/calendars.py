"""What is held at a time, as people's own calendars take it (iCalendar, RFC 5545 and 5546). No child and no case in it.

One appointment keeps one UID for good; its SEQUENCE goes up with every change, so a calendar knows which is the newest.
Begin and end are in UTC: every calendar shows them in its own time, and needs no description of a time zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dialogs.words import say

if TYPE_CHECKING:
    from icalendar import Event

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True)
class Appointment:
    """What goes into one person's calendar, and the mail that brings it; all words said already.

    `id` is that of what is held, `starts_at` aware; `file` is what the entry is called in the mail.
    """

    id: str
    sequence: int
    starts_at: datetime
    minutes: int
    place: str
    cancelled: bool
    summary: str
    description: str
    subject: str
    body: str
    file: str

    @property
    def method(self) -> str:
        """That it is to be put into a calendar, or taken out."""
        return CANCEL if self.cancelled else REQUEST


def invitation(of: Appointment, *, organiser: str, attendee: str, now: datetime) -> tuple[str, bytes]:
    """The method, and the entry for one attendee: an invitation or its newest state, or that it is cancelled.

    `organiser` and `attendee` are mail addresses.
    """
    from icalendar import vCalAddress

    event = timed(of.starts_at, of.minutes, of.place, uid=f"{of.id}@{domain_of(organiser)}", now=now)
    event.add("sequence", of.sequence)
    event.add("status", "CANCELLED" if of.cancelled else "CONFIRMED")
    event.add("summary", of.summary)
    event.add("description", of.description)
    organised_by = vCalAddress(f"mailto:{organiser}")
    organised_by.params["CN"] = say("invitation.organiser")
    event.add("organizer", organised_by)
    invited = vCalAddress(f"mailto:{attendee}")
    # booked in the chat already: nobody is asked to answer again
    invited.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    event.add("attendee", invited)
    return of.method, calendar(of.method, [event])


def domain_of(address: str) -> str:
    """What stands after the @ of an address: the identifiers of calendar entries end in it."""
    return address.rpartition("@")[2] or "waymark.invalid"


def timed(starts_at: datetime, minutes: int, place: str, *, uid: str, now: datetime) -> "Event":
    """An entry with when and where it is, to be filled further."""
    from icalendar import Event

    event = Event()
    starts = starts_at.astimezone(UTC)
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=minutes))
    event.add("location", place)
    return event


def calendar(method: str, events: "Sequence[Event]", about: str = "") -> bytes:
    """A whole file."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Waymark//Consultations//EN")
    made.add("version", "2.0")
    made.add("method", method)
    if about:
        made.add("description", about)
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())

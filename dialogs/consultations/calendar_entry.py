"""A consultation as people's own calendars take it (`dialogs/calendars.py`). No child and no case in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.calendars import PUBLISH, Appointment, calendar, domain_of, timed
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage.consultations.seats import Booking, Slot

COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
"""The seconds since then are the SEQUENCE of a month's file: a later file is always the newer one."""


def appointment(booking: Booking) -> Appointment:
    """As it is now: booked, or cancelled."""
    kind = "cancel" if booking.cancelled_at else "request"
    when = moment_in_words(booking.slot.starts_at)
    return Appointment(
        id=booking.id,
        sequence=booking.sequence,
        starts_at=booking.slot.starts_at,
        minutes=booking.slot.minutes,
        place=_place(booking.slot),
        cancelled=booking.cancelled_at is not None,
        summary=say("invitation.summary"),
        description=say("invitation.description"),
        subject=say(f"invitation.subject.{kind}", when=when),
        body=say(f"invitation.body.{kind}", when=when),
        file="consultation.ics",
    )


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
        slot = entry.slot
        event = timed(slot.starts_at, slot.minutes, _place(slot), uid=f"slot-{slot.id}@{domain}", now=now)
        event.add("sequence", max(0, int((now - COUNTED_FROM).total_seconds())))
        event.add("transp", "OPAQUE" if entry.booked else "TRANSPARENT")
        event.add("summary", entry.summary)
        events.append(event)
    return calendar(PUBLISH, events, say("booking.month_waiting", count=waiting))


def _place(slot: Slot) -> str:
    return say(f"invitation.places.{slot.mode}")


__all__ = ["Entry", "appointment", "domain_of", "month"]

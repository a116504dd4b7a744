"""Slots in words, always with the weekday and in London time; and which of them are shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.dates import WEEKDAYS
from dialogs.interview.parsing.days import LONDON, day_in_words, today
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.consultations import bookings
from storage.consultations.bookings import Slot
from storage.consultations.rules import rules
from storage.working_hours import first_of_next_month


def in_words(slot: Slot) -> str:
    """'Tuesday 1 December 2026, 10:00, 60 minutes, by video'."""
    local = slot.starts_at.astimezone(LONDON)
    mode = say(f"booking.modes.{slot.mode}")
    return say("booking.slot", day=day_in_words(local.date()), time=f"{local:%H:%M}", minutes=slot.minutes, mode=mode)


def weekday(starts_at: str) -> str:
    """'tuesday', in London, of the moment at which a slot starts."""
    return WEEKDAYS[datetime.fromisoformat(starts_at).astimezone(LONDON).weekday()]


def short(slot: Slot) -> str:
    """'Tue 1 Dec, 10:00': for a button."""
    local = slot.starts_at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def service(chat: Chat) -> str:
    """The consultation service as this setting knows it, with its telephone number."""
    contact = chat.setting.contacts.get("consultation", {})
    named = ", ".join(part for part in (contact.get("name", ""), contact.get("phone", "")) if part)
    return named or say("booking.the_service")


async def free(chat: Chat) -> list[Slot]:
    """The free slots of this month and the next, as far ahead as the service lets them be seen."""
    now = chat.turn.now
    ahead = now + timedelta(days=(await rules(chat.tx)).days_ahead)
    return await bookings.free_slots(chat.tx, until=min(after_next_month(now), ahead))


def after_next_month(now: datetime) -> datetime:
    """The beginning of the month after next, in London: so far ahead slots are shown."""
    first = today(now).replace(day=1)
    for _ in range(2):
        first = first_of_next_month(first)
    return datetime(first.year, first.month, first.day, tzinfo=LONDON)


def as_offered(slots: Sequence[Slot]) -> dict[str, Any]:
    """Answers that a question's choices are read from: kept with the frame, so that a number keeps its meaning."""
    return {
        "offered": [slot.id for slot in slots],
        "titles": {slot.id: in_words(slot) for slot in slots},
        "starts": {slot.id: slot.starts_at.isoformat() for slot in slots},
    }


async def is_as_shown(chat: Chat, answers: dict[str, Any], slot_id: str) -> bool:
    """Whether a slot is still when it was shown to be: the service may have moved it since."""
    shown, now = answers.get("starts", {}).get(slot_id), await bookings.starts_at(chat.tx, slot_id)
    return shown is None or now is None or now == datetime.fromisoformat(shown)


def free_times() -> Reply:
    """What stands above the free slots: they are the choices of the question below, and are listed there only."""
    return reply("booking.free")

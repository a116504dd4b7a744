"""The consultation service's month at a glance: booked, held, free, waiting; and the year's use. No child is named."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogs.consultations.slot_words import in_words, short
from dialogs.contacts import role_in_words
from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.dates import month_in_words, written_month
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage import audit
from storage.consultations import report
from storage.consultations.report import Seat, Use, Waiting
from storage.reporting.small_numbers import SMALL
from storage.working_hours import first_of_next_month


async def month(chat: Chat, rest: str) -> list[Reply]:
    """This month and the next, or the one that was asked for: a card with a row a seat, and how many wait."""
    now = today(chat.turn.now)
    wanted = written_month(plain(rest), now)
    if rest and wanted is None:
        return [reply("booking.month_which", choices=("month",))]
    shown = [wanted] if wanted else [now.replace(day=1), first_of_next_month(now)]
    seats: list[Seat] = []
    for day in shown:
        seats += await report.month(chat.tx, chat.person, day.year, day.month)
        own, month = audit.of_person(chat.person.id), f"{day.year}-{day.month:02}"
        await audit.note(chat.tx, own, chat.person.id, audit.AuditAction.MONTH_SHOWN, month)
    waiting = await report.who_waits(chat.tx, chat.person)
    title = say("booking.month_of", month=month_in_words(wanted)) if wanted else say("booking.month")
    none = {"text": say("booking.month_none")}
    rows = [{"label": in_words(seat.slot), "text": seat_in_words(seat, chat.turn.now)} for seat in seats]
    waits = [{"text": _waiting_in_words(one)} for one in waiting]
    in_line = {"title": say("booking.month_waiting", count=len(waits)), "rows": waits}
    card = Card("slots", {"title": title, "sections": [{"rows": rows or [none]}, in_line]})
    lines = [f"• {row['label']}: {row['text']}" for row in rows] or [f"• {none['text']}"]
    lines += [f"• {in_line['title']}", *(f"• {row['text']}" for row in waits)]
    around = [shown[0] - timedelta(days=1), first_of_next_month(shown[-1])]
    choices = tuple(Choice(f"month {day:%Y-%m}", month_in_words(day)) for day in around)
    return [Reply("booking.month", "\n".join([title, *lines]), choices=choices, card=card)]


def _waiting_in_words(one: Waiting) -> str:
    key = "booking.month_offered" if one.offered else "booking.month_waits"
    kept = short(one.offered) if one.offered else ""
    return say(key, position=one.position, who=one.name, setting=one.setting, kept=kept)


def seat_in_words(seat: Seat, now: datetime) -> str:
    """'free', or who booked it and what help is wanted."""
    if seat.booking is None:
        state = "over" if seat.slot.starts_at <= now else seat.state
        return say(f"booking.month_seat.{state}")
    summary = say("booking.month_summary") if seat.has_summary else ""
    return say(
        "booking.month_booked", who=seat.booked_by, role=seat.booking.role or role_in_words(seat.roles),
        setting=seat.setting, help=seat.booking.help_wanted, manager=seat.booking.manager_name,
        agreed=day_in_words(seat.booking.manager_agreed_on), summary=summary,
    ).strip()  # fmt: skip


async def use(chat: Chat, rest: str) -> list[Reply]:
    """How many consultations each setting has had this year; small numbers are left out."""
    year = today(chat.turn.now).year
    used = await report.use_in(chat.tx, chat.person, year)
    await audit.note(chat.tx, audit.of_person(chat.person.id), chat.person.id, audit.AuditAction.USE_SHOWN, f"{year}")
    if not used:
        return [reply("booking.use_none", choices=("month",), year=year)]
    return [Reply("booking.use", "\n".join([say("booking.use", year=year), *use_in_words(used)]))]


def use_in_words(used: Sequence[Use]) -> list[str]:
    """A row for each setting; small numbers are left out."""
    return [
        say("booking.use_few", setting=one.setting, small=SMALL)
        if one.booked is None
        else say("booking.use_row", setting=one.setting, count=one.booked)
        for one in used
    ]

"""The consultation service: a month as a calendar, who waits, whom to ring, summaries, and what came of a consultation.

No child is named in any of it. What the chat notes in the history is noted here by the same functions.
"""

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from bot.desk.page import SERVICE, Answer, Goto, Page, Reader, Shown
from dialogs.consultations.outcome import OUTCOME, ROWS, actions_of
from dialogs.consultations.service_month import seat_in_words
from dialogs.consultations.slot_words import in_words
from dialogs.interview.answers import Refusal
from dialogs.interview.parsing.dates import month_in_words
from dialogs.interview.parsing.days import LONDON, today
from dialogs.words import say
from storage import audit
from storage.consultations import call_backs, outcomes, report, summaries
from storage.consultations.outcomes import RecordedAlready
from storage.consultations.report import Seat
from storage.consultations.seats import Booking
from storage.people import people
from storage.problems import NotFound
from storage.working_hours import first_of_next_month

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Day:
    """One day of the calendar with its seats; `is_of_month` is false for days that only fill the first or last week."""

    day: date
    is_of_month: bool
    is_today: bool
    seats: list[tuple[Seat, str, str]]
    """Each with its time, and `state` in which it is shown: free, held, booked, or over where nobody came to it."""


async def service(reader: Reader) -> Answer:
    """`GET /desk/service?month=2026-12`."""
    first = _month(reader)
    seats = await report.month(reader.tx, reader.person, first.year, first.month)
    own, shown = audit.of_person(reader.person.id), f"{first:%Y-%m}"
    await audit.note(reader.tx, own, reader.person.id, audit.AuditAction.MONTH_SHOWN, shown)
    waiting = [
        (one, (await people.get(reader.tx, one.person_id)).name)
        for one in await call_backs.waiting(reader.tx, reader.person)
    ]
    undone = [
        (one, in_words(one.slot), (await people.get(reader.tx, one.person_id)).name)
        for one in await outcomes.without_outcome(reader.tx, reader.person)
    ]
    data = {
        "month": month_in_words(first),
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{first_of_next_month(first):%Y-%m}",
        "weeks": _weeks(first, seats, reader),
        "booked": [(seat, in_words(seat.slot), seat_in_words(seat, reader.now)) for seat in seats if seat.booking],
        "any_seat": bool(seats),
        "line": await report.who_waits(reader.tx, reader.person),
        "calls": waiting,
        "undone": undone,
    }
    return Shown("service/service", "service.title", data)


async def pack(reader: Reader) -> Answer:
    """`GET /desk/service/summary?booking=...`: what was sent before a consultation. That it is read is noted."""
    lines = await summaries.read(reader.tx, reader.asked.chosen("booking")[:64], reader.person)
    return Shown("service/summary", "service.summary.title", {"lines": lines})


async def called(reader: Reader) -> Answer:
    """`POST /desk/service/called`: somebody who waited has been rung."""
    try:
        await call_backs.answered(reader.tx, reader.asked.typed("id")[:64], reader.person)
    except NotFound:
        return Goto("/service", "call_gone")
    return Goto("/service", "called")


async def outcome(reader: Reader) -> Answer:
    """`GET /desk/service/outcome?booking=...`: the form for one consultation that has no outcome yet."""
    booking = await _without_outcome(reader, reader.asked.chosen("booking"))
    return await _form(reader, booking, {}, []) if booking else Goto("/service", "recorded_already")


async def record(reader: Reader) -> Answer:
    """`POST /desk/service/outcome`: read by the questions of the chat; what is refused is said, and nothing is lost."""
    booking = await _without_outcome(reader, reader.asked.typed("booking"))
    if booking is None:
        return Goto("/service", "recorded_already")
    typed = {name: reader.asked.typed(name) for name in ("attended", "advice", *_fields())}
    if typed["attended"] not in ("came", "did_not_come"):
        return await _form(reader, booking, typed, [say("service.outcome.attended_missing")])
    came = typed["attended"] == "came"
    read = {
        name: OUTCOME.question(name).reader.read(name, said, {}, {}, reader.now)
        for name, said in (("advice", typed["advice"]), ("to_do", {field: typed[field] for field in _fields()}))
        if came
    }
    refused = [say(f"refusals.{one.key}", **one.params) for one in read.values() if isinstance(one, Refusal)]
    if refused:
        return await _form(reader, booking, typed, refused)
    given = {
        name: value for one in read.values() if not isinstance(one, Refusal) for name, value in one.answers.items()
    }
    try:
        await outcomes.record(
            reader.tx, booking, reader.person, attended=came, advice=given.get("advice", ""),
            to_do=actions_of(given.get("to_do", {})),
        )  # fmt: skip
    except RecordedAlready:
        return Goto("/service", "recorded_already")
    return Goto("/service", "recorded")


async def _form(reader: Reader, booking: Booking, typed: dict[str, str], refused: list[str]) -> Shown:
    who = (await people.get(reader.tx, booking.person_id)).name
    data = {"booking": booking, "when": in_words(booking.slot), "who": who, "rows": ROWS, "typed": typed}
    return Shown("service/outcome", "service.outcome.title", {**data, "refused": refused}, 422 if refused else 200)


def _fields() -> list[str]:
    return [f"{part}_{row}" for row in ROWS for part in ("what", "who", "due")]


async def _without_outcome(reader: Reader, id: str) -> Booking | None:
    return next((one for one in await outcomes.without_outcome(reader.tx, reader.person) if one.id == id), None)


def _month(reader: Reader) -> date:
    """The first day of the month that was asked for; of this one where none or a wrong one was."""
    found = MONTH.fullmatch(reader.asked.chosen("month"))
    return date(int(found[1]), int(found[2]), 1) if found else today(reader.now).replace(day=1)


def _weeks(first: date, seats: list[Seat], reader: Reader) -> list[list[Day]]:
    """As calendars are: weeks from Monday. Saturday and Sunday only where something is on one of them."""
    by_day: dict[date, list[tuple[Seat, str, str]]] = {}
    for seat in seats:
        local = seat.slot.starts_at.astimezone(LONDON)
        state = "over" if not seat.booking and seat.slot.starts_at <= reader.now else seat.state
        by_day.setdefault(local.date(), []).append((seat, f"{local:%H:%M}", state))
    days = 7 if any(day.weekday() >= 5 for day in by_day) else 5
    return [
        [Day(day, day.month == first.month, day == today(reader.now), by_day.get(day, [])) for day in week[:days]]
        for week in Calendar().monthdatescalendar(first.year, first.month)
        if any(day.month == first.month for day in week[:days])
    ]


PAGES = (
    Page("/service", SERVICE, service, menu="service.menu"),
    Page("/service/summary", SERVICE, pack),
    Page("/service/called", SERVICE, called, changes=True),
    Page("/service/outcome", SERVICE, outcome),
    Page("/service/outcome", SERVICE, record, changes=True),
)

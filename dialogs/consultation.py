"""Booking a consultation: one of the month's few slots. No child is named in a booking (DC-consultation, PB-roles)."""

from datetime import date, datetime, timedelta
from typing import Any

from dialogs.answers import Answers, Choices
from dialogs.chat import CASE_WORK, Chat, Then
from dialogs.forms import Form, a_day, a_name, some_words
from dialogs.interview import Frame, Interview, Question
from dialogs.turn import Card, Choice, Field, Reply
from dialogs.when import LONDON, day_in_words, today
from dialogs.words import reply, say
from storage import consultations
from storage.consultations import AlreadyBooked, Booking, Slot, SlotTaken
from storage.people import Role
from storage.problems import NotFound

DETAILS = Form(
    (
        Field("manager_name", "manager_name", "text", required=True, error="manager_missing", max_length=120),
        Field("manager_agreed_on", "manager_agreed_on", "date", required=True, error="agreed_on_missing"),
        Field("help_wanted", "help_wanted", "long_text", required=True, error="help_missing", max_length=1_000),
    ),
    {
        "manager_name": a_name("manager_missing"),
        "manager_agreed_on": a_day("agreed_on_missing"),
        "help_wanted": some_words("help_missing", 1_000),
    },
)


def _offered(answers: Answers) -> list[str]:
    return list(answers.get("offered", []))


def any_free(answers: Answers) -> bool:
    return bool(_offered(answers))


BOOKING = Interview(
    "booking",
    (
        Question("slot", Choices(lambda answers: (*_offered(answers), "no_slot")), applies=any_free),
        Question("details", DETAILS, applies=lambda a: any_free(a) and a.get("slot") != "no_slot", private=True),
    ),
)


class BookingFlow:
    """The free slots, the line manager's agreement, the booking."""

    interview: Interview = BOOKING
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        return Then(await self._offer(chat, frame), [])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        if name == "slot":
            return Then(frame, [_free_slots(frame["answers"])])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        if name != "slot":
            return Then(frame)
        if frame["answers"]["slot"] == "no_slot":
            await consultations.let_go(chat.tx, chat.person)
            return Then(frame, [reply("booking.not_booked")], ends=True)
        return await self._hold(chat, frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        answers = frame["answers"]
        if not any_free(answers):
            return Then(frame, [reply("booking.none_free", service=_service(chat))], ends=True)
        details = answers["details"]
        try:
            booked = await consultations.book(
                chat.tx,
                answers["slot"],
                chat.person,
                manager_name=details["manager_name"],
                manager_agreed_on=date.fromisoformat(details["manager_agreed_on"]),
                help_wanted=details["help_wanted"],
                case_key=_case_key(frame),
            )
        except SlotTaken:
            # the hold was over, and somebody else was quicker
            return await self._again(chat, frame, "booking.taken")
        except AlreadyBooked:
            return Then(frame, [reply("booking.already_booked")], ends=True)
        return Then(frame, [reply("booking.booked", when=in_words(booked.slot), service=_service(chat))], ends=True)

    async def more(self, chat: Chat, frame: Frame) -> list[Reply]:
        return []

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        await consultations.let_go(chat.tx, chat.person)
        return [reply("booking.not_booked")]

    async def _hold(self, chat: Chat, frame: Frame) -> Then:
        try:
            held = await consultations.hold(chat.tx, frame["answers"]["slot"], chat.person, case_key=_case_key(frame))
        except SlotTaken:
            return await self._again(chat, frame, "booking.gone")
        except AlreadyBooked:
            return Then(frame, [reply("booking.already_booked")], ends=True)
        until = f"{held.until.astimezone(LONDON):%H:%M}"
        return Then(frame, [reply("booking.held", when=in_words(held.slot), until=until)])

    async def _again(self, chat: Chat, frame: Frame, why: str) -> Then:
        """That one is gone: the others, with what was filled in already."""
        kept = {name: value for name, value in frame["answers"].items() if name != "slot"}
        again = await self._offer(chat, {**frame, "answers": kept})
        if not any_free(again["answers"]):
            return Then(again, [reply("booking.none_free", service=_service(chat))], ends=True)
        return Then(again, [reply(why)])

    async def _offer(self, chat: Chat, frame: Frame) -> Frame:
        """The free slots of this month and the next, kept with the frame so that a number keeps its meaning."""
        free = await consultations.free_slots(chat.tx, until=_after_next_month(chat.turn.now))
        offered = {"offered": [slot.id for slot in free], "titles": {slot.id: in_words(slot) for slot in free}}
        return {**frame, "answers": {**frame["answers"], **offered}}


def _case_key(frame: Frame) -> str:
    """The incident that it is opened from, or a case of its own."""
    return str(frame.get("within") or frame["id"])


def _after_next_month(now: datetime) -> datetime:
    first = today(now).replace(day=1)
    for _ in range(2):
        first = (first + timedelta(days=32)).replace(day=1)
    return datetime(first.year, first.month, first.day, tzinfo=LONDON)


def _free_slots(answers: Answers) -> Reply:
    titles = [answers["titles"][slot] for slot in _offered(answers)]
    text = "\n".join([say("booking.free"), *(f"• {title}" for title in titles)])
    sections: list[dict[str, Any]] = [{"rows": [{"text": title} for title in titles]}]
    return Reply("booking.free", text, card=Card("slots", {"title": say("booking.free"), "sections": sections}))


def in_words(slot: Slot) -> str:
    """'Tuesday 1 December 2026, 10:00, 60 minutes, by video': London time, always with the weekday."""
    local = slot.starts_at.astimezone(LONDON)
    mode = say(f"booking.modes.{slot.mode}")
    return say("booking.slot", day=day_in_words(local.date()), time=f"{local:%H:%M}", minutes=slot.minutes, mode=mode)


def _service(chat: Chat) -> str:
    contact = chat.setting.contacts.get("consultation", {})
    named = ", ".join(part for part in (contact.get("name", ""), contact.get("phone", "")) if part)
    return named or say("booking.the_service")


# -- commands ------------------------------------------------------------------------------------------------------


async def my_bookings(chat: Chat, rest: str) -> list[Reply]:
    booked = await consultations.my_bookings(chat.tx, chat.person)
    if not booked:
        return [reply("booking.mine_none", choices=("book",))]
    rows = [say("booking.mine_row", number=n, when=in_words(b.slot)) for n, b in enumerate(booked, 1)]
    cancels = tuple(
        Choice(f"cancel booking {n}", say("booking.cancel_choice", when=_short(b))) for n, b in enumerate(booked, 1)
    )
    return [Reply("booking.mine", "\n".join([say("booking.mine"), *rows]), choices=cancels[:5])]


def _short(booking: Booking) -> str:
    local = booking.slot.starts_at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


async def cancel_booking(chat: Chat, rest: str) -> list[Reply]:
    """'cancel booking' for the only one, 'cancel booking 2' where there are several."""
    booked = await consultations.my_bookings(chat.tx, chat.person)
    wanted = rest.strip()
    if not booked:
        return [reply("booking.mine_none", choices=("book",))]
    if not wanted and len(booked) > 1:
        return await my_bookings(chat, "")
    number = int(wanted) if wanted.isdigit() else 1 if not wanted else 0
    if not 1 <= number <= len(booked):
        return await my_bookings(chat, "")
    chosen = booked[number - 1]
    try:
        await consultations.cancel(chat.tx, chosen.id, chat.person)
    except NotFound:
        return [reply("booking.mine_none", choices=("book",))]
    return [reply("booking.cancelled", choices=("book",), when=in_words(chosen.slot))]


async def month(chat: Chat, rest: str) -> list[Reply]:
    """The service's month: which slots are free and which are booked, by whom and what help is wanted."""
    from storage import people

    day = today(chat.turn.now)
    rows: list[str] = []
    for first in (day.replace(day=1), (day.replace(day=1) + timedelta(days=32)).replace(day=1)):
        for slot, booked in await consultations.month(chat.tx, chat.person, first.year, first.month):
            if not booked:
                rows.append(say("booking.month_free", when=in_words(slot)))
            for one in booked:
                who = await people.get(chat.tx, one.person_id)
                setting = await people.setting(chat.tx, who.setting_id)
                rows.append(
                    say("booking.month_booked", when=in_words(slot), who=who.name, setting=setting.name,
                        help=one.help_wanted, manager=one.manager_name)
                )  # fmt: skip
    return [Reply("booking.month", "\n".join([say("booking.month"), *(rows or [say("booking.month_none")])]))]

"""Booking a consultation: one of the month's few slots. No child is named in a booking (DC-consultation, PB-roles)."""

from datetime import date

from dialogs import slot_words
from dialogs.answers import Answers, Choices
from dialogs.chat import CASE_WORK, Chat, Then
from dialogs.forms import Form, a_day, a_name, some_words
from dialogs.interview import Frame, Interview, Question
from dialogs.slot_words import in_words
from dialogs.turn import Field, Reply
from dialogs.when import LONDON
from dialogs.words import reply
from storage import consultations
from storage.consultations import AlreadyBooked, SlotTaken
from storage.people import Role

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
            return Then(frame, [slot_words.free_card(frame["answers"])])
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
            return Then(frame, [reply("booking.none_free", service=slot_words.service(chat))], ends=True)
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
        return Then(
            frame, [reply("booking.booked", when=in_words(booked.slot), service=slot_words.service(chat))], ends=True
        )

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
            return Then(again, [reply("booking.none_free", service=slot_words.service(chat))], ends=True)
        return Then(again, [reply(why)])

    async def _offer(self, chat: Chat, frame: Frame) -> Frame:
        offered = slot_words.as_offered(await slot_words.free(chat))
        return {**frame, "answers": {**frame["answers"], **offered}}


def _case_key(frame: Frame) -> str:
    """The incident that it is opened from, or a case of its own."""
    return str(frame.get("within") or frame["id"])

"""Booking a consultation: one of the month's few slots. No child is named in a booking (DC-consultation, PB-roles)."""

from datetime import date, datetime

from dialogs.consultations import slot_words
from dialogs.consultations.slot_words import in_words
from dialogs.interview.answers import Answers, Choices
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day, a_name, some_words
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.dates import WEEKDAYS
from dialogs.interview.parsing.days import LONDON, moment_in_words
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from storage.consultations import bookings, summaries, waiting_list
from storage.consultations.bookings import AlreadyBooked, Slot, SlotTaken
from storage.consultations.seats import BookingDetails
from storage.people.people import Role
from storage.records import inbox, safety_watch

DETAILS = Form(
    (
        Field("manager_name", "manager_name", "text", required=True, error="manager_missing", max_length=120),
        Field("manager_agreed_on", "manager_agreed_on", "date", required=True, error="agreed_on_missing"),
        Field("role", "role", "text", error="role_error", max_length=80),
        Field("help_wanted", "help_wanted", "long_text", required=True, error="help_missing", max_length=1_000),
    ),
    {
        "manager_name": a_name("manager_missing"),
        "manager_agreed_on": a_day("agreed_on_missing"),
        "role": lambda value, now: value[:80],
        "help_wanted": some_words("help_missing", 1_000),
    },
)

OTHER_DAYS = "other_days"
"""The choice beside the times of the one weekday that was asked for."""


def _offered(answers: Answers) -> list[str]:
    return list(answers.get("offered", []))


def _slots(answers: Answers) -> tuple[str, ...]:
    return (*_offered(answers), *((OTHER_DAYS,) if answers.get("on_one_day") else ()), "no_slot")


def any_free(answers: Answers) -> bool:
    """Whether a slot is offered."""
    return bool(_offered(answers))


def may_wait(answers: Answers) -> bool:
    """Nothing is free, or nothing that suits."""
    return not any_free(answers) or answers.get("slot") == "no_slot"


def books(answers: Answers) -> bool:
    """Whether a slot was picked."""
    return any_free(answers) and answers.get("slot", "no_slot") not in ("no_slot", OTHER_DAYS)


def waits(answers: Answers) -> bool:
    """Whether they want to wait for a slot, this month or every month."""
    return may_wait(answers) and answers.get("wait", "no_waiting") != "no_waiting"


BOOKING = Interview(
    "booking",
    (
        Question("about", Choices(lambda a: (*a.get("mine", ()), "new_matter")), applies=lambda a: bool(a.get("mine"))),
        Question("slot", Choices(_slots), applies=any_free),
        Question("wait", Choices(lambda _: ("this_month", "every_month", "no_waiting")), applies=may_wait),
        Question("details", DETAILS, applies=lambda a: books(a) or waits(a), private=True),
    ),
)


def said_in(answers: Answers) -> BookingDetails:
    """What was filled in. Drafts from before a role was asked for have none."""
    details = answers["details"]
    return BookingDetails(
        manager_name=details["manager_name"],
        manager_agreed_on=date.fromisoformat(details["manager_agreed_on"]),
        help_wanted=details["help_wanted"],
        role=details.get("role", ""),
    )


class BookingFlow(OnlyQuestions):
    """The free slots, the line manager's agreement, the booking."""

    interview: Interview = BOOKING
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The free slots are looked up, of one weekday where one was named. First comes that a red does not wait for a
        consultation, and which time is kept for them already.
        """
        serious = await safety_watch.get(chat.tx, _case_key(frame))
        first = [] if serious is None else [reply("booking.red_first")]
        places = await waiting_list.places_of(chat.tx, chat.person)
        first += [_kept(place.offered, place.until) for place in places if place.offered and place.until]
        sent = [] if frame["within"] else await inbox.sent_by(chat.tx, chat.person, limit=5)
        mine = [one.reference for one in sent]
        titles = {one: say("booking.about_record", reference=one) for one in mine}
        day = frame["about"] if frame["about"] in WEEKDAYS else ""
        frame = await self._offer(chat, note({**frame, "about": ""}, mine=mine, titles=titles, day=day))
        starts = frame["noted"]["starts"].values()
        if day and starts and not any(slot_words.weekday(at) == day for at in starts):
            first.append(reply("booking.not_that_day", day=day.capitalize()))
        return Then(frame, first)

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What is said before the list of slots, or where there is none."""
        if name == "slot":
            return Then(frame, [slot_words.free_times()])
        if name == "wait" and not any_free(known(frame)):
            return Then(frame, [reply("booking.none_free", service=slot_words.service(chat))])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """A slot that is picked is held for them; 'other days' offers all that are free; 'none of these' gives up what
        is held.
        """
        answers = frame["answers"]
        if name == "about" and answers["about"] != "new_matter":
            # one case, whichever way it is booked
            return Then(note(frame, case=await summaries.case_of(chat.tx, chat.person, answers["about"])))
        if name == "wait" and answers["wait"] == "no_waiting":
            return Then(frame, [reply("booking.not_booked")], ends=True)
        if name != "slot":
            return Then(frame)
        if answers["slot"] == OTHER_DAYS:
            kept = {name: value for name, value in answers.items() if name != "slot"}
            return Then(await self._offer(chat, note({**frame, "answers": kept}, day="")))
        if answers["slot"] == "no_slot":
            await bookings.release_holds(chat.tx, chat.person)
            return Then(frame)
        return await self._hold(chat, frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The slot is booked, or a place on the waiting list taken. Where the slot was taken or moved meanwhile the
        others are offered.
        """
        answers = known(frame)
        if waits(answers):
            return await self._join(chat, frame)
        if not await slot_words.is_as_shown(chat, answers, answers["slot"]):
            return await self._again(chat, frame, "booking.moved")
        try:
            booked = await bookings.book(
                chat.tx,
                answers["slot"],
                chat.person,
                said_in(answers),
                case_key=_case_key(frame),
            )
        except SlotTaken:
            # the hold was over, and somebody else was quicker
            return await self._again(chat, frame, "booking.taken")
        except AlreadyBooked:
            return await self._again(chat, frame, "booking.already_booked")
        service = slot_words.service(chat)
        how = say(f"booking.how_to_come.{booked.slot.mode}", service=service)
        said = [reply("booking.booked", when=in_words(booked.slot), service=service, how=how)]
        if await waiting_list.places_of(chat.tx, chat.person):
            said.append(reply("booking.still_waiting", choices=("waiting_list",)))
        return Then(frame, said, ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing is booked: the slot that was held is free again."""
        await bookings.release_holds(chat.tx, chat.person)
        return [reply("booking.not_booked")]

    async def _join(self, chat: Chat, frame: Frame) -> Then:
        answers = known(frame)
        place = await waiting_list.join(
            chat.tx, chat.person, case_key=_case_key(frame), details=said_in(answers),
            carried=answers["wait"] == "every_month", said_no_to=_offered(answers),
        )  # fmt: skip
        return Then(frame, [reply("waiting.joined", choices=("waiting_list",), position=place.position)], ends=True)

    async def _hold(self, chat: Chat, frame: Frame) -> Then:
        if not await slot_words.is_as_shown(chat, known(frame), frame["answers"]["slot"]):
            return await self._again(chat, frame, "booking.moved")
        try:
            held = await bookings.hold(chat.tx, frame["answers"]["slot"], chat.person, case_key=_case_key(frame))
        except SlotTaken:
            return await self._again(chat, frame, "booking.gone")
        except AlreadyBooked:
            return await self._again(chat, frame, "booking.already_booked")
        until = f"{held.until.astimezone(LONDON):%H:%M}"
        return Then(frame, [reply("booking.held", when=in_words(held.slot), until=until)])

    async def _again(self, chat: Chat, frame: Frame, why: str) -> Then:
        """Not that one: the others, with what was filled in already."""
        kept = {name: value for name, value in frame["answers"].items() if name != "slot"}
        again = await self._offer(chat, {**frame, "answers": kept})
        gone = why != "booking.already_booked" and not any_free(known(again))
        return Then(again, [reply("booking.all_gone" if gone else why)])

    async def _offer(self, chat: Chat, frame: Frame) -> Frame:
        """What is free; where it was asked for one weekday that has free times, only these."""
        free = await slot_words.free(chat)
        day = frame["noted"].get("day")
        on_the_day = [slot for slot in free if slot_words.weekday(slot.starts_at.isoformat()) == day]
        offered = slot_words.as_offered(on_the_day or free)
        titles = {**frame["noted"].get("titles", {}), **offered["titles"]}
        return note(frame, **{**offered, "titles": titles, "on_one_day": 0 < len(on_the_day) < len(free)})


def _kept(offered: Slot, until: datetime) -> Reply:
    """A time that is kept for them meanwhile: before they look for another."""
    return reply("booking.kept", when=in_words(offered), until=moment_in_words(until))


def _case_key(frame: Frame) -> str:
    """The incident that it is opened from, or a case of its own."""
    return str(frame["within"] or frame["noted"].get("case") or frame["id"])

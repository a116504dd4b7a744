"""The service keeps its slots in chat: a pattern, single times, a moved or withdrawn slot, a closed day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from dialogs.consultations.slot_words import as_offered, in_words, is_as_shown
from dialogs.interview.answers import Answers, Choices, Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_day_from, a_time, one_of
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import LONDON, day_in_words
from dialogs.turn import Choice, Field, Reply
from dialogs.words import reply, say
from storage.consultations import bookings, slot_patterns, slots
from storage.consultations.slot_patterns import NotAPattern, Pattern
from storage.consultations.slots import SlotThere
from storage.consultations.tables import Mode
from storage.people.people import Role
from storage.problems import NotFound
from storage.working_hours import WORKDAYS, is_working_day

TASKS = ("add_pattern", "end_pattern", "add_slot", "move_slot", "withdraw_slot", "close_day")
FURTHEST = timedelta(days=366)
a_day_to_come = a_day_from("day_to_come", first=1, last=FURTHEST.days)


def a_working_day(value: str, now: datetime) -> str | Refusal:
    """The same, and no weekend or bank holiday: a slip of the pen would send somebody to a closed door."""
    day = a_day_to_come(value, now)
    return day if isinstance(day, Refusal) or is_working_day(date.fromisoformat(day), ()) else Refusal("working_day")


def weeks(value: str, now: datetime) -> str | Refusal:
    """'1, 2, 3' or '1 2 3'."""
    parts = value.replace(",", " ").replace("and", " ").split()
    return ",".join(parts) if parts and set(parts) <= set("12345") else Refusal("weeks_of_month")


def minutes(value: str, now: datetime) -> str | Refusal:
    """How long a consultation is: 10 to 480 minutes, as the rules of storage have it."""
    return value if value.isdecimal() and 10 <= int(value) <= 480 else Refusal("minutes_long")


def capacity(value: str, now: datetime) -> str | Refusal:
    """How many can book it; one where nothing is said."""
    value = value or "1"
    return value if value.isdecimal() and 1 <= int(value) <= 50 else Refusal("how_many_seats")


DAY = Field("day", "day", "date", required=True, error="day_error")
TIME = Field("starts", "starts", "text", required=True, error="time_error", max_length=8)
LONG = Field("minutes", "minutes", "text", required=True, error="minutes_error", max_length=3)


SEATS = Field("capacity", "capacity", "text", error="capacity_error", max_length=2)


def mode_field() -> Field:
    """How people meet: by video, or in person."""
    choices = tuple(Choice(mode, say(f"booking.modes.{mode}")) for mode in Mode)
    return Field("mode", "mode", "choice", required=True, error="mode_error", choices=choices)


def weekday_field() -> Field:
    """One of the working days."""
    choices = tuple(Choice(day, say(f"service_slots.weekdays.{day}")) for day in WORKDAYS)
    return Field("weekday", "weekday", "choice", required=True, error="weekday_error", choices=choices)


PATTERN = Form(
    (Field("weeks", "weeks", "text", required=True, error="weeks_error", max_length=20), weekday_field(), TIME, LONG,
     mode_field(), SEATS),
    {"weeks": weeks, "weekday": one_of(WORKDAYS), "starts": a_time, "minutes": minutes, "mode": one_of(tuple(Mode)),
     "capacity": capacity},
)  # fmt: skip
SINGLE = Form(
    (DAY, TIME, LONG, mode_field(), SEATS),
    {"day": a_working_day, "starts": a_time, "minutes": minutes, "mode": one_of(tuple(Mode)), "capacity": capacity},
)
NEW_TIME = Form((DAY, TIME), {"day": a_working_day, "starts": a_time})
CLOSED = Form((DAY,), {"day": a_day_to_come})


KEEPING = Interview(
    "service_slots",
    (
        Question("task", Choices(lambda _: TASKS)),
        Question("pattern", PATTERN, applies=lambda a: a.get("task") == "add_pattern", private=True),
        Question("which_pattern", Choices(lambda a: (*a.get("patterns", ()), "none_of_them")),
                 applies=lambda a: a.get("task") == "end_pattern"),
        Question("single", SINGLE, applies=lambda a: a.get("task") == "add_slot", private=True),
        Question("which_slot", Choices(lambda a: (*a.get("offered", ()), "none_of_them")),
                 applies=lambda a: a.get("task") in ("move_slot", "withdraw_slot")),
        Question("sure", Choices(lambda _: ("withdraw_it", "leave_it")),
                 applies=lambda a: a.get("task") == "withdraw_slot" and a.get("which_slot") in a.get("taken", ())),
        Question("new_time", NEW_TIME, applies=lambda a: a.get("task") == "move_slot" and picked(a), private=True),
        Question("closed", CLOSED, applies=lambda a: a.get("task") == "close_day", private=True),
    ),
)  # fmt: skip


def picked(answers: Answers) -> bool:
    """Whether one of the slots was picked, rather than none of them."""
    return bool(answers.get("which_slot", "none_of_them") != "none_of_them")


class KeepingFlow(OnlyQuestions):
    """What to do, then what it takes, then what came of it."""

    interview: Interview = KEEPING
    roles: frozenset[Role] = frozenset({Role.CONSULTATION})

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The slots to come with who has booked them, and the patterns that they come from."""
        until = chat.turn.now + FURTHEST
        coming = await bookings.coming(chat.tx, until=until)
        patterns = await slot_patterns.every(chat.tx)
        titles = {one.id: pattern_in_words(one) for one in patterns}
        booked = {}
        for slot in coming:
            titles[slot.id] = in_words(slot)
            if of_slot := await bookings.bookings_of(chat.tx, slot.id):
                booked[slot.id] = [one.id for one in of_slot]
                titles[slot.id] = say("service_slots.taken_row", slot=in_words(slot), count=len(of_slot))
        given = {**as_offered(coming), "taken": list(booked), "booked": booked, "patterns": [p.id for p in patterns]}
        return Then(note(frame, **{**given, "titles": titles}))

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """A form knows weekends and bank holidays; on which days this installation is closed, the transaction knows."""
        day = date.fromisoformat(frame["answers"][name]["day"]) if name in ("single", "new_time") else None
        if day is None or day not in chat.tx.closed:
            return Then(frame)
        kept = {one: value for one, value in frame["answers"].items() if one != name}
        return Then({**frame, "answers": kept}, [reply("service_slots.closed_here", day=day_in_words(day))])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is done; or why not, such as a slot that was moved or booked meanwhile."""
        answers = known(frame)
        if answers["task"] in ("move_slot", "withdraw_slot") and picked(answers):
            if not await is_as_shown(chat, answers, answers["which_slot"]):
                return Then(frame, [reply("service_slots.moved_meanwhile", choices=("month",))], ends=True)
            if answers["task"] == "withdraw_slot" and answers.get("sure") != "leave_it":
                now = [one.id for one in await bookings.bookings_of(chat.tx, answers["which_slot"])]
                if set(now) - set(answers.get("booked", {}).get(answers["which_slot"], ())):
                    return self._booked_meanwhile(frame, now)
        try:
            said = await self._do(chat, answers)
        except (NotFound, NotAPattern):
            said = reply("service_slots.not_there", choices=("month",))
        except SlotThere:
            said = reply("service_slots.slot_there", choices=("month",))
        return Then(frame, [said], ends=True)

    def _booked_meanwhile(self, frame: Frame, now: list[str]) -> Then:
        """Somebody has booked it since it was shown: whether they are to lose it is asked again."""
        slot, noted = frame["answers"]["which_slot"], frame["noted"]
        kept = {name: value for name, value in frame["answers"].items() if name != "sure"}
        changed = {"taken": [*noted["taken"], slot], "booked": {**noted.get("booked", {}), slot: now}}
        again = note({**frame, "answers": kept}, **changed)
        return Then(again, [reply("service_slots.booked_meanwhile", count=len(now))])

    async def _do(self, chat: Chat, answers: Answers) -> Reply:
        tx, task = chat.tx, answers["task"]
        if (
            "none_of_them" in (answers.get("which_slot"), answers.get("which_pattern"))
            or answers.get("sure") == "leave_it"
        ):
            return reply("service_slots.nothing_done", choices=("month",))
        if task == "add_pattern":
            made = await slot_patterns.add(tx, _pattern(answers["pattern"]))
            return reply("service_slots.pattern_added", choices=("month",), pattern=pattern_in_words(made))
        if task == "end_pattern":
            await slot_patterns.end(tx, answers["which_pattern"])
            return reply("service_slots.pattern_ended", choices=("month",))
        if task == "add_slot":
            given = answers["single"]
            slot = await bookings.publish(
                tx, _moment(given), int(given["minutes"]), Mode(given["mode"]), int(given["capacity"])
            )
            return reply("service_slots.slot_added", choices=("month",), slot=in_words(slot))
        if task == "move_slot":
            slot = await slots.move(tx, answers["which_slot"], _moment(answers["new_time"]))
            return reply("service_slots.moved", choices=("month",), slot=in_words(slot))
        if task == "withdraw_slot":
            told = await slots.withdraw(tx, answers["which_slot"], cancel_bookings=True)
            key = "service_slots.withdrawn" if told else "service_slots.withdrawn_free"
            return reply(key, choices=("month",), count=len(told))
        day = date.fromisoformat(answers["closed"]["day"])
        await slot_patterns.close(tx, day)
        return reply("service_slots.closed", choices=("month",), day=day_in_words(day))

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was done."""
        return [reply("service_slots.nothing_done", choices=("month",))]


def pattern_in_words(pattern: Pattern) -> str:
    """'Weeks 1, 3: Tuesday 10:00, 60 minutes, by video', as the words file has it."""
    return say(
        "service_slots.pattern", weeks=", ".join(map(str, pattern.weeks)), starts=f"{pattern.starts:%H:%M}",
        weekday=say(f"service_slots.weekdays.{WORKDAYS[pattern.weekday]}"), minutes=pattern.minutes,
        mode=say(f"booking.modes.{pattern.mode}"),
    )  # fmt: skip


def _pattern(given: Mapping[str, str]) -> Pattern:
    return Pattern(
        weeks=tuple(int(week) for week in given["weeks"].split(",")),
        weekday=WORKDAYS.index(given["weekday"]),
        starts=time.fromisoformat(given["starts"]),
        minutes=int(given["minutes"]),
        mode=Mode(given["mode"]),
        capacity=int(given["capacity"]),
    )


def _moment(given: Mapping[str, str]) -> datetime:
    """London time, whatever the season."""
    wall = datetime.combine(date.fromisoformat(given["day"]), time.fromisoformat(given["starts"]), tzinfo=LONDON)
    return wall.astimezone(UTC)

"""After a consultation: the consultant records who came, the advice, and who does what by when. No child is named."""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.consultations.slot_words import in_words
from dialogs.interview.answers import Answers, Choices, Heard, OwnWords, Refusal, Spellings
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Check, Form, a_day_from
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import Interview, Question
from dialogs.turn import JSON, Field, Reply
from dialogs.words import reply
from storage.consultations import outcomes
from storage.consultations.outcomes import Action, RecordedAlready
from storage.people import people
from storage.people.people import Role

ROWS = (1, 2, 3)
_DUE = a_day_from("due_day", first=0, last=366)


def _text(longest: int) -> Check:
    return lambda value, now: value[:longest]


def _day_to_come(value: str, now: datetime) -> str | Refusal:
    """Today or later, within a year; nothing stays nothing."""
    return _DUE(value, now) if value else ""


class Actions(Form):
    """Up to three: what, who, by when. A row that is begun is filled in."""

    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: datetime
    ) -> Heard | Refusal:
        """Refuses a row that is begun and has no what, who or when."""
        heard = super().read(name, said, answers, spellings, now)
        if isinstance(heard, Heard):
            given = heard.answers[name]
            for row in ROWS:
                filled = [bool(given[f"{part}_{row}"]) for part in ("what", "who", "due")]
                if any(filled) and not all(filled):
                    return Refusal("half_an_action")
        return heard


TO_DO = Actions(
    tuple(
        field
        for row in ROWS
        for field in (
            Field(f"what_{row}", f"what_{row}", "text", error="row_error", max_length=200),
            Field(f"who_{row}", f"who_{row}", "text", error="row_error", max_length=80),
            Field(f"due_{row}", f"due_{row}", "date", error="row_error"),
        )
    ),
    {f"{part}_{row}": check for row in ROWS
     for part, check in (("what", _text(200)), ("who", _text(80)), ("due", _day_to_come))},
)  # fmt: skip


def came(answers: Answers) -> bool:
    """Whether the consultation took place."""
    return answers.get("attended") == "came"


OUTCOME = Interview(
    "outcome",
    (
        Question("consultation", Choices(lambda a: tuple(a.get("offered", ())))),
        Question("attended", Choices(lambda _: ("came", "did_not_come"))),
        Question("advice", OwnWords(may_be_unknown=False, longest=3_000), applies=came),
        Question("to_do", TO_DO, applies=came, private=True),
    ),
)


class OutcomeFlow(OnlyQuestions):
    """One consultation that has begun and has no outcome yet."""

    interview: Interview = OUTCOME
    roles: frozenset[Role] = frozenset({Role.CONSULTATION})

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The consultations that have begun and have no outcome yet; it ends where there are none."""
        open_ones = await outcomes.without_outcome(chat.tx, chat.person)
        if not open_ones:
            return Then(frame, [reply("outcome.none", choices=("month",))], ends=True)
        titles = {}
        for one in open_ones:
            who = await people.get(chat.tx, one.person_id)
            titles[one.id] = f"{in_words(one.slot)}, {who.name}"
        return Then(note(frame, offered=list(titles), titles=titles))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The outcome is kept; somebody else may have done it meanwhile."""
        answers = frame["answers"]
        open_ones = await outcomes.without_outcome(chat.tx, chat.person)
        booking = next((one for one in open_ones if one.id == answers["consultation"]), None)
        if booking is None:
            return Then(frame, [reply("outcome.recorded_already", choices=("month",))], ends=True)
        try:
            await outcomes.record(
                chat.tx, booking, chat.person, attended=came(answers), advice=answers.get("advice", ""),
                to_do=actions_of(answers.get("to_do", {})),
            )  # fmt: skip
        except RecordedAlready:
            return Then(frame, [reply("outcome.recorded_already", choices=("month",))], ends=True)
        key = "outcome.recorded" if came(answers) else "outcome.recorded_missed"
        return Then(frame, [reply(key, choices=("month",))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("outcome.not_recorded", choices=("month",))]


def actions_of(given: Mapping[str, str]) -> list[Action]:
    """The rows that were filled in, numbered from 1."""
    filled = [row for row in ROWS if given.get(f"what_{row}")]
    return [
        Action(number, given[f"what_{row}"], given[f"who_{row}"], date.fromisoformat(given[f"due_{row}"]))
        for number, row in enumerate(filled, 1)
    ]

"""What whoever has a note about an adult does with it: 'received note', 'pass note', 'decide note' and its reference.

Before it is passed on, everything that leaves with it is shown. The file itself is made at the desk.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dialogs.contacts import in_role
from dialogs.incident import adult_note
from dialogs.interview.answers import NOT_SURE, Reader, Refusal, one, plain
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_field, day_gone_by, of_list, picked, text, words
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.dates import day_in_words, whole_date
from dialogs.interview.parsing.days import today
from dialogs.interview.which_one import SHEET, one_form
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.problems import NotFound
from storage.records import adult_note_steps as steps
from storage.records import adult_notes
from storage.records.adult_note_steps import NotePeriod, Outcome
from storage.records.adult_notes import AdultNote


def _keep_until(value: str, now: datetime) -> str | Refusal:
    """A day to come, or nothing; kept as ISO."""
    if not value:
        return ""
    day = whole_date(plain(value))
    return day.isoformat() if isinstance(day, date) and day > today(now) else Refusal("keep_until")


PASSED_TO = ("lado", "police", "social_care", "other")
PASSED_ON = Paper(
    lambda: (of_list("to", PASSED_TO, "adult_note.passed_to"), day_field("on"), text("how", kind="text")),
    {"to": picked(PASSED_TO), "on": day_gone_by(), "how": words()},
)
DECIDED = Paper(
    lambda: (
        of_list("outcome", Outcome, "adult_note.outcomes"),
        text("reason"),
        day_field("keep_until", required=False),
    ),
    {"outcome": picked(Outcome), "reason": words(), "keep_until": _keep_until},
)


async def received(chat: Chat, rest: str = "") -> list[Reply]:
    """'received note' and its reference: its writer is told that somebody has it."""
    try:
        found = await steps.receive(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("adult_note.not_found")]
    return [reply("adult_note.received", reference=found.reference, lado=adult_note.lado(chat), choices=("notes",))]


def decided_as(said: Mapping[str, str]) -> tuple[Outcome, str, date | None]:
    """What the form of a decision says: what it was, why, and the day until which the note is kept at least."""
    given = date.fromisoformat(said["keep_until"]) if said["keep_until"] else None
    return Outcome(said["outcome"]), said["reason"], given


async def _pass_on(chat: Chat, reference: str, said: Mapping[str, str]) -> Reply:
    await steps.pass_on(chat.tx, chat.person, reference, said)
    to, day = say(f"adult_note.passed_to.{said['to']}"), day_in_words(date.fromisoformat(said["on"]))
    return reply("adult_note.passed_on", reference=reference, to=to, day=day, choices=("notes",))


async def _decide(chat: Chat, reference: str, said: Mapping[str, str]) -> Reply:
    until = await steps.decide(chat.tx, chat.person, reference, *decided_as(said))
    kept = adult_note.kept_in_words(until)
    return reply("adult_note.decided", reference=reference, kept=kept, choices=("notes",))


async def _what_leaves(chat: Chat, found: AdultNote) -> Reply:
    rows = "\n".join(f"• {label}: {words}" for label, words in adult_note.rows_of(found))
    return reply("adult_note.leaves", reference=found.reference, rows=rows, lado=adult_note.lado(chat))


async def _what_it_means(chat: Chat, found: AdultNote) -> Reply:
    return reply("adult_note.before_deciding", reference=found.reference)


@dataclass(frozen=True)
class OnNote(OnlyQuestions):
    """One form about a note that is named: what is said before it, and what is done once it is filled in."""

    name: str
    form: Reader
    before_it: Callable[[Chat, AdultNote], Awaitable[Reply]]
    act: Callable[[Chat, str, Mapping[str, str]], Awaitable[Reply]]
    interview: Interview = field(init=False)
    roles: frozenset[Role] = frozenset(Role)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interview", one_form(self.name, self.form))

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which note, and what is said before the form; it ends where it is not theirs to act on."""
        try:
            found = await adult_notes.read(chat.tx, chat.person, frame["about"])
        except NotFound:
            return Then(frame, [reply("adult_note.not_found")], ends=True)
        if not steps.may_act(chat.person, found):
            return Then(frame, [reply("adult_note.not_yours_to_do", reference=found.reference)], ends=True)
        return Then({**note(frame, note=found.reference), "about": ""}, [await self.before_it(chat, found)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is done, and what was done is said. A time of keeping that cannot be is asked again."""
        answers = frame["answers"]
        try:
            done = await self.act(chat, known(frame)["note"], answers[SHEET])
        except NotFound:
            return Then(frame, [reply("adult_note.not_found")], ends=True)
        except NotePeriod:
            return Then({**frame, "answers": {}}, [reply("problems.note_period")])
        return Then(frame, [done], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was done."""
        return [reply("adult_note.nothing_done", choices=("notes",))]


class SendNoteFlow(OnlyQuestions):
    """'Send note WN-...': whoever had it has gone, and its writer sends it to somebody whom it cannot be about."""

    interview: Interview = Interview(
        "send_note",
        (Question("adult_who", one("dsl", "works_with_children", "other_adult", "head", NOT_SURE)),),
    )
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which note; it ends where they did not write it, or somebody has it."""
        try:
            found = await adult_notes.read(chat.tx, chat.person, frame["about"], noted=False)
        except NotFound:
            return Then(frame, [reply("adult_note.not_found")], ends=True)
        if found.author_id != chat.person.id or found.recipient_id is not None:
            return Then(frame, [reply("adult_note.not_yours_to_do", reference=found.reference)], ends=True)
        return Then({**note(frame, note=found.reference), "about": ""}, [reply("adult_note.to_whom")])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is sent to somebody whom it cannot be about; where nobody is, it stays with whom to ring."""
        who, reference = str(frame["answers"]["adult_who"]), str(known(frame)["note"])
        found = await adult_notes.read(chat.tx, chat.person, reference, noted=False)
        is_near = who in ("dsl", NOT_SURE)
        to = await adult_notes.recipient(chat.tx, found.setting_id, chat.person.id, who, about_dsl=is_near)
        if to is None:
            return Then(frame, [reply("adult_note.kept", reference=reference, lado=adult_note.lado(chat))], ends=True)
        try:
            await adult_notes.send(chat.tx, chat.person, reference, to)
        except NotFound:
            return Then(frame, [reply("adult_note.not_found")], ends=True)
        said = reply(
            "adult_note.sent_again", who=in_role(to, chat.setting), reference=reference, lado=adult_note.lado(chat)
        )
        return Then(frame, [said], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was done."""
        return [reply("adult_note.nothing_done", choices=("notes",))]


PassNoteFlow = OnNote("pass_note", PASSED_ON, _what_leaves, _pass_on)
DecideNoteFlow = OnNote("decide_note", DECIDED, _what_it_means, _decide)

"""'contact WC-...': a contact after somebody has left, or a try that reached nobody.

What must not wait comes first: whether anything further is known. A sexual concern shows the urgent steps at once and
opens the description of an incident; the contact waits beneath it as it stands, and is gone on with afterwards.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from dialogs import concern, contacts
from dialogs.interview.answers import Answers, Heard, Refusal, one
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_field, day_gone_by, day_of, of_list, picked, text, words
from dialogs.interview.forms import Check
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import day_in_words
from dialogs.plans.good_life.about import next_steps, problem, which
from dialogs.turn import JSON, Dialog, Field, Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import Whereabouts
from storage.problems import Problem
from storage.records import safety_watch
from storage.records.safety_watch import WatchCause
from storage.tracking import contacts as kept
from storage.tracking import kinds
from storage.tracking.contacts import TRIES, NotTracked

GOALS = "goals"
"""Noted in the frame: how many goals there are to be asked about."""
SHEET_KINDS = tuple(kind for kind in kinds.asked() if kind.name != kinds.FURTHER)


def is_sexual(answers: Answers) -> bool:
    """Whether further sexual behaviour was told of, a worry or an offence."""
    return answers.get("further") in kinds.SEXUAL


def _reached(answers: Answers) -> bool:
    return answers.get("reached") == "reached"


def _on_scale(kind: kinds.Kind) -> Check:
    def check(value: str, now: datetime) -> str | Refusal:
        return value if value in kind.answers else Refusal("one_to_five")

    return check if kind.scale else picked(kind.answers)


def _goal(value: str, now: datetime) -> str | Refusal:
    first, last = kinds.GOAL_SCALE
    return value if value in {"", *map(str, range(first, last + 1))} else Refusal("nought_to_three")


def _fields() -> tuple[Field, ...]:
    return (
        day_field("day", required=False),
        text("told_by", kind="text"),
        *(of_list(kind.name, kind.answers, f"tracking.answers.{kind.name}") for kind in SHEET_KINDS),
        of_list("whereabouts", Whereabouts, "tracking.whereabouts", required=False),
        text("words", required=False),
    )


class ContactPaper(Paper):
    """The kinds that are asked, and how far each goal of the plan has come."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """The fields, and before the last one each goal with its scale."""
        numbers = range(1, int(answers.get(GOALS, 0)) + 1)
        listed = [str(n) for n in range(kinds.GOAL_SCALE[0], kinds.GOAL_SCALE[1] + 1)]
        scale = of_list("goal", listed, "tracking.answers.goal", required=False)
        goals = [replace(scale, name=f"goal_{n}", label=f"goal_{n}", error="goal_wanted") for n in numbers]
        return Dialog(name, "", "", (*self.fields()[:-1], *goals, self.fields()[-1]), "")

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused at the first field or goal that is not right."""
        heard = super().filled_in(name, said, answers, now)
        if isinstance(heard, Refusal):
            return heard
        goals = {}
        for n in range(1, int(answers.get(GOALS, 0)) + 1):
            value = _goal(str(said.get(f"goal_{n}") or "").strip(), now)
            if isinstance(value, Refusal):
                return value
            goals[f"goal_{n}"] = value
        return Heard({name: {**heard.answers[name], **goals}})


PAPER = ContactPaper(
    _fields,
    {
        "day": day_gone_by(required=False),
        "told_by": words(),
        **{kind.name: _on_scale(kind) for kind in SHEET_KINDS},
        "whereabouts": picked(Whereabouts, required=False),
        "words": words(required=False),
    },
)
TRIED = Paper(
    lambda: (day_field("day", required=False), text("words")),
    {"day": day_gone_by(required=False), "words": words()},
)
CONTACT = Interview(
    "contact",
    (
        Question("reached", one("reached", "nobody_reached")),
        Question("further", one(*kinds.kinds()[kinds.FURTHER].values), _reached),
        Question("after_report", one("carry_on_contact", "contact_later"), lambda a: _reached(a) and is_sexual(a)),
        Question("contact_sheet", PAPER, _reached, private=True),
        Question("try_sheet", TRIED, lambda a: a.get("reached") == "nobody_reached", private=True),
    ),
)


class ContactFlow(OnlyQuestions):
    """Two taps and a form."""

    interview: Interview = CONTACT
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which young person; it ends where they have not left."""
        found = await which(chat, "contact", frame["about"])
        if isinstance(found, Reply):
            return Then(frame, [found], ends=True)
        if found.state is not State.TRACKING:
            return Then(frame, [problem(NotTracked())], ends=True)
        frame = note({**frame, "about": ""}, plan=found.reference, **{GOALS: len(found.content.goals)})
        return Then(frame, [reply("contact.opening", reference=found.reference)])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Something sexual is described first; 'later' keeps the contact as it stands."""
        if name == "further" and is_sexual(frame["answers"]):
            return await _report_first(chat, frame)
        if name == "after_report" and frame["answers"][name] == "contact_later":
            left = {key: value for key, value in frame["answers"].items() if key != name}
            return Then(
                {**frame, "answers": left, "at": None}, [reply("contact.waits", choices=("resume",))], pauses=True
            )
        return Then(frame)

    async def concern_told(self, chat: Chat, frame: Frame, text: str) -> Then:
        """'Aunt says he touched his cousin again', typed at any question, comes first, as the answer for it does."""
        answers = {**frame["answers"], "reached": "reached", "further": "sexual_concern"}
        then = await _report_first(chat, {**frame, "answers": answers, "at": None})
        return replace(then, told=text)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The contact or the try is kept, and when the next contact is due; or why not."""
        answers = known(frame)
        try:
            plan = await plans.read(chat.tx, chat.person, answers["plan"], action=None)
            if not _reached(answers):
                said: Mapping[str, str] = answers["try_sheet"]
                tries = await kept.keep_try(chat.tx, chat.person, plan, _day(chat, said), said["words"])
                key = "contact.three_tries" if tries >= TRIES else "contact.tried"
                words_said = say(key, reference=plan.reference, count=tries)
                return Then(frame, [Reply(key, words_said, choices=next_steps(plan, "contact", "tracking"))], ends=True)
            said = answers["contact_sheet"]
            given = {name: value for name, value in said.items() if name != "day"}
            given["further"] = answers["further"]
            await kept.keep_contact(chat.tx, chat.person, plan, _day(chat, said), given)
            due = await kept.next_of(chat.tx, plan)
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        key = "contact.kept" if due else "contact.kept_last"
        day = day_in_words(due.day) if due else ""
        steps = next_steps(plan, "tracking", *(() if due else ("end_life_plan",)))
        return Then(frame, [Reply(key, say(key, reference=plan.reference, day=day), choices=steps)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("contact.cancelled")]


async def _report_first(chat: Chat, frame: Frame) -> Then:
    """The urgent steps, and the description of an incident on top; what was answered of the contact stays beneath."""
    concerns = concern.of(known(frame))
    await safety_watch.shown(
        chat.tx, chat.person, frame["id"], WatchCause.URGENT_STEPS,
        concern_about_dsl=concern.passes_the_dsl_by(concerns), also=concern.others(concerns),
    )  # fmt: skip
    urgent = contacts.urgent(chat)
    if not chat.person.roles & CASE_WORK:
        steps = reply("contact.tell_dsl", choices=("told_them", "not_reached"))
        return Then(frame, [urgent, steps])
    return Then(frame, [urgent, reply("contact.report_first")], opens="incident")


def _day(chat: Chat, said: Mapping[str, str]) -> date:
    return day_of(said["day"]) or chat.today


__all__ = ["ContactFlow"]

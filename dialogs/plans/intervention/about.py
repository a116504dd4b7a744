"""Which plan a message is about, and the conversations that are one form about it.

Where two people change the same at once nothing is overwritten: both are shown, and whoever came second says which
stands. The version that was not taken stays among the earlier ones.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogs.interview.answers import Reader, one
from dialogs.interview.chat import Chat, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.which_one import SHEET, FormAboutOne, Theirs, always
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.plans.intervention import plan as plans
from storage.plans.intervention.plan import ChangedMeanwhile, Plan
from storage.problems import Problem

PLANS = Theirs("intervention", plans.read, plans.of_person)
which, problem, next_steps = PLANS.which, PLANS.problem, PLANS.next_steps

Act = Callable[[Chat, Plan, int, Mapping[str, str]], Awaitable[Reply]]
"""What a form does, once it is filled in; the number is the version that was seen when it was opened."""


@dataclass(frozen=True)
class OnPlan(FormAboutOne[Plan]):
    """A conversation that is one form about a plan. `fields` are those that replace what stands there: of them both
    versions are shown where somebody else has changed it meanwhile.
    """

    theirs = PLANS
    name: str
    command: str
    form: Reader
    act: Act
    check: Callable[[Plan], None] = always
    fields: tuple[str, ...] = ()
    interview: Interview = field(init=False)
    roles: frozenset[Role] = frozenset(Role)

    def __post_init__(self) -> None:
        sheet = Question(SHEET, self.form, private=True)
        both = Question("which_stands", one("theirs", "mine"), lambda a: bool(a.get("conflict")))
        object.__setattr__(self, "interview", OfPlans(self.name, (sheet, both) if self.fields else (sheet,)))

    def seen(self, one: Plan) -> Mapping[str, Any]:
        """Which plan, and its version."""
        return {"plan": one.reference, "seen": one.version}

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is done. Where somebody else has changed the plan meanwhile both versions are shown, and it is asked which
        stands.
        """
        answers = known(frame)
        if answers.get("which_stands") == "theirs":
            return Then(frame, [reply("intervention.theirs_stands", reference=answers["plan"])], ends=True)
        values = {**frame["answers"][SHEET], "rest": answers["rest"]}
        try:
            plan = await plans.read(chat.tx, chat.person, answers["plan"], action=None)
            return Then(frame, [await self.act(chat, plan, answers["seen"], values)], ends=True)
        except ChangedMeanwhile:
            plan = await plans.read(chat.tx, chat.person, answers["plan"], action=None)
            left = {name: value for name, value in frame["answers"].items() if name != "which_stands"}
            frame = note({**frame, "answers": left}, conflict="yes", seen=plan.version)
            if not self.fields:
                return Then(frame, [reply("intervention.look_again", reference=plan.reference)], ends=True)
            return Then(frame, [self._both(plan, values)])
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)

    def _both(self, plan: Plan, mine: Mapping[str, str]) -> Reply:
        """What stands there by now, and what was written, field by field."""
        lines = [say("intervention.both")]
        for name in self.fields:
            label = say(f"intervention.fields.{name}")
            there = in_words(name, plan.content.part(name)) or say("intervention.nothing")
            written = in_words(name, mine.get(name, "")) or say("intervention.nothing")
            if there != written:
                lines.append(say("intervention.both_row", label=label, theirs=there, mine=written))
        return Reply("intervention.both", "\n".join(lines))


class OfPlans(Interview):
    """Its words are its own, but for the question which of two versions stands."""

    def key(self, question: Question, part: str) -> str:
        """The key of its words: that question's are the same in every conversation about a plan."""
        if question.name == "which_stands":
            return f"intervention.questions.which_stands.{part}"
        return super().key(question, part)


def in_words(name: str, value: str) -> str:
    """What stands in a part of a plan: some are picked from a list."""
    return say(f"intervention.{name}.{value}") if name in ("family_work", "high_risk") and value else value


__all__ = ["OfPlans", "OnPlan", "in_words", "next_steps", "problem", "which"]

"""Which Good Life plan a message is about, and the conversations that are one form about it.

What stands in a plan already stands in the form too. Where somebody else has changed it meanwhile nothing is
overwritten: what they wrote and what was written here are both shown, and the form comes again with theirs in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogs.interview.chat import HOMES, Chat, Then
from dialogs.interview.choice_form import THERE, FilledPaper
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview
from dialogs.interview.which_one import SHEET, FormAboutOne, Theirs, one_form
from dialogs.turn import Reply
from dialogs.words import say
from storage.people.people import Role
from storage.plans.good_life import plan as plans
from storage.plans.good_life.plan import GoodLife
from storage.problems import Problem


async def has_one(chat: Chat) -> bool:
    """Whether any Good Life plan is theirs to read, or might be to make: otherwise the words are looked up."""
    return may_open_case(chat) or bool(await plans.of_person(chat.tx, chat.person))


def may_open_case(chat: Chat) -> bool:
    """Whoever works with young people in a home: a plan may begin there without a case."""
    return Role.WORKER in chat.person.roles and chat.setting.kind in HOMES


PLANS = Theirs("good_life", plans.read, plans.of_person)
which, problem, next_steps = PLANS.which, PLANS.problem, PLANS.next_steps


Act = Callable[[Chat, GoodLife, Mapping[str, str]], Awaitable[Reply]]
"""What a form does, once it is filled in; beside its fields stands `rest`, what was typed after the reference."""


def goes_on(plan: GoodLife) -> None:
    """Raises PlanOver."""
    plan.check_goes_on()


def nothing_there(plan: GoodLife) -> Mapping[str, str]:
    """A form that is empty at first."""
    return {}


@dataclass(frozen=True)
class OnLife(FormAboutOne[GoodLife]):
    """A conversation that is one form about a plan. `there`: what stands in it already, by field; what is sent takes
    the place of that.
    """

    theirs = PLANS
    name: str
    command: str
    form: FilledPaper
    act: Act
    check: Callable[[GoodLife], None] = goes_on
    there: Callable[[GoodLife], Mapping[str, str]] = nothing_there
    interview: Interview = field(init=False)
    roles: frozenset[Role] = frozenset(Role)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interview", one_form(self.name, self.form))

    def seen(self, one: GoodLife) -> Mapping[str, Any]:
        """Which plan, its version, and what stands in the fields."""
        return {"plan": one.reference, "seen": one.version, THERE: dict(self.there(one))}

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """What was written takes the place of what stood there. Where somebody else has changed that meanwhile both are
        shown, and the form comes again.
        """
        answers = known(frame)
        values: Mapping[str, str] = frame["answers"][SHEET]
        try:
            plan = await plans.read(chat.tx, chat.person, answers["plan"], action=None)
            there = self.there(plan)
            if there != answers[THERE] and plan.version != answers["seen"]:
                left = {name: value for name, value in frame["answers"].items() if name != SHEET}
                frame = note({**frame, "answers": left}, seen=plan.version, **{THERE: dict(there)})
                return Then(frame, [_both(there, values)])
            return Then(frame, [await self.act(chat, plan, {**values, "rest": answers["rest"]})], ends=True)
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)


def _both(theirs: Mapping[str, str], mine: Mapping[str, str]) -> Reply:
    """What stands there by now, and what was written here, field by field."""
    lines = [say("good_life.both")]
    for name, written in mine.items():
        there = theirs.get(name, "")
        if there != written:
            none = say("good_life.nothing")
            lines.append(say("good_life.both_row", theirs=there or none, mine=written or none))
    return Reply("good_life.both", "\n".join(lines))


__all__ = ["OnLife", "has_one", "may_open_case", "next_steps", "problem", "which"]

"""'good life plan WC-...': shown where there is one; otherwise whether the young person wants one, and then the first
strengths and the first goal. In a home it may begin without a case: who they are is asked once, in a form.
"""

from collections.abc import Mapping
from datetime import datetime

from dialogs.interview.answers import Answers, Refusal, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_ahead, day_field, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import day_in_words, read_birth
from dialogs.plans.good_life import shown
from dialogs.plans.good_life.about import has_one, may_open_case, next_steps, problem, which
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from storage.casework import cases, members
from storage.casework.cases import Case, Child, NewCase
from storage.casework.parts import Part, Side
from storage.casework.reference import REFERENCE
from storage.clocks import running
from storage.people.people import Role
from storage.plans.good_life import plan as plans
from storage.plans.good_life import writing
from storage.plans.good_life.content import Content, State
from storage.plans.good_life.plan import GoodLife, PlanThere
from storage.problems import NotFound, Problem

MOST_STRENGTHS = 8


def _birth(value: str, now: datetime) -> str | Refusal:
    born = read_birth(value)
    return born.isoformat() if born and born <= now.date() else Refusal("birth_wrong")


def some_strengths(value: str, now: datetime) -> str | Refusal:
    """Strengths, one a line; refused where there is none, or more than a plan holds."""
    lines = in_lines(value)
    if not lines:
        return Refusal("strength_wanted")
    return "\n".join(lines) if len(lines) <= MOST_STRENGTHS else Refusal("too_many_strengths")


def in_lines(value: str) -> tuple[str, ...]:
    """One strength a line, as they were written."""
    return tuple(line.strip(" •-\t") for line in value.splitlines() if any(c.isalnum() for c in line))


def goal_fields() -> tuple[Field, ...]:
    """What, why, the first step, who helps, and by when."""
    return (
        text("what", kind="text"),
        text("why", required=False),
        text("step", kind="text"),
        text("helps", required=False, kind="text"),
        day_field("by", required=False),
    )


GOAL_CHECKS = {
    "what": words(), "why": words(required=False), "step": words(), "helps": words(required=False), "by": day_ahead(),
}  # fmt: skip
WHO = Paper(
    lambda: (
        Field("name", "name", "text", required=True, error="name_wanted", max_length=120),
        Field("born", "born", "date", required=True, error="born_wanted"),
    ),
    {"name": a_name("needs_words"), "born": _birth},
)
FIRST = Paper(
    lambda: (text("strengths"), *goal_fields()),
    {"strengths": some_strengths, **GOAL_CHECKS},
)


def _without_case(answers: Answers) -> bool:
    return not answers.get("case")


def _wanted(answers: Answers) -> bool:
    return answers.get("makes_plan") == "yes"


BEGIN = Interview(
    "begin_life_plan",
    (
        Question("young_person", WHO, _without_case, private=True),
        Question("makes_plan", one("yes", "not_now")),
        Question("first", FIRST, _wanted, private=True),
    ),
)


class BeginFlow(OnlyQuestions):
    """Nobody is made to have a plan: a 'not now' is kept, and comes back after two weeks."""

    interview: Interview = BEGIN
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Shows the plan that there is; otherwise asks whether there is to be one, in a home also without a case."""
        named = REFERENCE.search(frame["about"])
        if named is None:
            if may_open_case(chat):
                return Then({**frame, "about": ""}, [reply("begin_life_plan.opening")])
            return Then(frame, await shown.mine(chat), ends=True)
        try:
            case = await cases.read(chat.tx, chat.person, named[0])
        except NotFound:
            return Then(frame, [reply("good_life.not_found")], ends=True)
        plan = await plans.of_case(chat.tx, case)
        if plan is not None and plan.state is not State.OFFERED:
            return Then(frame, await shown.plan(chat, case.reference), ends=True)
        return Then(note({**frame, "about": ""}, case=case.reference), [reply("begin_life_plan.opening")])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The plan is begun with its first strengths and goal, or 'not now' is kept; or why not."""
        answers = known(frame)
        try:
            case = await _case(chat, answers)
            plan = await plans.of_case(chat.tx, case)
            if plan is not None and plan.state is not State.OFFERED:
                raise PlanThere
            if not _wanted(answers):
                return Then(frame, [await _not_now(chat, case, plan)], ends=True)
            plan = await writing.start(chat.tx, chat.person, case, plan)
            plan = await writing.write(chat.tx, chat.person, plan, _content(answers["first"]))
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        steps = next_steps(plan, "add_goal", "from_now_on", "led_here", "sign_life_plan")
        said = say("begin_life_plan.begun", reference=plan.reference)
        return Then(frame, [Reply("begin_life_plan.begun", said, choices=steps)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("good_life.nothing_kept")]


async def _case(chat: Chat, answers: Answers) -> Case:
    """The one that was named; in a home, theirs about that young person, or a new one with them as its key worker."""
    if answers.get("case"):
        return await cases.read(chat.tx, chat.person, answers["case"])
    who: Mapping[str, str] = answers["young_person"]
    child = Child.from_json({"name": who["name"], "born": who["born"], "needs": ()})
    there = await cases.same_child(chat.tx, child, chat.setting.id, Side.DISPLAYED)
    # of a case that they are no member of they must not hear
    if there is not None and await members.is_in(chat.tx, chat.person, there.id):
        return there
    new = NewCase(child, chat.setting.id, str(chat.setting.kind), Part.KEY_WORKER)
    return await cases.open_case(chat.tx, chat.person, new)


async def _not_now(chat: Chat, case: Case, plan: GoodLife | None) -> Reply:
    if plan is None:
        plan = await writing.offer(chat.tx, chat.person, case)
    else:
        await writing.offer_again(chat.tx, plan)
    clock = await running.find(chat.tx, writing.OFFER, plan.about)
    day = day_in_words(clock.limit(chat.today, chat.tx.closed).day) if clock else ""
    return reply("begin_life_plan.offered", reference=plan.reference, day=day)


def _content(said: Mapping[str, str]) -> Content:
    content = Content(strengths=in_lines(said["strengths"]))
    return content.with_goal(*(said[name] for name in ("what", "why", "step", "helps", "by")))


__all__ = ["BeginFlow", "has_one", "which"]

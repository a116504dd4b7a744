"""'behaviour plan SP-...': what happens when, what to do instead, the adult's words; and 'tally 2', week by week.

After an assessment and within a multi-agency plan (PB-schools); before that it is kept as a draft, and says why.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from dialogs.interview.answers import Choices, Refusal, fixed
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, of_list, picked, text, words
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import day_in_words
from dialogs.interview.shown import number_in
from dialogs.plans.safety import shown
from dialogs.plans.safety.agreeing import not_done, opened_for
from dialogs.plans.safety.beginning import named_another
from dialogs.plans.safety.sheets import who_work_in
from dialogs.plans.safety.which import REFERENCE, without_reference
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.people import people
from storage.people.people import Role
from storage.plans import behaviour
from storage.plans.behaviour import MOST, Behaviour, BehaviourPlan, NotNamed, OnlyDisplayed, Week, WhichPlan
from storage.plans.plan import ChangedMeanwhile, PlanEnded, Side
from storage.plans.writing import NamesAnotherChild
from storage.problems import NotFound

BEHAVIOURS = ("too_close", "contact", "own_body", "sexual_words", "pictures", "following", "clothes")
"""A neutral list: what an adult sees, and no word for what it may mean."""
PATTERN = ("when", "before", "after", "telling")
INSTEAD = ("instead", "changes", "praise")
WORDS = ("stop", "describe", "impact", "remind")
"""What an adult says, in the order of the source (NY-3.1)."""
YES_NO = ("yes", "no")


def _texts(*names: str) -> Paper:
    return Paper(lambda: tuple(text(one) for one in names), {one: words() for one in names})


def _whole_number(value: str, now: datetime) -> str | Refusal:
    number = number_in(value)
    return str(number) if number is not None and number <= MOST else Refusal("tally_number")


COUNT = Paper(
    lambda: (
        text("counted", kind="text"),
        text("target", kind="text"),
        of_list("assessed", YES_NO, "behaviour_plan.yes_no"),
        of_list("multi_agency", YES_NO, "behaviour_plan.yes_no"),
    ),
    {"counted": words(), "target": _whole_number, "assessed": picked(YES_NO), "multi_agency": picked(YES_NO)},
)
BEHAVIOUR_PLAN = Interview(
    "behaviour_plan",
    (
        Question("behaviours", Choices(fixed(*BEHAVIOURS), many=True)),
        Question("pattern", _texts(*PATTERN), private=True),
        Question("instead", _texts(*INSTEAD), private=True),
        Question("adult_words", _texts(*WORDS), private=True),
        Question("count", COUNT, private=True),
        Question("staff", Choices(lambda a: list(a.get("here", ())), many=True)),
    ),
)


class BehaviourPlanFlow(OnlyQuestions):
    """What is seen, what to do, what an adult says, what is counted and by whom."""

    interview: Interview = BEHAVIOUR_PLAN
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The plan that there is, with its tally by weeks; it ends where the child did not display the behaviour."""
        found = await opened_for(chat, frame, "behaviour_plan")
        if isinstance(found, Then):
            return found
        frame, plan = found
        if plan.side is not Side.DISPLAYED:
            return Then(frame, [reply("behaviour_plan.only_displayed")], ends=True)
        before = await behaviour.newest(chat.tx, plan.id)
        here = list(await who_work_in(chat, plan.setting_id))
        titles = {one: (await people.get(chat.tx, one)).name for one in here}
        frame = note(frame, seen=before.number if before else 0, here=here, titles=titles)
        said = [reply("behaviour_plan.opening", reference=plan.reference)]
        if before is not None:
            weeks = await behaviour.weeks(chat.tx, plan.id)
            lines = [say("behaviour_plan.now"), *in_words(before), *tally_lines(weeks)]
            said.insert(0, Reply("behaviour_plan.now", "\n".join(lines)))
        return Then(frame, said)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is kept as a draft or is in force. Changed meanwhile, what was written waits."""
        answers = known(frame)
        count = answers["count"]
        new = Behaviour(
            behaviours=tuple(answers["behaviours"]), pattern=answers["pattern"], instead=answers["instead"],
            words=answers["adult_words"], counted=count["counted"], target=int(count["target"]),
            assessed=count["assessed"] == "yes", multi_agency=count["multi_agency"] == "yes",
        )  # fmt: skip
        try:
            kept = await behaviour.keep(
                chat.tx, chat.person, answers["plan"], new, answers["staff"], seen=answers["seen"]
            )
        except ChangedMeanwhile:
            return Then(frame, [reply("behaviour_plan.changed")], pauses=True)
        except OnlyDisplayed:
            return Then(frame, [reply("behaviour_plan.only_displayed")], ends=True)
        except NamesAnotherChild as named:
            return named_another(frame, named, "staff")
        except (NotFound, PlanEnded) as raised:
            return not_done(frame, raised)
        key = "behaviour_plan.draft" if kept.is_draft else "behaviour_plan.in_force"
        said = say(key, reference=answers["plan"], counted=new.counted)
        return Then(frame, [Reply(key, said, choices=(shown.button("safety_plan", answers["plan"]),))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


def in_words(plan: BehaviourPlan) -> Iterator[str]:
    """A behaviour plan, a line for each part."""
    for label, said in (*head(plan), *parts(plan.behaviour)):
        yield say("behaviour_plan.line", label=label, text=said)


def head(plan: BehaviourPlan) -> Iterator[tuple[str, str]]:
    """Whether it is a draft, and what is seen: label and text."""
    day = day_in_words(plan.starts_on) if plan.starts_on else ""
    state = say("behaviour_plan.is_draft") if plan.is_draft else say("behaviour_plan.is_in_force", day=day)
    yield say("behaviour_plan.labels.state"), state
    seen = (say(f"behaviour_plan.questions.behaviours.choices.{name}") for name in plan.behaviour.behaviours)
    yield say("behaviour_plan.labels.behaviours"), "; ".join(seen)


def parts(one: Behaviour) -> Iterator[tuple[str, str]]:
    """Label and text of what was written, in order; what is counted last."""
    for names, kept in ((PATTERN, one.pattern), (INSTEAD, one.instead), (WORDS, one.words)):
        for name in names:
            yield say(f"behaviour_plan.labels.{name}"), _of(kept, name)
    yield say("behaviour_plan.labels.counted"), say("behaviour_plan.target", counted=one.counted, target=one.target)


def _of(kept: Mapping[str, str], name: str) -> str:
    return kept.get(name, "")


def tally_lines(weeks: list[Week]) -> Iterator[str]:
    """What was counted in each week, and the middle of it."""
    for week in weeks:
        count = say("tally.not_counted") if week.count is None else str(week.count)
        yield say("tally.week", day=day_in_words(week.monday), count=count)
    middle = behaviour.middle(weeks)
    if middle is not None:
        yield say("tally.middle", count=f"{middle:g}")


async def counts(chat: Chat) -> bool:
    """Whether they are asked to count anything: of everybody else, the words are looked up."""
    return bool(await behaviour.counts_for(chat.tx, chat.person))


async def tally(chat: Chat, rest: str) -> list[Reply]:
    """'tally 2': so many more in this week."""
    named = REFERENCE.search(rest)
    said = without_reference(rest)
    number = number_in(said)
    if number is None or number > MOST:
        return [reply("tally.wrong" if said else "tally.how")]
    try:
        row, week = await behaviour.tally(chat.tx, chat.person, number, named[0] if named else "")
    except NotNamed:
        return [reply("tally.not_named")]
    except WhichPlan as which:
        titles = [f"tally {number} {reference}" for reference in which.references]
        return [Reply("tally.which", say("tally.which"), choices=tuple(Choice(one, one) for one in titles))]
    return [reply("tally.kept", count=number, week=week, reference=row.reference, choices=("undo_tally", "report"))]


async def undo(chat: Chat, rest: str) -> list[Reply]:
    """'undo tally': the last one of this week counts no more."""
    try:
        row, week = await behaviour.take_back(chat.tx, chat.person)
    except NotNamed:
        return [reply("tally.nothing_to_undo")]
    return [reply("tally.undone", week=week, reference=row.reference)]

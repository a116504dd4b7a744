"""'make a plan WC-...' and 'lead passes WC-...': the level of service, and who leads it."""

from dialogs.interview.answers import Answers, Choices, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import LONDON, day_in_words
from dialogs.plans.intervention.about import next_steps, problem, which
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.casework import cases
from storage.casework.finishing import FIRST_MEETING
from storage.casework.reference import REFERENCE
from storage.clocks import running
from storage.people import people
from storage.people.people import Role
from storage.plans.intervention import leading
from storage.plans.intervention import plan as plans
from storage.plans.intervention.menu import lists
from storage.plans.intervention.plan import Plan, PlanThere
from storage.problems import NotFound, Problem

MOST = 12
"""People who are offered by name."""


def _offered(answers: Answers) -> list[str]:
    return list(answers.get("offered", []))


MAKE = Interview(
    "make_plan", (Question("service_level", one(*lists().levels)), Question("lead_practitioner", Choices(_offered)))
)
PASSES = Interview("lead_passes", (Question("new_lead", Choices(_offered)),))


class MakePlanFlow(OnlyQuestions):
    """Two taps, and there is a draft: needs and actions are added to it one at a time, by whoever is in the case."""

    interview: Interview = MAKE
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which case; it ends where they are no member of it, or it has a plan."""
        named = REFERENCE.search(frame["about"])
        if named is None:
            return Then(frame, [reply("make_plan.which_case")], ends=True)
        try:
            case = await cases.read(chat.tx, chat.person, named[0])
        except NotFound:
            return Then(frame, [reply("intervention.not_found")], ends=True)
        if await plans.of_case(chat.tx, case) is not None:
            return Then(frame, [reply("intervention.problems.plan_there")], ends=True)
        frame = await _offering(chat, {**frame, "about": ""}, case.id, case.setting_id)
        return Then(note(frame, case=case.reference), [reply("make_plan.opening", reference=case.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The draft is made, with the day by which its first meeting is due; or why not."""
        answers = known(frame)
        try:
            case = await cases.by_reference(chat.tx, answers["case"])
            made = await plans.make(chat.tx, chat.person, case, answers["service_level"], answers["lead_practitioner"])
        except (Problem, PlanThere) as raised:
            return Then(frame, [problem(raised)], ends=True)
        clock = await running.find(chat.tx, FIRST_MEETING, made.about)
        today = chat.turn.now.astimezone(LONDON).date()
        by = day_in_words(clock.limit(today, chat.tx.closed).day) if clock else ""
        who = (await people.get(chat.tx, str(made.lead_id))).name
        said = say("make_plan.made", reference=made.reference, who=who, by=by, meeting=meeting(made))
        choices = next_steps(made, "add_need", "plan_parts", "plan_voices")
        return Then(frame, [Reply("make_plan.made", said, choices=choices)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("intervention.nothing_kept")]


class LeadPassesFlow(OnlyQuestions):
    """Who leads from now on. Nobody inherits it silently."""

    interview: Interview = PASSES
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan, and who may lead it; it ends where this person may not pass it on."""
        found = await which(chat, "lead_passes", frame["about"])
        if isinstance(found, Reply):
            return Then(frame, [found], ends=True)
        if not await leading.may_pass(chat.tx, chat.person, found):
            return Then(frame, [reply("intervention.problems.not_allowed")], ends=True)
        case = await cases.get(chat.tx, found.case_id)
        frame = await _offering(chat, {**frame, "about": ""}, case.id, case.setting_id, but=found.lead_id)
        return Then(note(frame, plan=found.reference), [reply("lead_passes.opening", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The lead has passed to who was picked; or why not."""
        answers = known(frame)
        try:
            plan = await plans.read(chat.tx, chat.person, answers["plan"], action=None)
            plan = await leading.pass_on(chat.tx, chat.person, plan, answers["new_lead"])
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        who = (await people.get(chat.tx, str(plan.lead_id))).name
        return Then(frame, [reply("lead_passes.passed", reference=plan.reference, who=who)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("intervention.nothing_kept")]


async def _offering(chat: Chat, frame: Frame, case_id: str, setting_id: str, but: str | None = None) -> Frame:
    found = await leading.candidates(chat.tx, chat.person, case_id, setting_id)
    titles = {person.id: person.name for person in found[:MOST] if person.id != but}
    return note(frame, offered=list(titles), titles=titles)


def meeting(plan: Plan) -> str:
    """'Team Around the Child'."""
    return say(f"intervention.meetings.{plan.meeting}")


__all__ = ["LeadPassesFlow", "MakePlanFlow", "meeting"]

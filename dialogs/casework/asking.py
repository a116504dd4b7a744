"""'Ask for an assessment': the child in a form, a few taps, the route with its sources, and then it is asked for.

The questions that 'which assessment' asks too are those questions, with their words. Age, tool, who leads and whether
the child may be seen are worked out, never asked; where the sources leave it open, a person chooses with their name.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dialogs.casework.about import problem
from dialogs.casework.known_child import find
from dialogs.casework.rights import may_ask
from dialogs.casework.which_assessment import AGES, WHICH, facts, said
from dialogs.interview.answers import Answers, Choices, Refusal, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import THERE, FilledPaper, Paper, day_ahead, of_list, picked
from dialogs.interview.forms import a_name
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import read_birth
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from knowledge.which_assessment.route import Facts, Lead, Route, Tool, route, words
from storage.casework import assessments
from storage.casework.assessments import BECAUSE, Wanted
from storage.casework.cases import Child
from storage.clocks import running
from storage.people.people import Role
from storage.problems import Problem

SEX = ("girl", "boy", "other", "not_known")
SCHOOL = ("primary", "secondary", "none", "not_known")
MADE = (Tool.AIM3, Tool.CORE_ASSESSMENT, Tool.AIM_UNDER_12)
"""What can be asked for; with any other route a talk, a referral or another pathway comes first."""
FROM_WHICH = tuple(q for q in WHICH.questions if q.name not in ("age_band", "school", "girl_or_boy"))


def _birth(value: str, now: datetime) -> str | Refusal:
    born = read_birth(value)
    return born.isoformat() if born and born <= now.date() else Refusal("birth_wrong")


CHILD = FilledPaper(
    lambda: (
        Field("name", "name", "text", required=True, error="name_wanted", max_length=120),
        Field("born", "born", "date", required=True, error="born_wanted"),
        of_list("sex", SEX, "ask_assessment.sex"),
        of_list("school", SCHOOL, "ask_assessment.school"),
    ),
    {"name": a_name("needs_words"), "born": _birth, "sex": picked(SEX), "school": picked(SCHOOL)},
)
COURT = Paper(lambda: (Field("day", "day", "date", error="day_wanted"),), {"day": day_ahead(Refusal("court_day"))})


def _is_made(answers: Answers) -> bool:
    return any(tool in MADE for tool in route(facts(answers)).tools)


def _between_two(answers: Answers) -> bool:
    """Whether two sources part over the tool: a person chooses."""
    known_facts = facts(answers)
    return known_facts.is_assessed and known_facts.is_secondary


class Asking(Interview):
    """Its words are its own, but for the questions that 'which assessment' asks too."""

    def key(self, question: Question, part: str) -> str:
        """The key of its words: of 'which assessment' for the questions that are asked there too."""
        shared = any(question.name == other.name for other in FROM_WHICH)
        return WHICH.key(question, part) if shared else super().key(question, part)


ASKED_AS = ("case_worker", "service_manager", "reviewing_officer", "mappa_coordinator", "criminal_court")
"""Who may judge that an assessment is relevant [DC-model]; a court asks through youth justice."""


def _asked_as(answers: Answers) -> tuple[str, ...]:
    return ASKED_AS if answers.get("for_a_court", True) else ASKED_AS[:-1]


ASK = Asking(
    "ask_assessment",
    (
        Question("child", CHILD, private=True),
        Question("because", one(*BECAUSE), lambda a: bool(a.get("follows"))),
        Question("asked_as", Choices(_asked_as)),
        *FROM_WHICH,
        Question("court_day", COURT, lambda a: facts(a).before_court, private=True),
        Question("tool", one(Tool.CORE_ASSESSMENT, Tool.AIM3), _between_two),
        Question("ask_now", one("yes", "no"), _is_made),
    ),
)


class AskFlow(OnlyQuestions):
    """Who may ask, the questions, the route, and what was started by asking."""

    interview: Interview = ASK
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Who may not ask is told so, and is shown 'which assessment' instead."""
        if not may_ask(chat):
            return Then(frame, [reply("ask_assessment.not_yours", choices=("which_assessment",))], ends=True)
        known_child = await find(chat, frame["about"])
        if isinstance(known_child, Reply):
            return Then(frame, [known_child], ends=True)
        frame = note({**frame, "about": ""}, for_a_court=Role.YOUTH_JUSTICE in chat.person.roles)
        opening = reply("ask_assessment.opening")
        frame = note(frame, incident_key=known_child.incident_key, **{THERE: dict(known_child.given)})
        if known_child.case is None:
            return Then(frame, [opening])
        follows = known_child.follows.reference if known_child.follows else ""
        frame = note(frame, case=known_child.case.reference, follows=follows)
        answered: Frame = {**frame, "answers": {**frame["answers"], "child": dict(known_child.given)}}
        then = self._of_that_age(chat, answered)
        return Then(then.frame, [opening, *then.replies], ends=then.ends)

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """The route with its sources stands before the question whether to ask now."""
        if name == "ask_now":
            return Then(frame, [said(_facts(chat, frame))])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What the form of the child says is noted for the route. For an adult the route is all that is said."""
        return self._of_that_age(chat, frame) if name == "child" else Then(frame)

    def _of_that_age(self, chat: Chat, frame: Frame) -> Then:
        """What follows: by age and school some questions are not asked."""
        child = _child(frame)
        age = child.age_on(chat.today)
        band = next(band for band, up_to in _BANDS if age <= up_to)
        frame = note(frame, age_band=band, school=child.school, girl_or_boy=child.sex)
        if band == "adult_now":
            return Then(frame, [said(_facts(chat, frame))], ends=True)
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The assessment is asked for, or somebody joins the one that there is; otherwise why not."""
        answers, now_known = known(frame), _facts(chat, frame)
        if not _is_made(answers):
            return Then(frame, [said(now_known), reply("ask_assessment.not_this")], ends=True)
        if answers["ask_now"] == "no":
            return Then(frame, [reply("ask_assessment.nothing_kept")], ends=True)
        wanted = _wanted(chat, frame, now_known)
        try:
            asked = await assessments.ask(chat.tx, chat.person, chat.setting.kind, wanted)
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)
        if asked.joined:
            joined = reply("ask_assessment.joined", reference=asked.assessment.reference, choices=("assessments",))
            return Then(frame, [joined], ends=True)
        return Then(frame, await _asked(chat, asked.assessment, now_known), ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("ask_assessment.nothing_kept")]


_BANDS = (("under_10", 9), ("ten_or_eleven", 11), ("twelve_to_17", 17), ("adult_now", 200))
"""The bands of `AGES`, with the last age of each."""
if [band for band, _ in _BANDS] != list(AGES):
    raise ValueError("the bands are those of 'which assessment'")


def _child(frame: Frame) -> Child:
    given = frame["answers"]["child"]
    school = given["school"] if given["school"] in ("primary", "secondary") else ""
    return Child(given["name"], date.fromisoformat(given["born"]), sex=given["sex"], school=school)


def _facts(chat: Chat, frame: Frame) -> Facts:
    """What is known, with the age in years in place of its band."""
    age = _child(frame).age_on(chat.today)
    return replace(facts(known(frame)), age=age, lead_rule=chat.library.lead_rule)


def _wanted(chat: Chat, frame: Frame, now_known: Facts) -> Wanted:
    found, answers = route(now_known), known(frame)
    chosen = answers.get("tool")
    tool = chosen or next(str(tool) for tool in found.tools if tool in MADE)
    day = answers.get("court_day", {}).get("day", "")
    return Wanted(
        child=_child(frame),
        tool=tool,
        lead_agency=_lead(chat, found),
        route={
            "facts": {name: value for name, value in vars(now_known).items() if value is not None},
            "tools": [str(tool) for tool in found.tools],
            "lead": _lead(chat, found),
            "jointly": found.jointly,
            "interview": str(found.interview),
            "chosen_by": chat.person.id if chosen else "",
            "asked_as": answers["asked_as"],
        },
        rules_version=found.version,
        rules_hash=found.hash,
        court_day=date.fromisoformat(day) if day else None,
        case=answers.get("case", ""),
        incident_key=answers.get("incident_key", ""),
        follows=answers.get("follows", ""),
        because=answers.get("because", ""),
    )


def _lead(chat: Chat, found: Route) -> str:
    """The agency that leads; where the sources name nobody yet, that of whoever asks."""
    if found.lead in (None, Lead.NOBODY_YET):
        return chat.setting.kind
    return str(found.lead)


async def _asked(chat: Chat, one: assessments.Assessment, now_known: Facts) -> list[Reply]:
    days: dict[str, Any] = {}
    for name in (assessments.LIMIT, assessments.MARK):
        clock = await running.find(chat.tx, name, one.about)
        if clock is not None:
            days[name] = day_in_words(clock.limit(chat.today, chat.tx.closed).day)
    found = route(now_known)
    jointly = say("which_assessment.jointly") if found.jointly else ""
    who = words("leads", one.lead_agency) if one.lead_agency in set(Lead) else say("ask_assessment.your_service")
    made = reply(
        "ask_assessment.asked", reference=one.reference, tool=say(f"assessment.tools.{one.tool}"),
        who=f"{who}{jointly}", mark=days[assessments.MARK], limit=days[assessments.LIMIT], choices=("assessments",),
    )  # fmt: skip
    return [made] if now_known.safety_plan else [made, reply("assessment.safety_plan_today")]

"""Which assessment? Anybody may ask, without a case and without a name: nothing of it is stored.

The rules are `knowledge/which_assessment/route.py`; here they are asked and said.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dialogs.interview.answers import NOT_SURE, Answers, Choices, one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.turn import Reply
from dialogs.words import has, reply, say
from knowledge.which_assessment.route import Court, Facts, Route, Row, route, words, would_change
from knowledge.which_assessment.route import Interview as Seen
from storage.people.people import Role

AGES = {"under_10": 9, "ten_or_eleven": 11, "twelve_to_17": 14, "adult_now": 18}
"""An age of each band: within a band the route is the same."""
WORKS_WITH = ("social_worker", "early_help", "neither", NOT_SURE)
YES_NO = {"yes": True, "no": False}
MOST_CHANGES = 5
"""Of what is open and would change the answer, how much is said."""


def facts(answers: Answers) -> Facts:
    """The answers as the rules read them. 'Not sure' is None, and so is what was not asked."""
    works = answers.get("works_with", [])
    known = bool(works) and NOT_SURE not in works
    return Facts(
        age=AGES.get(answers.get("age_band", "")),
        school=_known(answers, "school"),
        established=_known(answers, "established"),
        court=Court(answers["court"]) if _known(answers, "court") else None,
        for_the_court=_yes(answers, "for_the_court"),
        social_worker=True if "social_worker" in works else False if known else None,
        early_help=True if "early_help" in works else False if known else None,
        takes_part=_known(answers, "takes_part"),
        girl={"girl": True, "boy": False}.get(answers.get("girl_or_boy", "")),
        ability={"yes": "learning_difficulty", "no": "mainstream"}.get(answers.get("learning", "")),  # type: ignore[arg-type]
        cognitive_done=_yes(answers, "cognitive_done"),
        mental_disorder=_yes(answers, "mental_disorder"),
        safety_plan=_yes(answers, "safety_plan"),
    )


def _known(answers: Answers, name: str) -> Any:
    value = answers.get(name)
    return None if value in (None, NOT_SURE) else value


def _yes(answers: Answers, name: str) -> bool | None:
    return YES_NO.get(answers.get(name, ""))


def _is_assessed(answers: Answers) -> bool:
    return facts(answers).is_assessed


def _is_aim(answers: Answers) -> bool:
    return facts(answers).is_aim


WHICH = Interview(
    "which_assessment",
    (
        Question("age_band", one(*AGES, NOT_SURE)),
        Question("school", one("primary", "secondary", NOT_SURE), lambda a: a.get("age_band") == "ten_or_eleven"),
        Question(
            "established",
            one("happened", "strong_reason", "not_clear", NOT_SURE),
            lambda a: a.get("age_band") not in (None, "adult_now"),
        ),
        Question("court", one(*Court, NOT_SURE), _is_assessed),
        Question(
            "for_the_court", one("yes", "no", NOT_SURE), lambda a: _is_aim(a) and not facts(a).before_court
        ),
        Question("works_with", Choices(lambda _: WORKS_WITH, many=True, lone=frozenset({"neither"})), _is_assessed),
        Question("takes_part", one("agrees", "not_asked", "does_not_agree", NOT_SURE), _is_assessed),
        Question("girl_or_boy", one("girl", "boy", NOT_SURE), _is_aim),
        Question("learning", one("yes", "no", NOT_SURE), _is_aim),
        Question("cognitive_done", one("yes", "no", NOT_SURE), lambda a: _is_aim(a) and a.get("learning") == "yes"),
        Question("mental_disorder", one("yes", "no", NOT_SURE), _is_assessed),
        Question("safety_plan", one("yes", "no", NOT_SURE), lambda a: a.get("age_band") not in (None, "adult_now")),
    ),
)  # fmt: skip


class WhichAssessmentFlow(OnlyQuestions):
    """A dozen taps at most, and the route with its sources."""

    interview: Interview = WHICH
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """What comes of it, and that nothing is kept."""
        return Then(frame, [reply("which_assessment.opening")])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The route with its sources. Nothing of it is kept."""
        known = replace(facts(frame["answers"]), lead_rule=chat.library.lead_rule)
        return Then(frame, [said(known)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That it was stopped."""
        return [reply("which_assessment.stopped")]


def said(known: Facts) -> Reply:
    """The route in words: what is made, who leads, whether the child may be seen, why, and what would change it."""
    found = route(known)
    parts = [_head(found), *_why(found), *_changes(known), say("which_assessment.only_a_route", version=found.version)]
    return Reply("which_assessment.made", "\n\n".join(parts))


def _head(found: Route) -> str:
    """First the answer: one line each."""
    many = "which_assessment.one_of" if found.person_decides else "which_assessment.made"
    lines = [say(many), *(f"• {words('tools', tool)}" for tool in found.tools)]
    if found.lead:
        jointly = say("which_assessment.jointly") if found.jointly else ""
        lines.append(say("which_assessment.leads", who=words("leads", found.lead), jointly=jointly))
    if found.interview is not Seen.NONE:
        lines.append(words("interviews", found.interview))
    return "\n".join(lines)


def _why(found: Route) -> Iterator[str]:
    yield "\n".join([say("which_assessment.why"), *(f"• {_row(row)}" for row in found.rows)])


def _row(row: Row) -> str:
    said = f"{row.words} [{', '.join(row.citations)}]"
    return f"{said} {say('which_assessment.own_rule')}" if row.project_rule else said


def _changes(known: Facts) -> Iterator[str]:
    """What is not known and would make it another: each open question once."""
    open_ = list(dict.fromkeys(one.fact for one in would_change(known)))
    named = [say(f"which_assessment.facts.{fact}") for fact in open_ if has(f"which_assessment.facts.{fact}")]
    if named:
        yield "\n".join([say("which_assessment.would_change"), *(f"• {one}" for one in named[:MOST_CHANGES])])


__all__ = ["WhichAssessmentFlow", "facts", "said"]

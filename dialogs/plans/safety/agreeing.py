"""'agree plan SP-...': what parents and child say, in their words, and from which day the plan is in force; and
'end plan SP-...'. Each is one form.
"""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_field, of_list, picked, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.frame import Frame, ask_again, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.coming_days import day_from_today
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.plans.safety import in_words, shown
from dialogs.plans.safety.beginning import named_another
from dialogs.plans.safety.which import meant
from dialogs.turn import Reply
from dialogs.words import reply
from storage.clocks import running
from storage.people.people import Role
from storage.plans import due, writing
from storage.plans.plan import (
    Agreement,
    Agrees,
    ChangedMeanwhile,
    Ending,
    Plan,
    PlanEnded,
    RowsWithoutOwner,
    subject,
    without_owner,
)
from storage.plans.writing import FURTHEST_START, NamesAnotherChild
from storage.problems import NotFound, Problem

NEEDS_WORDS = frozenset({Agrees.IN_PART, Agrees.DISAGREES, Agrees.NOT_ASKED})
WHY_ENDED = ("no_longer_needed", "moved", "another_plan", "other")


def _start(value: str, now: datetime) -> str | Refusal:
    """Today, where it is left empty; two weeks ahead at most."""
    day = day_from_today(value, today(now)) if value else today(now)
    if day is None or not 0 <= (day - today(now)).days <= FURTHEST_START.days:
        return Refusal("plan_starts")
    return day.isoformat()


def _why_not(kept: Mapping[str, str]) -> Refusal | None:
    """Who does not agree, or was not asked, is heard: their words, or the reason."""
    for who in ("parents", "child"):
        if kept[who] in set(NEEDS_WORDS) and not kept[f"{who}_words"]:
            return Refusal("plan_words_wanted")
    return None


def _reason(kept: Mapping[str, str]) -> Refusal | None:
    return Refusal("plan_why_ended") if kept["why"] == "other" and not kept["words"] else None


AGREEMENT = Paper(
    lambda: (
        of_list("parents", Agrees, "safety_plan.says"),
        text("parents_words", required=False),
        of_list("child", Agrees, "safety_plan.says"),
        text("child_words", required=False),
        text("holders", required=False),
        day_field("starts_on", required=False),
        text("signed_name", kind="text"),
    ),
    {
        "parents": picked(Agrees), "parents_words": words(required=False), "child": picked(Agrees),
        "child_words": words(required=False), "holders": words(required=False), "starts_on": _start,
        "signed_name": a_name("signature_missing"),
    },
    _why_not,
)  # fmt: skip
ENDING = Paper(
    lambda: (
        of_list("why", WHY_ENDED, "plans.why_ended"),
        text("words", required=False),
        text("who_agreed", kind="text"),
    ),
    {"why": picked(WHY_ENDED), "words": words(required=False), "who_agreed": words()},
    _reason,
)
AGREE = Interview("agree_plan", (Question("agreement", AGREEMENT, private=True),))
END = Interview("end_plan", (Question("ending", ENDING, private=True),))


async def opened_for(chat: Chat, frame: Frame, command: str) -> tuple[Frame, Plan] | Then:
    """The plan that is meant, noted with the version that is seen now; or what to say instead."""
    found = await meant(chat, command, frame["about"])
    if isinstance(found, Reply):
        return Then(frame, [found], ends=True)
    if found.ended_at is not None:
        return Then(frame, [reply("plans.ended_already", reference=found.reference)], ends=True)
    frame = note({**frame, "about": ""}, plan=found.reference, seen=found.version.number, side=str(found.side))
    return frame, found


def not_done(frame: Frame, raised: Problem) -> Then:
    """Why nothing was changed."""
    reference = known(frame)["plan"]
    if isinstance(raised, NotFound):
        return Then(frame, [reply("plans.not_found", choices=("safety_plans",))], ends=True)
    if isinstance(raised, PlanEnded):
        return Then(frame, [reply("plans.ended_already", reference=reference)], ends=True)
    raise raised


class AgreePlanFlow(OnlyQuestions):
    """One form; then it is in force, today or from the day that is given."""

    interview: Interview = AGREE
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan; it ends where it is agreed already, or a row has nobody who does it."""
        found = await opened_for(chat, frame, "agree_plan")
        if isinstance(found, Then):
            return found
        frame, plan = found
        if plan.agreed_at is not None:
            return Then(frame, [reply("agree_plan.already", reference=plan.reference)], ends=True)
        if missing := without_owner(plan.version.content):
            return Then(frame, [_without_owner(plan.reference, missing)], ends=True)
        return Then(frame, [reply("agree_plan.opening", reference=plan.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is agreed, with the day from which it is in force and that of its first review. Changed meanwhile, it is
        shown, and the form waits.
        """
        reference, given = known(frame)["plan"], frame["answers"]["agreement"]
        starts_on = date.fromisoformat(given["starts_on"])
        try:
            plan = await writing.agree(
                chat.tx, chat.person, reference, agreement_in(given), starts_on, seen=known(frame)["seen"]
            )
        except ChangedMeanwhile as newer:
            said = reply("agree_plan.changed", reference=reference)
            frame = note(ask_again(frame, "agreement"), seen=newer.newer.number)
            return Then(frame, [said, *await shown.plan(chat, reference)], pauses=True)
        except writing.AgreedAlready:
            return Then(frame, [reply("agree_plan.already", reference=reference)], ends=True)
        except RowsWithoutOwner as missing:
            return Then(frame, [_without_owner(reference, missing.parts)], ends=True)
        except NamesAnotherChild as named:
            return named_another(frame, named, "agreement")
        except (NotFound, PlanEnded) as raised:
            return not_done(frame, raised)
        first = await running.find(chat.tx, due.FIRST_REVIEW, subject(plan.id))
        day = first.limit(today(chat.turn.now), chat.tx.closed).day if first else starts_on
        key = "agree_plan.in_force" if starts_on <= today(chat.turn.now) else "agree_plan.agreed"
        said = reply(key, reference=reference, day=day_in_words(starts_on), review=day_in_words(day))
        buttons = (shown.button("who_needs_what", reference), shown.button("safety_plan", reference))
        return Then(frame, [Reply(said.key, said.text, choices=buttons)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


class EndPlanFlow(OnlyQuestions):
    """Why, and who agreed."""

    interview: Interview = END
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan is to end."""
        found = await opened_for(chat, frame, "end_plan")
        if isinstance(found, Then):
            return found
        return Then(found[0], [reply("end_plan.opening", reference=found[1].reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It has ended. Changed meanwhile, it is shown, and the form waits."""
        reference, given = known(frame)["plan"], frame["answers"]["ending"]
        ending = Ending(given["why"], given["words"], given["who_agreed"])
        try:
            await writing.end(chat.tx, chat.person, reference, ending, seen=known(frame)["seen"])
        except ChangedMeanwhile as newer:
            said = reply("agree_plan.changed", reference=reference)
            frame = note(ask_again(frame, "ending"), seen=newer.newer.number)
            return Then(frame, [said, *await shown.plan(chat, reference)], pauses=True)
        except NamesAnotherChild as named:
            return named_another(frame, named, "ending")
        except (NotFound, PlanEnded) as raised:
            return not_done(frame, raised)
        return Then(frame, [reply("end_plan.ended", reference=reference, choices=("safety_plans",))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


def agreement_in(given: Mapping[str, str]) -> Agreement:
    """What is kept, of the form."""
    return Agreement(
        parents=Agrees(given["parents"]),
        parents_words=given["parents_words"],
        child=Agrees(given["child"]),
        child_words=given["child_words"],
        holders=given["holders"],
        signed_name=given["signed_name"],
    )


def _without_owner(reference: str, parts: tuple[str, ...]) -> Reply:
    said = reply("agree_plan.without_owner", reference=reference, parts=in_words.labels(parts))
    return Reply(said.key, said.text, choices=(shown.button("change_plan", reference),))

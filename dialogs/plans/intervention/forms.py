"""The conversations about a plan that are one form each: a need with its action, the other parts, how it goes."""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.interview.answers import Answers, Heard, Refusal
from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import Paper, day_ahead, day_field, day_gone_by, of_list, picked, text, words
from dialogs.interview.forms import Check, a_name
from dialogs.interview.parsing.days import LONDON, day_in_words
from dialogs.interview.shown import number_in
from dialogs.plans.intervention.about import OnPlan, next_steps
from dialogs.plans.intervention.making import meeting
from dialogs.plans.intervention.shown import hint_lines
from dialogs.turn import JSON, Field, Reply
from dialogs.words import say
from storage.casework.parts import Agency
from storage.clocks import running
from storage.plans.intervention import actions, checks, reviewing, signing
from storage.plans.intervention import plan as plans
from storage.plans.intervention.actions import NewAction, PlanOver
from storage.plans.intervention.content import VOICES, Action, ActionState, State
from storage.plans.intervention.menu import lists
from storage.plans.intervention.plan import AFTER_CHANGE, Plan
from storage.plans.intervention.reviewing import Reviewed
from storage.problems import NotFound

BASIS = ("voluntary", "statutory")
MOVES = (ActionState.STARTED, ActionState.COMPLETED, ActionState.STOPPED, ActionState.WAITING)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _open(plan: Plan) -> None:
    """Raises PlanOver once it has ended."""
    if plan.state is State.ENDED:
        raise PlanOver


def _said(key: str, plan: Plan, *commands: str, **params: object) -> Reply:
    return Reply(key, say(key, reference=plan.reference, **params), choices=next_steps(plan, *commands))


# ---- a need, with an action or without


_ACTION_FIELDS = ("what", "who", "agency", "menu", "component", "kind", "basis", "sessions", "starts_on")


def _action_fields(*, required: bool) -> tuple[Field, ...]:
    return (
        text("what", required=required),
        text("who", required=required, kind="text"),
        of_list("agency", Agency, "assessment.agencies", required=required),
        of_list("menu", lists().menu, "intervention.menu", required=required),
        of_list("component", lists().components, "intervention.components", required=required),
        of_list("kind", lists().kinds, "intervention.kinds", required=required),
        of_list("basis", BASIS, "intervention.basis", required=required),
        text("sessions", required=False, kind="text"),
        day_field("starts_on", required=False),
    )


def _action_checks(*, required: bool) -> dict[str, Check]:
    return {
        "what": words(required=required),
        "who": words(required=required),
        "agency": picked(Agency, required=required),
        "menu": picked(lists().menu, required=required),
        "component": picked(lists().components, required=required),
        "kind": picked(lists().kinds, required=required),
        "basis": picked(BASIS, required=required),
        "sessions": words(required=False),
        "starts_on": day_ahead(),
    }


async def _add_need(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    # needs are added after each other: of two at once both stand
    content = plan.content.with_need(said["domain"], said["change"], said["know"])
    plan = await plans.save(chat.tx, chat.person, plan, plan.version, content)
    need = plan.content.needs[-1]
    lines = [say("intervention.need_added", reference=plan.reference, number=need.number)]
    if said["what"]:
        lines.append(_waits(await _new_action(chat, plan, said, need.number)))
    if checks.is_vague(need.change) or not need.know:
        lines += hint_lines((f"vague_objective {need.number}",))
    steps = ("add_need", "add_action", "plan_parts", "plan_voices", "sign_plan")
    return Reply("intervention.need_added", "\n".join(filter(None, lines)), choices=next_steps(plan, *steps))


async def _new_action(chat: Chat, plan: Plan, said: Mapping[str, str], need: int | None) -> Action:
    new = NewAction(
        need=need, menu=said["menu"], component=said["component"], kind=said["kind"], agency=said["agency"],
        what=said["what"], who=said["who"], sessions=said["sessions"], statutory=said["basis"] == "statutory",
        starts_on=_day(said["starts_on"]),
    )  # fmt: skip
    return await actions.add(chat.tx, chat.person, plan, new)


def _waits(one: Action) -> str:
    key = "action_waits" if one.state is ActionState.WAITING else "action_added"
    return say(f"intervention.{key}", number=one.number)


async def _add_action(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    need = number_in(said["need"]) if said["need"] else None
    made = await _new_action(chat, plan, said, need)
    steps = next_steps(plan, "add_action", "sign_plan")
    return Reply("intervention.action_added", _waits(made), choices=steps)


def _a_need(value: str, now: datetime) -> str | Refusal:
    return value if not value or number_in(value) else Refusal("need_number")


def _whole_action(value: Mapping[str, str]) -> str:
    """The first field of an action that is begun and not whole; '' where it is, or none is begun."""
    begun = [name for name in _ACTION_FIELDS if value.get(name)]
    needed = ("what", "who", "agency", "menu", "component", "kind", "basis")
    return next((name for name in needed if begun and not value.get(name)), "")


class NeedPaper(Paper):
    """A need, and an action for it: the action is left empty, or filled in as a whole."""

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where an action is begun and not whole."""
        heard = super().filled_in(name, said, answers, now)
        if isinstance(heard, Refusal):
            return heard
        return Refusal("whole_action") if _whole_action(heard.answers[name]) else heard


# ---- the other parts


FAMILY = ("work", "none")
RISK = ("yes", "no", "not_known")
PARTS = ("family_work", "family", "health", "education", "diversity", "other_plans", "high_risk")


async def _keep_parts(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    given = {name: value for name, value in said.items() if name != "rest"}
    plan = await plans.save(chat.tx, chat.person, plan, seen, plan.content.with_parts(given))
    return _said("intervention.parts_kept", plan, "add_need", "plan_voices", "sign_plan", "plan")


async def _sign(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    plan = await signing.sign(chat.tx, chat.person, plan, seen, said["signed_name"])
    head = say("intervention.signed", reference=plan.reference, meeting=meeting(plan))
    lines = [head, *([say("intervention.hints"), *hint_lines(plan.content.hints)] if plan.content.hints else [])]
    return Reply("intervention.signed", "\n".join(lines), choices=next_steps(plan, "plan", "review_plan"))


# ---- how it goes


async def _action_done(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    going = [one.number for one in await actions.of_plan(chat.tx, plan) if not one.ends_on]
    number = number_in(said["number"] or said["rest"]) or (going[0] if len(going) == 1 else 0)
    if not number:
        raise NotFound("action")
    one = await actions.set_state(
        chat.tx, chat.person, plan, number, ActionState(said["state"]), why=said["why"],
        panel_agreed_on=_day(said["panel_agreed_on"]),
    )  # fmt: skip
    state = say(f"intervention.action_states.{one.state}")
    return _said("intervention.action_now", plan, "plan", number=one.number, state=state)


async def _review(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    given = Reviewed(_day(said["day"]) or _today(chat), said["level"], said["note"])
    before = plan.level
    plan = await reviewing.review(chat.tx, chat.person, plan, seen, given)
    clock = await running.find(chat.tx, plans.REVIEW, plan.about)
    by = day_in_words(clock.limit(_today(chat), chat.tx.closed).day) if clock else ""
    moved = say("intervention.level_moved", meeting=meeting(plan)) if plan.level != before else ""
    return _said("intervention.reviewed", plan, "plan", by=by, moved=moved)


async def _changed(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    on = _day(said["day"]) or _today(chat)
    plan = await reviewing.changed(chat.tx, chat.person, plan, on, said["what"])
    clock = await running.find(chat.tx, AFTER_CHANGE, plan.about)
    by = day_in_words(clock.limit(_today(chat), chat.tx.closed).day) if clock else ""
    return _said("intervention.changed", plan, "review_plan", by=by)


async def _consent(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    stopped = await actions.consent_withdrawn(chat.tx, chat.person, plan, said["why"])
    return _said("intervention.consent_gone", plan, "plan", "significant_change", count=len(stopped))


async def _end(chat: Chat, plan: Plan, seen: int, said: Mapping[str, str]) -> Reply:
    plan = await reviewing.end(chat.tx, chat.person, plan, said["ended_as"], said["why"])
    return _said("intervention.ended", plan)


def _today(chat: Chat) -> date:
    return chat.turn.now.astimezone(LONDON).date()


FORMS = (
    OnPlan(
        "add_need",
        "add_need",
        NeedPaper(
            lambda: (
                of_list("domain", lists().domains, "intervention.domains"),
                text("change"),
                text("know", required=False),
                *_action_fields(required=False),
            ),
            {
                "domain": picked(lists().domains),
                "change": words(),
                "know": words(required=False),
                **_action_checks(required=False),
            },
        ),
        _add_need,
        _open,
    ),
    OnPlan(
        "add_action",
        "add_action",
        Paper(
            lambda: (Field("need", "need", "text", error="need_wanted", max_length=4), *_action_fields(required=True)),
            {"need": _a_need, **_action_checks(required=True)},
        ),
        _add_action,
        _open,
    ),
    OnPlan(
        "plan_parts",
        "plan_parts",
        Paper(
            lambda: (
                of_list("family_work", FAMILY, "intervention.family_work", required=False),
                text("family", required=False),
                text("health", required=False),
                text("education", required=False),
                text("diversity", required=False),
                text("other_plans", required=False),
                of_list("high_risk", RISK, "intervention.high_risk", required=False),
            ),
            {
                "family_work": picked(FAMILY, required=False),
                **{name: words(required=False) for name in PARTS[1:-1]},
                "high_risk": picked(RISK, required=False),
            },
        ),
        _keep_parts,
        _open,
        PARTS,
    ),
    OnPlan(
        "plan_voices",
        "plan_voices",
        Paper(
            lambda: (text("child_words", required=False), text("parents_words", required=False)),
            {name: words(required=False) for name in VOICES},
        ),
        _keep_parts,
        _open,
        VOICES,
    ),
    OnPlan(
        "sign_plan",
        "sign_plan",
        Paper(
            lambda: (Field("signed_name", "signed_name", "text", required=True, error="signed_name_wanted"),),
            {"signed_name": a_name("signature_missing")},
        ),
        _sign,
        signing.check,
    ),
    OnPlan(
        "plan_action",
        "plan_action",
        Paper(
            lambda: (
                Field("number", "number", "text", error="number_wanted", max_length=4),
                of_list("state", MOVES, "intervention.action_states"),
                text("why", required=False),
                day_field("panel_agreed_on", required=False),
            ),
            {
                "number": _a_need,
                "state": picked(MOVES),
                "why": words(required=False),
                "panel_agreed_on": day_gone_by(required=False),
            },
        ),
        _action_done,
        _open,
    ),
    OnPlan(
        "plan_review",
        "review_plan",
        Paper(
            lambda: (
                day_field("day", required=False),
                of_list("level", lists().levels, "intervention.levels"),
                text("note"),
            ),
            {"day": day_gone_by(required=False), "level": picked(lists().levels), "note": words()},
        ),
        _review,
        _open,
    ),
    OnPlan(
        "plan_change",
        "significant_change",
        Paper(
            lambda: (day_field("day", required=False), text("what")),
            {"day": day_gone_by(required=False), "what": words()},
        ),
        _changed,
        _open,
    ),
    OnPlan(
        "plan_consent",
        "consent_withdrawn",
        Paper(lambda: (text("why"),), {"why": words()}),
        _consent,
        _open,
    ),
    OnPlan(
        "plan_end",
        "end_intervention",
        Paper(
            lambda: (of_list("ended_as", reviewing.ENDS, "intervention.ends"), text("why")),
            {"ended_as": picked(reviewing.ENDS), "why": words()},
        ),
        _end,
        _open,
    ),
)
"""Every conversation about a plan that is one form, with the command that begins it."""

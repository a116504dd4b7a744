"""An intervention plan: a page for those who carry it, one for the family, a week for the child, or all of it."""

from typing import Any, Literal

from bot.exports.exporting import Exported, Made, Wanted, by_own_right, document, in_plain_json, plain_values
from bot.settings import Settings
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import LONDON, today
from dialogs.plans.intervention.about import in_words
from dialogs.plans.intervention.shown import doer, hint_lines
from dialogs.words import say
from storage.casework import cases
from storage.casework.finishing import FIRST_MEETING
from storage.casework.parts import Agency
from storage.clocks import running
from storage.database.engine import Tx
from storage.documents.drawing import Grid
from storage.documents.kinds import intervention
from storage.documents.kinds.intervention import Bar
from storage.documents.layout import Form
from storage.people import people, settings
from storage.people.people import Person
from storage.plans.intervention import actions
from storage.plans.intervention import plan as plans
from storage.plans.intervention.content import GOING, PARTS, VOICES, Action, ActionState
from storage.plans.intervention.plan import AFTER_CHANGE, REVIEW, Plan

What = Literal["page", "family", "diary", "everything"]
WHAT: tuple[What, ...] = ("page", "family", "diary", "everything")


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no plan of that case for this person."""

    async def make(tx: Tx, person: Person) -> Made:
        plan = await plans.read(tx, person, reference, action=None)
        return Made(await _made(tx, plan, wanted), plan.about, f"{wanted.what}_{wanted.kind}")

    return await by_own_right(of, who, wanted.out, lambda tx, person: plans.read(tx, person, reference), make)


async def _made(tx: Tx, plan: Plan, wanted: Wanted) -> bytes:
    if wanted.what == "everything":
        return in_plain_json(await everything(tx, plan))
    if wanted.what == "diary":
        return document(await diary(tx, plan), wanted.kind)
    return document(await form(tx, plan, "family" if wanted.what == "family" else "page"), wanted.kind)


async def diary(tx: Tx, plan: Plan) -> Form:
    """A week for the child, with what goes on or is about to: nothing that still waits, or is over. What is said of an
    action is what the family reads of it too.
    """
    arranged = [one for one in await actions.of_plan(tx, plan) if one.state in GOING - {ActionState.WAITING}]
    return intervention.diary([_for_family(one) for one in arranged])


async def form(tx: Tx, plan: Plan, what: Literal["page", "family"]) -> Form:
    """One of the two pages. Neither names the child: the family knows, and the others have the case."""
    case = await cases.get(tx, plan.case_id)
    setting = await settings.setting(tx, case.setting_id)
    made = await actions.of_plan(tx, plan)
    rows = {
        "child": [("child", plan.content.part("child_words")), ("parents", plan.content.part("parents_words"))],
        "now": await _now(tx, plan, for_family=what == "family"),
        "needs": _needs(plan, made, for_family=what == "family"),
        "parts": [("family", plan.content.part("family"))] if what == "family" else _parts(plan),
        "weeks": [(f"{one.number}", _when(tx, one)) for one in made],
        "said": [(str(n), line.removeprefix("• ")) for n, line in enumerate(hint_lines(plan.content.hints), 1)],
    }
    return intervention.lay_out(what, rows, _grids(tx, plan, made), setting_name=setting.name, reference=plan.reference)


def _grids(tx: Tx, plan: Plan, made: list[Action]) -> dict[str, Grid]:
    if not made:
        return {}
    states = {str(state): say(f"intervention.action_states.{state}") for state in ActionState}
    agencies = {str(agency): say(f"assessment.agencies.{agency}") for agency in Agency}
    bars = [_bar(tx, one) for one in made]
    first = min(bar.first for bar in bars)
    needs = [need.number for need in plan.content.needs]
    return {
        "needs": intervention.by_agency(needs, bars, agencies, states),
        "weeks": intervention.by_week(bars, states, first, day_in_words(first)),
    }


def _bar(tx: Tx, one: Action) -> Bar:
    began = one.starts_on or (one.waiting_since.astimezone(LONDON).date() if one.waiting_since else today(tx.now))
    return Bar(one.number, one.need, one.agency, str(one.state), began, one.ends_on)


def _when(tx: Tx, one: Action) -> str:
    bar = _bar(tx, one)
    ended = f"–{day_in_words(bar.last)}" if bar.last else ""
    return f"{one.what}: {say(f'intervention.action_states.{one.state}')}, {day_in_words(bar.first)}{ended}"


def _needs(plan: Plan, made: list[Action], *, for_family: bool) -> list[tuple[str, str]]:
    rows = []
    for need in plan.content.needs:
        know = say("intervention.know", know=need.know or say("intervention.nothing"))
        lines = [need.change, know.removeprefix("• ")]
        lines += [_for_family(one) if for_family else _whole(one) for one in made if one.need == need.number]
        # the family reads what will be different, and under which heading it was put is for the others
        domain = "" if for_family else f". {say(f'intervention.domains.{need.domain}')}"
        rows.append((f"{need.number}{domain}", "\n\n".join(lines)))
    return rows


def _for_family(one: Action) -> str:
    return f"{one.what}: {doer(one)}"


def _whole(one: Action) -> str:
    named = [say(f"intervention.{name}.{value}") for name, value in (
        ("menu", one.menu), ("components", one.component), ("kinds", one.kind)
    )]  # fmt: skip
    who = f"{doer(one)}, {say(f'assessment.agencies.{one.agency}')}"
    sessions = f", {one.sessions}" if one.sessions else ""
    state = say(f"intervention.action_states.{one.state}")
    return f"{one.number}. {one.what}: {who}{sessions}. {'; '.join(named)}. {state}. {one.why}".strip()


def _parts(plan: Plan) -> list[tuple[str, str]]:
    return [
        (say(f"intervention.fields.{name}"), in_words(name, plan.content.part(name)))
        for name in PARTS
        if name not in VOICES
    ]


async def _now(tx: Tx, plan: Plan, *, for_family: bool) -> list[tuple[str, str]]:
    lead = (await people.get(tx, plan.lead_id)).name if plan.lead_id else say("intervention.vacant").removeprefix("• ")
    days = []
    for name in (FIRST_MEETING, AFTER_CHANGE, REVIEW):
        clock = await running.find(tx, name, plan.about)
        if clock is not None and clock.ended_at is None:
            day = day_in_words(clock.limit(today(tx.now), tx.closed).day)
            days.append(say(f"intervention.clocks.{name}", day=day).removeprefix("• "))
    return [
        ("state", "" if for_family else say(f"intervention.states.{plan.state}")),
        ("level", "" if for_family else say(f"intervention.levels.{plan.level}")),
        ("meeting", say(f"intervention.meetings.{plan.meeting}")),
        ("lead", lead),
        ("next", "; ".join(days)),
    ]


async def everything(tx: Tx, plan: Plan) -> dict[str, Any]:
    """All that is kept of it, every version too, in plain JSON: for whoever asks what is held about a child."""
    plain = {name: value for name, value in vars(plan).items() if name not in ("id", "case_id", "content")}
    return {
        "plan": plain_values(plain),
        "content": plan.content.as_json(),
        "actions": [plain_values(vars(one)) for one in await actions.of_plan(tx, plan)],
        "versions": [
            {**plain_values({k: v for k, v in vars(one).items() if k != "content"}), "content": one.content.as_json()}
            for one in await plans.versions(tx, plan)
        ],
    }

"""An intervention plan as a page for those who carry it, a page for the family, or all that is kept of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.cli import new_file
from bot.cli.acting_as import named
from bot.cli.console import database, real_clock, spelt_out
from bot.exports.written import Exported, document, write_what_is_noted
from bot.settings import Settings
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import LONDON, today
from dialogs.plans.intervention.about import in_words
from dialogs.plans.intervention.shown import hint_lines
from dialogs.words import say
from storage import audit
from storage.audit import AuditAction
from storage.casework import cases
from storage.casework.finishing import FIRST_MEETING
from storage.casework.parts import Agency
from storage.clocks import running
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.documents.drawing import Grid
from storage.documents.kinds import intervention
from storage.documents.kinds.intervention import Bar
from storage.documents.layout import Form
from storage.people import people, settings
from storage.plans.intervention import actions
from storage.plans.intervention import plan as plans
from storage.plans.intervention.content import PARTS, VOICES, Action, ActionState
from storage.plans.intervention.plan import AFTER_CHANGE, REVIEW, Plan
from storage.problems import NotFound

What = Literal["page", "family", "everything"]
WHAT: tuple[What, ...] = ("page", "family", "everything")


@dataclass(frozen=True)
class Wanted:
    """Which document, in which kind (html, pdf, docx, json), into which file; None for standard output."""

    what: What
    kind: str
    out: Path | None


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no plan of that case for this person.

    The file is whole and in the history, or there is no file.
    """
    if wanted.out is not None:
        new_file.refuse_where_it_cannot_go(wanted.out)
    async with database(of) as opened:
        async with opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            try:
                plan = await plans.read(tx, person, reference)
            except NotFound:
                plan = None
        if plan is None:
            # the refusal stands in its history once that transaction has ended
            raise NotFound("plan")
        async with opened.transaction(real_clock()) as tx:
            plan = await plans.read(tx, person, reference, action=None)
            made = Exported(await _made(tx, plan, wanted))
            detail = f"{wanted.what}_{wanted.kind} {made.sha256}"
            await audit.note(tx, plan.about, person.id, AuditAction.EXPORTED, detail)
        if wanted.out is not None:
            await write_what_is_noted(opened, wanted.out, made.content, plan.about, person)
    return made


async def _made(tx: Tx, plan: Plan, wanted: Wanted) -> bytes:
    if wanted.what == "everything":
        return (spelt_out(canonical(await everything(tx, plan))) + "\n").encode()
    return document(await form(tx, plan, wanted.what), wanted.kind)


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
        lines += [f"{one.what}: {one.who}" if for_family else _whole(one) for one in made if one.need == need.number]
        # the family reads what will be different, and under which heading it was put is for the others
        domain = "" if for_family else f". {say(f'intervention.domains.{need.domain}')}"
        rows.append((f"{need.number}{domain}", "\n\n".join(lines)))
    return rows


def _whole(one: Action) -> str:
    named = [say(f"intervention.{name}.{value}") for name, value in (
        ("menu", one.menu), ("components", one.component), ("kinds", one.kind)
    )]  # fmt: skip
    who = f"{one.who}, {say(f'assessment.agencies.{one.agency}')}"
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
        "plan": _plain(plain),
        "content": plan.content.as_json(),
        "actions": [_plain(vars(one)) for one in await actions.of_plan(tx, plan)],
        "versions": [
            {**_plain({k: v for k, v in vars(one).items() if k != "content"}), "content": one.content.as_json()}
            for one in await plans.versions(tx, plan)
        ],
    }


def _plain(values: Any) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}

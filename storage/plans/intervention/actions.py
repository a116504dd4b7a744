"""The actions of a plan: added, begun, done, stopped; what waits, and whether a panel has agreed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.intervention.content import GOING, Action, ActionState, State
from storage.plans.intervention.menu import lists
from storage.plans.intervention.plan import Plan, get
from storage.plans.intervention.tables import intervention_actions
from storage.problems import NotFound, Problem
from storage.working_hours import LONDON


class NotAnAction(Problem):
    """An action for a need that is not there, or something that is on no list."""

    reason = "plan_not_an_action"


class PanelFirst(Problem):
    """What the panel has to agree to waits until it has (PB-intervention)."""

    reason = "plan_panel_first"


class ActionOver(Problem):
    """It is completed or stopped already, or is to be what it is."""

    reason = "plan_action_over"


class NeedsWhy(Problem):
    """What stops early is said with why (HM-1.17)."""

    reason = "plan_needs_why"


class PlanOver(Problem):
    """The plan has ended: nothing is added to it any more."""

    reason = "plan_over"


@dataclass(frozen=True)
class NewAction:
    """As `Action`. `panel_agreed_on` where a panel has agreed already."""

    need: int | None
    menu: str
    component: str
    kind: str
    agency: str
    what: str
    who: str
    sessions: str = ""
    statutory: bool = False
    starts_on: date | None = None
    panel_agreed_on: date | None = None


async def add(tx: Tx, by: Person, plan: Plan, new: NewAction) -> Action:
    """One more; it waits where a panel has to agree first. Raises NotAnAction, PlanOver."""
    if plan.state is State.ENDED:
        raise PlanOver
    needs = {need.number for need in plan.content.needs}
    known = lists()
    listed = new.menu in known.menu and new.component in known.components and new.kind in known.kinds
    if not listed or (new.need is not None and new.need not in needs) or not (new.what.strip() and new.who.strip()):
        raise NotAnAction
    number = len(await of_plan(tx, plan)) + 1
    waits = known.menu[new.menu].panel and new.panel_agreed_on is None
    await tx.connection.execute(
        intervention_actions.insert().values(
            plan_id=plan.id,
            number=number,
            need=new.need,
            menu=new.menu,
            component=new.component,
            kind=new.kind,
            agency=new.agency,
            statutory=new.statutory,
            state=(ActionState.WAITING if waits else ActionState.PLANNED).value,
            starts_on=new.starts_on,
            waiting_since=tx.now if waits else None,
            panel_agreed_on=new.panel_agreed_on,
            words_sealed=tx.vault.seal_json({"what": new.what, "who": new.who, "sessions": new.sessions, "why": ""}),
        )
    )
    await audit.note(tx, plan.about, by.id, AuditAction.ACTION_CHANGED, f"{number} added")
    return await one_of(tx, plan, number)


async def set_state(
    tx: Tx,
    by: Person,
    plan: Plan,
    number: int,
    state: ActionState,
    *,
    why: str = "",
    panel_agreed_on: date | None = None,
) -> Action:
    """It is that from now on. Raises NotFound, ActionOver, PanelFirst, NeedsWhy."""
    one = await one_of(tx, plan, number)
    if one.state not in GOING or one.state is state:
        raise ActionOver
    if state is ActionState.STOPPED and not why.strip():
        raise NeedsWhy
    agreed = panel_agreed_on or one.panel_agreed_on
    begun = state in (ActionState.STARTED, ActionState.COMPLETED)
    if lists().menu[one.menu].panel and agreed is None and begun:
        raise PanelFirst
    today = tx.now.astimezone(LONDON).date()
    waits = state is ActionState.WAITING
    values: dict[str, Any] = {"state": state.value, "panel_agreed_on": agreed}
    # a second wait counts from its own beginning
    values |= {"waiting_since": tx.now, "waited_until": None} if waits else {}
    if one.state is ActionState.WAITING:
        values["waited_until"] = tx.now
    if state is ActionState.STARTED:
        values["starts_on"] = today
    if state not in GOING:
        values["ends_on"] = today
    if why:
        words = {"what": one.what, "who": one.who, "sessions": one.sessions, "why": why}
        values["words_sealed"] = tx.vault.seal_json(words)
    await tx.connection.execute(intervention_actions.update().where(*_this(plan, number)).values(**values))
    await audit.note(tx, plan.about, by.id, AuditAction.ACTION_CHANGED, f"{number} {state}")
    return await one_of(tx, plan, number)


async def consent_withdrawn(tx: Tx, by: Person, plan: Plan, why: str) -> list[Action]:
    """What rests on consent stops, with the reason; what is statutory goes on. Those that stopped. Raises NeedsWhy."""
    if not why.strip():
        raise NeedsWhy
    going = [one for one in await of_plan(tx, plan) if one.state in GOING and not one.statutory]
    for one in going:
        await set_state(tx, by, plan, one.number, ActionState.STOPPED, why=why)
    await audit.note(tx, plan.about, by.id, AuditAction.CONSENT_WITHDRAWN, str(len(going)))
    return going


async def of_plan(tx: Tx, plan: Plan) -> list[Action]:
    """All, in order."""
    query = sa.select(intervention_actions).where(intervention_actions.c.plan_id == plan.id)
    rows = await tx.connection.execute(query.order_by(intervention_actions.c.number))
    return [_action(tx, row) for row in rows]


async def one_of(tx: Tx, plan: Plan, number: int) -> Action:
    """Raises NotFound."""
    await get(tx, plan)
    row = (await tx.connection.execute(sa.select(intervention_actions).where(*_this(plan, number)))).first()
    if row is None:
        raise NotFound("action")
    return _action(tx, row)


def _this(plan: Plan, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (intervention_actions.c.plan_id == plan.id, intervention_actions.c.number == number)


def _action(tx: Tx, row: sa.Row[Any]) -> Action:
    words = tx.vault.open_json(row.words_sealed)
    plain = {name: getattr(row, name) for name in Action.__dataclass_fields__ if name not in (*words, "state")}
    return Action(**plain, **words, state=ActionState(row.state))

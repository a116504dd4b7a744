"""Reviews: every six weeks, and within five working days of a significant change (HM-6.6); and the end of a plan."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from storage import audit
from storage.audit import AuditAction
from storage.casework import events
from storage.casework.cases import Case
from storage.casework.finishing import FIRST_MEETING
from storage.casework.parts import Happened
from storage.clocks import running
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.intervention import actions, checks
from storage.plans.intervention.actions import NeedsWhy, PlanOver
from storage.plans.intervention.content import GOING, ActionState, State
from storage.plans.intervention.menu import lists
from storage.plans.intervention.plan import AFTER_CHANGE, REVIEW, Plan, keep, of_case, save
from storage.problems import Problem
from storage.working_hours import LONDON

ENDS = ("completed", "moved", "closed_early")


class NotAgreedYet(Problem):
    """A draft is signed first."""

    reason = "plan_not_agreed"


class ReviewWrongDay(Problem):
    """A review before the plan began, or still to come."""

    reason = "plan_review_wrong_day"


@dataclass(frozen=True)
class Reviewed:
    """`level` as it is from now on: the meeting changes with it, the plan stays. `note`: what was found."""

    on: date
    level: str
    note: str


async def review(tx: Tx, by: Person, plan: Plan, seen: int, given: Reviewed) -> Plan:
    """They have met. The first time the plan comes into force; the next six weeks begin each time.

    Raises PlanOver, NotAgreedYet, ReviewWrongDay, NeedsWhy, ChangedMeanwhile.
    """
    _check_day(tx, plan, given.on)
    if given.level not in lists().levels or not given.note.strip():
        raise NeedsWhy
    state = State.IN_FORCE if plan.state is State.AGREED else State.REVIEWED
    hints = checks.hints(plan.content, await actions.of_plan(tx, plan))
    values = {"state": state.value, "level": given.level, "reviewed_on": given.on, "met_on": plan.met_on or given.on}
    content = replace(plan.content, hints=hints)
    made = await save(tx, by, plan, seen, content, note=given.note, **values)
    await events.note(tx, plan.case_id, by.id, Happened.PLAN_REVIEWED, given.on)
    for name in (FIRST_MEETING, AFTER_CHANGE, REVIEW):
        await running.stop(tx, name, plan.about)
    await running.start(tx, REVIEW, plan.about, plan.reference, at=_noon(given.on))
    return made


async def changed(tx: Tx, by: Person, plan: Plan, on: date, what: str) -> Plan:
    """Something significant has changed on that day: the plan is reviewed within five working days of it.

    Raises PlanOver, NotAgreedYet, ReviewWrongDay, NeedsWhy.
    """
    _check_day(tx, plan, on)
    if not what.strip():
        raise NeedsWhy
    made = await save(tx, by, plan, plan.version, plan.content, note=what)
    await events.note(tx, plan.case_id, by.id, Happened.SIGNIFICANT_CHANGE, on)
    await running.start(tx, AFTER_CHANGE, plan.about, plan.reference, at=_noon(on))
    return made


async def changed_hands(tx: Tx, case: Case) -> None:
    """Another agency or area holds the case from now on: a plan that is agreed is reviewed as after any change."""
    plan = await of_case(tx, case)
    if plan is not None and plan.agreed_at is not None:
        await running.start(tx, AFTER_CHANGE, plan.about, plan.reference)


async def end(tx: Tx, by: Person, plan: Plan, ended_as: str, why: str) -> Plan:
    """It has ended: nothing of it goes on. Raises PlanOver, NeedsWhy."""
    if plan.state is State.ENDED:
        raise PlanOver
    if ended_as not in ENDS or not why.strip():
        raise NeedsWhy
    for one in await actions.of_plan(tx, plan):
        if one.state in GOING:
            await actions.set_state(tx, by, plan, one.number, ActionState.STOPPED, why=why)
    made = await save(tx, by, plan, plan.version, plan.content, note=why, state=State.ENDED.value)
    await keep(tx, plan, ended_at=tx.now, ended_as=ended_as)
    await audit.note(tx, plan.about, by.id, AuditAction.PLAN_ENDED, ended_as)
    await running.stop_all(tx, plan.about)
    return made


def _check_day(tx: Tx, plan: Plan, on: date) -> None:
    if plan.state is State.ENDED:
        raise PlanOver
    if plan.agreed_at is None:
        raise NotAgreedYet
    if not plan.made_at.astimezone(LONDON).date() <= on <= tx.now.astimezone(LONDON).date():
        raise ReviewWrongDay


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=LONDON)

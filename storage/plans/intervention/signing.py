"""Signing a plan: what has to be there, and what is only said and stays with it."""

from dataclasses import replace

from storage.casework import events
from storage.casework.parts import Happened
from storage.clocks import running
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.intervention import actions, checks
from storage.plans.intervention.content import State
from storage.plans.intervention.plan import REVIEW, NoOwner, Plan, save
from storage.problems import Problem
from storage.working_hours import LONDON


class FamilyUnanswered(Problem):
    """Work with the family is answered: what is done, or none and why (HM-5.13)."""

    reason = "plan_family_unanswered"


class NothingInIt(Problem):
    """A plan has a need at least."""

    reason = "plan_nothing_in_it"


class SignedAlready(Problem):
    """It is agreed already, or has ended."""

    reason = "plan_signed_already"


def check(plan: Plan) -> None:
    """Raises SignedAlready, NoOwner, NothingInIt, FamilyUnanswered."""
    if plan.state is not State.DRAFT:
        raise SignedAlready
    if plan.lead_id is None:
        raise NoOwner
    if not plan.content.needs:
        raise NothingInIt
    if plan.content.part("family_work") not in ("work", "none") or not plan.content.part("family").strip():
        raise FamilyUnanswered


async def sign(tx: Tx, by: Person, plan: Plan, seen: int, signed_name: str) -> Plan:
    """It is agreed from now on. What the checks say is kept with it, and stops nothing. The six weeks begin.

    Raises as `check`, and ChangedMeanwhile.
    """
    check(plan)
    hints = checks.hints(plan.content, await actions.of_plan(tx, plan))
    content = replace(plan.content, hints=hints, signed_name=signed_name)
    signed = await save(tx, by, plan, seen, content, state=State.AGREED.value, agreed_at=tx.now)
    await events.note(tx, plan.case_id, by.id, Happened.PLAN_AGREED, tx.now.astimezone(LONDON).date())
    await running.start(tx, REVIEW, plan.about, plan.reference)
    return signed

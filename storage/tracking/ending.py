"""How it ends: completed, transferred, recalled, an adult; or lost touch, which a manager signs after three tries."""

from storage import audit
from storage.audit import AuditAction
from storage.casework import members
from storage.casework.parts import Part
from storage.clocks import running
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import GoodLife, save
from storage.problems import Problem
from storage.tracking import contacts
from storage.working_hours import LONDON

COMPLETED, LOST_TOUCH, NOT_WANTED = "completed", "lost_touch", "not_wanted"
ENDS = (COMPLETED, "transferred", "recalled", "adult", NOT_WANTED)
"""How it may end by the word of whoever carries it."""


class NotOverYet(Problem):
    """The time in which they are tracked is not over: it ends in another way, or goes on."""

    reason = "tracking_not_over_yet"


class WhyMissing(Problem):
    """How it ends is said in a few words."""

    reason = "tracking_why_missing"


class TooFewTries(Problem):
    """Touch is lost after three tries in a row, and not before."""

    reason = "tracking_too_few_tries"


class ManagerSigns(Problem):
    """That touch is lost is for a manager in the case to sign."""

    reason = "tracking_manager_signs"


async def end(tx: Tx, by: Person, plan: GoodLife, ended_as: str, why: str) -> GoodLife:
    """Raises PlanOver, NotOverYet, WhyMissing, ChangedMeanwhile."""
    plan.check_goes_on()
    if ended_as not in ENDS or not why.strip():
        raise WhyMissing
    today = tx.now.astimezone(LONDON).date()
    if ended_as == COMPLETED and (plan.last_day is None or today < plan.last_day):
        raise NotOverYet
    return await _end(tx, by, plan, ended_as, why)


async def lost_touch(tx: Tx, by: Person, plan: GoodLife, signed_name: str, why: str) -> GoodLife:
    """A manager in the case signs it. The young person stays in the figures of the unit. Raises PlanOver, ManagerSigns,
    TooFewTries, WhyMissing, ChangedMeanwhile.
    """
    plan.check_goes_on()
    if not await members.is_in(tx, by, plan.case_id, Part.LINE_MANAGER):
        raise ManagerSigns
    if contacts.tries_in_a_row(await contacts.of_plan(tx, plan)) < contacts.TRIES:
        raise TooFewTries
    if not why.strip():
        raise WhyMissing
    return await _end(tx, by, plan, LOST_TOUCH, f"{why}\n{signed_name}")


async def _end(tx: Tx, by: Person, plan: GoodLife, ended_as: str, note: str) -> GoodLife:
    values = {"state": State.ENDED.value, "ended_at": tx.now, "ended_as": ended_as}
    ended = await save(tx, by, plan, plan.content, note=note, **values)
    await audit.note(tx, plan.about, by.id, AuditAction.GOOD_LIFE_ENDED, ended_as)
    await running.stop_all(tx, plan.about)
    return ended

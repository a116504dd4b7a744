"""The clocks of tracking: the next contact that is due, and the managers where one was missed."""

from collections.abc import Collection, Sequence
from datetime import date

from storage.casework import managing, members
from storage.casework.members import MAY_TAKE_PART
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import people
from storage.plans.good_life import plan as plans
from storage.plans.good_life.plan import GoodLife
from storage.tracking.schedule import FIRST, LAST, LATER, MISSED, Due, Period, Stands, dues, next_due, noon, standing
from storage.working_hours import LONDON


def period_of(plan: GoodLife) -> Period | None:
    """None before they have left."""
    return Period(plan.first_day, plan.last_day) if plan.first_day and plan.last_day else None


def next_of(tx: Tx, plan: GoodLife, reached: Sequence[date]) -> Due | None:
    """The contact that is to be kept next, by the days on which somebody was reached."""
    period = period_of(plan)
    return next_due(period, reached, tx.now.astimezone(LONDON).date(), tx.closed) if period else None


def lane(tx: Tx, plan: GoodLife, reached: Sequence[date], until: date | None = None) -> list[tuple[Due, Stands]]:
    """Each contact that is due, with how it stands today, or on the day `until` where that is earlier. What was due
    after the plan has ended is left out: it was nobody's to keep.
    """
    period = period_of(plan)
    if period is None:
        return []
    days = [tx.now.astimezone(LONDON).date(), *([until] if until else [])]
    if plan.ended_at is not None:
        days.append(plan.ended_at.astimezone(LONDON).date())
    listed = dues(period, tx.closed)
    found = list(zip(listed, standing(listed, reached, min(days), tx.closed), strict=True))
    return [row for row in found if row[1] is not Stands.TO_COME] if plan.ended_at is not None else found


async def start_next(tx: Tx, plan: GoodLife, reached: Sequence[date]) -> Due | None:
    """After a contact, and on leaving: the clocks of the next one."""
    for name in (FIRST, LATER, LAST, MISSED):
        await running.stop(tx, name, plan.about)
    due = next_of(tx, plan, reached)
    if due is not None:
        await running.start(tx, due.clock, plan.about, plan.reference, at=noon(due.since))
        await running.start(tx, MISSED, plan.about, plan.reference, at=noon(due.day))
    return due


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told by the clocks of a Good Life plan: the key worker; the managers of the case, who are let into it."""
    plan = await plans.get(tx, clock.about.id)
    if part == "line_manager":
        return await managing.managers_of(tx, plan.case_id, plan.key_worker_id or plan.made_by)
    worker = await people.get(tx, plan.key_worker_id) if plan.key_worker_id else None
    if worker is None or not worker.roles & MAY_TAKE_PART or not await members.is_in(tx, worker, plan.case_id):
        # nobody has it: whoever manages hears, and not silence
        return await managing.managers_of(tx, plan.case_id, plan.made_by)
    return [worker.id]

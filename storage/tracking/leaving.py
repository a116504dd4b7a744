"""The day on which a young person leaves: they are tracked from then on (OF-outcomes)."""

from dataclasses import dataclass
from datetime import date

from storage import audit
from storage.audit import AuditAction
from storage.casework import events
from storage.casework.parts import Happened
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import GoodLife, Whereabouts, keep
from storage.problems import Problem
from storage.tracking import running_contacts
from storage.tracking.schedule import Period
from storage.working_hours import LONDON

WENT_TO = (Whereabouts.COMMUNITY, Whereabouts.OTHER_HOME, Whereabouts.HOSPITAL)


class LicenceBackwards(Problem):
    """A licence that ends before it begins, or before the young person has left; or of which one day is missing."""

    reason = "tracking_licence_backwards"


class LeftWrongDay(Problem):
    """They cannot have left on a day to come."""

    reason = "tracking_left_wrong_day"


class LeftAlready(Problem):
    """They have left already."""

    reason = "tracking_left_already"


@dataclass(frozen=True)
class Left:
    """Where they went, on which day, and the first and last day of their licence; None, None where there is none."""

    on: date
    to: Whereabouts
    licence: tuple[date | None, date | None] = (None, None)


async def leave(tx: Tx, by: Person, plan: GoodLife, left: Left) -> GoodLife:
    """They have left: tracked to the end of the licence, or for twelve months (our own choice) where there is none.

    Raises PlanOver, NotSigned, LeftAlready, LeftWrongDay, LicenceBackwards.
    """
    plan.check_signed()
    if plan.state is State.TRACKING:
        raise LeftAlready
    if left.on > tx.now.astimezone(LONDON).date():
        raise LeftWrongDay
    licence = _licence(left)
    period = Period.after(left.on, licence)
    for kind, day in zip((Happened.LICENCE_START, Happened.LICENCE_END), licence or (), strict=False):
        await events.note(tx, plan.case_id, by.id, kind, day)
    await events.note(tx, plan.case_id, by.id, Happened.MOVED, left.on)
    plan = await keep(
        tx, plan, state=State.TRACKING.value, whereabouts=left.to.value, left_on=left.on,
        period="licence" if licence else "other", first_day=period.first, last_day=period.last,
    )  # fmt: skip
    await audit.note(tx, plan.about, by.id, AuditAction.LEFT_HOME, left.to)
    await running_contacts.start_next(tx, plan, [])
    return plan


def _licence(left: Left) -> tuple[date, date] | None:
    first, last = left.licence
    if first is None and last is None:
        return None
    if first is None or last is None or last < first or last < left.on:
        raise LicenceBackwards
    return first, last

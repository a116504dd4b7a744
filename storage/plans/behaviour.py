"""The individual behaviour plan, which stands on a child's safety plan, and its weekly tally.

It is made after an assessment and within a multi-agency plan (PB-schools); before that it is a draft, and nobody counts
anything by it (our own choice). A tally never replaces a record: each sexual incident has one, however minor (NY-9).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import median

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans import access, writing
from storage.plans.plan import ChangedMeanwhile, PlanEnded, Side, plain, subject
from storage.plans.tables import PlanRow, behaviour_plans, safety_plans, tallies, tally_staff
from storage.problems import NotFound, Problem
from storage.working_hours import LONDON

MOST = 99
"""In one tally: more is a slip of the hand."""


class OnlyDisplayed(Problem):
    """A behaviour plan is for a child's own behaviour: not for a child who was targeted."""

    reason = "behaviour_only_displayed"


class NotCounted(Problem):
    """A tally is a whole number from 0 to 99."""

    reason = "tally_wrong"


class NotNamed(Problem):
    """Nobody asked this person to count anything, or not in that plan."""

    reason = "tally_not_named"


class WhichPlan(Problem):
    """They count for more than one plan. `references` are those."""

    reason = "tally_which"

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__()
        self.references = references


@dataclass(frozen=True)
class Behaviour:
    """What a behaviour plan holds. `behaviours` are of a neutral list; `words` are what an adult says, step by step
    (NY-3.1); `counted` is what the tally counts, with a weekly `target`.
    """

    behaviours: tuple[str, ...]
    pattern: Mapping[str, str]
    instead: Mapping[str, str]
    words: Mapping[str, str]
    counted: str
    target: int
    assessed: bool
    multi_agency: bool

    @property
    def may_start(self) -> bool:
        """After an assessment, within a multi-agency plan (PB-schools)."""
        return self.assessed and self.multi_agency


@dataclass(frozen=True)
class BehaviourPlan:
    """The newest version. `starts_on` is the first day that one was in force; None while it is a draft."""

    number: int
    by_id: str
    at: datetime
    starts_on: date | None
    behaviour: Behaviour

    @property
    def is_draft(self) -> bool:
        """Whether it was never in force: nobody counts anything by it."""
        return self.starts_on is None


@dataclass(frozen=True)
class Week:
    """One week of the tally, by its Monday; `count` is None where nobody counted."""

    monday: date
    count: int | None


async def keep(
    tx: Tx, person: Person, reference: str, behaviour: Behaviour, staff: Sequence[str], *, seen: int
) -> BehaviourPlan:
    """A new version, in force from today where it may be; `staff` count from now on. `seen`: the version that was seen,
    0 for none. Raises NotFound, PlanEnded, ChangedMeanwhile, OnlyDisplayed, NotCounted.
    """
    row = await access.row_for(tx, person, reference)
    if row.ended_at is not None:
        raise PlanEnded
    if row.side != Side.DISPLAYED:
        raise OnlyDisplayed
    if not 0 <= behaviour.target <= MOST:
        raise NotCounted
    before = await newest(tx, row.id)
    if (before.number if before else 0) != seen:
        raise ChangedMeanwhile((await access.with_version(tx, row)).version)
    texts = [*behaviour.pattern.values(), *behaviour.instead.values(), *behaviour.words.values(), behaviour.counted]
    await writing.refuse_names(tx, row, {"behaviour": "\n".join(texts)})
    today = tx.now.astimezone(LONDON).date()
    started = (before.starts_on if before else None) or today
    await tx.connection.execute(
        behaviour_plans.insert().values(
            plan_id=row.id,
            number=seen + 1,
            by_id=person.id,
            at=tx.now,
            starts_on=started if behaviour.may_start else None,
            content_sealed=tx.vault.seal_json(plain(asdict(behaviour))),
        )
    )
    await _staff(tx, row.id, staff)
    await audit.note(tx, subject(row.id), person.id, AuditAction.BEHAVIOUR_PLAN_KEPT, str(seen + 1))
    kept = await newest(tx, row.id)
    if kept is None:
        raise NotFound("behaviour plan")
    return kept


async def newest(tx: Tx, plan_id: str) -> BehaviourPlan | None:
    """The caller has asked the roles."""
    found = await every(tx, plan_id)
    return found[-1] if found else None


async def every(tx: Tx, plan_id: str) -> list[BehaviourPlan]:
    """Every version, the first first. The caller has asked the roles."""
    query = sa.select(behaviour_plans).where(behaviour_plans.c.plan_id == plan_id).order_by(behaviour_plans.c.number)
    found = []
    for row in await tx.connection.execute(query):
        kept = tx.vault.open_json(row.content_sealed)
        behaviour = Behaviour(**{**kept, "behaviours": tuple(kept["behaviours"])})
        found.append(BehaviourPlan(row.number, row.by_id, row.at, row.starts_on, behaviour))
    return found


async def staff_of(tx: Tx, plan_id: str) -> list[Person]:
    """Who counts, by now."""
    query = sa.select(tally_staff.c.person_id).where(tally_staff.c.plan_id == plan_id, tally_staff.c.until.is_(None))
    found = [await people.get(tx, one) for one in await tx.connection.scalars(query.order_by(tally_staff.c.person_id))]
    return [one for one in found if one.roles]


async def counts_for(tx: Tx, person: Person) -> list[PlanRow]:
    """The plans for which somebody is to count, where they still work and the plan is in force."""
    fresh = await people.get(tx, person.id)
    query = (
        sa.select(safety_plans)
        .join(tally_staff, tally_staff.c.plan_id == safety_plans.c.id)
        .where(tally_staff.c.person_id == person.id, tally_staff.c.until.is_(None))
        .where(safety_plans.c.ended_at.is_(None), safety_plans.c.setting_id.in_({one for _, one in fresh.posts}))
        .order_by(safety_plans.c.begun_at, safety_plans.c.id)
    )
    rows = [PlanRow.of(row) for row in (await tx.connection.execute(query)).all()]
    return [row for row in rows if (plan := await newest(tx, row.id)) is not None and not plan.is_draft]


async def tally(tx: Tx, person: Person, count: int, reference: str = "") -> tuple[PlanRow, int]:
    """So many more in this week; the plan, and the week's number as this person has it. Raises NotCounted, NotNamed,
    WhichPlan.
    """
    if not 0 <= count <= MOST:
        raise NotCounted
    row = await _meant(tx, person, reference)
    await tx.connection.execute(
        tallies.insert().values(
            id=uuid.uuid4().hex, plan_id=row.id, person_id=person.id, week=_monday(tx), count=count, at=tx.now
        )
    )
    await audit.note(tx, subject(row.id), person.id, AuditAction.TALLIED)
    return row, await _of_week(tx, row.id, person.id)


async def take_back(tx: Tx, person: Person) -> tuple[PlanRow, int]:
    """Their last tally of this week counts no more; what is left of the week. Raises NotNamed where there is none."""
    mine = (tallies.c.person_id == person.id) & tallies.c.taken_back_at.is_(None) & (tallies.c.week == _monday(tx))
    last = (await tx.connection.execute(sa.select(tallies).where(mine).order_by(tallies.c.at.desc()).limit(1))).first()
    if last is None or last.plan_id not in {row.id for row in await counts_for(tx, person)}:
        raise NotNamed
    await tx.connection.execute(tallies.update().where(tallies.c.id == last.id).values(taken_back_at=tx.now))
    await audit.note(tx, subject(last.plan_id), person.id, AuditAction.TALLY_TAKEN_BACK)
    return await access.get(tx, last.plan_id), await _of_week(tx, last.plan_id, person.id)


async def weeks(tx: Tx, plan_id: str) -> list[Week]:
    """Every week from the first that was counted up to this one. The caller has asked the roles."""
    these = (tallies.c.plan_id == plan_id) & tallies.c.taken_back_at.is_(None)
    summed = sa.select(tallies.c.week, sa.func.sum(tallies.c.count)).where(these).group_by(tallies.c.week)
    counted = {row[0]: int(row[1]) for row in await tx.connection.execute(summed)}
    if not counted:
        return []
    first, last = min(counted), _monday(tx)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return [Week(monday, counted.get(monday)) for monday in mondays]


def middle(found: Sequence[Week]) -> float | None:
    """The median of the weeks that were counted; None where there is none."""
    counted = [week.count for week in found if week.count is not None]
    return float(median(counted)) if counted else None


async def _meant(tx: Tx, person: Person, reference: str) -> PlanRow:
    rows = await counts_for(tx, person)
    if reference:
        rows = [row for row in rows if row.reference == reference.strip().upper()]
    if not rows:
        raise NotNamed
    if len(rows) > 1:
        raise WhichPlan([row.reference for row in rows])
    return rows[0]


async def _staff(tx: Tx, plan_id: str, staff: Sequence[str]) -> None:
    """Exactly these count from now on."""
    here = tally_staff.c.plan_id == plan_id
    await tx.connection.execute(
        tally_staff.update().where(here, tally_staff.c.person_id.not_in(staff)).values(until=tx.now)
    )
    there = set(await tx.connection.scalars(sa.select(tally_staff.c.person_id).where(here)))
    for one in staff:
        if one in there:
            again = here & (tally_staff.c.person_id == one)
            await tx.connection.execute(tally_staff.update().where(again).values(until=None))
        else:
            await tx.connection.execute(tally_staff.insert().values(plan_id=plan_id, person_id=one, since=tx.now))


async def _of_week(tx: Tx, plan_id: str, person_id: str) -> int:
    these = (tallies.c.plan_id == plan_id) & (tallies.c.person_id == person_id) & tallies.c.taken_back_at.is_(None)
    query = sa.select(sa.func.sum(tallies.c.count)).where(these, tallies.c.week == _monday(tx))
    return int(await tx.connection.scalar(query) or 0)


def _monday(tx: Tx) -> date:
    today = tx.now.astimezone(LONDON).date()
    return today - timedelta(days=today.weekday())

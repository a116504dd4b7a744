"""A Good Life plan: read by members of its case, and changed only from the version that one has seen."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import cases, members
from storage.casework.cases import Case
from storage.casework.parts import Part
from storage.casework.tables import cases as cases_table
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans.good_life.content import SIGNED, Content, State
from storage.plans.good_life.tables import good_life_plans, good_life_versions
from storage.problems import NotFound, Problem


class Whereabouts(StrEnum):
    """Where the young person lives now, in the order in which neighbours are joined where a figure is too few: fixed,
    and never by size (the order is our own). Stored: rename none.
    """

    OTHER_HOME = "other_home"
    COMMUNITY = "community"
    RESIDENT = "resident"
    HOSPITAL = "hospital"


class PlanThere(Problem):
    """There is a plan in this case already: it is changed, and not made twice."""

    reason = "good_life_there"


class PlanOver(Problem):
    """The plan has ended: nothing is added to it any more."""

    reason = "good_life_over"


class NotSigned(Problem):
    """Both sign first."""

    reason = "good_life_not_signed"


class ChangedMeanwhile(Problem):
    """Somebody else has changed it since: nothing is overwritten, and both are shown."""

    reason = "good_life_changed_meanwhile"


@dataclass(frozen=True)
class GoodLife:
    """One plan with what stands in it: for members of its case only. `reference` is that of the case. `first_day` and
    `last_day` are those of the licence, or of the twelve months after leaving; None before they have left.
    """

    id: str
    case_id: str
    reference: str
    setting_id: str
    state: State
    version: int
    key_worker_id: str | None
    made_by: str
    made_at: datetime
    agreed_at: datetime | None
    whereabouts: Whereabouts
    left_on: date | None
    period: str | None
    first_day: date | None
    last_day: date | None
    ended_at: datetime | None
    ended_as: str | None
    content: Content

    @property
    def about(self) -> Subject:
        """Its history, and its clocks."""
        return Subject(Kind.GOOD_LIFE, self.id)

    def check_goes_on(self) -> None:
        """Raises PlanOver."""
        if self.state is State.ENDED:
            raise PlanOver

    def check_signed(self) -> None:
        """Raises PlanOver, NotSigned."""
        self.check_goes_on()
        if self.state not in SIGNED:
            raise NotSigned


@dataclass(frozen=True)
class Version:
    """How it stood. `note` is what was said of the change."""

    number: int
    content: Content
    note: str
    by_id: str
    at: datetime


async def begin(tx: Tx, by: Person, case: Case, state: State) -> GoodLife:
    """Offered or being written, for a case that `by` is a member of; they are its key worker. Raises NotFound,
    CaseClosed and PlanThere.
    """
    if not await members.is_in(tx, by, case.id):
        raise NotFound("case")
    case.check_open()
    if await of_case(tx, case) is not None:
        raise PlanThere
    await members.add(tx, case.id, by.id, Part.KEY_WORKER, by.id)
    plan_id = uuid.uuid4().hex
    await tx.connection.execute(
        good_life_plans.insert().values(
            id=plan_id,
            case_id=case.id,
            setting_id=by.setting_id,
            state=state.value,
            version=0,
            key_worker_id=by.id,
            made_by=by.id,
            made_at=tx.now,
            whereabouts=Whereabouts.RESIDENT.value,
            content_sealed=tx.vault.seal_json(Content().as_json()),
        )
    )
    plan = await get(tx, plan_id)
    await audit.note(tx, plan.about, by.id, AuditAction.GOOD_LIFE_BEGUN, state)
    return plan


async def save(tx: Tx, by: Person, plan: GoodLife, content: Content, *, note: str = "", **values: Any) -> GoodLife:
    """Keep it as the next version of the one that was seen. Raises ChangedMeanwhile."""
    sealed = tx.vault.seal_json(content.as_json())
    this = (good_life_plans.c.id == plan.id) & (good_life_plans.c.version == plan.version)
    number = plan.version + 1
    done = await tx.connection.execute(
        good_life_plans.update().where(this).values(version=number, content_sealed=sealed, **values)
    )
    if not done.rowcount:
        raise ChangedMeanwhile
    await tx.connection.execute(
        good_life_versions.insert().values(
            plan_id=plan.id,
            number=number,
            content_sealed=sealed,
            note_sealed=tx.vault.seal(note) if note else None,
            by_id=by.id,
            at=tx.now,
        )
    )
    await audit.note(tx, plan.about, by.id, AuditAction.GOOD_LIFE_CHANGED, str(number))
    return await get(tx, plan.id)


async def keep(tx: Tx, plan: GoodLife, **values: Any) -> GoodLife:
    """What is no change of what stands in it, such as who the key worker is."""
    await tx.connection.execute(good_life_plans.update().where(good_life_plans.c.id == plan.id).values(**values))
    return await get(tx, plan.id)


async def get(tx: Tx, plan_id: str) -> GoodLife:
    """As it stands now, held until the transaction ends. Asks nobody's right. Raises NotFound."""
    query = sa.select(good_life_plans).where(good_life_plans.c.id == plan_id).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise NotFound("plan")
    await row_seals.whole(tx, (good_life_plans, good_life_plans.c.id == plan_id))
    return _plan(tx, row, (await cases.get(tx, row.case_id)).reference)


async def of_case(tx: Tx, case: Case) -> GoodLife | None:
    """The one of a case that has not ended; else the last that has. Asks nobody's right."""
    order = (good_life_plans.c.ended_at.is_not(None), good_life_plans.c.made_at.desc())
    query = sa.select(good_life_plans.c.id).where(good_life_plans.c.case_id == case.id).order_by(*order).limit(1)
    plan_id = await tx.connection.scalar(query)
    return None if plan_id is None else await get(tx, plan_id)


async def read(tx: Tx, person: Person, reference: str, *, action: AuditAction | None = AuditAction.READ) -> GoodLife:
    """The plan of a case by the case's reference, for a member; noted in its history (`action` None: it is only looked
    for). Raises NotFound alike for one that is not there; a refusal is noted.
    """
    case = await cases.by_reference(tx, reference)
    plan = await of_case(tx, case)
    if plan is None:
        raise NotFound("plan")
    if not await members.is_in(tx, person, case.id):
        await audit.note(tx, plan.about, person.id, AuditAction.REFUSED_READ)
        raise NotFound("plan")
    if action is not None:
        await audit.note(tx, plan.about, person.id, action)
    return plan


async def of_person(tx: Tx, person: Person) -> list[GoodLife]:
    """Those that somebody may read and that have not ended, the newest first."""
    theirs = sa.select(cases_table.c.id).where(members.may_read(await people.get(tx, person.id)))
    query = row_seals.select(good_life_plans).add_columns(cases_table.c.reference)
    query = query.join(cases_table, cases_table.c.id == good_life_plans.c.case_id)
    query = query.where(good_life_plans.c.ended_at.is_(None), good_life_plans.c.case_id.in_(theirs))
    rows = await tx.connection.execute(query.order_by(good_life_plans.c.made_at.desc()))
    return each(tx, rows, lambda tx, row: _plan(tx, row_seals.checked(tx, row), row.reference))


async def versions(tx: Tx, plan: GoodLife) -> list[Version]:
    """All, oldest first."""
    query = sa.select(good_life_versions).where(good_life_versions.c.plan_id == plan.id)
    return [
        Version(
            row.number,
            Content.from_json(tx.vault.open_json(row.content_sealed)),
            tx.vault.open(row.note_sealed) if row.note_sealed else "",
            row.by_id,
            row.at,
        )
        for row in await tx.connection.execute(query.order_by(good_life_versions.c.number))
    ]


def _plan(tx: Tx, row: sa.Row[Any], reference: str) -> GoodLife:
    special = ("content", "state", "reference", "whereabouts")
    plain: Mapping[str, Any] = {
        name: getattr(row, name) for name in GoodLife.__dataclass_fields__ if name not in special
    }
    return GoodLife(
        **plain,
        reference=reference,
        state=State(row.state),
        whereabouts=Whereabouts(row.whereabouts),
        content=Content.from_json(tx.vault.open_json(row.content_sealed)),
    )

"""Looking at a safety plan again: what is kept of it, what changed, and the day of the next time."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans import access, due, writing
from storage.plans.plan import Agrees, Cause, Content, Plan, State, subject
from storage.plans.tables import PlanRow, plan_records, plan_reviews
from storage.problems import Problem
from storage.records import access as records_access
from storage.working_hours import LONDON


class NotInForce(Problem):
    """It is not agreed yet, or its first day is still to come: there is nothing to review."""

    reason = "safety_plan_not_in_force"


class ReviewedBeforeItBegan(Problem):
    """The day of the review is before the first day of the plan, or still to come."""

    reason = "safety_plan_review_day"


@dataclass(frozen=True)
class Said:
    """What was said at a review; any of it may be ''. `parents` and `child` are asked anew."""

    there: str
    working: str
    parents: Agrees
    parents_words: str
    child_words: str
    signed_name: str


@dataclass(frozen=True)
class Review:
    """One review as it was kept; `version` is the plan as it stood when it was over."""

    number: int
    held_on: date
    by_id: str
    at: datetime
    version: int
    said: Said


async def review(
    tx: Tx, person: Person, reference: str, held_on: date, said: Said, changed: Content | None, *, seen: int
) -> Plan:
    """Keep it, with a new version where something changed; the next one is six weeks after that day. What came up since
    counts as looked at, where this person may know of it.

    Raises NotFound, PlanEnded, ChangedMeanwhile, NotInForce, ReviewedBeforeItBegan, and what a version may raise.
    """
    row = await writing.held(tx, person, reference, seen=seen)
    if writing.state(row, tx) is not State.IN_FORCE or row.starts_on is None:
        raise NotInForce
    if not row.starts_on <= held_on <= tx.now.astimezone(LONDON).date():
        raise ReviewedBeforeItBegan
    await writing.refuse_names(
        tx, row, {"review": "\n".join((said.there, said.working, said.parents_words, said.child_words))}
    )
    version = row.version
    if changed is not None:
        version = await writing.keep_version(tx, person, row, Cause.REVIEWED, changed)
    last = sa.select(sa.func.max(plan_reviews.c.number)).where(plan_reviews.c.plan_id == row.id)
    await tx.connection.execute(
        plan_reviews.insert().values(
            plan_id=row.id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            held_on=held_on,
            by_id=person.id,
            at=tx.now,
            version=version,
            said_sealed=tx.vault.seal_json(asdict(said)),
        )
    )
    await audit.note(tx, subject(row.id), person.id, AuditAction.SAFETY_PLAN_REVIEWED)
    await due.next_review(tx, row, held_on)
    await _looked_at(tx, person, row)
    return await access.look(tx, person, reference)


async def reviews(tx: Tx, plan_id: str) -> list[Review]:
    """Every review, the first first. The caller has asked the roles."""
    query = sa.select(plan_reviews).where(plan_reviews.c.plan_id == plan_id).order_by(plan_reviews.c.number)
    return [
        Review(row.number, row.held_on, row.by_id, row.at, row.version, _said(tx, row.said_sealed))
        for row in await tx.connection.execute(query)
    ]


def _said(tx: Tx, sealed: bytes) -> Said:
    kept = tx.vault.open_json(sealed)
    return Said(**{**kept, "parents": Agrees(kept["parents"])})


async def _looked_at(tx: Tx, person: Person, row: PlanRow) -> None:
    left = False
    for record_id, _ in await due.not_looked_at(tx, row.id):
        if await records_access.knows(tx, person, record_id):
            this = (plan_records.c.plan_id == row.id) & (plan_records.c.record_id == record_id)
            await tx.connection.execute(plan_records.update().where(this).values(looked_at=tx.now))
        else:
            left = True
    if left:
        # what this person may not know of still waits, for those who may
        await due.still_waits(tx, row)

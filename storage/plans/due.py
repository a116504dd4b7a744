"""When something is to be done about a safety plan, and who hears of it: the four clocks, and each new record.

A plan is in force one working day after a red or harmful decision; it is looked at after two weeks, then every six; and
within a working day of a new record about the child. All of it is our own choice (`clocks.yaml`).
"""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.people.responsible import CHAIN
from storage.plans import access
from storage.plans.plan import REVIEW_DATE, Content, subject
from storage.plans.tables import PlanRow, plan_records, safety_plans
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import access as records_access
from storage.records.signing import Record
from storage.records.tables import children, records
from storage.working_hours import LONDON, OPENS

NEEDED, FIRST_REVIEW, REVIEW, NEW_RECORD = (
    "safety_plan_needed",
    "safety_plan_first_review",
    "safety_plan_review",
    "safety_plan_new_record",
)


async def needed(tx: Tx, record: Record) -> bool:
    """After a red or harmful decision: the clock until the child whom the record is about has a plan; whether it is
    new. Nothing where they have one already.
    """
    for row in await _of_same_child(tx, record.id, record.child_label):
        if row.agreed_at is not None and row.setting_id == record.setting_id:
            return False
    return await running.start(tx, NEEDED, Subject(Kind.RECORD, record.id), record.reference)


async def begin_reviews(tx: Tx, row: PlanRow, starts_on: date, content: Content) -> None:
    """From the day on which it is in force; no later than the day that stands in it."""
    today = tx.now.astimezone(LONDON).date()
    at = tx.now if starts_on == today else datetime.combine(starts_on, OPENS, tzinfo=LONDON)
    written = content.rows.get(REVIEW_DATE)
    try:
        no_later = date.fromisoformat(written.text) if written else None
    except ValueError:
        no_later = None
    sooner = no_later if no_later and no_later > starts_on else None
    await running.start(tx, FIRST_REVIEW, subject(row.id), row.reference, at=at, no_later_than=sooner)


async def next_review(tx: Tx, row: PlanRow, held_on: date) -> None:
    """After a review that was held on a day: six weeks from then."""
    for name in (FIRST_REVIEW, REVIEW, NEW_RECORD):
        await running.stop(tx, name, subject(row.id))
    at = min(tx.now, datetime.combine(held_on, OPENS, tzinfo=LONDON))
    await running.start(tx, REVIEW, subject(row.id), row.reference, at=at)


async def new_record(tx: Tx, record: Record) -> None:
    """A record has been signed: each child of it who has a plan is looked at again within a working day. Whoever
    answers for the plan hears of it, or where they may not know of the record, the other leads who may.
    """
    of_record = sa.select(children.c.label).where(children.c.record_id == record.id).order_by(children.c.label)
    for label in list(await tx.connection.scalars(of_record)):
        await noticed(tx, record.id, label)


async def noticed(tx: Tx, record_id: str, label: str) -> None:
    """The same for one child of a record, also where somebody has said since that it is the same child."""
    for row in await _of_same_child(tx, record_id, label):
        if row.record_id == record_id or await _of_one_incident(tx, row.record_id, record_id):
            continue
        told = await _who_know(tx, await owners(tx, row), record_id)
        told = told or await _who_know(tx, await access.readers(tx, row), record_id)
        if not told:
            continue
        values = {"plan_id": row.id, "record_id": record_id, "label": label, "noticed_at": tx.now}
        if not await insert_new(tx.connection, plan_records, **values):
            continue
        if row.agreed_at is not None:
            await running.start(tx, NEW_RECORD, subject(row.id), row.reference)
        for one in told:
            name = once.plan_record(row.id, record_id, one.id)
            await outbox.put(tx, one.id, Alert.SAFETY_PLAN_NEW_RECORD, {"reference": row.reference}, once=name)


async def still_waits(tx: Tx, row: PlanRow) -> None:
    """A record is left that whoever reviewed the plan may not know of: those who may are reminded again."""
    await running.start(tx, NEW_RECORD, subject(row.id), row.reference)


async def not_looked_at(tx: Tx, plan_id: str) -> list[tuple[str, str]]:
    """The records about the child since the last review: each with the letter that they have there."""
    these = (plan_records.c.plan_id == plan_id) & plan_records.c.looked_at.is_(None)
    query = sa.select(plan_records).where(these).order_by(plan_records.c.noticed_at, plan_records.c.record_id)
    return [(row.record_id, row.label) for row in await tx.connection.execute(query)]


async def owners(tx: Tx, row: PlanRow) -> list[Person]:
    """Whoever answers for a plan: its owner, and where they may not read it any more, all leads who may."""
    owner = await people.get(tx, row.owner_id)
    return [owner] if await access.reads(tx, owner, row.id) else await access.readers(tx, row)


async def audience(tx: Tx, running: Running, part: str) -> Collection[str]:
    """Who is told by the clocks of a plan: its owner or all leads; of a new record, those who may know of it."""
    row = await access.get(tx, running.about.id)
    found = await (owners(tx, row) if part == "owner" else access.readers(tx, row))
    if running.clock.name == NEW_RECORD:
        since = [record_id for record_id, _ in await not_looked_at(tx, row.id)]
        found = [one for one in found if await _knows_any(tx, one, since)]
    return [one.id for one in found]


async def record_audience(tx: Tx, running: Running, part: str) -> Collection[str]:
    """Who is told that a child has no plan: whoever answers for the record, or all who may come to."""
    where = sa.select(records.c.setting_id, records.c.responsible_id).where(records.c.id == running.about.id)
    row = (await tx.connection.execute(where)).one()
    chain = [one.id for one in await records_access.chain(tx, running.about.id, row.setting_id)]
    return [row.responsible_id] if part == "lead" and row.responsible_id in chain else chain


async def answered_for(tx: Tx, person: Person) -> list[str]:
    """The ids of the plans that somebody answers for and may read, and that go on."""
    if not person.settings_as(*CHAIN):
        return []
    going = safety_plans.c.ended_at.is_(None) & (safety_plans.c.owner_id == person.id)
    return [row.id for row in await access.rows_for(tx, person, going)]


async def still_need_one(tx: Tx, person: Person) -> list[str]:
    """The ids of the records after which a plan is still needed, of those that somebody may read."""
    return [one.about.id for one in await without_plan(tx, person)] if person.settings_as(*CHAIN) else []


async def without_plan(tx: Tx, person: Person) -> list[Running]:
    """The records after which a plan is still needed, of those that somebody may read, soonest first."""
    may = records_access.may_read(await people.get(tx, person.id))
    ids = list(await tx.connection.scalars(sa.select(records.c.id).where(may)))
    found = await running.of_many(tx, Kind.RECORD, ids)
    return [one for each in found.values() for one in each if one.clock.name == NEEDED and one.ended_at is None]


async def _of_same_child(tx: Tx, record_id: str, label: str) -> list[PlanRow]:
    """Every plan of a child that has not ended; asks nobody's right."""
    places = await access.same_child(tx, record_id, label, sa.true())
    query = sa.select(safety_plans).where(
        safety_plans.c.record_id.in_({one for one, _ in places}), safety_plans.c.ended_at.is_(None)
    )
    rows = [PlanRow.of(row) for row in await tx.connection.execute(query.order_by(safety_plans.c.begun_at))]
    return [row for row in rows if (row.record_id, row.label) in places]


async def _of_one_incident(tx: Tx, one_id: str, other_id: str) -> bool:
    both = sa.select(records.c.submission_key).where(records.c.id.in_((one_id, other_id))).distinct()
    return len((await tx.connection.execute(both)).all()) == 1


async def _who_know(tx: Tx, some: Collection[Person], record_id: str) -> list[Person]:
    return [one for one in some if await records_access.knows(tx, one, record_id)]


async def clocks_for(tx: Tx, person: Person, plan_id: str) -> list[Running]:
    """The clocks of a plan that run, of which somebody may know: that there is a new record, only where they may know
    of one.
    """
    found = [one for one in await running.of(tx, subject(plan_id)) if one.ended_at is None]
    since = [record_id for record_id, _ in await not_looked_at(tx, plan_id)]
    if await _knows_any(tx, person, since):
        return found
    return [one for one in found if one.clock.name != NEW_RECORD]


async def _knows_any(tx: Tx, person: Person, record_ids: Collection[str]) -> bool:
    for record_id in record_ids:
        if await records_access.knows(tx, person, record_id):
            return True
    return False

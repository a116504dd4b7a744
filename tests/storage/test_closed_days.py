"""On whatever days an installation is closed, none of its clocks counts them: worked out again, hour by hour. Only what
is urgent goes by the clock (test_safety_watch.py).
"""

import asyncio
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import holidays
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage.administration import demo
from storage.consultations import bookings, slot_patterns, waiting_list
from storage.consultations.seats import BookingDetails
from storage.consultations.tables import slots
from storage.database.engine import Database, Tx
from storage.database.vault import Vault
from storage.queues import jobs as queue
from storage.queues.jobs import JobKind, jobs
from storage.records import escalation
from storage.records.escalation import Pace
from storage.working_hours import LONDON
from tests.storage.conftest import who
from tests.storage.history.stories import EXAMPLES, on_sqlite
from tests.storage.records.test_records import submit
from tests.support.examples import examples

BEGIN = datetime(2026, 3, 3, 14, tzinfo=UTC)
"""Easter is four weeks on: bank holidays and closed days come together."""
MOMENTS = st.integers(0, 4 * 14 * 24).map(lambda quarters: BEGIN + timedelta(minutes=15 * quarters))
CLOSED = st.frozensets(
    st.integers(0, 45).map(lambda days: BEGIN.date() + timedelta(days=days)), min_size=4, max_size=14
)
HELP = BookingDetails("D", BEGIN.date(), "a plan")
QUARTER = timedelta(minutes=15)
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def open_on(day: date, closed: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in closed and day not in BANK_HOLIDAYS


def hours_between(start: datetime, end: datetime, closed: Collection[date]) -> float:
    """Working hours, counted in quarters."""
    worked, moment = 0.0, start
    while moment < end:
        local = moment.astimezone(LONDON)
        worked += 0.25 * (open_on(local.date(), closed) and time(8, 30) <= local.time() < time(17))
        moment += QUARTER
    return worked


async def due(tx: Tx, kind: str) -> list[datetime]:
    query = sa.select(jobs.c.due_at).where(jobs.c.kind == kind, jobs.c.done_at.is_(None), jobs.c.cancelled_at.is_(None))
    return list((await tx.connection.execute(query.order_by(jobs.c.due_at))).scalars())


async def unread(tx: Tx) -> None:
    (record,) = await submit(tx)
    (moment,) = await due(tx, JobKind.UNREAD_RECORD)
    assert hours_between(tx.now, moment, tx.closed) == 0.5, "the first look at an unread record"
    await tx.connection.execute(jobs.update().where(jobs.c.key == record.id).values(due_at=tx.now))
    (job,) = await queue.claim(tx, kinds=frozenset({JobKind.UNREAD_RECORD}))
    await escalation.look(tx, job, Pace(ordinary=4, red=1))
    (moment,) = await due(tx, JobKind.UNREAD_RECORD)
    assert hours_between(tx.now, moment, tx.closed) == 4, "an unread record passes on"


async def consultations(tx: Tx) -> None:
    await tx.connection.execute(slots.update().values(withdrawn_at=tx.now))
    far = datetime.combine(tx.now.date() + timedelta(days=30), time(13), tzinfo=UTC)
    await bookings.publish(tx, far)
    person = await who(tx, "worker")
    place = await waiting_list.join(tx, person, case_key="case-2", details=HELP, carried=True)
    assert place.until is not None
    assert hours_between(tx.now, place.until, tx.closed) == 4, "an offer"
    await waiting_list.accept(tx, place.id, person)
    reminder = (await due(tx, JobKind.CONSULTATION_REMINDER))[0].astimezone(LONDON)
    days = [reminder.date() + timedelta(days=n) for n in range((far.date() - reminder.date()).days)]
    assert [open_on(day, tx.closed) for day in days].count(True) == 2, "two working days before"
    assert open_on(reminder.date(), tx.closed), "the day of a reminder"


async def patterns(tx: Tx) -> None:
    pattern = await slot_patterns.add(tx, slot_patterns.Pattern(weeks=(1, 2, 3, 4, 5), weekday=2, starts=time(11)))
    opened = sa.select(slots.c.pattern_day).where(slots.c.pattern_id == pattern.id)
    appeared = {date.fromisoformat(day) for day in (await tx.connection.execute(opened)).scalars()}
    ahead = [tx.now.astimezone(LONDON).date() + timedelta(days=n) for n in range(1, 62)]
    assert appeared >= {day for day in ahead if day.weekday() == 2 and open_on(day, tx.closed)}, "slots of a pattern"
    assert all(open_on(day, tx.closed) for day in appeared), "slots of a pattern"


@examples(10, 100, EXAMPLES)
@given(now=MOMENTS, closed=CLOSED)
def test_no_clock_counts_a_closed_day(
    now: datetime, closed: frozenset[date], key: str, sqlite_template: Path, tmp_path: Path
) -> None:
    url = on_sqlite(sqlite_template, tmp_path)

    async def counted() -> None:
        database = Database(url, Vault([key]), closed=closed)
        try:
            async with database.transaction(now) as tx:
                await demo.fill(tx)
                for clock in (unread, consultations, patterns):
                    await clock(tx)
        finally:
            await database.close()

    asyncio.run(counted())

"""Clocks beside the database: told once, to whoever has the part now, and never lost."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.audit import Kind, Subject
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.conftest import At

FRIDAY = datetime(2026, 11, 13, 11, tzinfo=UTC)
ABOUT = Subject(Kind.ASSESSMENT, "a1")
PARTS = {"lead": ["demo-worker"], "line_manager": ["demo-manager"]}


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    return PARTS.get(part, [])


async def ring(tx: Tx) -> list[tuple[str, str, dict[str, object]]]:
    """Do what is due; what was told now: to whom, in which words, with what."""
    for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
        await running.look(tx, job, {Kind.ASSESSMENT: audience})
    found = []
    for message in await outbox.claim(tx):
        found.append((message.to_person, message.key, dict(message.params)))
        await outbox.delivered(tx, message)
    return sorted(found, key=lambda one: one[0])


def on(day: int, month: int = 12, *, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def due(count: int) -> list[tuple[str, str, dict[str, object]]]:
    return [("demo-worker", "assessment_due", {"reference": "WA-1", "count": count})]


def overdue(count: int) -> list[tuple[str, str, dict[str, object]]]:
    return [
        (who, "assessment_overdue", {"reference": "WA-1", "count": count}) for who in ("demo-manager", "demo-worker")
    ]


async def begin(at: At) -> None:
    async with at(FRIDAY) as tx:
        assert await running.start(tx, "assessment_limit", ABOUT, "WA-1")
        assert not await running.start(tx, "assessment_limit", ABOUT, "WA-1"), "one at a time"


async def test_each_step_is_told_once_on_its_day(at: At) -> None:
    await begin(at)
    told = []
    day = FRIDAY.replace(hour=9)
    while day < on(8, 1, year=2027):
        day += timedelta(hours=12)
        async with at(day) as tx:
            told += [(f"{day:%-d %b}", one[0], one[1]) for one in await ring(tx)]
    assert told == [
        ("27 Nov", "demo-worker", "assessment_due"),
        ("11 Dec", "demo-worker", "assessment_due"),
        ("17 Dec", "demo-worker", "assessment_due"),
        ("24 Dec", "demo-worker", "assessment_due"),
        ("29 Dec", "demo-manager", "assessment_overdue"),
        ("29 Dec", "demo-worker", "assessment_overdue"),
        ("6 Jan", "demo-manager", "assessment_overdue"),
        ("6 Jan", "demo-worker", "assessment_overdue"),
    ]


async def test_after_days_without_the_program_only_the_newest_is_told(at: At) -> None:
    await begin(at)
    async with at(on(18)) as tx:
        assert await ring(tx) == due(7)
    async with at(on(30)) as tx:
        assert await ring(tx) == overdue(5)
        assert await ring(tx) == []


async def test_a_job_that_is_done_twice_tells_once(at: At) -> None:
    """Another process has had it meanwhile: the lease ran out."""
    await begin(at)
    async with at(on(27, 11)) as tx:
        (job,) = await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK}))
        for _ in range(2):
            await running.look(tx, job, {Kind.ASSESSMENT: audience})
        assert len(await outbox.claim(tx)) == 1


async def test_one_that_has_ended_tells_nothing_more(at: At) -> None:
    await begin(at)
    async with at(on(10)) as tx:
        assert await running.stop(tx, "assessment_limit", ABOUT)
        assert not await running.stop(tx, "assessment_limit", ABOUT)
        await outbox.claim(tx)
    async with at(on(30)) as tx:
        assert await ring(tx) == []
        ended = await running.find(tx, "assessment_limit", ABOUT)
        assert ended is not None
        assert ended.ended_at == on(10)


async def test_a_pause_is_silent_and_moves_what_comes_after(at: At) -> None:
    await begin(at)
    async with at(on(20, 11)) as tx:
        assert await running.pause(tx, "assessment_limit", ABOUT)
        assert not await running.pause(tx, "assessment_limit", ABOUT)
    async with at(on(27, 11)) as tx:
        assert await ring(tx) == []
        assert await running.go_on(tx, "assessment_limit", ABOUT)
        found = await running.find(tx, "assessment_limit", ABOUT)
        assert found is not None
        assert found.limit(tx.now.date(), tx.closed).day == date(2027, 1, 1)
    async with at(on(4)) as tx:
        assert await ring(tx) == due(28)


@pytest.mark.parametrize(("court", "left"), [(date(2026, 12, 1), 1), (date(2026, 11, 30), 0)])
async def test_what_a_court_day_makes_due_is_told_at_once(at: At, court: date, left: int) -> None:
    await begin(at)
    async with at(on(30, 11)) as tx:
        assert await ring(tx) == due(25)
        await running.bring_forward(tx, "assessment_limit", ABOUT, court)
    async with at(on(1)) as tx:
        assert await ring(tx) == (due(0) if left else overdue(1))


async def test_a_board_asks_once_for_all(at: At) -> None:
    await begin(at)
    async with at(FRIDAY) as tx:
        await running.start(tx, "lead_named", ABOUT, "WA-1")
        found = await running.of_many(tx, Kind.ASSESSMENT, ["a1", "none"])
        assert {one.clock.name for one in found["a1"]} == {"assessment_limit", "lead_named"}
        await running.stop_all(tx, ABOUT)
        assert all(one.ended_at for one in await running.of(tx, ABOUT))

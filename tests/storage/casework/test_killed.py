"""The process dies between any two jobs, or in the middle of one: nothing is lost, nobody is told twice, no clock
stops.
"""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.job_kinds import KINDS, Rules
from storage.administration.demo_cases import casework as demo
from storage.casework import assessments, barriers, information, leading
from storage.casework.assessments import Wanted
from storage.casework.parts import Agency, BarrierKind
from storage.database.engine import Tx
from storage.queues import jobs, outbox
from storage.queues.jobs import Job, JobKind
from storage.queues.lease import LEASE
from tests.storage.casework.test_cases import ZED
from tests.storage.conftest import At, who

BEGIN = datetime(2026, 11, 13, 11, tzinfo=UTC)
CLOCK = frozenset({JobKind.CLOCK})
Told = list[tuple[str, str, int]]


EXPECTED = [
    "13 Nov manager assessment_asked",
    "13 Nov manager barrier_reported",
    "13 Nov social_worker lead_named",
    "13 Nov social_worker2 co_worker_asked",
    "16 Nov service_manager barrier_passed_on",
    "18 Nov social_worker co_worker_silent",
    "23 Nov social_worker information_missing",
    "27 Nov social_worker assessment_due",
    "30 Nov social_worker information_missing",
    "07 Dec social_worker information_missing",
    "11 Dec social_worker assessment_due",
    "14 Dec social_worker information_missing",
    "17 Dec social_worker assessment_due",
    "21 Dec social_worker information_missing",
    "24 Dec social_worker assessment_due",
    "29 Dec manager assessment_overdue",
    "29 Dec social_worker assessment_overdue",
    "30 Dec social_worker information_missing",
    "06 Jan manager assessment_overdue",
    "06 Jan social_worker assessment_overdue",
    "07 Jan social_worker information_missing",
]


class Killed(Exception):
    """The process is gone: what it had not committed never was."""


async def begun(at: At) -> None:
    """An assessment with everything that has a clock."""
    async with at(BEGIN) as tx:
        await demo.organisation(tx)
        worker, manager = await who(tx, "social_worker"), await who(tx, "manager")
        route = {"facts": {}, "tools": ["aim3"], "lead": "social_care", "interview": "allowed"}
        made = (
            await assessments.ask(
                tx, worker, "social_care", Wanted(ZED, "aim3", "social_care", route, "demo", "0" * 64)
            )
        ).assessment
        made = await leading.name_lead(tx, manager, made, worker.id)
        await leading.ask_co_worker(tx, worker, made, person_id="demo-social_worker2")
        await information.ask(tx, worker, made.case_id, Agency.POLICE, "What is known", reference=made.reference)
        await barriers.report(tx, worker, made, BarrierKind.CAPACITY, "")


async def told(tx: Tx) -> Told:
    """What has been written and not taken away yet; it is taken away."""
    found = []
    for message in await outbox.claim(tx, limit=200):
        found.append((message.to_person, message.key, int(message.params.get("count", 0))))
        await outbox.delivered(tx, message)
    return found


async def dies(at: At, moment: datetime, job: Job) -> None:
    """In the middle of a job: nothing of it was committed."""
    with suppress(Killed):
        async with at(moment) as tx:
            await KINDS[job.kind](tx, job, Rules())
            raise Killed


async def lived(at: At, chance: random.Random | None) -> list[tuple[datetime, Told]]:
    """Two months, hour by working hour. With a chance, the process dies after it took a job, or before it was done."""
    await begun(at)
    days, moment = [], BEGIN
    while moment < BEGIN + timedelta(days=60):
        moment += timedelta(hours=6)
        for _ in range(6):
            async with at(moment) as tx:
                claimed = await jobs.claim(tx, kinds=CLOCK)
            if not claimed:
                break
            if chance and chance.random() < 0.4:
                # dead with all of them in hand: they come again when the lease is over
                async with at(moment + 2 * LEASE) as tx:
                    claimed = await jobs.claim(tx, kinds=CLOCK)
            for job in claimed:
                if chance and chance.random() < 0.5:
                    await dies(at, moment, job)
                async with at(moment) as tx:
                    await KINDS[job.kind](tx, job, Rules())
        async with at(moment) as tx:
            if found := await told(tx):
                days.append((moment, sorted(found)))
    return days


@pytest.mark.parametrize("seed", [None, 1, 2])
async def test_whenever_it_dies_the_same_is_told_on_the_same_days(at: At, seed: int | None) -> None:
    """None: it does not die."""
    found = await lived(at, None if seed is None else random.Random(seed))  # noqa: S311 the same deaths each time
    lines = [f"{moment:%d %b} {who.removeprefix('demo-')} {key}" for moment, day in found for who, key, _ in day]
    assert lines == EXPECTED

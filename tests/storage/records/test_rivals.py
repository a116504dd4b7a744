"""Several real processes on one database at once, and one that is killed: nothing lost, nothing doubled."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from storage import audit, conversations
from storage.consultations import bookings
from storage.consultations import slots as slot_keeping
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.records import signing
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

PROCESSES = 3
WORKER = "demo-worker"


class Rival:
    """A process of `tests/storage/records/rival.py`, and what it says."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.storage.records.rival"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def says(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


AllAtOnce = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def rivals() -> Iterator[list[Rival]]:
    running = [Rival() for _ in range(PROCESSES)]
    yield running
    for rival in running:
        rival.process.communicate(timeout=10)


@pytest.fixture
def all_at_once(at: At, rivals: list[Rival], database_url: str, key: str) -> AllAtOnce:
    """`all_at_once(what, number)`: what each of the processes said, once all were ready and let go together."""

    def let_go(what: str, number: int = 0) -> list[Any]:
        for place, rival in enumerate(rivals):
            wanted = {"what": what, "url": database_url, "key": key, "rival": place, "number": number}
            rival.tell(json.dumps(wanted))
        assert [rival.says() for rival in rivals] == ["ready"] * PROCESSES
        for rival in rivals:
            rival.tell("go")
        return [rival.says() for rival in rivals]

    return let_go


async def test_three_slots_go_to_exactly_three_of_many(at: At, all_at_once: AllAtOnce) -> None:
    said = all_at_once("book", number=15)
    won = [slot for one in said for slot in one["won"]]
    async with at() as tx:
        slots = await bookings.slots_in(tx, 2026, 4)
    assert sorted(won) == sorted(slot.id for slot in slots)
    assert sum(one["lost"] for one in said) == PROCESSES * 15 - 3
    assert [slot.seats_free for slot in slots] == [0, 0, 0]


async def test_of_sixty_who_hold_and_book_exactly_three_win(at: At, all_at_once: AllAtOnce) -> None:
    async with at() as tx:
        for slot in await bookings.slots_in(tx, 2026, 3):
            await slot_keeping.withdraw(tx, slot.id)
        for hour in (10, 11, 12):
            await bookings.publish(tx, NOW + timedelta(days=2, hours=hour))
    said = all_at_once("hold_and_book", number=20)
    assert sum(len(one["won"]) for one in said) == len({slot for one in said for slot in one["won"]}) == 3
    assert sum(one["lost"] for one in said) == PROCESSES * 20 - 3
    async with at() as tx:
        assert [slot.seats_free for slot in await bookings.slots_in(tx, 2026, 3)] == [0, 0, 0]


async def test_a_killed_process_leaves_no_hold_behind(at: At, database_url: str, key: str) -> None:
    rival = Rival()
    rival.tell(json.dumps({"what": "hold_until_killed", "url": database_url, "key": key, "rival": 0, "number": 0}))
    assert rival.says() == "ready"
    rival.tell("go")
    assert [rival.says(), rival.says()] == ["held", "letting go, not kept yet"]
    rival.process.send_signal(signal.SIGKILL)
    rival.process.communicate()
    async with at() as tx:
        first = (await bookings.slots_in(tx, 2026, 4))[0]
        assert first.seats_free == 0, "what it had not kept did not happen"
        other = await who(tx, "worker2")
    async with at(NOW + timedelta(minutes=15)) as tx:
        assert (await bookings.slots_in(tx, 2026, 4))[0].seats_free == 1
        assert (await bookings.hold(tx, first.id, other, case_key="case-2")).slot.id == first.id


async def test_one_case_is_booked_once_a_month_however_often_it_is_tried(at: At, all_at_once: AllAtOnce) -> None:
    assert sum(all_at_once("one_case", number=5)) == 1
    async with at() as tx:
        assert len(await bookings.free_slots(tx, until=NOW + timedelta(days=90))) == 3 + 3 - 1


async def test_two_processes_cannot_both_win_a_turn(at: At, all_at_once: AllAtOnce) -> None:
    all_at_once("talk", number=15)
    async with at() as tx:
        found = await conversations.load(tx, WORKER)
    assert found.state == {"count": PROCESSES * 15}
    assert found.version == PROCESSES * 15


async def test_turns_in_one_transaction_wait_for_each_other(at: At, all_at_once: AllAtOnce) -> None:
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, WORKER), {"count": 0})
    all_at_once("talk_in_one", number=25)
    async with at() as tx:
        assert (await conversations.load(tx, WORKER)).state == {"count": PROCESSES * 25}


async def test_each_message_is_delivered_by_one_process_only(at: At, all_at_once: AllAtOnce) -> None:
    async with at() as tx:
        for number in range(40):
            await outbox.put(tx, WORKER, Alert.RECORD_ARRIVED, {"count": number})
    said = all_at_once("deliver")
    assert sorted(number for one in said for number in one) == list(range(40))
    async with at() as tx:
        assert await outbox.waiting_for(tx, WORKER) == []


async def test_each_job_is_done_by_one_process_only(at: At, all_at_once: AllAtOnce) -> None:
    async with at() as tx:
        for number in range(30):
            await jobs.schedule(tx, JobKind.CONSULTATION_REMINDER, NOW, f"job-{number:02}")
    said = all_at_once("work")
    assert sorted(name for one in said for name in one) == [f"job-{number:02}" for number in range(30)]
    async with at() as tx:
        assert len(await outbox.waiting_for(tx, WORKER)) == 30


async def test_a_submission_pressed_in_four_processes_makes_one_set(at: At, all_at_once: AllAtOnce) -> None:
    said = all_at_once("submit")
    assert len(said[0]) == 2
    assert said == [said[0]] * PROCESSES
    async with at() as tx:
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1
        for record in await signing.of_submission(tx, "pressed-twice"):
            assert await audit.verify(tx, record.id)


async def test_the_chain_of_a_record_stays_whole_when_many_write_into_it(at: At, all_at_once: AllAtOnce) -> None:
    async with at() as tx:
        (record,) = await submit(tx, key="case-1")
    all_at_once("look", 10)
    async with at() as tx:
        assert len(await audit.entries(tx, record.id)) == 1 + PROCESSES * 10
        assert await audit.verify(tx, record.id)


async def test_kill_9_loses_nothing_that_was_said_and_leaves_nothing_half(at: At, database_url: str, key: str) -> None:
    chance = random.Random(9)  # noqa: S311 a fixed seed
    for _ in range(5):
        said = taken_turns_until_killed(database_url, key, after=chance.uniform(0.01, 0.12))
        async with at() as tx:
            found = await conversations.load(tx, WORKER)
            count = found.state.get("count", 0)
            # one more than was said: kept, and killed before it could say so
            assert count in (said, said + 1)
            assert found.version == count
            assert len(await outbox.waiting_for(tx, WORKER)) == count
            for number in (count, count + 1):
                turn = await conversations.stored_turn(tx, WORKER, f"activity-{number}")
                assert (turn is not None) == (0 < number <= count)


def taken_turns_until_killed(url: str, key: str, after: float) -> int:
    """The last turn that the process said was kept, when it was killed in the middle of another."""
    running = Rival()
    running.tell(json.dumps({"what": "until_killed", "url": url, "key": key, "rival": 0, "number": 0}))
    assert running.says() == "ready"
    running.tell("go")
    said = [running.says()]  # at least one turn, so that each round gets on
    time.sleep(after)
    running.process.send_signal(signal.SIGKILL)
    rest, _ = running.process.communicate()
    assert running.process.returncode == -signal.SIGKILL
    return int([*said, *rest.splitlines()][-1])

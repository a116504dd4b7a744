"""One of several real processes on one database: `python -m tests.storage.rival`.

It reads what to do as a line of JSON, says 'ready', waits for another line so that all start together, and says what
came of it.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from storage import audit, conversations
from storage.audit import AuditAction
from storage.consultations import bookings
from storage.consultations.seats import BookingDetails
from storage.conversations import ConversationMoved
from storage.database.engine import Database, Tx
from storage.database.vault import Vault
from storage.people import people, responsible
from storage.people.people import Person, Role
from storage.problems import DatabaseProblem
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Submission

T = TypeVar("T")
NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
WORKER = "demo-worker"


async def book(database: Database, rival: int, bookers: int) -> Any:
    """As many bookers at once as asked for, each for a case of their own, each trying every slot."""
    won, lost = [], 0

    async def one(number: int) -> None:
        nonlocal lost
        async with database.transaction(NOW) as tx:
            person = await people.get(tx, WORKER)
            slots = await bookings.slots_in(tx, 2026, 4)
        for slot in slots:
            try:
                async with database.transaction(NOW) as tx:
                    booking = await bookings.book(
                        tx,
                        slot.id,
                        person,
                        BookingDetails(manager_name="M", manager_agreed_on=date(2026, 3, 2), help_wanted="a plan"),
                        case_key=f"case-{rival}-{number}",
                    )
                won.append(booking.slot.id)
                return
            except bookings.SlotTaken:
                continue
        lost += 1

    await asyncio.gather(*(one(number) for number in range(bookers)))
    return {"won": won, "lost": lost}


async def hold_and_book(database: Database, rival: int, bookers: int) -> Any:
    """As many people as asked for at once, each for a case of their own: hold any slot, fill in the form, book it.

    Whoever is told that too many are at it, as a slow machine may have it, tries again.
    """
    won, times, again = [], [], 0

    async def step(work: Callable[[Tx], Awaitable[T]]) -> T:
        nonlocal again
        while True:
            try:
                async with database.transaction(NOW) as tx:
                    return await work(tx)
            except DatabaseProblem:
                again += 1

    async def tries(slot_id: str, person: Person, case: str) -> bool:
        details = BookingDetails("M", NOW.date(), "a plan")
        try:
            await step(lambda tx: bookings.hold(tx, slot_id, person, case_key=case))
            await step(lambda tx: bookings.book(tx, slot_id, person, details, case_key=case))
        except bookings.SlotTaken:
            return False
        return True

    async def one(number: int) -> None:
        begun = time.monotonic()
        # a person of their own each: a second hold of the same person would let go of the first
        id = f"rival-{rival}-{number}"
        person = await step(lambda tx: people.add(tx, "R", "demo-school", [Role.WORKER], id=id))
        for slot in await step(lambda tx: bookings.free_slots(tx, until=NOW + timedelta(days=27))):
            if await tries(slot.id, person, f"case-{rival}-{number}"):
                won.append(slot.id)
                break
        times.append(time.monotonic() - begun)

    await asyncio.gather(*(one(number) for number in range(bookers)))
    return {"won": won, "lost": bookers - len(won), "longest": max(times), "again": again}


async def hold_until_killed(database: Database, _rival: int, _number: int) -> Any:
    """Hold a slot, say so, and never come to booking it."""
    async with database.transaction(NOW) as tx:
        slot = (await bookings.slots_in(tx, 2026, 4))[0]
        await bookings.hold(tx, slot.id, await people.get(tx, WORKER), case_key="case-killed")
    say("held")
    async with database.transaction(NOW) as tx:
        await bookings.release_holds(tx, await people.get(tx, WORKER))
        say("letting go, not kept yet")
        await asyncio.sleep(60)


async def one_case(database: Database, _rival: int, bookers: int) -> Any:
    """The same case booked into different slots at once."""

    async def one(number: int) -> int:
        async with database.transaction(NOW) as tx:
            person = await people.get(tx, WORKER)
            slot = (await bookings.slots_in(tx, 2026, 4))[number % 3]
            try:
                await bookings.book(
                    tx,
                    slot.id,
                    person,
                    BookingDetails(manager_name="M", manager_agreed_on=date(2026, 3, 2), help_wanted="a plan"),
                    case_key="the-one-case",
                )
            except (bookings.AlreadyBooked, bookings.SlotTaken):
                return 0
        return 1

    return sum(await asyncio.gather(*(one(number) for number in range(bookers))))


async def talk(database: Database, _rival: int, turns: int) -> Any:
    """Count up in one conversation: read it, think, write it in another transaction; again where it moved."""
    moved = 0
    for _ in range(turns):
        while True:
            async with database.transaction(NOW) as tx:
                before = await conversations.load(tx, WORKER)
            try:
                async with database.transaction(NOW) as tx:
                    await conversations.save(tx, before, {"count": before.state.get("count", 0) + 1})
                break
            except ConversationMoved:
                moved += 1
    return moved


async def talk_in_one(database: Database, _rival: int, turns: int) -> Any:
    """Count up in one conversation, each turn in one transaction: nobody ever has to try again."""
    for _ in range(turns):
        async with database.transaction(NOW) as tx:
            before = await conversations.load(tx, WORKER)
            await conversations.save(tx, before, {"count": before.state.get("count", 0) + 1})
    return 0


async def deliver(database: Database, _rival: int, _number: int) -> Any:
    """Deliver everything that can be borrowed from the outbox."""
    mine = []
    while True:
        async with database.transaction(NOW) as tx:
            messages = await outbox.claim(tx, limit=3)
        for message in messages:
            mine.append(message.params["count"])
            async with database.transaction(NOW) as tx:
                await outbox.delivered(tx, message)
        if not messages:
            return mine


async def work(database: Database, _rival: int, _number: int) -> Any:
    """Do all jobs that are due, each with a message in the same transaction."""
    mine = []
    while True:
        async with database.transaction(NOW) as tx:
            due = await jobs.claim(tx, limit=3)
        for job in due:
            async with database.transaction(NOW) as tx:
                if not await jobs.done(tx, job):
                    raise AssertionError("lent to two at once")
                await outbox.put(tx, WORKER, Alert.ACTION_DUE, {"step": job.key})
                mine.append(job.key)
        if not due:
            return mine


async def submit(database: Database, _rival: int, _number: int) -> Any:
    """Send the same submission as all the others."""
    async with database.transaction(NOW) as tx:
        author = await people.get(tx, WORKER)
        sent = await signing.submit(
            tx,
            Submission(
                submission_key="pressed-twice",
                author=author,
                setting_id=author.setting_id,
                responsible=await responsible.responsible_for(tx, author.setting_id, author_id=author.id),
                children=[ChildPart("Child A"), ChildPart("Child B")],
                content={},
                view={"colour": "red"},
                observations={},
                rules_version="1",
                rules_hash="0",
                signed_name="R. A.",
            ),
        )
    return [record.reference for record in sent]


async def look(database: Database, _rival: int, times: int) -> Any:
    """Write into the chain of the one record again and again."""
    for _ in range(times):
        async with database.transaction(NOW) as tx:
            (record,) = await signing.of_submission(tx, "case-1")
            await audit.note(tx, record.id, "demo-dsl", AuditAction.EXPORTED)
    return times


async def until_killed(database: Database, _rival: int, _number: int) -> Any:
    """Take turns for ever, each in three writes with pauses between; say each number once it is kept."""
    while True:
        async with database.transaction(NOW) as tx:
            before = await conversations.load(tx, WORKER)
            count = before.state.get("count", 0) + 1
            await conversations.save(tx, before, {"count": count})
            await asyncio.sleep(0.003)
            await conversations.keep_turn(tx, WORKER, f"activity-{count}", [{"key": "answer"}])
            await asyncio.sleep(0.003)
            await outbox.put(tx, WORKER, Alert.RECORD_ARRIVED, {"count": count}, due_at=NOW + timedelta(days=1))
        say(count)


DOES: dict[str, Callable[[Database, int, int], Awaitable[Any]]] = {
    function.__name__: function
    for function in (
        book,
        hold_and_book,
        hold_until_killed,
        one_case,
        talk,
        talk_in_one,
        deliver,
        work,
        submit,
        look,
        until_killed,
    )
}


async def main() -> None:
    """Do one thing after the other, each as a line of JSON on standard input asks for it."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted = json.loads(line)
        database = Database(wanted["url"], Vault([wanted["key"]]))
        try:
            async with database.transaction(NOW):
                say("ready")
            await asyncio.to_thread(sys.stdin.readline)
            say(await DOES[wanted["what"]](database, wanted["rival"], wanted["number"]))
        finally:
            await database.close()


def say(value: Any) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())

"""The disk is full, the database is gone, two people press at once: in the middle of an answer, a signature, a filing.

Nothing is lost, nothing is doubled, whoever writes is told what to do, and goes on where they were.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage import audit, conversations
from storage.database.engine import Database, sqlite_file
from storage.database.vault import Vault
from storage.problems import DatabaseProblem
from storage.queues import outbox
from storage.records import decisions, lifecycle, signing
from storage.records.tables import Status
from storage.records.tables import records as table
from tests.conversation import LIBRARY, SCHOOL_CASE, Conversation, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_decision import DECISION, decided
from tests.support.cluster import Cluster

ONLY_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
TYPED = ("joke", "Robin Ashdown", "It went on after a clear no", "plan reviewed")


@dataclass(frozen=True)
class Moment:
    """Somebody about to send something, and what answers it when all is well."""

    person: Conversation
    message: str | Mapping[str, str]
    done: str

    async def send(self, id: str = "") -> list[str]:
        if isinstance(self.message, str):
            await self.person.says(self.message, id=id)
        else:
            await self.person.sends(self.message, id=id)
        return self.person.keys


async def an_answer(runtime: Runtime) -> Moment:
    """A DSL in the middle of a decision."""
    dsl = await someone(runtime, "dsl")
    await dsl.says(f"decide {await signed(await someone(runtime))}")
    await dsl.answers(DECISION, until="enquiry_displayed")
    return Moment(dsl, DECISION["enquiry_displayed"], "decision.questions.enquiry_targeted.ask")


async def a_signature(runtime: Runtime) -> Moment:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    return Moment(worker, SCHOOL_CASE["signature"], "record.signed")


async def a_decision(runtime: Runtime) -> Moment:
    dsl = await someone(runtime, "dsl")
    await dsl.says(f"decide {await signed(await someone(runtime))}")
    await dsl.answers(DECISION, until="signature")
    return Moment(dsl, DECISION["signature"], "decision.signed")


async def a_filing(runtime: Runtime) -> Moment:
    dsl, reference = await someone(runtime, "dsl"), await signed(await someone(runtime))
    await decided(dsl, reference)
    return Moment(dsl, f"file {reference} plan reviewed", "decision.filed")


Begin = Callable[[Runtime], Any]
EVERY_MOMENT = pytest.mark.parametrize("begin", [an_answer, a_signature, a_decision, a_filing])


async def so_far(runtime: Runtime) -> dict[str, int]:
    """What there is of everything that a turn here may write for good."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        every = [row.id for row in (await tx.connection.execute(sa.select(table.c.id))).all()]
        steps = [step for one in every for step in await lifecycle.transitions_of(tx, one)]
        count = sa.select(sa.func.count()).select_from(outbox.outbox)
        assert all([await audit.verify(tx, one) for one in every])
        return {
            "records": len(every),
            "decisions": sum([len(await decisions.of(tx, one)) for one in every]),
            "filed": sum(step.status is Status.FILED for step in steps),
            "messages": await tx.connection.scalar(count.where(outbox.outbox.c.key != "record_read")) or 0,
        }


async def told_what_to_do(moment: Moment, reason: str) -> None:
    """One sentence with a reference, and not a word of what was typed."""
    assert await moment.send() == [f"problems.{reason}"], moment.person.transcript
    assert "Reference" in moment.person.text
    assert not [word for word in TYPED if word in moment.person.text]


async def goes_on_where_they_were(runtime: Runtime, moment: Moment, before: dict[str, int]) -> None:
    """It was not done, then it is done once; the same message again changes nothing and has the same answer."""
    assert await so_far(runtime) == before
    assert moment.done in await moment.send("once"), moment.person.transcript
    after, said = await so_far(runtime), moment.person.text
    assert moment.done in await moment.send("once")
    assert moment.person.text == said
    assert await so_far(runtime) == after
    assert sum(after.values()) > sum(before.values()) or moment.done.endswith(".ask")


@pytest.fixture
async def elsewhere(runtime: Runtime, database_url: str, key: str) -> AsyncIterator[Runtime]:
    """A second process: the same database, and nothing else in common."""
    database = Database(database_url, Vault([key]))
    yield Runtime(database, LIBRARY, runtime.clock)
    await database.close()


# -- SQLite ----------------------------------------------------------------------------------------------------------


async def fill_up(runtime: Runtime) -> None:
    """The file grows no more, and what is free within it is used up: by turns of the DSL, deleted in `make_room`."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        pages = await tx.connection.scalar(sa.text("PRAGMA page_count"))
        await tx.connection.execute(sa.text(f"PRAGMA max_page_count = {int(pages)}"))
    refused = 0
    while refused < 5:
        try:
            async with runtime.database.transaction(runtime.clock()) as tx:
                await conversations.keep_turn(tx, "demo-dsl", f"room-{uuid.uuid4().hex}", [])
        except DatabaseProblem:
            refused += 1


async def make_room(runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await tx.connection.execute(sa.text("PRAGMA max_page_count = 1073741823"))
        turns = conversations.turns
        await tx.connection.execute(turns.delete().where(turns.c.activity_id.startswith("room-")))


@pytest.mark.parametrize("begin", [a_signature, a_decision, a_filing])
@ONLY_SQLITE
async def test_a_full_disk(runtime: Runtime, begin: Begin) -> None:
    moment = await begin(runtime)
    before = await so_far(runtime)
    await fill_up(runtime)
    await told_what_to_do(moment, "database_full")
    await told_what_to_do(moment, "database_full")
    await make_room(runtime)
    await goes_on_where_they_were(runtime, moment, before)


@EVERY_MOMENT
@ONLY_SQLITE
async def test_a_file_that_is_gone_for_a_minute(runtime: Runtime, database_url: str, begin: Begin) -> None:
    moment = await begin(runtime)
    before, folder = await so_far(runtime), _folder(database_url)
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    await told_what_to_do(moment, "database_gone")
    away.rename(folder)
    await goes_on_where_they_were(runtime, moment, before)


def _folder(database_url: str) -> Path:
    file = sqlite_file(database_url)
    assert file is not None
    return file.parent


# -- PostgreSQL ------------------------------------------------------------------------------------------------------


@EVERY_MOMENT
@pytest.mark.postgres
@ONLY_POSTGRESQL
async def test_a_server_that_is_stopped_for_a_moment(runtime: Runtime, cluster: Cluster, begin: Begin) -> None:
    moment = await begin(runtime)
    before = await so_far(runtime)
    with cluster.switched_off():
        await told_what_to_do(moment, "database_gone")
    await goes_on_where_they_were(runtime, moment, before)


WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
END_IT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@EVERY_MOMENT
@pytest.mark.postgres
@ONLY_POSTGRESQL
async def test_a_connection_that_breaks_in_the_middle_of_a_turn(
    runtime: Runtime, cluster: Cluster, begin: Begin, elsewhere: Runtime
) -> None:
    """The turn has written most of what it writes, and is about to keep its replies."""
    moment = await begin(runtime)
    before = await so_far(runtime)
    async with elsewhere.database.transaction(runtime.clock()) as tx:
        await tx.connection.execute(sa.text("LOCK TABLE turns IN SHARE MODE"))
        turn = asyncio.create_task(told_what_to_do(moment, "database_gone"))
        async with asyncio.timeout(20):
            while not cluster.sql(WAITING):  # noqa: ASYNC110 it is another program that waits
                await asyncio.sleep(0.02)
        cluster.sql(END_IT)
        await turn
    await goes_on_where_they_were(runtime, moment, before)


# -- at once ---------------------------------------------------------------------------------------------------------


async def test_signing_twice_at_once_makes_one_record(runtime: Runtime, elsewhere: Runtime) -> None:
    first = await a_signature(runtime)
    second = Moment(Conversation(elsewhere, first.person.person), first.message, first.done)
    before = await so_far(runtime)
    said = await asyncio.gather(first.send(), second.send())
    assert [keys for keys in said if first.done in keys], said
    after = await so_far(runtime)
    assert (after["records"], after["messages"]) == (1, before["messages"] + 1)
    # pressed again much later: the card is old, and says so
    await first.send()
    assert await so_far(runtime) == after
    assert not [key for key in first.person.keys if key.startswith("problems.")]


async def test_two_who_decide_at_once_both_keep_what_they_wrote(runtime: Runtime, elsewhere: Runtime) -> None:
    reference = await signed(await someone(runtime))
    both = [await someone(runtime, "dsl"), Conversation(elsewhere, (await someone(runtime, "deputy")).person)]
    for person in both:
        await person.says(f"decide {reference}")
        await person.answers(DECISION, until="signature")
    moments = [Moment(person, DECISION["signature"], "decision.signed") for person in both]
    said = await asyncio.gather(*(moment.send() for moment in moments))
    assert sorted(keys[-1] for keys in said) == ["decision.meanwhile", "decision.signed"]
    assert (await so_far(runtime))["decisions"] == 1
    late = both[0 if said[0][-1] == "decision.meanwhile" else 1]
    await late.says(f"read {reference}")
    await late.says("carry on")
    await late.answers(DECISION)
    assert "decision.signed" in late.keys, late.transcript
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        made = await decisions.of(tx, record.id)
    assert [one.number for one in made] == [1, 2]
    assert {one.author_id for one in made} == {"demo-dsl", "demo-deputy"}


async def test_two_who_file_at_once_have_the_same_receipt(runtime: Runtime, elsewhere: Runtime) -> None:
    first = await a_filing(runtime)
    deputy = Conversation(elsewhere, (await someone(runtime, "deputy")).person)
    await asyncio.gather(first.send(), Moment(deputy, first.message, first.done).send())
    receipts = [person.reply("decision.filed").text for person in (first.person, deputy)]
    assert receipts[0] == receipts[1]
    assert (await so_far(runtime))["filed"] == 1

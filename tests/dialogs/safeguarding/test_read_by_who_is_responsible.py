"""'Read' means that the person responsible has been shown it. Until then it passes on, and the worker isn't told so."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.administration import organisation
from storage.people.people import Role
from storage.queues import outbox
from storage.records import signing
from storage.records.signing import Record
from storage.records.tables import Status
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.support.databases import on_both

SPELT = {"identity": {"displayed_1_name": "Zedd Inventedname", "targeted_1_name": "Wren Pretend"}}


async def the(runtime: Runtime, reference: str) -> Record:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await signing.by_reference(tx, reference)


async def worker_was_told(runtime: Runtime) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, "demo-worker")]


async def red(worker: Conversation, **changed: object) -> str:
    reference = await signed(worker, context="5", **changed)
    assert (await the(worker.runtime, reference)).colour == "red"
    return reference


@pytest.mark.parametrize("login", ["dsl", "deputy"])
@pytest.mark.parametrize(
    "said", ["timeline {0}", "hand over {0}", "decide {0}", "same child {0} {1}", "another child {0} {1}"]
)
async def test_what_shows_nothing_of_it_is_no_reading(
    runtime: Runtime, worker: Conversation, said: str, login: str
) -> None:
    earlier = await signed(worker, **SPELT)
    at(runtime, TUESDAY + timedelta(hours=18))
    reference = await red(worker)
    lead = await someone(runtime, login)
    await lead.says(said.format(reference, earlier))
    assert not {"inbox.not_found", "menu.not_for_you"} & set(lead.keys), lead.transcript
    assert (await the(runtime, reference)).status is Status.SIGNED
    assert (await the(runtime, earlier)).status is Status.SIGNED
    assert "record_read" not in await worker_was_told(runtime)
    at(runtime, TUESDAY + timedelta(hours=19, minutes=30))
    await run_due_jobs(runtime)
    assert (await the(runtime, reference)).responsible_id == "demo-deputy", "red and unread: it has passed on"
    await worker.says("my records")
    assert "read by the DSL" not in worker.text


async def test_a_deputy_who_reads_it_is_not_the_dsl_who_has_read_it(runtime: Runtime, worker: Conversation) -> None:
    reference = await red(worker)
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {reference}")
    assert "inbox.record" in deputy.keys
    assert (await the(runtime, reference)).status is Status.SIGNED
    assert await worker_was_told(runtime) == []
    at(runtime, TUESDAY + timedelta(days=1))
    await run_due_jobs(runtime)
    assert (await the(runtime, reference)).responsible_id == "demo-deputy"
    await deputy.says(f"read {reference}")
    assert (await the(runtime, reference)).status is Status.READ
    assert "record_read" in await worker_was_told(runtime)


async def test_who_it_was_handed_to_has_not_read_it_for_who_is_responsible(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    reference = await signed(worker)
    await dsl.says(f"hand over {reference}")
    await dsl.says("Demo Fostering Team")
    await dsl.sends({"reason": "The child moves on Monday."})
    there = await someone(runtime, "foster_dsl")
    await there.says(f"read {reference}")
    assert "inbox.record" in there.keys
    assert (await the(runtime, reference)).status is Status.SIGNED


@on_both
async def test_a_decision_by_somebody_who_may_ends_the_waiting_without_saying_that_the_dsl_has_read(
    runtime: Runtime, worker: Conversation
) -> None:
    from tests.dialogs.safeguarding.test_decision import decided

    reference = await red(worker)
    await decided(await someone(runtime, "deputy"), reference)
    record = await the(runtime, reference)
    assert (record.status, record.read_at) == (Status.DECIDED, None)
    told = await worker_was_told(runtime)
    assert "record_decided" in told
    assert "record_read" not in told
    at(runtime, TUESDAY + timedelta(days=1))
    await run_due_jobs(runtime)
    assert (await the(runtime, reference)).responsible_id == "demo-dsl"


async def test_who_becomes_responsible_reads_it_for_themselves(runtime: Runtime, worker: Conversation) -> None:
    reference = await red(worker)
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {reference}")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
    assert (await the(runtime, reference)).status is Status.SIGNED

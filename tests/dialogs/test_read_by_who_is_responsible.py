"""'Read' means that the person responsible has been shown it. Until then it passes on, and the worker isn't told so."""

from datetime import timedelta

import pytest

from bot.turns import House, run_due_jobs
from storage import outbox, people, records
from storage.people import Role
from storage.records import Record, Status
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.test_record import signed

SPELT = {"identity": {"displayed_1_name": "Zedd Inventedname", "targeted_1_name": "Wren Pretend"}}


async def the(house: House, reference: str) -> Record:
    async with house.database.transaction(house.clock()) as tx:
        return await records.by_reference(tx, reference)


async def worker_was_told(house: House) -> list[str]:
    async with house.database.transaction(house.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, "demo-worker")]


async def red(worker: Conversation, **changed: object) -> str:
    reference = await signed(worker, context="5", **changed)
    assert (await the(worker.house, reference)).colour == "red"
    return reference


@pytest.mark.parametrize("login", ["dsl", "deputy"])
@pytest.mark.parametrize(
    "said", ["timeline {0}", "hand over {0}", "decide {0}", "same child {0} {1}", "another child {0} {1}"]
)
async def test_what_shows_nothing_of_it_is_no_reading(
    house: House, worker: Conversation, said: str, login: str
) -> None:
    earlier = await signed(worker, **SPELT)
    at(house, TUESDAY + timedelta(hours=18))
    reference = await red(worker)
    lead = await someone(house, login)
    await lead.says(said.format(reference, earlier))
    assert not {"inbox.not_found", "menu.not_for_you"} & set(lead.keys), lead.transcript
    assert (await the(house, reference)).status is Status.SIGNED
    assert (await the(house, earlier)).status is Status.SIGNED
    assert "record_read" not in await worker_was_told(house)
    at(house, TUESDAY + timedelta(hours=19, minutes=30))
    await run_due_jobs(house)
    assert (await the(house, reference)).responsible_id == "demo-deputy", "red and unread: it has passed on"
    await worker.says("my records")
    assert "read by the DSL" not in worker.text


async def test_a_deputy_who_reads_it_is_not_the_dsl_who_has_read_it(house: House, worker: Conversation) -> None:
    reference = await red(worker)
    deputy = await someone(house, "deputy")
    await deputy.says(f"read {reference}")
    assert "inbox.record" in deputy.keys
    assert (await the(house, reference)).status is Status.SIGNED
    assert await worker_was_told(house) == []
    at(house, TUESDAY + timedelta(days=1))
    await run_due_jobs(house)
    assert (await the(house, reference)).responsible_id == "demo-deputy"
    await deputy.says(f"read {reference}")
    assert (await the(house, reference)).status is Status.READ
    assert "record_read" in await worker_was_told(house)


async def test_who_it_was_handed_to_has_not_read_it_for_who_is_responsible(
    house: House, worker: Conversation, dsl: Conversation
) -> None:
    reference = await signed(worker)
    await dsl.says(f"hand over {reference}")
    await dsl.says("Demo Fostering Team")
    await dsl.sends({"reason": "The child moves on Monday."})
    there = await someone(house, "foster_dsl")
    await there.says(f"read {reference}")
    assert "inbox.record" in there.keys
    assert (await the(house, reference)).status is Status.SIGNED


async def test_a_decision_by_somebody_who_may_ends_the_waiting_without_saying_that_the_dsl_has_read(
    house: House, worker: Conversation
) -> None:
    from tests.dialogs.test_decision import decided

    reference = await red(worker)
    await decided(await someone(house, "deputy"), reference)
    record = await the(house, reference)
    assert (record.status, record.read_at) == (Status.DECIDED, None)
    told = await worker_was_told(house)
    assert "record_decided" in told
    assert "record_read" not in told
    at(house, TUESDAY + timedelta(days=1))
    await run_due_jobs(house)
    assert (await the(house, reference)).responsible_id == "demo-dsl"


async def test_who_becomes_responsible_reads_it_for_themselves(house: House, worker: Conversation) -> None:
    reference = await red(worker)
    deputy = await someone(house, "deputy")
    await deputy.says(f"read {reference}")
    async with house.database.transaction(house.clock()) as tx:
        await people.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
    assert (await the(house, reference)).status is Status.SIGNED

"""A record goes along to another setting, with a receipt on both sides; and a search by name."""

import pytest

from bot.runtime import Runtime
from storage import audit
from storage.queues import outbox
from storage.records import signing
from tests.conversation import TUESDAY, Conversation, someone
from tests.dialogs.incident.test_record import signed
from tests.support.databases import on_both

WHY = {"reason": "The child moves to foster care on Monday; agreed with their social worker."}


async def handed_over(dsl: Conversation, reference: str) -> None:
    await dsl.says(f"hand over {reference}")
    await dsl.says("Demo Fostering Team")
    await dsl.sends(WHY)
    assert "handover.given" in dsl.keys, dsl.transcript


@on_both
async def test_it_is_given_received_and_read_with_the_same_receipt(
    runtime: Runtime, reference: str, dsl: Conversation
) -> None:
    there = await someone(runtime, "foster_dsl")
    await there.says(f"read {reference}")
    assert "inbox.not_found" in there.keys
    await handed_over(dsl, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await signing.by_reference(tx, reference)
        assert [m.key for m in await outbox.waiting_for(tx, "demo-foster_dsl")] == ["record_handed_over"]
    assert record.hash in dsl.reply("handover.given").text
    await there.says("inbox")
    assert reference in there.reply("handover.waiting").text
    await there.says(f"received {reference}")
    assert record.hash in there.reply("handover.received").text
    await there.says("inbox")
    assert "handover.waiting" not in there.keys
    await there.says(f"read {reference}")
    assert "inbox.record" in there.keys
    async with runtime.database.transaction(TUESDAY) as tx:
        assert "handover_received" in [m.key for m in await outbox.waiting_for(tx, "demo-dsl")]
        assert [e.what for e in await audit.entries(tx, record.id)] == [
            "signed", "refused_read", "opened", "handed_over", "handover_received", "read",
        ]  # fmt: skip
        assert (await signing.by_reference(tx, reference)).responsible_id == "demo-dsl", "it stays with who had it"


async def test_it_is_handed_over_once(reference: str, dsl: Conversation) -> None:
    await handed_over(dsl, reference)
    await dsl.says(f"hand over {reference}")
    await dsl.says("Demo Fostering Team")
    await dsl.sends(WHY)
    assert dsl.keys[0] == "handover.already"


@pytest.mark.parametrize("login", ["worker", "worker2", "foster_dsl", "consultation", "manager", "admin"])
async def test_nobody_else_hands_over(runtime: Runtime, reference: str, login: str) -> None:
    other = await someone(runtime, login)
    await other.says(f"hand over {reference}")
    assert {"menu.not_for_you", "inbox.not_found"} & set(other.keys)
    assert not other.asked


async def test_who_received_it_does_not_pass_it_further(runtime: Runtime, reference: str, dsl: Conversation) -> None:
    await handed_over(dsl, reference)
    there = await someone(runtime, "foster_dsl")
    await there.says(f"hand over {reference}")
    await there.says("1")
    await there.sends(WHY)
    assert "handover.given" not in there.keys


async def test_a_search_finds_by_a_name_that_is_nearly_right_and_echoes_nothing(
    reference: str, dsl: Conversation
) -> None:
    await dsl.says("find a child's records")
    await dsl.sends({"name": "Zedd Inventedname", "born": ""})
    assert reference in dsl.reply("search.found").text
    assert "Zed" not in dsl.text


async def test_a_search_finds_nothing_of_another_setting(runtime: Runtime, worker: Conversation) -> None:
    await signed(worker)
    there = await someone(runtime, "foster_dsl")
    await there.says("find a child's records")
    await there.sends({"name": "Zed Inventedname", "born": ""})
    assert "search.nothing" in there.keys


async def test_a_name_typed_into_the_chat_is_no_search(dsl: Conversation) -> None:
    await dsl.says("find a child's records")
    await dsl.says("Zed Inventedname")
    assert dsl.keys[0] == "refusals.form_only"
    assert "Zed" not in dsl.text


async def test_who_had_it_before_and_when_is_not_told_to_the_other_setting(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    """How soon it passed on there would tell how pressing earlier records, which they may not know of, had made it."""
    reference = await signed(worker)
    await handed_over(dsl, reference)
    there = await someone(runtime, "foster_dsl")
    await there.says(f"read {reference}")
    assert "inbox.record" in there.keys
    assert "Who has had it" not in [choice.title for choice in there.reply("inbox.record").choices]
    await there.says(f"read {reference} had")
    assert "Jo Marlowe" not in there.text
    await dsl.says(f"read {reference} had")
    assert "Jo Marlowe (demo), since" in dsl.text

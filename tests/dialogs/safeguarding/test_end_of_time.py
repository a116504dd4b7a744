"""A record at the end of its time, in the chat: it is listed, kept on, or two people let it go."""

from datetime import UTC, datetime

from bot.delivery.retention_review import look
from bot.runtime import Runtime
from storage.records import decisions
from tests.conversation import Conversation, someone
from tests.support.databases import on_both

DUE = datetime(2051, 11, 17, 12, 0, tzinfo=UTC)
"""25 years after the incident: no date of birth is on the form."""


async def fallen_due(runtime: Runtime, *people: Conversation, reference: str) -> None:
    """Decided on and filed long ago."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        dsl = people[0].person
        await decisions.decide(tx, dsl, reference, {"rows": []}, signed_name="Jo Marlowe", seen=0)
        await decisions.file(tx, dsl, reference, "done", seen=1)
    await look(runtime.database, DUE)
    runtime.clock = lambda: DUE


@on_both
async def test_one_asks_with_a_reason_and_another_agrees(runtime: Runtime, dsl: Conversation, reference: str) -> None:
    deputy = await someone(runtime, "deputy")
    await fallen_due(runtime, dsl, deputy, reference=reference)
    await dsl.says("what is due")
    assert f"Record {reference}: due since" in dsl.reply("end_of_time.list").text
    await dsl.says(f"dispose of {reference}")
    await dsl.sends({"why": "Nobody needs it any more."})
    assert dsl.keys == ["dispose.asked"]
    await dsl.says(f"agree to dispose of {reference}")
    assert dsl.keys == ["end_of_time.same_person"]
    await deputy.says("what is due")
    assert "Nobody needs it any more." in deputy.reply("end_of_time.list").text
    await deputy.says(f"agree to dispose of {reference}")
    assert "gone at once and for good" in deputy.reply("end_of_time.sure").text
    await deputy.says("yes")
    assert "Files that were written out from it: 0" in deputy.reply("end_of_time.disposed").text
    for said in (f"read {reference}", f"timeline {reference}", f"agree to dispose of {reference}"):
        await dsl.says(said)
        assert dsl.keys == ["inbox.not_found"]


async def test_it_is_kept_on_for_some_years(runtime: Runtime, dsl: Conversation, reference: str) -> None:
    await fallen_due(runtime, dsl, reference=reference)
    await dsl.says(f"keep on {reference}")
    await dsl.sends({"years": "5", "why": "A claim has been made."})
    assert "until 2056-11-17" in dsl.reply("keep_on.kept").text
    await dsl.says("what is due")
    assert dsl.keys == ["end_of_time.none"]


async def test_without_a_yes_nothing_goes(runtime: Runtime, dsl: Conversation, reference: str) -> None:
    deputy = await someone(runtime, "deputy")
    await fallen_due(runtime, dsl, deputy, reference=reference)
    await dsl.says(f"dispose of {reference}")
    await dsl.sends({"why": "Nobody needs it any more."})
    await deputy.says(f"agree to dispose of {reference}")
    await deputy.says("no")
    await deputy.says("what is due")
    assert reference in deputy.reply("end_of_time.list").text


async def test_from_whoever_answers_for_no_record_the_words_mean_something_else(
    runtime: Runtime, worker: Conversation, reference: str
) -> None:
    await worker.says(f"dispose of {reference}")
    assert not [key for key in worker.keys if "dispose" in key or "end_of_time" in key]

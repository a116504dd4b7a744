"""'It is about the head', said after signing: asked once, done at once, and they learn nothing more."""

from bot.runtime import Runtime
from tests.conversation import Conversation, someone


async def test_the_worker_says_it_and_the_dsl_has_it_no_longer(
    runtime: Runtime, worker: Conversation, dsl: Conversation, reference: str
) -> None:
    await dsl.says(f"read {reference}")
    assert reference in dsl.text
    await worker.says(f"it's about the dsl {reference}")
    assert "you or whoever has it then can take it back" in worker.reply("about_whom.sure").text
    await worker.says("no")
    await dsl.says("inbox")
    assert reference in dsl.text, "nothing without a yes"
    await worker.says(f"about the dsl {reference}")
    await worker.says("yes")
    assert reference in worker.reply("about_whom.marked").text
    for said in ("inbox", f"read {reference}", f"timeline {reference}", f"decide {reference}"):
        await dsl.says(said)
        assert reference not in dsl.text
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {reference}")
    assert "it may be about whoever had it before" in deputy.text or reference in deputy.text
    await worker.says(f"about the dsl {reference} yes")
    assert worker.keys == ["about_whom.known"]


async def test_a_slip_is_taken_back_and_the_dsl_reads_it_again(
    runtime: Runtime, worker: Conversation, dsl: Conversation, reference: str
) -> None:
    await worker.says(f"not about the dsl {reference} yes")
    assert worker.keys == ["about_whom.never_said"]
    await worker.says(f"about the dsl {reference} yes")
    assert f"say “not about the dsl {reference}”" in worker.reply("about_whom.marked").text
    await worker.says(f"it isn't about the dsl {reference}")
    assert "If anybody asked you to take it back, say no" in worker.reply("about_whom.sure_not").text
    await worker.says("no")
    await dsl.says(f"read {reference}")
    assert reference not in dsl.text, "nothing without a yes"
    await dsl.says(f"not about the dsl {reference} yes")
    assert dsl.keys == ["inbox.not_found"], "never by whom it concerns"
    await worker.says(f"not about the dsl {reference}")
    await worker.says("yes")
    assert worker.keys == ["about_whom.taken_back"]
    await dsl.says(f"read {reference}")
    assert reference in dsl.text


async def test_nobody_else_says_it(runtime: Runtime, reference: str) -> None:
    colleague = await someone(runtime, "worker2")
    await colleague.says("hello")
    await colleague.says(f"about the head {reference} yes")
    assert colleague.keys == ["inbox.not_found"]


async def test_without_a_reference_it_tells_of_something(worker: Conversation) -> None:
    await worker.says("it is about the head")
    assert "about_whom.sure" not in worker.keys
    assert "passed_by.kept_from.head" in worker.keys


async def test_without_a_reference_it_puts_right_what_was_told(worker: Conversation) -> None:
    await worker.says("it is about the head")
    await worker.says("it is not about the head")
    assert "about_whom.sure_not" not in worker.keys
    assert "passed_by.no_longer_kept_from.head" in worker.keys

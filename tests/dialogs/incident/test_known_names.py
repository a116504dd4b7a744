"""Whoever names the DSL, deputy or head by name alone is asked whether it is about them, and nothing is taken."""

import pytest

from bot.runtime import Runtime
from storage.queues import outbox
from tests.conversation import TUESDAY, Conversation, someone
from tests.dialogs.incident.test_whose_concern import begun

ASK = "passed_by.by_name.ask"
NAMED = {
    "mr marlowe did it": "about our DSL",
    "it was Jo Marlowe who touched her": "about our DSL",
    "jo marlowe's son is one of them": "a child or friend of our DSL",
    "dont tell mrs marlowe its her nephew": "a child or friend of our DSL",
    "ali penhale has been messaging a girl": "about our deputy DSL",
}
NOT_ABOUT_THEM = (
    "i told ms marlowe",
    "jo marlowe is with her now",
    "mr Inventedname did it",
    "marlow did it",
    "mr stonebeck did it",
)
"""Said to them, somebody else, another name, or somebody of another setting."""


async def test_a_name_of_ones_own_leads_is_asked_about_and_the_button_counts_as_the_words_would(
    runtime: Runtime,
) -> None:
    faults: list[tuple[str, list[str]]] = []
    for said, words in NAMED.items():
        worker = await someone(runtime, "worker")
        await begun(worker, "about", said)
        asked, open_question = [one for one in worker.replies if one.key == ASK], worker.asked
        if not asked or [words in one.title for one in asked[0].choices] != [True]:
            faults.append((said, worker.keys))
            continue
        assert not any(key.startswith(("passed_by.passes_by", "passed_by.kept_from")) for key in worker.keys), said
        await worker.says(asked[0].choices[0].value)
        if (
            not worker.keys[0].startswith(("passed_by.passes_by", "passed_by.kept_from"))
            or worker.asked != open_question
        ):
            faults.append((said, worker.keys))
        for end in ("cancel", "yes"):
            await worker.says(end)
    assert not faults


async def test_what_is_no_concern_about_them_asks_nothing(runtime: Runtime) -> None:
    worker = await someone(runtime, "worker")
    await begun(worker, "about", "nobody")
    faults = []
    for said in NOT_ABOUT_THEM:
        await worker.says(said)
        faults += [said] if ASK in worker.keys else []
    assert not faults


@pytest.mark.parametrize("where", ["opening", "danger_now"])
async def test_once_confirmed_no_alert_reaches_them(runtime: Runtime, worker: Conversation, where: str) -> None:
    await begun(worker, where, "mr marlowe did it, he touched her")
    assert ASK in [reply.key for reply in worker.every]
    await worker.says("It’s about our DSL")
    if not worker.asked:
        await worker.says("describe it now")
    await worker.says("Yes, someone is in danger")
    assert "Marlowe" not in worker.text, worker.transcript
    for _ in range(4):
        await worker.says("I can’t reach them")
    async with runtime.database.transaction(TUESDAY) as tx:
        assert await outbox.waiting_for(tx, "demo-dsl") == []

"""A concern about the DSL, or near them, told in words anywhere: from there on the deputy or head stands everywhere."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from dialogs.turn import Reply
from storage.queues import outbox
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

THE_DSL = re.compile(r"\b(?:your|the) DSL\b|your safeguarding lead|Jo Marlowe|960110", re.IGNORECASE)
MEANT = re.compile(
    r"(?:about|concerns|not|near|against) the DSL|leave the DSL out|the DSL here|accused is the DSL"
    r"|The DSL is also the head|where the DSL can read",
    re.IGNORECASE,
)
"""What speaks of the DSL and sends nobody to them, and what quotes the worker."""
OWN_WORDS = re.compile(r"“[^”]*”")

ABOUT = "it was the dsl who touched her"
TOLD = [
    ABOUT,
    "mr X the dsl did it",
    "its our safeguarding lead",
    "dont tell the dsl its his son",
    "the dsls daughter is one of them",
    "he touched her and the dsl is his mum so i cant tell her",
]


def names_the_dsl(replies: Sequence[Reply]) -> list[str]:
    """Lines that send somebody to the DSL."""
    shown = [line for reply in replies for line in _lines(reply)]
    return [line for line in shown if THE_DSL.search(MEANT.sub("", OWN_WORDS.sub("", _without_typed(line))))]


def _without_typed(line: str) -> str:
    for said in TOLD:
        line = line.replace(said, "")
    return line


def _lines(reply: Reply) -> list[str]:
    form = [reply.dialog.title, reply.dialog.intro, reply.dialog.submit] if reply.dialog else []
    card = re.findall(r"'([^']+)'", str(reply.card.data)) if reply.card else []
    titles = () if reply.key.startswith("guidance") else (choice.title for choice in reply.choices)
    return [*reply.text.splitlines(), *titles, *map(str, form), *card]


async def begun(worker: Conversation, where: str, said: str) -> int:
    """Told there; how many replies there were before it."""
    if where == "opening":
        before = len(worker.every)
        await worker.says(said)
        if not worker.asked:
            await worker.says("describe it now")
        return before
    await worker.says("report")
    if where == "after_urgent":
        await worker.says("Yes, someone is in danger")
    elif where != "danger_now":
        await worker.answers(SCHOOL_CASE, until=where)
    before = len(worker.every)
    await worker.says(said)
    return before


@pytest.mark.parametrize("where", ["opening", "danger_now", "after_urgent", "what_happened", "context"])
async def test_from_there_on_nothing_sends_anybody_to_the_dsl(
    runtime: Runtime, worker: Conversation, where: str
) -> None:
    said = TOLD[len(where) % len(TOLD)]
    before = await begun(worker, where, said)
    for _ in range(60):
        if not worker.asked:
            break
        answer = {"after_urgent": "carry on", "targeted_response": "4", "told_them": "1", "danger_now": "nobody"}.get(
            worker.asked, SCHOOL_CASE.get(worker.asked, "not sure")
        )
        if worker.asked in ("wants_plan", "place"):
            for aside in ("why", "help", "ask whom do i tell", "what next", "summary"):
                await worker.says(aside)
        offers = [choice.value for choice in worker.replies[-1].choices]
        answer = "Use what I wrote" if "was_my_answer" in offers else answer
        await (worker.says(answer) if isinstance(answer, str) else worker.sends(answer))
    assert not worker.asked, worker.transcript
    found = names_the_dsl(worker.every[before:])
    assert found == [], "\n".join(found)
    assert any(reply.key.startswith("passed_by.passes_by") for reply in worker.every[before:]), worker.transcript
    await worker.says("my records")
    assert names_the_dsl(worker.replies) == [], worker.text
    at(runtime, TUESDAY + timedelta(days=2))
    await run_due_jobs(runtime)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await outbox.waiting_for(tx, "demo-dsl") == []
        assert await outbox.waiting_for(tx, "demo-deputy")


@pytest.mark.parametrize("said", TOLD)
@pytest.mark.parametrize("where", ["danger_now", "after_urgent"])
async def test_the_urgent_steps_name_the_deputy(worker: Conversation, where: str, said: str) -> None:
    before = await begun(worker, where, said)
    assert names_the_dsl(worker.every[before:]) == [], worker.transcript
    await worker.says("Yes, someone is hurt" if where == "danger_now" else "later")
    assert names_the_dsl(worker.every[before:]) == [], worker.transcript
    assert "960111" in "\n".join(reply.text for reply in worker.every[before:]), worker.transcript


async def test_a_clock_that_runs_already_no_longer_reaches_the_dsl(runtime: Runtime, worker: Conversation) -> None:
    await begun(worker, "after_urgent", ABOUT)
    at(runtime, TUESDAY + timedelta(hours=3))
    await run_due_jobs(runtime)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await outbox.waiting_for(tx, "demo-dsl") == []
        assert [message.key for message in await outbox.waiting_for(tx, "demo-deputy")] == ["safety_alert"]


async def test_it_can_be_put_right(worker: Conversation) -> None:
    await begun(worker, "about", ABOUT)
    asked = worker.asked
    await worker.says("Not about the DSL")
    assert worker.keys[0] == "passed_by.not_about"
    assert worker.asked == asked, "the open question comes back"
    await worker.says("help")
    assert "then your DSL" in worker.text


@pytest.mark.parametrize("said", ["told the dsl", "the dsl is with her", "cant reach the dsl", "our dsl has them both"])
async def test_what_the_dsl_does_for_the_children_is_no_concern_about_them(worker: Conversation, said: str) -> None:
    await begun(worker, "danger_now", said)
    assert not any(reply.key.startswith("passed_by") for reply in worker.every), worker.transcript


@pytest.mark.parametrize(
    ("said", "never"),
    [("it was the head who touched her", "demo-head"), ("the deputy dsl has been messaging a girl", "demo-deputy")],
)
async def test_an_alert_never_reaches_the_head_or_deputy_whom_it_is_about(
    runtime: Runtime, worker: Conversation, said: str, never: str
) -> None:
    await begun(worker, "danger_now", said)
    await worker.says("Yes, someone is in danger")
    for _ in range(6):
        await worker.says("I can’t reach them")
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await outbox.waiting_for(tx, never) == []


NEAR_THE_HEAD = {
    "its the heads son": "head",
    "the head teacher is his mum": "head",
    "dont tell the head its her nephew": "head",
    "the deputys daughter is one of them": "deputy",
    "it was the head who touched her": "head",
}


async def test_what_is_signed_about_the_head_or_deputy_or_a_child_of_theirs_is_never_theirs_to_see(
    runtime: Runtime, worker: Conversation
) -> None:
    """Also once nobody has read it in time and it passes on, and when they ask for it by its reference."""
    for said, role in NEAR_THE_HEAD.items():
        before = len(worker.every)
        await begun(worker, "how_known", said)
        assert any(reply.key == f"passed_by.kept_from.{role}" for reply in worker.every[before:]), said
        await worker.answers(SCHOOL_CASE)
        (reference,) = re.findall(r"WM-\w{4}-\w\w", worker.every[-2].text + worker.every[-1].text)[:1]
        at(runtime, runtime.clock() + timedelta(days=3))
        await run_due_jobs(runtime)
        them = await someone(runtime, role)
        shown = []
        for asked in ("inbox", "my records", f"read {reference}", f"timeline {reference}"):
            await them.says(asked)
            shown += [them.text]
        assert reference not in "".join(shown).replace(f"read {reference}", ""), (said, shown)
        await them.says(f"read {reference}")
        refused = them.text.replace(reference, "")
        await them.says("read WM-2222-22")
        assert them.text.replace("WM-2222-22", "") == refused, "as if it did not exist"
        async with runtime.database.transaction(runtime.clock()) as tx:
            told = [one.params for one in await outbox.waiting_for(tx, f"demo-{role}")]
            assert reference not in str(told), said


@pytest.mark.parametrize("words", ["Not about the head", "sorry, it isnt about the head"])
async def test_that_it_is_about_the_head_can_be_put_right(worker: Conversation, words: str) -> None:
    await begun(worker, "about", "its the heads son")
    asked = worker.asked
    await worker.says(words)
    assert worker.keys[0] == "passed_by.no_longer_kept_from.head", worker.transcript
    assert worker.asked == asked, "the open question comes back"


@pytest.mark.parametrize(
    "said", ["told the head", "he hit his head", "the head of years son", "rang the head and his mum"]
)
async def test_what_the_head_does_for_the_children_is_no_concern_about_them(worker: Conversation, said: str) -> None:
    await begun(worker, "danger_now", said)
    assert not any(reply.key.startswith("passed_by") for reply in worker.every), worker.transcript


async def test_the_manager_of_a_home_may_be_who_leads_there(runtime: Runtime) -> None:
    carer = await someone(runtime, "foster")
    await begun(carer, "danger_now", "its the manager of the home")
    await carer.says("Yes, someone is in danger")
    assert "Pat Wrenfield" not in carer.text, carer.transcript
    assert "Lee Stonebeck" in carer.text

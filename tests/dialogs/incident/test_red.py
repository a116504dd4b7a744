"""A red begins with one screen: whom to ring, and what not to do meanwhile. It is signed before anything that can wait,
and nobody is left alone with it.
"""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.queues import outbox
from storage.records import addenda, inbox, safety_watch, signing
from storage.records.signing import Record
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

RED = dict(SCHOOL_CASE, context="4", targeted_response="4", told_them="not yet: let me sign first")
NIGHT = TUESDAY.replace(hour=23)


async def told(runtime: Runtime, login: str) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, f"demo-{login}")]


async def red(worker: Conversation) -> Conversation:
    await worker.says("report")
    return await worker.answers(RED, until="told_them")


async def signed(worker: Conversation, until: str = "wants_plan") -> Conversation:
    await worker.says("report")
    return await worker.answers(RED, until=until)


async def record_of(runtime: Runtime, worker: Conversation) -> Record:
    async with runtime.database.transaction(runtime.clock()) as tx:
        (row,) = await inbox.sent_by(tx, worker.person)
        return await signing.by_reference(tx, row.reference)


async def test_one_screen_says_whom_to_ring_and_what_not_to_do(worker: Conversation) -> None:
    await red(worker)
    assert worker.keys == ["view.lead.red", "incident.questions.told_them.ask"]
    screen = worker.reply("view.lead.red").text
    assert screen.startswith("Red.")
    ring, meanwhile = screen.index("Ring:"), screen.index("Until they have answered:")
    assert ring < screen.index("01632 960110") < screen.index("01632 960101") < meanwhile, "the DSL, then social care"
    for said in (
        "Keep the children in sight and apart",
        "do not ask what happened",
        "Delete, wash and tidy away nothing",
    ):
        assert screen.index(said) > meanwhile
    assert len(screen.split()) <= 120
    assert [choice.value for choice in worker.replies[-1].choices] == ["told", "not_reached", "not_yet"]


async def test_then_why_what_to_do_and_the_names_and_only_then_what_can_wait(worker: Conversation) -> None:
    await red(worker)
    await worker.says("I’ve told them")
    assert worker.keys[0] == "red.noted"
    assert worker.keys[1:] == ["view.why_red", "steps.after_view", "incident.questions.identity.ask"]
    await worker.sends(RED["identity"])
    await worker.sends(RED["signature"])
    assert "record.signed" in worker.keys
    asked = []
    while worker.asked:
        asked.append(worker.asked)
        await worker.says(RED[worker.asked])
    assert asked == ["wants_plan", "wants_slot", "view_opinion"]
    assert worker.keys == ["menu.after"]


@pytest.mark.parametrize("said", ["told her", "rang him", "I've told them", "spoke to her"])
async def test_who_was_told_need_not_be_named(worker: Conversation, said: str) -> None:
    await red(worker)
    await worker.says(said)
    assert worker.keys[0] == "red.noted"
    assert worker.asked != "told_them"


async def test_the_words_of_a_button_are_no_account_and_no_name(runtime: Runtime, worker: Conversation) -> None:
    await red(worker)
    for said in ("ok", "sign", "yes send", "sign it", "she told him"):
        await worker.says(said)
        assert worker.asked == "told_them"
    await worker.says("told her")
    await worker.sends(RED["identity"])
    await worker.sends({**RED["signature"], "signed_name": "sign"})
    assert worker.keys[0] == "refusals.signature_missing"
    await worker.sends(RED["signature"])
    kept = [one["words"] for one in (await record_of(runtime, worker)).content["statements"]]
    assert "she told him" in kept
    assert not {"ok", "sign", "yes send", "sign it", "told her"} & set(kept)


async def test_who_has_told_somebody_is_not_asked_again(runtime: Runtime, worker: Conversation) -> None:
    await red(worker)
    await worker.says("I've told them")
    at(runtime, TUESDAY + timedelta(hours=3))
    assert await run_due_jobs(runtime) == 0
    assert await told(runtime, "dsl") == []


@pytest.mark.parametrize(
    "said", ["I can’t reach them", "cant get hold of her, its going to voicemail", "nobody answers"]
)
async def test_who_reaches_nobody_has_a_number_and_the_next_are_asked_to_come(
    runtime: Runtime, worker: Conversation, said: str
) -> None:
    await red(worker)
    await worker.says(said)
    helped = worker.reply("red.next_asked").text
    assert "Jo Marlowe" in helped
    assert "Ali Penhale" in helped
    assert "01632 960101" in helped
    assert await told(runtime, "dsl") == ["safety_alert"]
    assert await told(runtime, "deputy") == ["safety_alert"]
    assert await told(runtime, "head") == []


async def test_at_night_the_number_that_answers_comes_first_and_stands_under_the_signature(
    runtime: Runtime, worker: Conversation
) -> None:
    at(runtime, NIGHT)
    await signed(worker)
    said = worker.reply("record.signed").text
    assert said.index("01632 960102") < said.index("01632 960110")
    assert "in person" not in said
    heard = "\n".join(worker.heard)
    assert heard.index("01632 960102") < heard.index("01632 960110")


async def test_who_signs_first_is_asked_again_and_can_say_it_then(runtime: Runtime, worker: Conversation) -> None:
    await signed(worker, until="")
    at(runtime, TUESDAY + timedelta(minutes=30))
    await run_due_jobs(runtime)
    assert "safety_asked_again" in await told(runtime, "worker")
    await worker.says("i can't reach them")
    assert "red.next_asked" in worker.keys
    await worker.says("I've told them")
    assert "red.noted" in worker.keys
    await worker.says("I've told them")
    assert "red.nothing_waiting" in worker.keys
    at(runtime, TUESDAY + timedelta(days=1))
    before = await told(runtime, "head")
    await run_due_jobs(runtime)
    assert await told(runtime, "head") == before


async def test_who_comes_back_to_it_finds_the_numbers_again(runtime: Runtime, worker: Conversation) -> None:
    await red(worker)
    await worker.says("save and finish later")
    at(runtime, TUESDAY + timedelta(hours=1))
    await worker.says("carry on")
    assert worker.keys == ["menu.where_we_were", "view.lead.red", "incident.questions.told_them.ask"]


async def test_of_the_parents_it_is_an_answer(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(RED, until="parents_told")
    await worker.says("I've told them")
    assert not [key for key in worker.keys if key.startswith("red.")]


async def test_what_was_signed_is_closed(runtime: Runtime, worker: Conversation) -> None:
    await signed(worker)
    for said, key in (("change place", "menu.nothing_to_change"), ("back", "menu.at_the_beginning")):
        await worker.says(said)
        assert worker.keys == [key, "incident.questions.wants_plan.ask"]
    await worker.says("cancel")
    assert worker.keys == ["menu.cancel_asks_signed"]
    await worker.says("yes")
    assert worker.keys[0] == "red.stays"
    assert (await record_of(runtime, worker)).content["place"] == RED["place"]
    assert "Zed" not in worker.transcript


async def test_a_plan_and_another_view_are_added_to_what_was_signed(runtime: Runtime, worker: Conversation) -> None:
    await signed(worker)
    await worker.answers(
        RED, wants_plan="yes", safety_plan={"breaks": "Two adults on duty."}, view_opinion="differ",
        own_view="amber", own_view_reason="It was over in a moment.",
    )  # fmt: skip
    assert worker.keys == ["red.added", "menu.after"]
    record = await record_of(runtime, worker)
    async with runtime.database.transaction(runtime.clock()) as tx:
        (added,) = await addenda.addenda_of(tx, record.id)
    assert "Two adults on duty." in added.text
    assert "sees it as Amber: It was over in a moment." in added.text


async def test_the_dsl_who_writes_is_given_social_care_and_never_sent_to_the_dsl(runtime: Runtime) -> None:
    dsl = await someone(runtime, "dsl")
    await signed(dsl)
    said = "\n".join(line for line in dsl.heard if "view.lead.red" in line or "record.signed" in line)
    assert "01632 960101" in said
    assert "01632 960110" not in said
    assert "Tell the DSL" not in dsl.transcript


async def test_what_next_gives_the_steps_again_also_after_the_end(worker: Conversation) -> None:
    await worker.says("what next")
    assert worker.keys[-1] == "steps.none_signed"
    await worker.says("report")
    await worker.says("what next?")
    assert worker.keys[0] == "steps.not_yet"
    await worker.answers(RED, until="wants_plan")
    await worker.says("what do I do now")
    assert worker.keys == ["view.lead.red", "steps.after_view", "incident.questions.wants_plan.ask"]
    await worker.answers(RED)
    await worker.says("what next")
    assert worker.keys == ["steps.again", "view.lead.red", "steps.after_view"]
    assert "01632 960110" in worker.text


async def test_an_amber_signs_at_the_end_and_has_its_steps_again(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE)
    await worker.says("next steps")
    assert worker.keys == ["steps.again", "steps.after_view"]


async def test_the_first_words_leave_room_for_the_first_question(worker: Conversation) -> None:
    await worker.says("report")
    assert worker.asked == "danger_now"
    assert sum(len(reply.text.split()) for reply in worker.replies[:-1]) <= 130


async def test_after_the_last_was_asked_everybody_knows_that_it_is_open(runtime: Runtime, worker: Conversation) -> None:
    await red(worker)
    await worker.says("2")
    for _ in range(2):
        await worker.says("i can't reach anyone")
    assert "red.everybody_asked" in worker.keys
    async with runtime.database.transaction(runtime.clock()) as tx:
        watch = await safety_watch.last_of(tx, "demo-worker")
    assert watch is not None
    assert watch.alerted_person == "demo-head"

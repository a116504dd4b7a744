"""What a message is about, and what each person may do."""

from math import inf

import pytest

from bot.logs import turn_reference
from bot.runtime import Runtime
from bot.turns import take
from knowledge.lookup.card import Reader
from storage import lookups
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, someone
from tests.support.looked_up import answers_to


async def test_the_greeting_comes_once(worker: Conversation) -> None:
    await worker.says("Hi")
    assert worker.keys == ["menu.greeting", "menu.what_now"]
    await worker.says("hello")
    assert worker.keys == ["menu.hello", "menu.what_now"]


async def test_the_greeting_says_who_sees_what_is_written(worker: Conversation) -> None:
    await worker.says("hello")
    assert "seen by you, and by your DSL once you sign it" in worker.text
    assert "no names in the chat" in worker.text


@pytest.mark.parametrize("said", ["help", "HELP", " Help! ", "?", "menu"])
async def test_help_in_any_casing(worker: Conversation, said: str) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert worker.keys[0] == "menu.help.worker"


async def test_help_in_the_middle_keeps_the_place(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("help")
    assert worker.keys == ["menu.help.open", "incident.questions.place.ask"]


async def test_where_there_is_no_guidance_it_says_so_and_names_a_person(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("when is the best time to plant tulips")
    assert worker.keys == ["menu.no_guidance"]
    assert "Jo Marlowe (demo)" in worker.text


async def test_a_command_with_a_reference_is_one_whoever_types_it(worker: Conversation) -> None:
    for said, key in (("assessment WA-7K2P-QX", "assessment.not_found"), ("lead WA-7K2P-QX", "menu.not_for_you")):
        await worker.says(said)
        assert key in worker.keys
        await worker.says(said.split()[0])
        assert key not in worker.keys


async def test_a_question_about_the_bot_or_whom_to_ring_is_answered_while_something_is_asked(
    worker: Conversation,
) -> None:
    await worker.says("report")
    for said, key in (
        ("who sees this?", "menu.about_bot.who_sees"),
        ("whats the out of hours number", "menu.contacts"),
    ):
        await worker.says(said)
        assert worker.keys[0] == key
        assert worker.keys[-1] == "incident.questions.danger_now.ask"


async def test_a_foster_carer_is_told_who_is_meant_by_the_dsl_and_a_teacher_is_not(runtime: Runtime) -> None:
    carer, teacher = await someone(runtime, "foster"), await someone(runtime)
    for asking in (carer, teacher):
        await asking.says("hello")
        await asking.says("can i promise to keep a secret?")
        assert asking.keys == ["guidance.card"]
    assert "supervising social worker" in carer.text
    assert "supervising social worker" not in teacher.text


async def test_guidance_comes_with_its_source(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("what is a LADO")
    assert worker.keys == ["guidance.card"]
    assert "Source: " in worker.text
    assert "Not yet checked by a practitioner." in worker.text


async def test_a_second_report_asks_what_to_do_with_the_first(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("report")
    assert worker.keys == ["menu.already_open"]
    await worker.says("carry on")
    assert worker.asked == "danger_now"


async def test_what_is_saved_blocks_nothing_and_carry_on_asks_which(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("save")
    await worker.says("report")
    assert worker.keys[0] == "menu.put_aside"
    assert worker.asked == "danger_now"
    await worker.answers(SCHOOL_CASE, until="about")
    await worker.says("save")
    await worker.says("book")
    assert worker.keys[0] == "menu.put_aside"
    await worker.says("save")
    await worker.says("carry on")
    assert worker.keys == ["menu.which_draft"]
    assert [choice.value for choice in worker.replies[-1].choices] == [f"carry on with {at}" for at in (1, 2, 3)]
    await worker.says("carry on with 3")
    assert worker.asked == "place"
    await worker.says("cancel")
    await worker.says("yes")
    assert worker.keys[-1] == "menu.still_saved"
    await worker.says("carry on with 2")
    assert worker.asked == "about"
    await worker.says("save")
    await worker.says("carry on with 9")
    assert worker.keys == ["menu.which_draft"]
    await worker.says("save")
    await worker.says("carry on")
    await worker.says("2")
    assert worker.keys[0] == "menu.where_we_were", "its number alone, after the list"


@pytest.mark.parametrize(
    ("login", "said"),
    [
        ("worker", "inbox"),
        ("worker", "month"),
        ("dsl", "month"),
        ("consultation", "report"),
        ("consultation", "inbox"),
        ("admin", "report"),
        ("admin", "inbox"),
        ("manager", "inbox"),
    ],
)
async def test_what_is_not_part_of_a_role(runtime: Runtime, login: str, said: str) -> None:
    person = await someone(runtime, login)
    await person.says("hello")
    await person.says(said)
    assert person.keys == ["menu.not_for_you"]


async def test_a_repeated_message_changes_nothing_and_gets_the_same_replies(worker: Conversation) -> None:
    await worker.says("report", id="1")
    await worker.says("no", id="2")
    first = worker.replies
    await worker.says("no", id="2")
    assert worker.replies == first
    await worker.says("between children", id="3")
    assert worker.asked == "how_known"


async def test_two_messages_at_once_are_both_taken_in_order(runtime: Runtime, worker: Conversation) -> None:
    import asyncio

    await worker.says("report")
    first, second = await asyncio.gather(
        take(runtime, worker.person, "a", text="no"), take(runtime, worker.person, "b", text="between children")
    )
    assert [first[-1].key, second[-1].key] == ["incident.questions.about.ask", "incident.questions.how_known.ask"]
    assert not runtime._locks, "what kept them in order is gone with them"


async def test_a_mistake_of_ours_changes_nothing_and_repeats_nothing(
    runtime: Runtime, worker: Conversation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await worker.says("report")

    logged: list[str] = []

    async def breaks(*_: object) -> None:
        logged.append(turn_reference.get())
        raise RuntimeError("secret words that were typed")

    with monkeypatch.context() as broken:
        broken.setattr("dialogs.menu.menu.answer", breaks)
        await worker.says("no")
    assert worker.keys == ["problems.unexpected"]
    assert "secret" not in caplog.text + worker.text
    assert "RuntimeError at test_menu.py" in str([vars(record) for record in caplog.records])
    (told,) = [turn for turn in logged if turn in worker.text]
    assert set(logged) == {told}
    await worker.says("no")
    assert worker.asked == "about"


async def test_source_says_what_each_id_is(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("what is a LADO")
    await worker.says("Source")
    assert worker.keys[0] == "guidance.source"
    assert "KCSIE-2026: " in worker.text


async def test_not_what_i_meant_is_kept_without_the_person_and_the_next_card_is_shown(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("hello")
    await worker.says("what is a LADO")
    first = worker.text
    await worker.says("not what I meant")
    assert worker.keys[0] in ("guidance.not_meant", "guidance.not_meant_nothing_else")
    assert worker.text != first
    async with runtime.database.transaction(TUESDAY) as tx:
        (kept,) = await lookups.all_missed(tx)
    assert (kept.question, kept.why) == ("what is a lado", "not_meant")
    assert "demo-worker" not in str(kept)


def title_of(person: Conversation) -> str:
    """A card's title is shown as one, so that 'It has happened before' is no claim."""
    first = person.text.splitlines()[0]
    assert (first.startswith("Guidance: “"), first.endswith("”")) == (True, True), first
    return first.removeprefix("Guidance: “").removesuffix("”")


async def test_more_gives_the_next_card_and_source_then_speaks_of_that_one(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("who do i tell")
    first = title_of(worker)
    await worker.says("more")
    second = title_of(worker)
    assert worker.keys == ["guidance.card"]
    assert second != first
    await worker.says("source")
    assert f"“{second}” rests on" in worker.text


@pytest.mark.parametrize(
    ("login", "reader"),
    [("worker", "worker"), ("dsl", "dsl"), ("deputy", "dsl"), ("manager", "manager"), ("consultation", None)],
)
async def test_cards_for_whoever_asks_come_before_others(runtime: Runtime, login: str, reader: Reader | None) -> None:
    person = await someone(runtime, login)
    await person.says("hello")
    await person.says("who do i tell")
    await person.says("more")
    second = answers_to(runtime.library.guidance, "who do i tell", reader=reader)[1].card
    assert title_of(person) == second.title


async def test_more_comes_to_an_end_and_leaves_the_last_card(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("who do i tell")
    for _ in range(3):
        last = title_of(worker)
        await worker.says("more")
        if worker.keys == ["guidance.nothing_more"]:
            break
    assert worker.keys == ["guidance.nothing_more"]
    await worker.says("source")
    assert f"“{last}” rests on" in worker.text


async def test_where_it_is_not_sure_the_nearest_are_offered_beside_whom_to_ask(
    runtime: Runtime, worker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.lookup.search.SURE", inf)
    monkeypatch.setattr("knowledge.lookup.search.NEAR", -inf)
    await worker.says("hello")
    await worker.says("his nan says hes always been like it")
    assert worker.keys == ["guidance.not_sure"]
    assert "Jo Marlowe (demo)" in worker.text
    async with runtime.database.transaction(TUESDAY) as tx:
        (kept,) = await lookups.all_missed(tx)
    *offered, last = [choice.value for choice in worker.reply("guidance.not_sure").choices]
    assert last == "Describe it now"
    assert (kept.why, runtime.library.guidance.cards[kept.card_shown].title) == (
        "not_sure",
        offered[0].removeprefix("ask "),
    )
    assert 1 <= len(offered) <= 3
    await worker.says(offered[0])
    assert worker.keys == ["guidance.card"]
    assert f"ask {title_of(worker)}" == offered[0]


async def test_where_it_is_not_sure_in_the_middle_the_place_is_kept(
    worker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.lookup.search.SURE", inf)
    monkeypatch.setattr("knowledge.lookup.search.NEAR", -inf)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.says("is his nan right that hes always been like it?")
    assert worker.keys == ["guidance.not_sure", "menu.back_to_where_we_were", "incident.questions.acts.ask"]


async def test_what_may_hold_a_name_is_not_kept_when_it_was_not_meant(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says("does Billy Bloggs need an AIM assessment")
    assert worker.keys == ["guidance.card"]
    await worker.says("not what I meant")
    async with runtime.database.transaction(TUESDAY) as tx:
        assert await lookups.all_missed(tx) == []


async def test_what_was_looked_up_in_vain_is_kept(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("when is the best time to plant tulips")
    async with runtime.database.transaction(TUESDAY) as tx:
        (kept,) = await lookups.all_missed(tx)
    assert kept.why == "nothing_found"


async def test_a_childs_name_in_small_letters_is_not_kept_of_what_was_looked_up(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("when is the best time for zed inventedname or amber to plant tulips")
    async with runtime.database.transaction(TUESDAY) as tx:
        (kept,) = await lookups.all_missed(tx)
    assert not {"zed", "inventedname", "amber", "tulips"} & set(kept.question.split())
    assert "when is the" in kept.question


async def test_source_in_the_middle_keeps_the_place(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.says("what does LADO mean?")
    await worker.says("source")
    assert worker.keys == ["guidance.source", "incident.questions.acts.ask"]


async def test_a_question_at_a_list_is_answered_stays_out_of_the_record_and_comes_back_short(
    worker: Conversation,
) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="targeted_response")
    await worker.says("do i have to tell the parents?")
    assert worker.keys[0].startswith("guidance"), worker.transcript
    assert worker.replies[-1].text == "How did the other child (or each of the others) respond, then and since?"
    assert worker.replies[-1].choices, "with the whole list"
    await worker.says("1")
    await worker.says("summary")
    assert "tell the parents" not in worker.text


async def test_after_change_what_was_picked_is_still_ticked(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="needs")
    await worker.says("change how the children relate")
    assert worker.replies[-1].picked == ("similar", "normally_associate")
    assert worker.replies[-1].note, "how far they have come"


async def test_words_on_a_card_speak_of_no_number(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context")
    await worker.says("zog blim wibble frop")
    assert "number" not in worker.text.lower(), worker.text


async def test_the_dsl_is_not_told_to_ask_themselves(runtime: Runtime, worker: Conversation, dsl: Conversation) -> None:
    for person, asks in ((worker, "Jo Marlowe"), (dsl, "Ali Penhale")):
        await person.says("how do i descale the kettle in the staff room")
        assert asks in person.text, person.transcript
    assert "Jo Marlowe" not in dsl.text

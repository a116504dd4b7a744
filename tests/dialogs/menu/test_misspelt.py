"""Commands with slips and polite words around them: done where nothing is asked, and never where something is."""

import pytest

from bot.runtime import Runtime
from dialogs.menu import misspelt
from dialogs.menu.commands import as_command, whole_commands
from dialogs.menu.registry import registry
from tests.conversation import SCHOOL_CASE, Conversation, someone
from tests.support.databases import on_both


@on_both
@pytest.mark.parametrize(
    ("login", "said", "answered"),
    [
        ("worker", "stauts", "record.mine_none"),
        ("worker", "rcord an incident", "incident.opening"),
        ("worker", "waitng list", "waiting.none"),
        ("worker", "bok a slot", "booking.free"),
        ("worker", "can i see my records please", "record.mine_none"),
        ("dsl", "inbx", "inbox.empty"),
        ("dsl", "opn records", "inbox.empty"),
        ("dsl", "show me new cases", "inbox.empty"),
        ("dsl", "anything for me", "inbox.empty"),
        ("dsl", "chronolgy", "inbox.which_none"),
        ("dsl", "i need to make a decision", "inbox.which_none"),
        ("dsl", "handovr a case", "inbox.which_none"),
        ("dsl", "hand ovr", "inbox.which_none"),
        ("dsl", "seach for a child", "search.questions.child.ask"),
        ("dsl", "im on leave til monday", "away.gone"),
        ("dsl", "im off tomorrow", "away.until_when"),
        ("dsl", "my saftey plans", "plans.none"),
        ("dsl", "show me the regsiter", "to_desk.none"),
        ("consultation", "pakcs", "pack.none_sent"),
        ("consultation", "call bakcs", "call_back.none"),
        ("consultation", "slots for january", "booking.month"),
        ("consultation", "show me decmber", "booking.month"),
        ("consultation", "nxt month", "booking.month"),
        ("consultation", "what do i have tomorrow", "booking.month"),
        ("consultation", "how many slots are left", "booking.month"),
        ("consultation", "take a slot away", "service_slots.questions.which_slot.ask"),
    ],
)
async def test_what_is_meant_is_done(runtime: Runtime, login: str, said: str, answered: str) -> None:
    person = await someone(runtime, login)
    await person.says("hello")
    await person.says(said)
    assert answered in person.keys, person.transcript


@pytest.mark.parametrize("said", ["mouth", "chance my answer", "hand over", "handover", "slut list", "decison"])
async def test_a_word_that_is_one_is_no_slip_and_nobody_gets_what_is_not_theirs(
    worker: Conversation, said: str
) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert worker.keys[0].startswith(("guidance.", "menu.no_guidance")), worker.transcript


@pytest.mark.parametrize(
    "said", ["reprot", "my recrods", "book a slot for tues", "inbx", "she cancled it", "go bakc to his room"]
)
@pytest.mark.parametrize("question", ["what_happened", "place"])
async def test_in_the_place_of_own_words_it_is_the_answer(worker: Conversation, said: str, question: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until=question)
    await worker.says(said)
    assert worker.asked not in ("", question)
    await worker.says("answers")
    assert said in worker.text


@pytest.mark.parametrize(
    ("said", "meant"),
    [("reprot", "report"), ("my recrods", "my records"), ("book a slot for tues", "book")],
)
@pytest.mark.parametrize("question", ["acts", "mutual", "displayed_ages", "noticed_on", "wants_plan"])
async def test_at_another_question_it_is_offered_and_neither_taken_nor_done(
    worker: Conversation, said: str, meant: str, question: str
) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until=question)
    await worker.says(said)
    assert worker.asked == question
    assert [choice.value for choice in worker.reply("menu.did_you_mean_command").choices] == [meant]
    await worker.says("answers")
    assert said not in worker.text


WITH_A_SLIP = {
    "save and finsh later": "menu.saved",
    "contineu": ".ask",
    "can i save for later please": "menu.saved",
    "cary on": ".ask",
    "hlep": "menu.help.open",
    "why do yuo ask": ".why",
    "cancle": "menu.cancel_asks",
}


@pytest.mark.parametrize("question", ["danger_now", "after_urgent", "displayed_ages", "what_happened"])
async def test_a_command_about_the_questions_is_done_with_a_slip_at_every_one(
    worker: Conversation, question: str
) -> None:
    await worker.says("report")
    danger = {"danger_now": "danger"} if question == "after_urgent" else {}
    await worker.answers(SCHOOL_CASE, until=question, **danger)
    for said, answered in WITH_A_SLIP.items():
        await worker.says(said)
        assert any(key.endswith(answered) for key in worker.keys), worker.transcript
        assert "steps.urgent" not in worker.keys
    await worker.says("no")
    assert "menu.cancel_kept" in worker.keys
    await worker.says("bakc")
    await worker.says("answers")
    assert not [said for said in WITH_A_SLIP if said in worker.text]


async def test_change_with_a_slip_asks_that_answer_again(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("chnage the day")
    assert worker.asked == "noticed_on"


async def test_a_slip_in_the_choice_carry_on_is_that_choice(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("danger")
    await worker.says("cary on")
    assert worker.asked == "about"


def test_what_acts_at_once_is_never_guessed() -> None:
    acting = [spelt for spelt in whole_commands() if as_command(spelt)[0] in misspelt.ACTS_AT_ONCE]  # type: ignore[index]
    assert len(acting) > 20
    assert not [
        said for spelt in acting if (said := misspelt.with_a_slip(f"{spelt}x", registry.listener.understanding.is_word))
    ]


@pytest.mark.parametrize("said", ["is this confidential", "who sees this", "can i get advice first", "who do i ring"])
@pytest.mark.parametrize("question", ["what_happened", "displayed_ages", "noticed_on", "place", "mutual"])
async def test_a_question_in_between_stays_out_of_the_record(worker: Conversation, said: str, question: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until=question)
    await worker.says(said)
    assert worker.asked == question
    assert "menu.back_to_where_we_were" in worker.keys, worker.transcript
    await worker.answers(SCHOOL_CASE, until="signature")
    assert said not in worker.text

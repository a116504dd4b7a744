"""With nothing open, in own words: a story, a yes or no to it, a command, a question about the bot, whom to ring."""

import pytest

from bot.runtime import Runtime
from dialogs.guidance import LAW_AND_FIGURES
from tests.conversation import SCHOOL_CASE, Conversation, someone

STORIES = [
    "a boy in my class put his hand down a girls trousers at lunch",
    "she told me her brother touches her at night",
    "I just want to ask, two year 4 boys were showing each other their privates",
]


@pytest.mark.parametrize("told", STORIES)
async def test_a_story_is_a_beginning(worker: Conversation, told: str) -> None:
    await worker.says(told)
    assert worker.keys[-1] == "menu.tell_me"
    assert [choice.title for choice in worker.replies[-1].choices] == ["Describe it now", "Just a question"]
    await worker.says("Describe it now")
    await worker.answers(SCHOOL_CASE, until="what_happened", how_known="saw")
    assert told in worker.reply("incident.you_told").text


async def test_its_words_are_kept_also_after_a_card_was_shown(worker: Conversation) -> None:
    await worker.says(STORIES[0])
    await worker.says("just_a_question")
    assert worker.keys == ["guidance.card"]
    assert "Describe it now" in [choice.title for choice in worker.replies[-1].choices]
    await worker.says("Describe it now")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert STORIES[0] in worker.reply("incident.you_told").text


async def test_two_messages_are_one_story(worker: Conversation) -> None:
    await worker.says(STORIES[0])
    await worker.says("then he kissed another girl in the toilets")
    await worker.says("yes pls")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert STORIES[0] in worker.text
    assert "then he kissed another girl" in worker.text


@pytest.mark.parametrize("said", ["yes pls", "go on then", "yh", "please do", "ok lets do it", "describe it"])
async def test_every_yes_counts(worker: Conversation, said: str) -> None:
    await worker.says(STORIES[0])
    await worker.says(said)
    assert worker.asked == "danger_now"


@pytest.mark.parametrize("said", ["nah ta", "not now", "no thank you", "ill do it tomorrow", "rather not"])
async def test_every_no_counts(worker: Conversation, said: str) -> None:
    await worker.says(STORIES[0])
    await worker.says(said)
    assert worker.keys == ["menu.rather_not"]


async def test_a_question_is_no_yes(worker: Conversation) -> None:
    await worker.says(STORIES[0])
    await worker.says("is this confidential")
    assert worker.keys == ["menu.about_bot.confidential"]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("who sees this", "menu.about_bot.who_sees"),
        ("is it confidential?", "menu.about_bot.confidential"),
        ("are you a person", "menu.about_bot.person"),
        ("how long does it take", "menu.about_bot.how_long"),
        ("can I delete it", "menu.about_bot.delete"),
        ("how do i get the record as a document", "menu.about_bot.document"),
        ("will i get into trouble for reporting", "menu.about_bot.trouble"),
        ("will the family know it was me", "menu.about_bot.my_name"),
        ("what are you for", "menu.about_bot.what_for"),
        ("who is my DSL", "menu.contacts"),
        ("what is the number of social care", "menu.contacts"),
        ("out of hours team number", "menu.contacts"),
        ("thanks", "menu.thanks"),
        ("cheers for that", "menu.thanks"),
        ("sorry", "menu.sorry"),
    ],
)
async def test_questions_about_the_bot_and_its_people_have_answers(
    worker: Conversation, said: str, answered: str
) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert worker.keys == [answered]


async def test_the_numbers_are_the_settings_own(worker: Conversation) -> None:
    await worker.says("number for social care")
    for number in ("01632 960101", "01632 960102", "01632 960110", "Jo Marlowe (demo)"):
        assert number in worker.text


async def test_a_dsl_reads_how_it_is_made_into_a_document(runtime: Runtime) -> None:
    dsl = await someone(runtime, "dsl")
    await dsl.says("hello")
    await dsl.says("how do i get the record as a document")
    assert dsl.keys == ["menu.about_bot_for_dsl.document"]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("i want to report something", "incident.opening"),
        ("reprot", "incident.opening"),
        ("my recrods", "record.mine_none"),
        ("book a slot for tues", "booking.free"),
    ],
)
async def test_commands_in_own_words(worker: Conversation, said: str, answered: str) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert worker.keys[0] == answered


async def test_law_and_figures_never_come_first_for_an_account(worker: Conversation) -> None:
    cards = worker.runtime.library.guidance.cards.values()
    titles = {card.title for card in cards if card.subject in LAW_AND_FIGURES}
    await worker.says("hello")
    for told in (
        *STORIES,
        "a 13 year old had sex with his girlfriend, she is 12",
        "he sent a nude of her to his mates",
    ):
        await worker.says(told)
        await worker.says("just a question")
        assert not [title for title in titles if worker.text.startswith(f"Guidance: “{title}”")], worker.transcript
        await worker.says("no thanks")

"""What people really type: half sentences, a yes with a story, two ages for one child, and what is no answer at all."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.interview.answers import NOT_KNOWN, Choices, Heard, OwnWords, Refusal
from dialogs.interview.parsing.ages import Ages
from tests.conversation import SCHOOL_CASE, Conversation

NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
SPELT = {"yes": ("Yes",), "no": ("No", "nope"), "not_sure": ("Not sure",), "none": ("None of these", "none")}
ONE = Choices(lambda _: ("yes", "no", "not_sure"))
MANY = Choices(lambda _: ("yes", "no", "none"), many=True, words_wanted=True)


def ages(text: str) -> Any:
    heard = Ages().read("ages", text, {}, {}, NOW)
    return heard.answers["ages"] if isinstance(heard, Heard) else heard.key


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "14": ["14"],
        "13?": ["13"],
        "13 and 9": ["13", "9"],
        "14, 13, not sure": ["14", "13", NOT_KNOWN],
        "dunno": [NOT_KNOWN],
        "13/14": "one_or_two",
        "15 or 16": "one_or_two",
        "yr 9": "school_year",
        "reception": "school_year_named",
        "17": ["17"],
        "18": "adult_age",
        "45": "adult_age",
        "six": "needs_age",  # own words are the understanding's
        "": "needs_age",
        "1,2,3,4,5,6,7,8,9": "too_many_children",
    }.items(),
)
def test_ages_in_digits(said: str, meant: Any) -> None:
    assert ages(said) == meant


def test_several_children_are_read_back() -> None:
    heard = Ages().read("ages", "13 and 14", {}, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.said_back == "13, 14"


@pytest.mark.parametrize(
    ("said", "picked", "words"),
    [
        ("yes", "yes", ""),
        ("1?", "yes", ""),
        ("nope", "no", ""),
        ("2: at the end of PE", "no", "at the end of PE"),
    ],
)
def test_what_is_exact_is_read_with_its_words(said: str, picked: str, words: str) -> None:
    assert ONE.read("q", said, {}, SPELT, NOW) == Heard({"q": picked}, words)


@pytest.mark.parametrize(
    ("said", "picked", "words"),
    [
        ("1, 2", ["yes", "no"], ""),
        ("1 and 2", ["yes", "no"], ""),
        ("1 2", ["yes", "no"], ""),
        ("1, 2: because she said so", ["yes", "no"], "because she said so"),
        ("none", ["none"], ""),
    ],
)
def test_several_picks_with_words_after(said: str, picked: list[str], words: str) -> None:
    assert MANY.read("q", said, {}, SPELT, NOW) == Heard({"q": picked}, words)


@pytest.mark.parametrize("said", ["yes shes hurt", "yes: shes hurt", "2 kids", "3 boys ganged up on one", "no 2"])
def test_a_first_word_or_digit_alone_decides_nothing(said: str) -> None:
    assert isinstance(ONE.read("q", said, {}, SPELT, NOW), Refusal)


def test_none_does_not_go_with_another() -> None:
    assert MANY.read("q", "1, 3", {}, SPELT, NOW) == Refusal("none_and_some")


@pytest.mark.parametrize("digits", ["1" * 5_000 + "!", "9 " * 1_900 + "x", "07700 900123 07700 900456 07700 900789"])
def test_a_long_row_of_digits_is_only_a_wrong_answer(digits: str) -> None:
    """A pattern once tried every way to cut it, and stopped the service for everybody. If that is back, this hangs."""
    assert isinstance(ONE.read("q", digits[:4_000], {}, SPELT, NOW), Refusal)


@pytest.mark.parametrize("value", [None, True, {"a": 1}, [None], 1.5, [[]]])
@pytest.mark.parametrize("reader", [ONE, MANY, OwnWords(), Ages()])
def test_what_is_no_text_is_no_answer(reader: Any, value: Any) -> None:
    """`null` once became the word 'None', which is a choice."""
    assert isinstance(reader.read("q", {"answer": value}, {}, SPELT, NOW), Refusal)


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (ONE, MANY, OwnWords(), Ages()):
        assert isinstance(reader.read("q", text, {}, SPELT, NOW), Heard | Refusal)


# -- in the conversation -------------------------------------------------------------------------------------------


async def test_words_that_were_not_understood_twice_are_all_kept(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="targeted_response")
    await worker.says("miss jumped up straight away")
    await worker.says("there were bags on the floor")
    await worker.says("3")
    await worker.says("summary")
    assert "“miss jumped up straight away” “there were bags on the floor”" in worker.text


async def test_words_beside_a_plain_choice_are_kept_too(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says("no she said stop and he laughed")
    await worker.says("no")
    await worker.says("summary")
    assert "no she said stop and he laughed" in worker.text


async def test_picks_typed_as_numbers_are_said_back(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context")
    await worker.says("4")
    assert worker.keys[0] == "menu.heard"
    assert "Force, threats" in worker.text


async def test_what_none_rules_out_is_said_back(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context")
    await worker.says("none")
    assert "incident.none_means.context" in worker.keys


async def test_no_is_not_an_answer_to_how_a_child_responded(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="targeted_response")
    await worker.says("no")
    assert worker.asked == "targeted_response"


async def test_what_a_child_said_is_asked_plainly(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="told_them", how_known="a child told me", child_said="yes")
    assert "view.lead.red" in worker.keys


async def test_morning_is_a_time_and_not_a_greeting(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="noticed_at")
    await worker.says("morning")
    assert worker.asked == "place"


@pytest.mark.parametrize(
    "story",
    [
        "Got told by a pupil that he touched her",
        "Open door of the store room, I saw them",
        "Read with the class when it happened",
        "Ask her to stop, she said to him, but he went on",
        "Stop.",
    ],
)
async def test_a_story_that_begins_like_a_command_is_the_story(worker: Conversation, story: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says(story)
    assert worker.asked == "noticed_on", worker.transcript


async def test_a_question_to_delete_does_not_outlive_another_answer(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("cancel")
    await worker.sends({"answer": "The hall"})
    await worker.says("yes")
    assert worker.asked == "context", "'yes' answered the question, it deleted nothing"


async def test_a_child_who_may_hurt_themselves_comes_before_the_form(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says('Child B said "i want to die"')
    assert worker.keys[0] == "incident.self_harm"
    assert "01632 960102" in worker.text, "the out-of-hours team"
    assert worker.asked == "noticed_on"


async def test_a_hard_moment_gets_a_kind_word(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says("im shaking fuck this")
    assert worker.keys[0] == "incident.hard"


async def test_a_short_word_while_something_is_saved_is_no_look_up(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("danger")
    await worker.says("later")
    assert "999" in worker.text
    await worker.says("ok police coming")
    assert worker.keys == ["menu.paused"]


async def test_a_story_before_anybody_asked_is_offered_the_questions(worker: Conversation) -> None:
    await worker.says("hello")
    await worker.says(
        "so today in the corridor one of my year nines put his hand up a girls skirt and she pushed him away and ran"
    )
    assert worker.keys == ["menu.tell_me"]


async def test_several_different_children_is_no_first_time(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="view_opinion", before="4")
    assert "view.contradiction" not in worker.keys

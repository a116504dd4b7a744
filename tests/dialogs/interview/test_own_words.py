"""Answers in own words, inside an open interview: taken and said back, asked 'Did you mean ...?', or asked again."""

import pytest

from dialogs import conversations  # noqa: F401  conversations register themselves
from dialogs.incident.questions import INCIDENT
from dialogs.interview import meaning
from dialogs.interview.answers import Heard
from dialogs.interview.frame import Frame, open_frame
from dialogs.menu.registry import registry
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation


async def at(worker: Conversation, question: str) -> Conversation:
    await worker.says("report")
    return await worker.answers(SCHOOL_CASE, until=question)


@pytest.mark.parametrize(
    ("question", "said", "meant"),
    [
        ("about", "two lads", "Something between children"),
        ("about", "3 boys ganged up on one", "Something between children"),
        ("how_known", "saw it myself", "I saw or heard it"),
        ("how_known", "read it in her journal", "I found something"),
        ("acts", "kissing", "Kissing or hugging"),
        ("before", "no hes done it before", "It has happened before"),
        ("before", "never before", "First time"),
        ("displayed_ages", "13 too", "13"),
        ("displayed_ages", "six", "6"),
        ("displayed_ages", "he's 9", "9"),
        ("displayed_ages", "9 yrs old", "9"),
        ("displayed_ages", "about 12", "12"),
        ("displayed_ages", "eighteen months", "1"),
        ("mutual", "not really", "No"),
    ],
)
async def test_what_is_sure_is_taken_and_said_back_with_change_beside_it(
    worker: Conversation, question: str, said: str, meant: str
) -> None:
    await (await at(worker, question)).says(said)
    assert worker.asked != question, worker.transcript
    heard = worker.reply("menu.heard")
    assert meant in heard.text
    await worker.says(heard.choices[0].value)
    assert worker.asked == question, worker.transcript


@pytest.mark.parametrize(
    "said",
    [
        "no shes hurt", "nobody is safe in this house tbh", "yes", "no idea, i ran", "99",
        "a lad was touching a girl", "what counts as danger?", "not safe", "i think so",
    ],
)  # fmt: skip
async def test_only_a_clear_safe_is_safe(worker: Conversation, said: str) -> None:
    await (await at(worker, "danger_now")).says(said)
    assert worker.reply("steps.urgent")
    assert worker.asked in ("danger_now", "after_urgent"), worker.transcript


async def test_the_urgent_steps_are_shown_once_and_the_dsl_hears_if_nothing_more_is_said(worker: Conversation) -> None:
    await (await at(worker, "danger_now")).says("a lad was touching a girl")
    assert "999" in worker.text
    await worker.says("a lad was touching a girl i said")
    assert "steps.urgent" not in worker.keys
    await worker.says("cancel")
    await worker.says("yes")
    assert worker.keys[0] == "menu.cancelled_alerted"


@pytest.mark.parametrize("first", ["no shes hurt", "a lad was touching a girl"])
async def test_everyone_is_safe_undoes_it(worker: Conversation, first: str) -> None:
    await (await at(worker, "danger_now")).says(first)
    await worker.says("no, everyone is safe")
    assert worker.asked == "about", worker.transcript
    await worker.says("summary")
    assert "safety: No, everyone is safe now" in worker.text


async def test_a_no_to_did_you_mean_is_never_safe(worker: Conversation) -> None:
    await (await at(worker, "acts")).says("he put his hand somewhere on her")
    assert "Did you mean" in worker.text, worker.transcript
    await worker.says("no")
    assert worker.asked == "acts"
    assert len(worker.replies[-1].choices) > 4, "the whole list"


async def test_what_was_offered_is_picked_by_its_number_or_name_and_keeps_the_words(worker: Conversation) -> None:
    said = "kissing and maybe he touched her bum over her skirt"
    await (await at(worker, "acts")).says(said)
    offered = worker.replies[-1]
    assert offered.choices[-1].title == "Show the whole list"
    assert 1 < len(offered.choices) <= 4
    await worker.says("1")
    assert worker.asked != "acts", worker.transcript
    await worker.says("summary")
    assert f"{offered.choices[0].title}. “{said}”" in worker.text


async def test_two_of_an_age_are_read_back_as_two_children(worker: Conversation) -> None:
    await (await at(worker, "displayed_ages")).says("twins, 7")
    assert "7, 7" in worker.reply("incident.read_back_children").text


@pytest.mark.parametrize("said", ["both 4", "2 kids together, 9 and 9"])
async def test_both_children_are_not_two_who_did_it(worker: Conversation, said: str) -> None:
    await (await at(worker, "displayed_ages")).says(said)
    assert worker.asked == "displayed_ages" or worker.replies[-1].choices, worker.transcript
    one, both = (choice.title for choice in worker.replies[-1].choices)
    assert both == f"{one}, {one}"
    await worker.says(one)
    assert worker.asked == "targeted_ages", worker.transcript


async def test_a_school_year_comes_with_its_two_ages(worker: Conversation) -> None:
    await (await at(worker, "displayed_ages")).says("yr 9")
    assert [choice.title for choice in worker.replies[-1].choices] == ["13", "14"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("boundary_response", "got him to show me where"),
        ("boundary_response", "called them and out they came"),
        ("how_known", "read it in her journal"),
        ("after_urgent", "got them apart, on call is ringing back"),
        ("place", "open area behind the sports hall"),
        ("place", "change room by the pool, nobody else"),
        ("boundary_response", "ask her to stop, i said"),
        ("boundary_response", "edit suite was locked by me"),
    ],
)
async def test_an_answer_that_begins_like_a_command_is_an_answer(
    worker: Conversation, question: str, said: str
) -> None:
    if question == "after_urgent":
        await worker.says("report")
        await worker.says("danger")
    else:
        await at(worker, question)
    await worker.says(said)
    assert not {"menu.not_for_you", "menu.change_none", "menu.no_guidance"} & set(worker.keys), worker.transcript
    # it was taken, or its words are kept for the choice that is picked now
    if worker.asked == question:
        await worker.says("1")
    await worker.says("summary")
    assert said in worker.text or worker.transcript.count("I have:"), worker.transcript


async def test_a_command_that_is_unmistakable_is_one_though_a_question_is_open(worker: Conversation) -> None:
    await at(worker, "place")
    await worker.says("change day")
    assert worker.asked == "noticed_on"
    await worker.says("yesterday")
    await worker.says("ask harmless sexual play")
    assert "guidance.card" in worker.keys, worker.transcript


async def test_a_question_in_between_stays_out_of_the_record(worker: Conversation) -> None:
    await (await at(worker, "context")).says("does it count as planned if he told a mate?")
    assert worker.asked == "context"
    await worker.says("1")
    await worker.says("summary")
    assert "told a mate" not in worker.text


async def test_a_try_that_was_refused_is_kept_apart_from_a_sentence_that_was_understood(worker: Conversation) -> None:
    await (await at(worker, "before")).says("there was a wet break")
    assert worker.asked == "before", worker.transcript
    await worker.says("no hes done it before")
    await worker.says("summary")
    assert "“there was a wet break” “no hes done it before”" in worker.text


async def test_what_was_said_in_passing_is_offered_at_its_question_and_never_taken(
    worker: Conversation,
) -> None:
    told = "Child A held Child B down. She was crying and told him to stop but he carried on."
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context", what_happened=told)
    assert told in worker.text
    assert [choice.title for choice in worker.replies[-1].choices] == ["Yes", "Show the whole list"]
    await worker.says("summary")
    assert "how it came about:" not in worker.text
    await worker.says("yes")
    assert worker.asked == "relationship", worker.transcript
    assert "Force, threats" in worker.text


async def test_a_no_to_what_was_said_earlier_brings_the_list_and_it_is_not_offered_again(worker: Conversation) -> None:
    told = "Child A held Child B down. She was crying and told him to stop but he carried on."
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context", what_happened=told)
    await worker.says("no")
    assert worker.asked == "context"
    assert "You said earlier" not in worker.text
    assert len(worker.replies[-1].choices) > 4
    await worker.says("2")
    assert worker.asked == "relationship"


async def test_back_from_words_said_earlier_asks_the_question_before(worker: Conversation) -> None:
    """It failed with an unexpected error: nothing was said earlier of the question that it goes back to."""
    told = "Child A held Child B down. She was crying and told him to stop but he carried on."
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context", what_happened=told)
    assert "You said earlier" in worker.text
    await worker.says("back")
    assert worker.asked == "mutual", worker.transcript
    assert "You said earlier" not in worker.text
    await worker.says("no")
    assert worker.asked == "context"


async def test_the_other_childs_age_is_carried_to_its_question(worker: Conversation) -> None:
    await (await at(worker, "displayed_ages")).says("both 4")
    await worker.says("4")
    assert worker.asked == "targeted_ages"
    assert "You said earlier: “both 4”" in worker.text
    await worker.says("yes")
    assert worker.asked == "acts"
    await worker.says("summary")
    assert "age of the other child: 4" in worker.text


@pytest.mark.parametrize(
    ("offered", "said", "picked"),
    [
        (["planned", "kept_secret", "not_sure"], "both", ["planned", "kept_secret"]),
        (["planned", "kept_secret", "egged_on"], "all three", ["planned", "kept_secret", "egged_on"]),
        (["planned", "kept_secret", "egged_on"], "both", None),
    ],
)
def test_both_of_what_was_offered_beside_not_sure_are_both(
    offered: list[str], said: str, picked: list[str] | None
) -> None:
    """'Not sure' is offered beside two choices, and is none of 'both'; which two of three is not plain."""
    frame: Frame = {
        **open_frame("incident", "1", TUESDAY),
        "answers": {"danger_now": "nobody", "about": "with_another"},
        "at": "context",
        "offered": {"context": offered},
    }
    new, heard = meaning.hear(lambda: registry.listener, INCIDENT, frame, said, TUESDAY)
    assert new["answers"].get("context") == picked
    assert isinstance(heard, Heard) is bool(picked)

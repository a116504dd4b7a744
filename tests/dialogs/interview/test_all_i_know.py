"""'That's all I know', 'as I said', and what was typed and never taken: asked again, or kept beside the answer."""

import re

import pytest

from tests.conversation import SCHOOL_CASE, Conversation
from tests.dialogs.interview.test_own_words import at


async def test_that_is_all_i_know_leaves_what_decides_nothing_as_not_known(worker: Conversation) -> None:
    await (await at(worker, "noticed_on")).says("thats all i know")
    assert worker.keys[0] == "menu.all_you_know"
    asked = []
    while worker.asked != "view_opinion":
        asked.append(worker.asked)
        await worker.says(str(SCHOOL_CASE[worker.asked]))
    assert asked == ["mutual", "context", "targeted_response"], worker.transcript
    await worker.says("summary")
    assert "day: not known" in worker.text
    assert "place and who was near: not known" in worker.text


async def test_said_at_what_is_asked_all_the_same_it_stands_as_not_known_and_goes_on(worker: Conversation) -> None:
    await at(worker, "displayed_ages")
    asked = []
    for _ in range(6):
        asked.append(worker.asked)
        await worker.says("that's all i know")
        assert worker.asked not in asked, worker.transcript
    assert asked[:3] == ["displayed_ages", "targeted_ages", "acts"]
    await worker.says("summary")
    for label in ("age of the child who did it", "age of the other child", "kind of behaviour"):
        assert re.search(rf"{label}: (?:not known|not sure)", worker.text, re.IGNORECASE), worker.text


async def test_whether_anybody_is_in_danger_is_asked_all_the_same(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("that's all i know")
    assert worker.asked == "danger_now"


async def test_after_it_the_record_can_still_be_signed(worker: Conversation) -> None:
    await (await at(worker, "noticed_on")).says("that's all i know")
    await worker.answers(SCHOOL_CASE)
    assert "record.signed" in worker.keys, worker.transcript


@pytest.mark.parametrize("answer", ["not sure", "none of these"])
async def test_what_raises_the_view_is_not_lost_with_a_none_that_follows(worker: Conversation, answer: str) -> None:
    said = "force maybe, and he told him to keep quiet or he's dead"
    await (await at(worker, "context")).says(said)
    assert "Did you mean" in worker.text, worker.transcript
    await worker.says(answer)
    assert worker.keys[0] == "refusals.left_out"
    assert worker.asked == "context"
    await worker.says(answer)
    assert worker.asked == "relationship", "it is asked once"
    await worker.says("summary")
    assert f"“{said}”" in worker.text


async def test_as_i_said_finds_what_was_said(worker: Conversation) -> None:
    case = {**SCHOOL_CASE, "what_happened": "Child A held Child B down and threatened them."}
    await worker.says("report")
    await worker.answers(case, until="context")
    await worker.says("show the whole list")
    await worker.says("as i said")
    assert "Did you mean: “Force, threats" in worker.text, worker.transcript


async def test_a_button_typed_where_something_is_to_be_told_tells_nothing(worker: Conversation) -> None:
    await (await at(worker, "what_happened")).says("Show the whole list")
    assert worker.keys[0] == "refusals.needs_words"


async def test_the_age_of_who_did_it_is_put_right_at_the_other_childs_age(worker: Conversation) -> None:
    await (await at(worker, "targeted_ages")).says("no the older one who did it is 15")
    assert worker.asked == "targeted_ages"
    await worker.says("12")
    await worker.says("summary")
    assert "age of the child who did it: 15" in worker.text
    assert "age of the other child: 12" in worker.text


@pytest.mark.parametrize(("said", "asked"), [("change danger", "danger_now"), ("change ages of who did it", "")])
async def test_change_knows_a_part_of_a_name(worker: Conversation, said: str, asked: str) -> None:
    await (await at(worker, "acts")).says(said)
    assert worker.asked == (asked or "acts"), worker.transcript


async def test_a_name_typed_after_which_one_changes_that_answer(worker: Conversation) -> None:
    await (await at(worker, "mutual")).says("change age")
    assert worker.keys[0] == "menu.change_which"
    await worker.says("age of the other child")
    assert worker.asked == "targeted_ages", worker.transcript


async def test_the_day_has_buttons_and_a_time_said_there_is_kept_for_its_question(worker: Conversation) -> None:
    await at(worker, "noticed_on")
    assert [choice.title for choice in worker.replies[-1].choices] == ["Today", "Yesterday"]
    await worker.says("about 2ish")
    assert worker.keys[0] == "refusals.needs_day_too"
    await worker.says("Yesterday")
    assert "“14:00”. Is that right?" in worker.text, worker.transcript
    await worker.says("yes")
    assert worker.asked == "place"
    await worker.says("summary")
    assert "time: 14:00" in worker.text


async def test_the_weekend_asks_which_of_its_days(worker: Conversation) -> None:
    await (await at(worker, "noticed_on")).says("over the weekend")
    saturday, _ = worker.replies[-1].choices
    await worker.says(saturday.title)
    assert worker.asked == "noticed_at", worker.transcript


async def test_what_may_be_skipped_has_a_button_for_it(worker: Conversation) -> None:
    await at(worker, "other_actions")
    assert [choice.title for choice in worker.replies[-1].choices] == ["Skip"]
    await worker.says("Skip")
    assert worker.asked == "view_opinion"


@pytest.mark.parametrize(
    ("told", "did", "other"),
    [
        ("a 14 year old boy put his hand up an 11 year old girls skirt", ["14"], ["11"]),
        ("a yr 8 boy grabbed a 12 year old girls bum", ["12", "13"], ["12"]),
        ("a 9 year old was touched by a 14 year old in the toilets", ["14"], ["9"]),
    ],
)
async def test_ages_of_a_story_are_offered_where_their_questions_come(
    worker: Conversation, told: str, did: list[str], other: list[str]
) -> None:
    await worker.says(told)
    await worker.says("describe it now")
    await worker.answers(SCHOOL_CASE, until="displayed_ages")
    assert [choice.title for choice in worker.replies[-1].choices] == did, worker.transcript
    await worker.says(did[0])
    assert [choice.title for choice in worker.replies[-1].choices] == other, worker.transcript

"""A worker who tells what happened before anybody asked: it is kept, and offered where its question comes."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at

STORY = (
    "so today in the corridor one of my year nines put his hand up a girls skirt and she pushed him away "
    "and ran off to find me"
)


@pytest.mark.parametrize("said", ["yes", "Yes please", "yeah, shes with me now", "ok", "carry on", "report"])
async def test_yes_starts_with_the_safety_question(worker: Conversation, said: str) -> None:
    await worker.says(STORY)
    assert worker.keys[-1] == "menu.tell_me"
    await worker.says(said)
    assert worker.asked == "danger_now"


async def test_what_was_told_need_not_be_written_twice(worker: Conversation) -> None:
    await worker.says(STORY)
    await worker.says("yes")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert STORY in worker.reply("incident.you_told").text
    assert [c.title for c in worker.replies[-1].choices] == ["Use what I wrote"]
    await worker.says("Use what I wrote")
    assert worker.asked == "noticed_on"
    await worker.says("summary")
    assert STORY in worker.text


async def test_it_is_kept_while_the_worker_goes_back_and_can_be_written_afresh(worker: Conversation) -> None:
    await worker.says(STORY)
    await worker.says("yes")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says("back")
    await worker.says("4")
    assert [c.title for c in worker.replies[-1].choices] == ["Use what I wrote"]
    await worker.says("Child A put a hand up the skirt of Child B.")
    await worker.says("summary")
    assert STORY not in worker.text


async def test_no_leaves_nothing_behind(worker: Conversation) -> None:
    await worker.says(STORY)
    await worker.says("no thanks")
    assert worker.keys == ["menu.rather_not"]
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert "incident.you_told" not in worker.keys


async def test_half_an_hour_later_it_is_not_put_into_another_incident(runtime: Runtime, worker: Conversation) -> None:
    await worker.says(STORY)
    at(runtime, TUESDAY + timedelta(minutes=45))
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert "incident.you_told" not in worker.keys


@pytest.mark.parametrize("said", ["yes", "no", "1", "13, 14", "nope", "08:15", "?!"])
async def test_a_bare_answer_where_nothing_was_asked_is_no_look_up(worker: Conversation, said: str) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert worker.keys in (["menu.nothing_open"], ["menu.help.worker"])


async def test_a_bare_no_in_the_wrong_place_is_not_kept_as_a_childs_words(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="displayed_response")
    await worker.says("yes")
    assert worker.keys[0] == "refusals.pick_many"
    await worker.says("2")
    await worker.says("summary")
    assert "“yes”" not in worker.text


async def test_what_a_story_says_for_later_questions_is_offered_where_they_come(worker: Conversation) -> None:
    await worker.says("one of my year 8s just told me another lad put his hand down her trousers and she froze")
    await worker.says("describe it now")
    await worker.answers(SCHOOL_CASE, until="acts", how_known="saw")
    assert "menu.earlier" in worker.keys or "You said earlier" in worker.text, worker.transcript
    await worker.says("yes")
    assert worker.asked != "acts", worker.transcript
    assert "ouching under clothing" in worker.text


async def test_ages_that_were_said_where_something_else_was_asked_are_offered_at_their_questions(
    worker: Conversation,
) -> None:
    for said in ("report", "no", "between children", "both 13"):
        await worker.says(said)
    assert worker.asked == "how_known"
    await worker.says("saw it")
    for question in ("displayed_ages", "targeted_ages"):
        assert worker.asked == question
        assert "You said earlier: “both 13”" in worker.text
        await worker.says("yes")
    await worker.says("summary")
    assert "age of the child who did it: 13" in worker.text
    assert "age of the other child: 13" in worker.text


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("it was the dsl who touched her", "The adult accused is the DSL"),
        ("our head teacher has been kissing a pupil and she told me today", "The adult accused is the head"),
        (
            "the home manager got into bed with one of our lads last night",
            "The adult accused is the manager of the home",
        ),
    ],
)
async def test_where_an_adult_is_accused_nobody_is_sent_to_the_dsl_first(
    worker: Conversation, said: str, title: str
) -> None:
    await worker.says(said)
    assert worker.keys[-1] == "guidance.card"
    assert title in worker.text
    assert "then your DSL" not in worker.replies[-1].text
    await worker.says("Describe it now")
    assert worker.asked == "danger_now"


@pytest.mark.parametrize(
    ("said", "passed_by"),
    [
        ("the dsl's own son touched a girl in year 5", "passed_by.passes_by.near"),
        ("a boy whose mum is the dsl touched a girl", "passed_by.passes_by.near"),
        ("the head's daughter was kissing a boy in year 8", "passed_by.kept_from.head"),
    ],
)
async def test_a_child_of_the_dsl_or_head_is_a_child_and_no_adult_is_accused(
    worker: Conversation, said: str, passed_by: str
) -> None:
    await worker.says(said)
    assert worker.keys[-2:] == [passed_by, "menu.tell_me"], worker.transcript
    await worker.says("describe it now")
    await worker.says("no")
    assert worker.asked == "about"
    assert "An adult’s behaviour, or an adult behind it" not in worker.text.partition("Is that right?")[0]


async def test_who_says_that_the_dsl_hurt_their_own_child_is_not_taken_for_that(worker: Conversation) -> None:
    await worker.says("the dsls son says the dsl touched him")
    assert worker.keys[-2:] == ["passed_by.passes_by.about", "guidance.card"], worker.transcript
    assert "The adult accused is the DSL" in worker.text


@pytest.mark.parametrize("asked", ["is it normal?? what do i do", "just want to know if its normal"])
@pytest.mark.parametrize("before", [["informal talk", "nobody"], ["a boy in year 4 keeps touching girls bottoms"]])
async def test_nothing_is_called_healthy_while_a_worry_is_open(
    worker: Conversation, before: list[str], asked: str
) -> None:
    for said in before:
        await worker.says(said)
    await worker.says(asked)
    assert "healthy (green) behaviour" not in worker.text
    assert "Is it green, amber or red?" in worker.text or "guidance.card" not in worker.keys


async def test_who_asks_after_green_itself_reads_of_it(worker: Conversation) -> None:
    await worker.says("it came out green now what")
    assert "It was healthy (green) behaviour" in worker.text


@pytest.mark.parametrize("said", ["yes", "yes send", "ok"])
async def test_a_yes_long_after_the_question_starts_nothing(worker: Conversation, said: str) -> None:
    await worker.says(STORY)
    await worker.says("my bookings")
    await worker.says(said)
    assert worker.keys == ["menu.nothing_open"]
    assert worker.asked == ""


async def test_what_is_plain_from_a_story_is_offered_and_as_i_said_is_a_yes(worker: Conversation) -> None:
    await worker.says("incident yesterday, 2 boys aged 8 in the toilets showing each other their bits")
    await worker.says("yeh do it now")
    assert "menu.urgent" not in worker.keys, worker.transcript
    await worker.says("no")
    assert "“Something between children”" in worker.text
    await worker.says("as i said")
    assert worker.asked == "how_known"
    await worker.answers(SCHOOL_CASE, until="noticed_on", acts="4")
    assert "Monday 16 November 2026" in worker.text
    await worker.says("yes")
    assert worker.asked == "noticed_at", worker.transcript


@pytest.mark.parametrize("said", ["describe", "describe it please", "yeh do it now"])
async def test_a_buttons_words_shortened_are_that_button(worker: Conversation, said: str) -> None:
    await worker.says(STORY)
    await worker.says(said)
    assert worker.asked == "danger_now", worker.transcript

"""Describing an incident: the order, the ways back, what is said in between, and what leaves the path."""

from datetime import date, timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.queues import outbox
from storage.records import inbox, safety_watch, signing
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone


async def test_the_safety_question_comes_first(worker: Conversation) -> None:
    await worker.says("report")
    assert worker.keys == ["menu.greeting", "incident.opening", "incident.questions.danger_now.ask"]


async def test_an_ordinary_case_takes_about_20_questions(worker: Conversation) -> None:
    await worker.says("report")
    asked = 0
    while worker.asked != "view_opinion":
        asked += 1
        await worker.says(SCHOOL_CASE[worker.asked])
    assert 18 <= asked <= 22, worker.transcript


@pytest.mark.parametrize("said", ["yes", "hurt", "not sure", "3", "DANGER"])
async def test_urgent_steps_come_before_anything_else(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.says(said)
    assert worker.keys[0] == "steps.urgent"
    assert worker.asked == "after_urgent"
    assert "01632 960110" in worker.text, "the setting's own DSL"


async def test_in_danger_999_is_named(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("danger")
    assert "999" in worker.text


async def test_later_keeps_everything(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("hurt")
    await worker.says("later")
    assert worker.keys == ["incident.later"]
    await worker.says("carry on")
    assert worker.asked == "after_urgent"
    await worker.says("carry on")
    assert worker.asked == "about"


async def test_back_keeps_the_answers(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.says("back")
    assert worker.asked == "targeted_ages"
    assert "So far: 14" in worker.text
    await worker.says("Back")
    assert worker.asked == "displayed_ages"
    await worker.says("15")
    assert worker.asked == "acts", "the age of the other child is still known"


async def test_back_at_the_beginning_says_so(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("back")
    assert worker.keys == ["menu.at_the_beginning", "incident.questions.danger_now.ask"]


async def test_a_change_only_discards_what_no_longer_applies(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="view_opinion")
    await worker.says("change what it is about")
    assert worker.asked == "about"
    await worker.says("one child on their own")
    dropped = worker.reply("incident.dropped").text
    assert "age of the other child" in dropped
    assert "whether both chose it" in dropped
    assert "place" not in dropped
    await worker.says("summary")
    assert "The corridor by the hall" in worker.text


@pytest.mark.parametrize("said", ["change place", "CHANGE PLACE AND WHO WAS NEAR", "change 10", "edit the place"])
async def test_an_answer_is_changed_by_its_name_or_number(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says("summary")
    await worker.says(said)
    assert worker.asked == "place"
    await worker.says("The library")
    assert worker.asked == "mutual"


async def test_a_change_of_something_unknown_lists_what_there_is(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="how_known")
    await worker.says("change the weather")
    assert worker.keys[0] == "menu.change_none"
    assert "safety" in worker.text
    assert worker.asked == "how_known"


async def test_skip_only_where_it_is_allowed(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="displayed_ages")
    await worker.says("skip")
    assert worker.keys[0] == "refusals.cannot_skip"
    await worker.answers(SCHOOL_CASE, until="other_actions")
    await worker.says("SKIP")
    assert worker.asked == "view_opinion"


async def test_not_sure_is_a_real_answer_everywhere_before_the_view(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("between children")
    while worker.asked != "view_opinion":
        await worker.says("not sure")
    assert "view.lead.not_enough_information" in worker.keys


async def test_how_far_one_is_stands_also_at_a_question_in_own_words(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    asked = worker.replies[-1]
    assert not asked.choices
    assert "9 of about" in asked.note
    assert "9 of about" not in asked.text


async def test_save_and_finish_days_later(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("Save and finish later")
    assert worker.keys == ["menu.saved"]
    at(runtime, TUESDAY + timedelta(days=3))
    await worker.says("carry on")
    assert worker.keys == ["menu.where_we_were", "incident.questions.place.ask"]
    assert "9 of about" in worker.text


async def test_coming_back_after_a_while_says_where_we_were(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    at(runtime, TUESDAY + timedelta(hours=2))
    await worker.says("The hall")
    assert worker.keys[0] == "menu.where_we_were"
    assert worker.asked == "mutual", "the answer was taken all the same"


async def test_a_guidance_question_in_the_middle_keeps_the_place(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.says("what does LADO mean?")
    assert worker.keys == ["guidance.card", "menu.back_to_where_we_were", "incident.questions.acts.ask"]


async def test_a_question_in_the_place_of_own_words_can_still_be_the_answer(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says("what does LADO mean?")
    assert worker.keys[0] == "guidance.card"
    await worker.says("Use what I wrote")
    assert worker.asked == "noticed_on"
    await worker.says("summary")
    assert "what does LADO mean?" in worker.text


async def test_ask_looks_up_even_where_own_words_are_wanted(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says("ask what is a LADO")
    assert worker.keys[0] == "guidance.card"
    assert worker.asked == "what_happened"


@pytest.mark.parametrize("said", ["why", "WHY", "Why do you ask?"])
async def test_why_we_ask(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="before")
    await worker.says(said)
    assert worker.keys == ["incident.questions.before.why", "incident.questions.before.ask"]


@pytest.mark.parametrize("said", ["purple", "99", "1, 99", "🙈", "مرحبا", "...", "null", "{}", "<b>no</b>"])
async def test_nonsense_gets_a_way_forward(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says(said)
    assert worker.keys == ["refusals.pick_one", "incident.questions.mutual.ask"]


async def test_words_instead_of_a_choice_are_kept(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="context")
    await worker.says("it came out of a game of tag")
    assert "It looked unplanned" in [choice.title for choice in worker.replies[-1].choices], "what is likely is offered"
    await worker.says("it looked unplanned")
    await worker.says("summary")
    assert "It looked unplanned. “it came out of a game of tag”" in worker.text


async def test_emoji_and_right_to_left_words_are_kept_as_they_are(worker: Conversation) -> None:
    await worker.says("report")
    words = "قال: توقف 😢 \u202etext"
    await worker.answers(SCHOOL_CASE, until="noticed_on", what_happened=words)
    await worker.says("summary")
    assert words in worker.text


async def test_an_empty_message_asks_again(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("   ")
    assert worker.keys == ["menu.empty", "incident.questions.danger_now.ask"]


@pytest.mark.parametrize("length", [5_000, 100_000])
async def test_a_very_long_message_is_refused_and_nothing_is_lost(worker: Conversation, length: int) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says("a " * (length // 2))
    assert worker.keys[0] in ("refusals.too_long", "menu.message_too_long")
    assert worker.asked == "what_happened"


async def test_a_picture_is_never_taken(worker: Conversation) -> None:
    await worker.says("report")
    await worker.sends_a_picture("no")
    assert worker.keys[0] == "menu.attachment"
    assert worker.asked == "about", "the words beside it were taken"


async def test_images_bring_the_advice_at_once(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened", acts="9", image_how="1")
    assert any("incident.no_images" in line for line in worker.heard)


@pytest.mark.parametrize("words", ["She said Tomas did it in the hall.", "a boy called Tomas", "he told Anouk to stop"])
async def test_a_name_in_the_chat_is_noticed(worker: Conversation, words: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says(words)
    assert worker.keys[0] == "incident.name_seen"


@pytest.mark.parametrize(
    "words", [SCHOOL_CASE["what_happened"], "On Tuesday in French, Child A sat by Child B.", "At lunch. They ran off."]
)
async def test_letters_and_weekdays_are_not_taken_for_names(worker: Conversation, words: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says(words)
    assert "incident.name_seen" not in worker.keys


async def test_an_old_button_is_answered_kindly(worker: Conversation) -> None:
    await worker.says("report")
    old = worker.replies[-1].asked
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.sends({"asked": old, "answer": "danger"})
    assert worker.keys == ["menu.stale", "incident.questions.acts.ask"]


async def test_a_button_of_something_finished_is_answered_kindly(worker: Conversation) -> None:
    await worker.says("report")
    old = worker.replies[-1].asked
    await worker.says("cancel")
    await worker.says("yes")
    await worker.sends({"asked": old, "answer": "danger"})
    assert worker.keys == ["menu.stale_nothing_open"]


@pytest.mark.parametrize("value", [{}, {"asked": 7}, {"answer": {"a": 1}}, {"dialog": "identity"}, {"x": None}])
async def test_odd_card_values_change_nothing(worker: Conversation, value: dict[str, object]) -> None:
    await worker.says("report")
    await worker.sends(value)
    assert worker.asked == "danger_now"
    assert not [key for key in worker.keys if key.startswith("problems.")]


# -- the shortest path of a clear green, and a safety plan ------------------------------------------------------------

LOW_KEY = dict(
    SCHOOL_CASE, displayed_ages="5", targeted_ages="5", acts="1", all_well="1", noticed_on="today at 9am",
    what_happened="Child A and Child B sang a rude rhyme and giggled."
)  # fmt: skip


async def test_a_clear_green_takes_about_ten_questions(worker: Conversation) -> None:
    await worker.says("report")
    asked = 0
    while worker.asked != "view_opinion":
        asked += 1
        await worker.says(LOW_KEY[worker.asked])
    assert asked <= 12, worker.transcript
    assert "view.lead.green" in worker.keys


@pytest.mark.parametrize(
    "changed",
    [
        {"how_known": "2"},
        {"targeted_ages": "7"},
        {"targeted_ages": "not sure"},
        {"targeted_ages": "5, 9"},
        {"acts": "4"},
        {"acts": "1, 5"},
        {"acts": "1, 13"},
    ],
)
async def test_the_short_path_is_only_for_what_was_seen_and_is_low_key(
    worker: Conversation, changed: dict[str, str]
) -> None:
    await worker.says("report")
    await worker.answers(LOW_KEY, until="what_happened", child_said="no", child_said_unwanted="no", **changed)
    assert not [line for line in worker.heard if "questions.all_well" in line]


async def test_not_all_well_asks_everything(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(LOW_KEY, until="view_opinion", all_well="2")
    assert [line for line in worker.heard if "questions.context.ask" in line]


async def test_taking_all_well_back_asks_what_it_stood_for(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(LOW_KEY, until="view_opinion")
    await worker.says("change whether all is well")
    await worker.says("2")
    assert worker.asked == "mutual"


async def test_what_all_well_stood_for_goes_when_its_question_falls_away(worker: Conversation) -> None:
    """'Much alike' and 'at ease' once stayed there as the worker's words, though the ages had become far apart."""
    await worker.says("report")
    await worker.answers(LOW_KEY, until="view_opinion", acts="3")
    await worker.says("change age of the child who did it")
    await worker.says("9")
    assert worker.asked == "mutual"
    await worker.says("summary")
    assert "Much alike" not in worker.text
    assert "At ease" not in worker.text


async def test_one_answer_that_all_well_stood_for_can_be_changed(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(LOW_KEY, until="view_opinion")
    await worker.says("change how it came about")
    await worker.says("4")
    assert "view.lead.red" in worker.keys


async def test_a_safety_plan_is_offered_after_amber_and_kept_with_the_record(
    runtime: Runtime, worker: Conversation
) -> None:
    plan = {"breaks": "Two adults on duty.", "nonsense": "x"}
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature", wants_plan="yes", safety_plan=plan)
    assert "What happens at breaks and meals? Two adults on duty." in worker.reply("record.read_back").text
    await worker.answers(SCHOOL_CASE)
    async with runtime.database.transaction(TUESDAY) as tx:
        (row,) = await inbox.sent_by(tx, worker.person)
        record = await signing.by_reference(tx, row.reference)
    assert record.content["safety_plan"] == ["What happens at breaks and meals? Two adults on duty."]


async def test_an_empty_safety_plan_is_refused_kindly(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="safety_plan", wants_plan="yes")
    await worker.sends({"breaks": " "})
    assert worker.keys == ["refusals.plan_empty", "incident.questions.safety_plan.ask"]
    await worker.says("change a safety plan")
    await worker.says("not now")
    assert worker.asked == "wants_slot"


# -- what leaves the path ------------------------------------------------------------------------------------------


async def test_an_adult_leaves_this_pathway_with_its_own_urgent_steps(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("adult")
    await worker.says("someone else who works with children")
    assert worker.keys == ["steps.adult", "incident.questions.children_too.ask"]
    assert "01632 960104" in worker.text, "the LADO"


async def test_a_concern_about_the_dsl_goes_to_the_deputy(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("adult")
    await worker.says("The DSL here")
    assert "Jo Marlowe" not in worker.text
    await worker.says("no")
    assert worker.keys[-2:] == ["adult_note.offer", "incident.questions.wants_note.ask"]
    await worker.says("no")
    assert worker.keys[:2] == ["adult_note.write", "adult_note.told"]
    assert "deputy" in worker.reply("adult_note.told").text
    assert "Jo Marlowe" not in worker.text
    assert "01632 960104" in worker.text, "the LADO"
    async with runtime.database.transaction(TUESDAY) as tx:
        assert [m.key for m in await outbox.waiting_for(tx, "demo-deputy")] == ["safety_alert"]
        assert not await outbox.waiting_for(tx, "demo-dsl")


async def test_only_a_worry_gets_its_steps_and_may_stop_there(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("only a worry: nothing seen or said")
    assert worker.keys == ["steps.hunch", "incident.questions.record_anyway.ask"]
    await worker.says("no")
    assert not worker.asked
    assert worker.replies, "it ends with a word, not with silence"


# -- cancel, and no one is left alone with a red ---------------------------------------------------------------------


async def test_cancel_asks_once_and_says_what_is_deleted(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("Cancel")
    assert worker.keys == ["menu.cancel_asks"]
    assert "9 answers" in worker.text
    await worker.says("no")
    assert worker.keys == ["menu.cancel_kept", "incident.questions.place.ask"]
    await worker.says("cancel")
    await worker.says("yes")
    assert worker.keys[0] == "menu.cancelled"
    await worker.says("carry on")
    assert worker.keys == ["menu.nothing_open"]


async def test_what_was_deleted_is_in_no_stored_reply_either(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report", id="first")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says("back", id="said so far")
    assert "The corridor by the hall" in worker.text
    await worker.says("cancel")
    await worker.says("yes")
    await worker.says("back", id="said so far")
    assert "The corridor by the hall" not in worker.text


RED = dict(SCHOOL_CASE, context="4", targeted_response="4")


async def test_cancelling_a_red_tells_the_dsl_without_detail(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(RED, until="told_them")
    assert "view.lead.red" in worker.keys
    await worker.says("cancel")
    await worker.says("yes, delete it")
    assert worker.keys[0] == "menu.cancelled_alerted"
    async with runtime.database.transaction(TUESDAY) as tx:
        (message,) = await outbox.waiting_for(tx, "demo-dsl")
    assert message.key == "safety_alert"
    assert "Child" not in str(message.params)


async def test_half_an_hour_of_silence_after_a_red_tells_the_dsl_and_asks_again(
    runtime: Runtime, worker: Conversation
) -> None:
    night = TUESDAY.replace(hour=23)
    at(runtime, night)
    await worker.says("report")
    await worker.answers(RED, until="told_them")
    at(runtime, night + timedelta(minutes=29))
    assert await run_due_jobs(runtime) == 0
    at(runtime, night + timedelta(minutes=30))
    assert await run_due_jobs(runtime) == 1
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert [m.key for m in await outbox.waiting_for(tx, "demo-dsl")] == ["safety_alert"]
        assert [m.key for m in await outbox.waiting_for(tx, "demo-worker")] == ["safety_asked_again"]


async def test_on_a_closed_day_the_days_of_the_steps_wait(
    runtime: Runtime, worker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime.database, "_closed", frozenset({date(2026, 11, 18)}))
    await worker.says("report")
    await worker.answers(RED, until="told_them")
    await worker.says("told")
    await worker.says("more steps")
    assert "in one working day, which is Thursday 19 November" in worker.text


async def test_a_signed_red_passes_the_dsl_by_where_nobody_takes_it(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(RED, told_them="not yet: let me sign first")
    assert "[record.signed]" in worker.transcript
    at(runtime, TUESDAY + timedelta(minutes=31))
    await run_due_jobs(runtime)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert "safety_alert" not in [m.key for m in await outbox.waiting_for(tx, "demo-dsl")], "they have the record"
        assert "safety_alert" in [m.key for m in await outbox.waiting_for(tx, "demo-deputy")]


async def test_the_fact_that_a_red_was_shown_outlives_the_draft(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(RED, until="told_them")
    token = worker.replies[-1].asked.split(".")[0]
    await worker.says("cancel")
    await worker.says("yes")
    async with runtime.database.transaction(TUESDAY) as tx:
        watch = await safety_watch.get(tx, token)
    assert watch is not None
    assert watch.cause == "red_view"


async def test_the_dsl_as_author_sends_to_the_deputy(runtime: Runtime) -> None:
    dsl = await someone(runtime, "dsl")
    await dsl.says("report")
    await dsl.answers(SCHOOL_CASE)
    assert "the deputy DSL (Ali Penhale (demo))" in dsl.reply("record.signed").text

"""A safety plan from the record on: the scenarios of the design, with their dates. It is Tuesday 17 November 2026,
15:30, unless a test moves on.
"""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.plans.planning import AGREED, PLAN, REVIEWED, a_case, in_force, planned
from tests.dialogs.talks.talking import jobs_done, keys_told, london, told
from tests.support.databases import on_both

WEDNESDAY = TUESDAY + timedelta(days=1)


async def test_after_a_harmful_decision_without_a_plan_the_dsl_is_reminded_the_next_day(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    assert "safety plan for the child is due by the end of the next working day" in dsl.text
    assert dsl.last("decision.signed").choices[0].value == f"safety plan {reference}"
    await dsl.says("safety plans")
    assert f"{reference}: no plan yet after a red or harmful decision; due Wednesday 18 November 2026" in dsl.text
    await jobs_done(runtime, london(2026, 11, 18, 8, 30))
    assert ("safety_plan_needed", {"reference": reference, "count": 0}) in await told(runtime, "dsl")
    assert "safety_plan_needed" not in await keys_told(runtime, "deputy")
    await jobs_done(runtime, london(2026, 11, 19, 8, 30))
    assert "safety_plan_still_needed" in await keys_told(runtime, "deputy")


async def test_with_a_plan_in_force_nobody_is_reminded(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    await in_force(dsl, reference)
    await jobs_done(runtime, london(2026, 11, 18, 8, 30))
    assert "safety_plan_needed" not in await keys_told(runtime, "dsl")


async def test_in_force_on_the_eighteenth_it_is_reviewed_after_two_weeks_and_then_every_six(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    at(runtime, WEDNESDAY)
    plan = await in_force(dsl, reference)
    assert "looked at again by Wednesday 2 December 2026" in dsl.text
    await jobs_done(runtime, london(2026, 12, 2, 8, 30))
    assert "safety_plan_review_due" in await keys_told(runtime, "dsl")
    for today, following in (
        (london(2026, 12, 2, 15), "Wednesday 13 January 2027"),
        (london(2027, 1, 13, 15), "Wednesday 24 February 2027"),
    ):
        at(runtime, today)
        await dsl.says(f"review plan {plan}")
        await dsl.answers(REVIEWED)
        assert f"Next time by {following}" in dsl.text, dsl.transcript
    await jobs_done(runtime, london(2027, 2, 25, 8, 30))
    assert "safety_plan_review_overdue" in await keys_told(runtime, "deputy")


@on_both
async def test_a_new_record_has_the_plan_looked_at_within_a_working_day_and_names_what_they_show(
    runtime: Runtime,
) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    at(runtime, london(2026, 12, 3, 15))
    new = await signed(await someone(runtime), noticed_on="today")
    assert ("safety_plan_new_record", {"reference": plan}) in await told(runtime, "dsl")
    await dsl.says(f"safety plan {plan}")
    assert "look at the plan by Friday 4 December 2026" in dsl.text
    assert f"New record since: {new}" in dsl.text
    assert "It has happened before" in dsl.text
    await jobs_done(runtime, london(2026, 12, 4, 8, 30))
    assert "safety_plan_new_record_due" in await keys_told(runtime, "dsl")
    await dsl.says(f"review plan {plan}")
    assert "It has happened before" in dsl.text
    await dsl.answers(REVIEWED)
    await dsl.says(f"safety plan {plan}")
    assert "New record since" not in dsl.text
    assert "Review due Friday 15 January 2027" in dsl.text


async def test_only_what_is_missing_is_asked(runtime: Runtime, worker: Conversation) -> None:
    first = {"breaks": "Two adults on duty.", "support_displayed": "Football.", "support_targeted": "A named adult."}
    reference = await signed(worker, wants_plan="yes", safety_plan=first)
    dsl = await someone(runtime, "dsl")
    await dsl.says(f"safety plan {reference}")
    await dsl.says("Child A, who displayed the behaviour")
    assert "Two adults on duty." in dsl.text
    assert "A named adult." not in dsl.text, "the other child's support has no place in this plan"
    dialog = dsl.replies[-1].dialog
    assert dialog is not None
    asked = {field.name.partition(".")[0] for field in dialog.fields}
    assert not asked & {"breaks", "support_displayed", "support_targeted"}
    assert "transport" in asked
    await dsl.answers(PLAN)
    await dsl.says(f"safety plan {reference}")
    await dsl.says("Child B, who was targeted")
    assert "A named adult." in dsl.text
    assert "Two adults on duty." not in dsl.text
    assert "Football." not in dsl.text


@on_both
async def test_a_child_who_stays_away_needs_somebody_who_checked(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    await dsl.says(f"safety plan {reference}")
    await dsl.answers(PLAN, until="checked", attendance="Asked to stay away for now")
    assert "HM-5.10" in dsl.text
    assert "exclu" not in dsl.transcript.casefold()
    await dsl.sends({"checked_by": "", "checked_on": "", "back": ""})
    assert dsl.keys[0] == "refusals.needs_words"
    await dsl.sends({"checked_by": "The head", "checked_on": "2026-11-30", "back": ""})
    assert dsl.keys[0].startswith("refusals."), "nobody can have checked it on a day to come"
    await dsl.sends({"checked_by": "The head, with the council", "checked_on": "today", "back": "Monday, by the side"})
    await dsl.answers(PLAN)
    plan = dsl.last("safety_plan.begun").text
    await dsl.says(f"safety plan {plan.split()[1].strip('.')}")
    assert "Checked by The head, with the council, Tuesday 17 November 2026" in dsl.text


async def test_a_plan_with_a_line_that_nobody_does_is_not_agreed(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference, doing={"breaks.who": "the midday supervisors"})
    await dsl.says(f"agree plan {plan}")
    assert dsl.keys == ["agree_plan.without_owner"]
    assert "How does the child travel?" in dsl.text
    assert "What happens at breaks and meals?" not in dsl.text


async def test_who_does_not_agree_is_heard_and_the_plan_is_in_force_all_the_same(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    await dsl.says(f"agree plan {plan}")
    given = {**AGREED["agreement"], "parents": "disagrees"}
    await dsl.sends(given)
    assert dsl.keys[0] == "refusals.plan_words_wanted"
    await dsl.sends({**given, "parents_words": "We think that one adult is enough."})
    assert "agree_plan.in_force" in dsl.keys
    await dsl.says(f"safety plan {plan}")
    assert "Parents or carers agree: no. In their words: We think that one adult is enough." in dsl.text
    assert "In their words: I want to play on the far side." in dsl.text


async def test_a_review_before_the_plan_begins_is_refused(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    await dsl.says(f"review plan {plan}")
    assert dsl.keys == ["review_safety_plan.not_yet.first"]
    await dsl.says(f"agree plan {plan}")
    await dsl.sends({**AGREED["agreement"], "starts_on": "2026-12-02"})
    assert dsl.keys[0] == "refusals.plan_starts"
    await dsl.sends({**AGREED["agreement"], "starts_on": "2026-11-23"})
    assert "agree_plan.agreed" in dsl.keys
    await dsl.says(f"review plan {plan}")
    assert dsl.keys == ["review_safety_plan.not_yet.agreed"]
    assert "begins on Monday 23 November 2026" in dsl.text
    at(runtime, london(2026, 11, 24, 15))
    await dsl.says(f"review plan {plan}")
    await dsl.answers(REVIEWED, held={**REVIEWED["held"], "held_on": "2026-11-20"}, until="views")
    await dsl.sends(REVIEWED["views"])
    assert "review_safety_plan.day" in dsl.keys
    await dsl.answers(REVIEWED)
    assert "review_safety_plan.kept" in dsl.keys


async def test_two_who_change_one_plan_at_once_see_both_versions_and_nothing_is_overwritten(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    deputy = await someone(runtime, "deputy")
    for lead in (dsl, deputy):
        await lead.says(f"change plan {plan}")
        await lead.says("What happens at breaks and meals?")
    for lead, text in ((dsl, "Stays near the door."), (deputy, "Stays in the library.")):
        form = {"breaks.text": text, "breaks.who": "the midday supervisors", "breaks.sees": "as_now"}
        await lead.sends(form)
    assert dsl.keys == ["change_plan.changed"]
    assert "Theirs: Stays near the door." in deputy.text
    assert "Yours: Stays in the library." in deputy.text
    await deputy.says("Yes, mine on top")
    assert "version 4" in deputy.text
    for number, words in ((2, "Stays on the near side"), (3, "Stays near the door."), (4, "Stays in the library.")):
        await dsl.says(f"safety plan {plan} version {number}")
        assert words in dsl.text


async def test_one_child_has_one_plan(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"safety plan {reference}")
    await dsl.says("Child A, who displayed the behaviour")
    assert f"Safety plan {plan}" in dsl.text
    at(runtime, TUESDAY + timedelta(days=9))
    again = await signed(await someone(runtime))
    await dsl.says(f"safety plan {again}")
    await dsl.says("Child A, who displayed the behaviour")
    assert f"Safety plan {plan}" in dsl.text


async def test_it_ends_with_a_reason_and_who_agreed_and_every_version_stays(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"end plan {plan}")
    await dsl.sends({"why": "other", "words": "", "who_agreed": "Parents, head of year"})
    assert dsl.keys[0] == "refusals.plan_why_ended"
    await dsl.sends({"why": "no_longer_needed", "words": "", "who_agreed": "Parents, head of year"})
    assert dsl.keys == ["end_plan.ended"]
    await dsl.says(f"safety plan {plan} version 1")
    assert "Stays on the near side" in dsl.text
    await dsl.says(f"change plan {plan}")
    assert dsl.keys == ["plans.ended_already"]
    before = len(await told(runtime, "dsl"))
    await jobs_done(runtime, london(2027, 1, 1, 9))
    assert len(await told(runtime, "dsl")) == before


@on_both
async def test_where_a_child_moves_to_a_plan_begins_from_what_stood_in_the_agreed_one(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    await in_force(dsl, reference)
    await dsl.says(f"hand over {reference}")
    await dsl.says("Demo Fostering Team")
    await dsl.sends({"reason": "The child lives there from today."})
    there = await someone(runtime, "foster_dsl")
    await there.says(f"received {reference}")
    assert "handover.plan_there" in there.keys
    await there.says(f"safety plan {reference}")
    assert "Stays on the near side of the field." in there.text
    assert "Child B" not in there.text
    await there.answers(PLAN)
    assert "safety_plan.begun" in there.keys
    mine = there.last("safety_plan.begun").text.split()[1].strip(".")
    for lead, plan, sees in ((there, mine, True), (dsl, mine, False)):
        await lead.says(f"safety plan {plan}")
        assert ("plans.head" in lead.keys) is sees


async def test_what_parents_say_is_what_they_said_last(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    first = {"parents": "not_asked", "parents_words": "No answer at home.", "child": "not_asked", "child_words": "Ill."}
    await dsl.says(f"agree plan {plan}")
    await dsl.answers(AGREED, agreement={**AGREED["agreement"], **first})
    await dsl.says(f"safety plan {plan}")
    assert "have not been asked yet. Why: No answer at home." in dsl.text
    assert "In their words" not in dsl.text
    views = {**REVIEWED["views"], "parents_words": "Fine now, wants clubs back.", "child_words": ""}
    await dsl.says(f"review plan {plan}")
    await dsl.answers(REVIEWED, views=views)
    assert "say “report”" in dsl.text
    await dsl.says(f"safety plan {plan}")
    assert "Parents or carers agree: yes. In their words: Fine now, wants clubs back." in dsl.text
    assert "No answer at home." not in dsl.text
    assert "The child has not been asked yet. Why: Ill." in dsl.text


@pytest.mark.parametrize(
    "said",
    ["he did it again yesterday, touched a boy", "it happened again on the bus", "staff say he kissed a girl"],
)
async def test_a_new_act_told_in_a_review_is_offered_as_a_report_and_its_words_are_kept(
    runtime: Runtime, said: str
) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    at(runtime, london(2026, 12, 2, 15))
    await dsl.says(f"review plan {plan}")
    await dsl.answers(REVIEWED, until="working")
    await dsl.says(said)
    assert dsl.keys == ["menu.tells_of_another"], dsl.transcript
    await dsl.says("no")
    assert dsl.asked == "working"
    await dsl.says(said)
    await dsl.says("yes pls")
    assert dsl.asked == "danger_now", dsl.transcript
    await dsl.answers(SCHOOL_CASE, until="what_happened")
    assert said in dsl.reply("incident.you_told").text
    await dsl.says("save")
    await dsl.says("carry on")
    assert dsl.keys == ["menu.which_draft"]


@pytest.mark.parametrize("said", ["its working well, no touching", "changes needed", "nothing new"])
async def test_how_a_plan_goes_is_no_new_act(runtime: Runtime, said: str) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"review plan {plan}")
    await dsl.answers(REVIEWED, until="working")
    await dsl.says(said)
    assert "menu.tells_of_another" not in dsl.keys, dsl.transcript

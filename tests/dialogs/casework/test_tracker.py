"""An assessment from the request to the review document: the acceptance scenarios of the tracker, with their dates.

Now is Tuesday 17 November 2026, 15:30.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage import audit
from storage.administration import organisation
from storage.casework import assessments, cases
from storage.casework.assessments import Assessment
from storage.casework.parts import State
from storage.casework.reference import REFERENCE
from storage.casework.tables import assessments as assessments_table
from storage.casework.tables import cases as cases_table
from storage.queues import outbox
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.casework.team import BOY, asked, fills_in, led, on, on_to, told
from tests.support.databases import on_both

GIRL = {"name": "Quill Inventedname", "born": "2012-06-01", "sex": "girl", "school": "secondary"}
FRIDAY = datetime(2026, 11, 13, 11, tzinfo=UTC)


async def assessment(runtime: Runtime, reference: str) -> Assessment:
    async with runtime.database.transaction(runtime.clock()) as tx:
        query = sa.select(assessments_table.c.id).where(assessments_table.c.reference == reference)
        return await assessments.get(tx, str(await tx.connection.scalar(query)))


async def how_many(runtime: Runtime, table: sa.Table) -> int:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return int(await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def keys(found: list[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(who, key) for who, key, _ in found]


# 1


async def test_a_teacher_is_told_who_asks_for_one_and_nothing_is_stored(runtime: Runtime) -> None:
    teacher = await someone(runtime)
    await teacher.says("ask for an assessment")
    assert teacher.keys[-1] == "ask_assessment.not_yours"
    for asker in ("case workers", "service managers", "reviewing officers", "MAPPA coordinators", "criminal courts"):
        assert asker in teacher.text
    assert "[DC-model]" in teacher.text
    assert await how_many(runtime, cases_table) == 0


@pytest.mark.parametrize(
    "typed", ["assessments", "share", "barrier", "requests", "stage", "complete", "review document"]
)
async def test_whoever_has_nothing_to_do_with_them_keeps_the_guidance(runtime: Runtime, typed: str) -> None:
    teacher = await someone(runtime)
    await teacher.says(typed)
    assert not [key for key in teacher.keys if key.startswith(("assessment.", "menu.not_for_you"))], teacher.keys


async def test_everyday_words_are_no_command_without_the_reference(social_worker: Conversation) -> None:
    await social_worker.says("share the plan with the school?")
    assert not [key for key in social_worker.keys if key.startswith("assessment.")]
    await social_worker.says("share")
    assert social_worker.keys == ["assessment.none"]


# 2 and 3


async def test_a_social_worker_asks_for_a_boy_of_fourteen(runtime: Runtime, social_worker: Conversation) -> None:
    one = await assessment(runtime, await asked(social_worker))
    said = social_worker.reply("ask_assessment.asked").text
    assert (one.tool, one.lead_agency, one.route["jointly"], one.state) == ("aim3", "social_care", False, State.ASKED)
    assert "15 December 2026" in said
    assert "29 December 2026" in said
    assert "[DC-map-assessment]" in said
    assert "project’s own choice" in said
    assert "Zed" not in "".join(reply.text for reply in social_worker.every)
    assert await told(runtime, TUESDAY) == [("manager", "assessment_asked", {"reference": one.reference})]


async def test_for_criminal_proceedings_youth_justice_leads_jointly(
    runtime: Runtime, social_worker: Conversation
) -> None:
    one = await assessment(runtime, await asked(social_worker, for_the_court="yes"))
    assert (one.lead_agency, one.route["jointly"]) == ("youth_justice", True)
    assert "jointly with the social worker" in social_worker.text
    assert keys(await told(runtime, TUESDAY)) == [("manager", "assessment_asked"), ("yj", "assessment_asked")]
    youth_justice = await someone(runtime, "yj")
    await youth_justice.says(f"lead {one.reference}")
    await youth_justice.says("Ash Calloway (demo) (on the register)")
    assert youth_justice.keys == ["name_lead.named"]


# 4


async def test_six_weeks_that_end_on_christmas_day(runtime: Runtime, manager: Conversation) -> None:
    at(runtime, FRIDAY)
    worker = await someone(runtime, "social_worker")
    reference = await led(worker, manager)
    assert "25 December 2026" in worker.reply("ask_assessment.asked").text
    await told(runtime, FRIDAY)
    days: list[tuple[str, str, str, int]] = []
    day = FRIDAY.date()
    while day < date(2027, 1, 7):
        day += timedelta(days=1)
        days += [(f"{day:%a %-d %b}", who, key, about["count"]) for who, key, about in await told(runtime, on(day))]
    assert days == [
        ("Fri 27 Nov", "social_worker", "assessment_due", 28),
        ("Fri 11 Dec", "social_worker", "assessment_due", 14),
        ("Thu 17 Dec", "social_worker", "assessment_due", 8),
        ("Thu 24 Dec", "social_worker", "assessment_due", 1),
        ("Tue 29 Dec", "manager", "assessment_overdue", 4),
        ("Tue 29 Dec", "social_worker", "assessment_overdue", 4),
        ("Wed 6 Jan", "manager", "assessment_overdue", 12),
        ("Wed 6 Jan", "social_worker", "assessment_overdue", 12),
    ]
    await worker.says(f"assessment {reference}")
    assert "13 days past its limit" in worker.text


@pytest.mark.parametrize(("day", "said"), [("2026-12-25", "in time"), ("2026-12-26", "1 days late")])
async def test_completed_on_the_day_is_in_time_and_on_the_next_one_day_late(
    runtime: Runtime, manager: Conversation, day: str, said: str
) -> None:
    at(runtime, FRIDAY)
    worker = await someone(runtime, "social_worker")
    reference = await led(worker, manager)
    at(runtime, on(date(2026, 12, 30)))
    await on_to(worker, reference, "report")
    await fills_in(worker, f"complete {reference}", day=day)
    assert said in worker.reply("complete_assessment.done").text


# 5


async def test_a_lead_is_trained_and_a_co_worker_need_not_be(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await asked(social_worker)
    await manager.says(f"lead {reference}")
    await manager.says("Bo Tansley (demo) (not on the register)")
    assert manager.keys == ["assessment.problems.not_trained"]
    assert "[DC-undertaking, NY-7]" in manager.text
    assert (await assessment(runtime, reference)).state is State.ACCEPTED
    await manager.says(f"lead {reference}")
    await manager.says("Nia Harrowby (demo) (on the register)")
    assert (await assessment(runtime, reference)).state is State.LED
    await social_worker.says(f"ask co-worker {reference}")
    await social_worker.answers({"whom": "Bo Tansley (demo) (not on the register)", "appropriate_adult": "no"})
    assert social_worker.keys == ["co_worker.asked"]
    colleague = await someone(runtime, "social_worker2")
    await colleague.says(f"assessment {reference}")
    assert colleague.keys[-1] == "assessment.not_found", "not yet"
    await colleague.says("requests")
    await colleague.says(colleague.replies[-1].choices[0].value)
    assert colleague.keys == ["co_worker.you_said.yes"]
    await colleague.says(f"assessment {reference}")
    assert "Co-worker: Bo Tansley (demo)" in colleague.text
    one = await assessment(runtime, reference)
    assert (one.state, one.co_worker_as) == (State.LED, "yes")


@on_both
async def test_a_lead_whose_training_lapsed_is_confirmed_by_the_manager(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    """Lapsed bars nobody: the manager confirms, it is kept, and a refresher is offered."""
    at(runtime, datetime(2027, 6, 1, 11, tzinfo=UTC))
    reference = await asked(social_worker)
    await manager.says(f"lead {reference}")
    await manager.says("Ash Calloway (demo) (on the register)")
    assert manager.keys[-2:] == ["name_lead.lapsed", "name_lead.questions.although_lapsed.ask"]
    assert "4 March 2027" in manager.text
    await manager.says("no")
    assert (await assessment(runtime, reference)).lead_id is None
    await manager.says(f"lead {reference}")
    await manager.says("Ash Calloway (demo) (on the register)")
    await manager.says("yes, I confirm it")
    assert manager.keys[-2:] == ["name_lead.named", "name_lead.no_refresher"]
    one = await assessment(runtime, reference)
    assert one.lead_id == "demo-yj"
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert "lead_although_lapsed demo-yj" in [entry.detail for entry in await audit.entries(tx, one.about)]


async def test_a_former_appropriate_adult_is_for_the_manager_to_decide(
    social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    outsider = {"whom": "somebody from outside", "outsider": {"name": "Ivy Made-Up", "role": "Nurse"}}
    for person, key in ((social_worker, "assessment.problems.manager_decides"), (manager, "co_worker.noted")):
        await person.says(f"ask co-worker {reference}")
        await person.answers(outsider, appropriate_adult="yes")
        assert person.keys == [key], person.transcript
    await social_worker.says(f"assessment {reference}")
    assert "somebody from outside" in social_worker.text
    assert "Ivy" not in social_worker.text


# 6


async def test_at_nine_it_is_a_core_assessment(runtime: Runtime, social_worker: Conversation) -> None:
    child = {"name": "Zed Inventedname", "born": "2017-05-01", "sex": "boy", "school": "primary"}
    one = await assessment(runtime, await asked(social_worker, child=child))
    assert (one.tool, one.route["tools"]) == ("core_assessment", ["core_assessment", "aim_under_12"])
    assert "PB-roles" in social_worker.transcript or "PB-assessment" in social_worker.transcript
    assert "AIM3" not in social_worker.reply("ask_assessment.asked").text


async def test_at_eleven_in_year_seven_a_person_chooses_and_is_kept(
    runtime: Runtime, social_worker: Conversation
) -> None:
    child = {"name": "Zed Inventedname", "born": "2015-05-01", "sex": "boy", "school": "secondary"}
    one = await assessment(runtime, await asked(social_worker, child=child, tool="aim3"))
    assert "[PB-assessment, NY-6]" in social_worker.transcript
    assert (one.tool, one.route["tools"]) == ("aim3", ["core_assessment", "aim3"])
    assert one.route["chosen_by"] == "demo-social_worker"


# 7


@on_both
async def test_a_child_who_may_plead_not_guilty_is_not_seen_without_their_lawyer(
    social_worker: Conversation, manager: Conversation
) -> None:
    reference = await asked(social_worker, court="may_deny")
    await manager.says(f"lead {reference}")
    await manager.says("1")
    lead = social_worker if "Nia" in manager.text else await someone(social_worker.runtime, "yj")
    await lead.says(f"stage {reference} collecting")
    await lead.says(f"stage {reference} interviews")
    assert lead.keys[0] == "assessment.not_seen.legal_agreement"
    assert "[NY-7]" in lead.text
    await fills_in(lead, f"legal agreement {reference}", day="2026-11-17")
    await lead.says(f"stage {reference} interviews")
    assert lead.keys == ["assessment.stage"]


@on_both
async def test_on_paper_its_title_says_limited_outcome(social_worker: Conversation, manager: Conversation) -> None:
    reference = await led(social_worker, manager, takes_part="does_not_agree")
    await social_worker.says(f"stage {reference} collecting")
    await social_worker.says(f"stage {reference} interviews")
    assert social_worker.keys[0] == "assessment.not_seen.on_paper"
    await social_worker.says(f"on paper {reference}")
    await social_worker.says(f"assessment {reference}")
    assert "limited outcome" in social_worker.text.splitlines()[0]
    await social_worker.says(f"stage {reference}")
    assert "analysis" in social_worker.text


@on_both
async def test_a_child_who_agrees_after_all_is_seen_only_where_nothing_else_is_open(
    social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager, takes_part="not_asked", court="not_sure")
    await social_worker.says(f"stage {reference} collecting")
    await social_worker.says(f"child agrees {reference}")
    assert social_worker.keys == ["assessment.child_agrees", "assessment.not_seen.not_yet"]
    await social_worker.says(f"stage {reference} interviews")
    assert social_worker.keys[0] == "assessment.not_seen.not_yet"


# 8


async def test_a_barrier_reaches_the_line_manager_at_once_and_the_one_above_after_a_working_day(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await told(runtime, TUESDAY)
    await fills_in(social_worker, f"barrier {reference}", kind="no_co_worker", words="Nobody has time.")
    assert await told(runtime, TUESDAY) == [("manager", "barrier_reported", {"reference": reference, "count": 1})]
    assert await told(runtime, datetime(2026, 11, 18, 15, 29, tzinfo=UTC)) == []
    passed_on = await told(runtime, datetime(2026, 11, 18, 15, 30, tzinfo=UTC))
    assert passed_on == [("service_manager", "barrier_passed_on", {"reference": reference, "count": 0})]
    above = await someone(runtime, "service_manager")
    await above.says("barriers")
    assert "Nobody has time." in above.text
    await fills_in(above, f"answer barrier {reference} 1", answer="Bo is free from Monday.")
    assert keys(await told(runtime, runtime.clock())) == [("social_worker", "barrier_answered")]
    await social_worker.says(f"assessment {reference}")
    assert "Bo is free from Monday." in social_worker.text
    assert keys(await told(runtime, datetime(2026, 11, 19, 15, 30, tzinfo=UTC))) == []


@on_both
async def test_an_answer_in_time_stops_it_and_something_else_needs_words(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await fills_in(social_worker, f"barrier {reference}", kind="other", words="")
    assert social_worker.keys == ["assessment.problems.needs_words"]
    await fills_in(social_worker, f"barrier {reference}", kind="capacity", words="")
    await fills_in(manager, f"answer barrier {reference}", answer="Two cases go elsewhere.")
    await told(runtime, TUESDAY)
    assert await told(runtime, datetime(2026, 11, 18, 15, 30, tzinfo=UTC)) == []
    await fills_in(social_worker, f"answer barrier {reference} 1", answer="My own.")
    assert social_worker.keys == ["assessment.problems.not_allowed"]


# 9


async def test_nothing_is_shared_before_the_family_has_seen_it(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await on_to(social_worker, reference, "report")
    await fills_in(social_worker, f"complete {reference}", day="")
    share = {"to": "school", "what": "recommendations", "why": "So that breaks are safe."}
    await social_worker.says(f"share {reference}")
    assert social_worker.keys == ["assessment.problems.not_shown"], "before the form is filled in in vain"
    assert "[NY-10]" in social_worker.text
    await fills_in(social_worker, f"shown to family {reference}", day="", not_shown="", disagreement="")
    assert social_worker.keys == ["assessment.problems.not_shown"]
    await fills_in(social_worker, f"shown to family {reference}", day="2026-11-17", not_shown="", disagreement="")
    await told(runtime, TUESDAY)
    await fills_in(social_worker, f"share {reference}", **share)
    assert "Receipt 1" in social_worker.text
    assert await told(runtime, TUESDAY) == [
        (who, "review_document_wanted", {"reference": reference}) for who in ("manager", "social_worker")
    ]
    assert keys(await told(runtime, on(date(2026, 12, 1)))) == [
        ("social_worker", "plan_meeting_due"), ("social_worker", "review_document_due"),
    ]  # fmt: skip
    await fills_in(social_worker, f"review document {reference}", consultation="no", confidence="4")
    written = social_worker.reply("review_document.written").text
    assert "Weeks from the request: 1" in written
    assert not [word for word in ("Zed", "Inventedname", "boy", "14") if word in written]
    assert (await assessment(runtime, reference)).state is State.CLOSED


# 10


@on_both
async def test_when_the_lead_leaves_the_limit_stays(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await on_to(social_worker, reference, "interviews")
    await told(runtime, TUESDAY)
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.leave(tx, "demo-social_worker")
    assert (await assessment(runtime, reference)).state is State.NEEDS_LEAD
    assert keys(await told(runtime, TUESDAY)) == [("manager", "lead_gone")]
    await manager.says(f"assessment {reference}")
    assert "29 December 2026" in manager.text
    await manager.says(f"lead {reference}")
    await manager.says("Ash Calloway (demo) (on the register)")
    assert (await assessment(runtime, reference)).state is State.INTERVIEWS, "where it was"


# beside the scenarios


async def test_a_court_day_before_the_six_weeks_replaces_them(runtime: Runtime, social_worker: Conversation) -> None:
    await asked(social_worker, court="admitted", court_day={"day": "2026-12-10"})
    assert "3 December 2026" in social_worker.reply("ask_assessment.asked").text


@on_both
async def test_a_child_who_turns_twelve_meanwhile_is_routed_again_and_the_limit_stays(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    child = {"name": "Zed Inventedname", "born": "2014-12-08", "sex": "boy", "school": "primary"}
    reference = await led(social_worker, manager, child=child)
    await told(runtime, TUESDAY)
    assert (await assessment(runtime, reference)).tool == "core_assessment"
    days: list[tuple[str, str, str]] = []
    for day in (4, 7, 8, 9):
        found = await told(runtime, on(date(2026, 12, day)))
        days += [(f"{day} Dec", who, key) for who, key, _ in found if "assessment_re" in key]
    assert days == [("8 Dec", "manager", "assessment_rerouted"), ("8 Dec", "social_worker", "assessment_rerouted")]
    one = await assessment(runtime, reference)
    assert (one.tool, one.route["facts"]["age"], one.state) == ("aim3", 12, State.LED)
    await social_worker.says(f"assessment {reference}")
    assert "29 December 2026" in social_worker.text


@on_both
async def test_eighteen_is_announced_eight_weeks_before_and_then_it_is_the_way_for_adults(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    """Announced on a Monday: no queue gives a day of birth away."""
    at(runtime, datetime(2026, 11, 10, 11, tzinfo=UTC))
    child = {"name": "Zed Inventedname", "born": "2009-01-20", "sex": "boy", "school": "none"}
    reference = await led(social_worker, manager, child=child)
    await told(runtime, runtime.clock())
    days: list[tuple[str, str, str]] = []
    day = date(2026, 11, 10)
    while day < date(2027, 1, 25):
        day += timedelta(days=1)
        found = await told(runtime, on(day))
        days += [(f"{day:%-d %b}", who, key) for who, key, _ in found if "adult" in key or "rerouted" in key]
    assert [(when, key) for when, who, key in days if who == "manager"] == [
        ("23 Nov", "assessment_soon_adult"), ("20 Jan", "assessment_rerouted")
    ]  # fmt: skip
    await social_worker.says(f"assessment {reference}")
    assert "is 18: no assessment of a child is made any more" in social_worker.text
    assert (await assessment(runtime, reference)).route["tools"] == ["adult_pathway"]


async def test_only_youth_justice_asks_for_a_court_and_as_whom_is_kept(
    runtime: Runtime, social_worker: Conversation
) -> None:
    """A court asks through youth justice [DC-model]."""
    reference = await asked(social_worker, asked_as="reviewing_officer")
    await social_worker.says(f"assessment {reference}")
    assert "Asked for as: A reviewing officer" in social_worker.text
    youth_justice = await someone(runtime, "yj")
    for person, is_offered in ((social_worker, False), (youth_justice, True)):
        await person.says("ask for an assessment")
        await person.sends(BOY["child"])
        assert person.asked == "asked_as"
        assert ("criminal_court" in [choice.value for choice in person.replies[-1].choices]) == is_offered


async def test_where_an_area_has_chosen_it_youth_justice_leads_out_of_court_too(
    runtime: Runtime, social_worker: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime.library, "lead_rule", "youth_justice")
    one = await assessment(runtime, await asked(social_worker))
    assert one.lead_agency == "youth_justice"
    assert "Another source differs" in social_worker.transcript


@on_both
async def test_new_risk_opens_edition_two_with_six_weeks_of_its_own(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    """An update for progress, stress or a new risk [DC-context]; not before the first is made."""
    reference = await led(social_worker, manager)
    await social_worker.says(f"update assessment {reference}")
    assert social_worker.keys == ["ask_assessment.not_made_yet"]
    await on_to(social_worker, reference, "report")
    await fills_in(social_worker, f"complete {reference}", day="")
    at(runtime, on(date(2027, 1, 5)))
    await social_worker.says(f"update assessment {reference}")
    assert social_worker.asked == "because", "who the child is stands in the case"
    await social_worker.answers({**BOY, "because": "new_risk"})
    said = social_worker.reply("ask_assessment.asked").text
    assert "16 February 2027" in said
    again = await assessment(runtime, str(REFERENCE.search(said)[0]))  # type: ignore[index]
    first = await assessment(runtime, reference)
    assert (again.case_id, again.edition, again.said["follows"]) == (first.case_id, 2, reference)
    await social_worker.says(f"assessment {again.reference}")
    assert f"Edition 2; follows {reference}: There is a new risk" in social_worker.text
    assert (await assessment(runtime, reference)).state is State.COMPLETED


async def test_a_case_that_is_there_already_is_asked_for_without_the_childs_name(
    runtime: Runtime, social_worker: Conversation
) -> None:
    await social_worker.says("open a case")
    await social_worker.answers({"whose_case": "displayed", "child": BOY["child"]})
    reference = str(REFERENCE.search(social_worker.text)[0])  # type: ignore[index]
    await social_worker.says(f"ask for an assessment {reference}")
    assert social_worker.asked == "asked_as"
    await social_worker.answers(BOY)
    one = await assessment(runtime, str(REFERENCE.search(social_worker.reply("ask_assessment.asked").text)[0]))  # type: ignore[index]
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert (await cases.get(tx, one.case_id)).reference == reference
    colleague = await someone(runtime, "social_worker2")
    await colleague.says(f"ask for an assessment {reference}")
    assert colleague.keys[-1] == "case.not_found"


async def test_a_second_request_for_the_same_child_joins_the_first(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await asked(social_worker)
    await social_worker.says("ask for an assessment")
    await social_worker.answers(BOY)
    assert social_worker.keys == ["ask_assessment.joined"]
    assert reference in social_worker.text
    await told(runtime, TUESDAY)
    colleague = await someone(runtime, "social_worker2")
    other = await asked(colleague)
    assert other != reference, "who is not part of the first learns nothing of it"
    assert reference not in colleague.transcript
    twice = [row for row in await told(runtime, TUESDAY) if row[1] == "assessment_twice"]
    assert {(who, about["reference"]) for who, _, about in twice} <= {("manager", reference), ("manager", other)}


@on_both
async def test_two_requests_for_one_child_are_joined_by_whoever_manages_both(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    """Which one goes on is shown only to who is part of it."""
    reference = await asked(social_worker)
    at(runtime, TUESDAY + timedelta(minutes=1))
    colleague = await someone(runtime, "social_worker2")
    other = await asked(colleague)
    await social_worker.says(f"join {reference} {other}")
    assert social_worker.keys == ["assessment.not_found"], "who is part of one learns nothing of the other"
    await manager.says(f"join {other} {reference}")
    assert manager.keys[-1] == "assessment.joined", manager.transcript
    assert f"{reference} goes on" in manager.text
    assert (await assessment(runtime, other)).state is State.SUPERSEDED
    assert (await assessment(runtime, reference)).state is State.ASKED
    joined = [row for row in await told(runtime, TUESDAY + timedelta(minutes=1)) if row[1] == "assessment_joined"]
    assert {(who, about["reference"]) for who, _, about in joined} == {("social_worker2", other)}
    await colleague.says(f"assessment {other}")
    assert f"Taken over by {reference}" in colleague.text, "they are part of it now"
    await colleague.says(f"assessment {reference}")
    assert "29 December 2026" in colleague.text
    for again in (f"join {other} {reference}", f"join {reference} {reference}"):
        await manager.says(again)
        assert manager.keys[0] in ("assessment.problems.not_now", "assessment.join_which")
    assert not [row for row in await told(runtime, on(date(2026, 12, 31))) if row[2].get("reference") == other]


async def test_two_children_are_not_joined(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await asked(social_worker)
    other = await asked(social_worker, child={**BOY["child"], "born": "2013-05-01"})
    await manager.says(f"join {reference} {other}")
    assert manager.keys[-1] == "assessment.problems.not_the_same"
    assert (await assessment(runtime, other)).state is State.ASKED


async def test_nobody_else_learns_of_one_by_its_reference(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await asked(social_worker)
    for login in ("social_worker2", "early_help", "yj", "service_manager"):
        person = await someone(runtime, login)
        for typed in (f"assessment {reference}", "assessment WA-2222-22"):
            await person.says(typed)
            assert "assessment.not_found" in person.keys, person.transcript
    one = await assessment(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        refused = [entry for entry in await audit.entries(tx, one.about) if entry.what == "refused_read"]
        assert len(refused) == 4
        assert await audit.verify(tx, one.about)
        assert (await cases.get(tx, one.case_id)).child.name == "Zed Inventedname"


async def test_the_managers_board_shows_days_and_what_is_in_the_way(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await fills_in(social_worker, f"barrier {reference}", kind="capacity", words="")
    await manager.says("assessments")
    assert f"{reference}: led; 42 days left; led by Nia Harrowby (demo); 1 in the way" in manager.text


async def test_days_that_cannot_be_are_refused_with_a_sentence(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await social_worker.says(f"complete {reference}")
    assert social_worker.keys == ["assessment.problems.not_now"], "before the report"
    await on_to(social_worker, reference, "report")
    await fills_in(social_worker, f"complete {reference}", day="2026-11-16")
    assert social_worker.keys == ["assessment.problems.day_wrong"], "before it was asked for"
    await fills_in(social_worker, f"complete {reference}", day="2026-11-18")
    assert social_worker.asked == "sheet", "a day to come"
    await social_worker.says("cancel")
    await social_worker.says("yes")
    assert (await assessment(runtime, reference)).state is State.REPORT


async def test_an_alert_carries_its_reference_and_numbers_and_nothing_else(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await led(social_worker, manager)
    await fills_in(social_worker, f"barrier {reference}", kind="other", words="Zed is away")
    async with runtime.database.transaction(TUESDAY) as tx:
        for login in ("manager", "social_worker"):
            for message in await outbox.waiting_for(tx, f"demo-{login}"):
                assert set(message.params) <= {"reference", "count"}


async def test_one_spoiled_cell_takes_only_its_own_row_away(runtime: Runtime, social_worker: Conversation) -> None:
    """By somebody who can write in the database and has no key; the key is not blamed."""
    spoiled, stands = await asked(social_worker), await asked(social_worker, child=GIRL)
    async with runtime.database.transaction(runtime.clock()) as tx:
        theirs = sa.text(f"SELECT route_sealed FROM assessments WHERE reference = '{stands}'")  # noqa: S608
        await tx.connection.execute(
            sa.text("UPDATE assessments SET route_sealed = :other WHERE reference = :this"),
            {"other": await tx.connection.scalar(theirs), "this": spoiled},
        )
    await social_worker.says("assessments")
    assert social_worker.keys[-1] == "problems.does_not_open"
    *listed, told_so = social_worker.replies
    assert stands in str([reply.as_json() for reply in listed])
    assert spoiled not in str([reply.as_json() for reply in listed])
    assert spoiled in told_so.text
    assert "IT team" in told_so.text

"""The intervention plan: its acceptance scenarios with their dates, and what goes wrong.

Now is Tuesday 17 November 2026, 15:30.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.exports import intervention
from bot.runtime import Runtime
from storage import audit
from storage.administration import organisation
from storage.casework import events
from storage.casework.parts import Part
from storage.clocks import running
from storage.documents import printed
from storage.people.people import Role
from storage.plans.intervention import actions, gaps
from storage.plans.intervention import plan as plans
from storage.plans.intervention.content import ActionState, State
from storage.plans.intervention.gaps import last_quarter
from storage.plans.intervention.menu import lists
from storage.plans.intervention.tables import intervention_actions, intervention_plans, intervention_versions
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.casework.team import fills_in, led, on, on_to, told
from tests.dialogs.plans.intervention.planning import ACTION, NEED, PARTS, PLANTED, agreed, case_of, made, stored
from tests.support.databases import on_both


async def let_in(runtime: Runtime, reference: str, person_id: str, part: Part = Part.KEY_WORKER) -> None:
    from storage.casework import cases, members

    async with runtime.database.transaction(runtime.clock()) as tx:
        await members.add(tx, (await cases.by_reference(tx, reference)).id, person_id, part, None)


# 1


@pytest.mark.parametrize(
    ("level", "meeting"),
    [
        ("Child protection plan", "the core group"),
        ("Child in need", "the Child in Need meeting"),
        ("Early help", "the Team Around the Child"),
    ],
)
async def test_the_meeting_follows_from_the_level(social_worker: Conversation, level: str, meeting: str) -> None:
    await made(social_worker, level)
    assert meeting in social_worker.text
    assert "Nia Harrowby (demo) leads it" in social_worker.text


# 2, 3


async def test_a_vague_need_is_said_and_kept_and_family_work_has_to_be_answered(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await made(social_worker)
    await fills_in(
        social_worker,
        f"add need {reference}",
        **{"domain": "sexual_behaviour", "change": "Address sexually harmful behaviour", "know": "", **ACTION},
    )
    assert "[HM-4.16]" in social_worker.text
    await social_worker.says(f"sign plan {reference}")
    assert "intervention.problems.plan_family_unanswered" in social_worker.keys
    assert "[HM-5.13]" in social_worker.text
    await fills_in(social_worker, f"plan parts {reference}", family_work="none", family="")
    await social_worker.says(f"sign plan {reference}")
    assert "intervention.problems.plan_family_unanswered" in social_worker.keys, "none is said with why"
    await fills_in(social_worker, f"plan parts {reference}", family_work="none", family="Because they live abroad")
    await fills_in(social_worker, f"sign plan {reference}", signed_name="Nia Harrowby")
    assert "intervention.signed" in social_worker.keys, social_worker.transcript
    plan = await stored(runtime, reference)
    assert plan.state is State.AGREED
    assert {"vague_objective 1", "nothing_beyond", "other_plans_missing", "child_not_heard"} <= set(plan.content.hints)


# 4


@on_both
async def test_shared_on_the_17th_they_first_meet_by_the_1st_of_december(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    wanted = await led(social_worker, manager)
    await on_to(social_worker, wanted, "report")
    await fills_in(social_worker, f"complete {wanted}", day="")
    await fills_in(social_worker, f"shown to family {wanted}", day="17 November 2026", not_shown="", disagreement="")
    await fills_in(social_worker, f"share {wanted}", to="school", what="recommendations", why="To plan with them")
    at(runtime, on(date(2026, 11, 20)))
    async with runtime.database.transaction(runtime.clock()) as tx:
        (case_id,) = list(await tx.connection.scalars(sa.select(sa.text("id")).select_from(sa.text("cases"))))
        from storage.casework import cases

        reference = (await cases.get(tx, case_id)).reference
        assert await plans.of_case(tx, await cases.get(tx, case_id)) is None
    await social_worker.says(f"make a plan {reference}")
    await social_worker.says("Early help")
    await social_worker.says("Nia Harrowby (demo)")
    assert "First meeting by Tuesday 1 December 2026" in social_worker.text
    found = await told(runtime, on(date(2026, 11, 27)))
    assert ("social_worker", "plan_meeting_due", {"reference": reference, "count": 4}) in found
    found = await told(runtime, on(date(2026, 12, 2)))
    assert ("manager", "plan_overdue", {"reference": reference, "count": 1}) in found


# 5


@on_both
async def test_a_change_two_days_before_christmas_is_reviewed_by_the_4th_of_january(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker)
    at(runtime, on(date(2026, 12, 23), 14))
    await fills_in(social_worker, f"significant change {reference}", day="", what="He has moved to his aunt")
    assert "Monday 4 January 2027" in social_worker.text
    at(runtime, on(date(2027, 1, 4), 14))
    await fills_in(social_worker, f"review plan {reference}", day="", level="child_in_need", note="Agreed to go on")
    assert "the Child in Need meeting; the plan stays as it is" in social_worker.text
    assert "Monday 15 February 2027" in social_worker.text, "six weeks after the review"
    plan = await stored(runtime, reference)
    assert (plan.state, plan.level, plan.met_on) == (State.IN_FORCE, "child_in_need", date(2027, 1, 4))
    assert len(plan.content.needs) == 1
    async with runtime.database.transaction(runtime.clock()) as tx:
        kinds = [event.kind for event in await events.of_case(tx, plan.case_id)]
        assert {"plan_agreed", "significant_change", "plan_reviewed"} <= set(map(str, kinds))
        (review,) = [one for one in await running.of(tx, plan.about) if one.ended_at is None]
        assert review.clock.name == "plan_review"


# 6


@on_both
async def test_what_goes_through_the_panel_waits_until_it_has_agreed(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker, menu="mst_psb")
    assert "panel agreement required [PB-intervention]" in social_worker.transcript
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        assert [one.state for one in await actions.of_plan(tx, plan)] == [ActionState.WAITING]
    await fills_in(social_worker, f"action done {reference} 1", number="", state="started", why="", panel_agreed_on="")
    assert "intervention.problems.plan_panel_first" in social_worker.keys
    await fills_in(
        social_worker,
        f"action done {reference} 1",
        number="",
        state="started",
        why="",
        panel_agreed_on="16 November 2026",
    )
    assert "has started" in social_worker.text


# 7


def test_eight_on_the_menu_and_twelve_components_each_with_its_source() -> None:
    assert len(lists().menu) == 8
    assert len(lists().components) == 12
    assert {item.cites for item in lists().menu.values()} == {("PB-intervention",)}
    assert {item.cites for item in lists().components.values()} == {("HM-1.19",)}
    assert [name for name, item in lists().menu.items() if item.panel] == ["mst_psb", "spot_purchase"]
    assert all(item.project_rule for item in lists().checks.values())


# 8


async def test_two_needs_and_one_action_names_the_need_by_its_number(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await made(social_worker)
    await fills_in(social_worker, f"add need {reference}", **NEED, **ACTION)
    await fills_in(social_worker, f"add need {reference}", domain="development", change=PLANTED, know="School says so")
    await fills_in(social_worker, f"plan parts {reference}", **PARTS)
    await fills_in(social_worker, f"sign plan {reference}", signed_name="Nia Harrowby")
    assert "Need 2 has no action [HM-5.15]" in social_worker.text
    assert "need_without_action 2" in (await stored(runtime, reference)).content.hints
    found = await told(runtime, on(date(2027, 1, 20)))
    assert "plan_overdue" in {key for _, key, _ in found}
    assert "Plantedword" not in str(found)
    assert all(set(about) <= {"reference", "count"} for _, _, about in found)


@on_both
@pytest.mark.parametrize("said", ["nobody", "not sure", "TBC", "n/a"])
async def test_words_for_nobody_stand_as_no_name(social_worker: Conversation, said: str) -> None:
    """As in a safety plan: who does it is still to be found, and the plan says so."""
    reference = await made(social_worker)
    await fills_in(social_worker, f"add need {reference}", **{**NEED, **ACTION, "who": said})
    await social_worker.says(f"plan {reference}")
    assert "The drawing group on Mondays. nobody yet, early help" in social_worker.text
    assert f" {said}," not in social_worker.text


async def test_two_people_change_one_plan_at_once_and_both_are_shown(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await made(social_worker)
    await let_in(runtime, reference, "demo-social_worker2")
    other = await someone(runtime, "social_worker2")
    await social_worker.says(f"plan parts {reference}")
    await other.says(f"plan parts {reference}")
    await other.sends({**PARTS, "health": "What the other wrote"})
    assert "intervention.parts_kept" in other.keys
    await social_worker.sends({**PARTS, "health": "What I wrote"})
    assert "intervention.both" in social_worker.keys, social_worker.transcript
    assert "What the other wrote" in social_worker.text
    assert "What I wrote" in social_worker.text
    assert (await stored(runtime, reference)).content.part("health") == "What the other wrote"
    await social_worker.says("Mine")
    assert (await stored(runtime, reference)).content.part("health") == "What I wrote"
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        kept = await plans.versions(tx, plan)
        assert [one.content.part("health") for one in kept] == ["", "What the other wrote", "What I wrote"]
    # of two needs that are added at once both stand
    await social_worker.says(f"add need {reference}")
    await fills_in(other, f"add need {reference}", **NEED)
    await social_worker.sends({**NEED, "change": "He tells his teacher when it is too loud"})
    assert len((await stored(runtime, reference)).content.needs) == 2


async def test_the_lead_leaves_and_nobody_inherits_it(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await agreed(social_worker)
    await let_in(runtime, reference, "demo-social_worker2")
    await told(runtime, TUESDAY)
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.leave(tx, "demo-social_worker")
    found = await told(runtime, TUESDAY + timedelta(minutes=1))
    assert ("manager", "plan_without_lead", {"reference": reference}) in found
    other = await someone(runtime, "social_worker2")
    await other.says(f"plan {reference}")
    assert "Nobody leads it just now" in other.text
    assert "six weeks" not in other.text
    await manager.says(f"lead passes {reference}")
    await manager.says("Bo Tansley (demo)")
    assert "lead_passes.passed" in manager.keys, manager.transcript
    assert (await stored(runtime, reference, "social_worker2")).lead_id == "demo-social_worker2"
    found = await told(runtime, TUESDAY + timedelta(minutes=2))
    assert ("social_worker2", "plan_lead_named", {"reference": reference}) in found


@on_both
async def test_consent_withdrawn_stops_what_rests_on_it_and_no_more(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker)
    await fills_in(social_worker, f"add action {reference}", need="1", **{**ACTION, "basis": "statutory"})
    await fills_in(social_worker, f"consent withdrawn {reference}", why="His mother withdrew it today")
    assert "1 actions that rest on consent have stopped" in social_worker.text
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        found = await actions.of_plan(tx, plan)
    assert [(one.state, one.why) for one in found] == [
        (ActionState.STOPPED, "His mother withdrew it today"),
        (ActionState.PLANNED, ""),
    ]


async def test_bad_input_gets_a_clear_sentence_and_changes_nothing(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await made(social_worker)
    for typed, key in (
        ("make a plan", "make_plan.which_case"),
        ("make a plan WC-2222-22", "intervention.not_found"),
        (f"make a plan {reference}", "intervention.problems.plan_there"),
        (f"sign plan {reference}", "intervention.problems.plan_nothing_in_it"),
    ):
        await social_worker.says(typed)
        assert key in social_worker.keys, (typed, social_worker.keys)
    for typed, values, key in (
        (f"review plan {reference}", {"day": "", "level": "early_help", "note": "x"}, "plan_not_agreed"),
        (f"add action {reference}", {"need": "9", **ACTION}, "plan_not_an_action"),
        (f"action done {reference} 7", {"number": "", "state": "started", "why": ""}, "not_found"),
    ):
        await fills_in(social_worker, typed, **values)
        assert f"intervention.problems.{key}" in social_worker.keys, (typed, social_worker.keys)
    await fills_in(social_worker, f"add need {reference}", **NEED, what="An action without the rest")
    assert social_worker.keys[0] == "refusals.whole_action"
    await social_worker.sends({**NEED, **ACTION})
    await fills_in(social_worker, f"plan parts {reference}", **PARTS)
    await fills_in(social_worker, f"sign plan {reference}", signed_name="Nia Harrowby")
    await fills_in(
        social_worker, f"review plan {reference}", day="16 November 2026", level="early_help", note="Before it began"
    )
    assert "intervention.problems.plan_review_wrong_day" in social_worker.keys
    await fills_in(social_worker, f"action done {reference} 1", number="", state="stopped", why="", panel_agreed_on="")
    assert "intervention.problems.plan_needs_why" in social_worker.keys
    assert (await stored(runtime, reference)).reviewed_on is None


@on_both
async def test_a_plan_without_an_owner_is_not_signed(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await made(social_worker, lead="Bo Tansley (demo)")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.leave(tx, "demo-social_worker2")
    await fills_in(social_worker, f"add need {reference}", **NEED, **ACTION)
    await social_worker.says(f"sign plan {reference}")
    assert "intervention.problems.plan_without_lead" in social_worker.keys


@on_both
async def test_planted_words_reach_members_only_and_nothing_of_another_child(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker)
    early = await someone(runtime, "early_help")
    child = {"name": "Bramble Notreal", "born": "2013-01-20", "sex": "girl", "school": "secondary"}
    other = await case_of(early, child=child)
    await early.says(f"make a plan {other}")
    await early.says("Early help")
    await early.says("Rae Millbrook (demo)")
    await fills_in(early, f"add need {other}", **{**NEED, "change": "Otherwords: she sleeps through the night"})
    typed = (f"plan {reference}", "plan", "intervention plans", f"sign plan {reference}", f"action done {reference} 1",
             f"their words {reference}", "gap list")  # fmt: skip
    readers = set()
    for login in ("worker", "dsl", "head", "early_help", "yj", "manager", "service_manager", "admin", "social_worker"):
        person = await someone(runtime, login)
        for said in typed:
            await person.says(said)
            await person.says("cancel")
        if "Plantedword" in str([vars(one) for one in person.every]):
            readers.add(login)
        assert not ("Plantedword" in person.transcript and "Otherwords" in person.transcript and login != "manager")
    assert readers == {"social_worker", "manager"}
    async with runtime.database.transaction(TUESDAY) as tx:
        for table in (intervention_plans, intervention_versions, intervention_actions):
            rows = repr((await tx.connection.execute(sa.select(table))).all())
            assert not [word for word in ("Plantedword", "drawing", "Otherwords", "draw") if word in rows], table.name
        plan = await plans.read(tx, social_worker.person, reference)
        entries = await audit.entries(tx, plan.about)
        assert {"plan_made", "plan_changed", "action_changed", "read", "refused_read"} <= {one.what for one in entries}
        assert await audit.verify(tx, plan.about)


@on_both
async def test_the_gap_list_joins_small_numbers_and_is_made_once(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await agreed(social_worker, menu="mst_psb")
    for menu, count in (("mst_psb", 3), ("spot_purchase", 3), ("camhs", 0)):
        for _ in range(count):
            await fills_in(social_worker, f"add action {reference}", need="1", **{**ACTION, "menu": menu})
    reader = await someone(runtime, "manager")
    await reader.says("gap list")
    assert "none, or too few to be said" in reader.text, "that of the summer"
    at(runtime, datetime(2027, 1, 5, 9, tzinfo=UTC))
    await reader.says("gap list")
    assert "Gaps in 2026, quarter 4: 7 in all" in reader.text, reader.text
    assert "(MST-PSB), through the panel or Specialist support" in reader.text
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(runtime.clock()) as tx:
        first, end = last_quarter(date(2027, 1, 5))
        assert (first, end) == (date(2026, 10, 1), date(2027, 1, 1))
        exact = await gaps.counts(tx, first, end)
        assert (exact["mst_psb"], exact["spot_purchase"]) == (4, 3)
        await actions.set_state(tx, social_worker.person, plan, 1, ActionState.STOPPED, why="Moved")
    said = reader.text
    await reader.says("gap list")
    assert reader.text == said, "made once, and kept"
    teacher = await someone(runtime, "worker2")
    await teacher.says("gap list")
    assert "gap_list.head" not in teacher.keys
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, "demo-worker2", "demo-school", [Role.READER])
    await teacher.says("gap list")
    assert "gap_list.head" in teacher.keys


async def test_a_page_for_those_who_carry_it_and_one_for_the_family(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker, menu="mst_psb")
    await fills_in(social_worker, f"add need {reference}", **{**NEED, "domain": "sexual_behaviour"})
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        page, family = [await intervention.form(tx, plan, what) for what in ("page", "family")]
        kept = await intervention.everything(tx, plan)
    assert len(kept["versions"]) == plan.version
    said = {kind: printed(family, kind) for kind in ("html", "docx", "pdf")}
    assert b"I want to draw" in said["html"]
    assert PLANTED.encode() in said["html"]
    for word in ("High risk", "MST", "Sexual behaviour", "constructive", "HM-"):
        assert word not in said["html"].decode(), word
    for one in (page, family):
        assert "Zed" not in printed(one, "html").decode(), "neither names the child"
    grids = {section.key: section.grid for section in page.sections if section.grid}
    assert grids["needs"].heads == ("A",)
    assert grids["needs"].rows == (("Need 1", ("waiting",)), ("Need 2", ("",)))
    assert ("waiting", "waits") in grids["needs"].key
    assert len(grids["weeks"].rows[0][1]) == 12
    assert set(grids["weeks"].rows[0][1]) == {"waiting"}
    assert all(printed(page, kind) for kind in ("html", "docx", "pdf"))


async def test_the_childs_week_has_what_goes_on_and_says_nothing_of_why(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await agreed(social_worker)
    await fills_in(social_worker, f"add need {reference}", **{**NEED, **ACTION, "what": "Therapy", "menu": "mst_psb"})
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(TUESDAY) as tx:
        week = await intervention.diary(tx, plan)
    (grid,) = [section.grid for section in week.sections if section.grid]
    assert grid.rows == (("Number 1", ("",) * 7),)
    said = printed(week, "html").decode()
    assert "The drawing group on Mondays: the early help worker" in said
    for word in ("Therapy", PLANTED, "Zed", reference, "Social Care", "Sexual", "plan of", "HM-"):
        assert word not in said, word
    assert all(printed(week, kind) for kind in ("docx", "pdf"))

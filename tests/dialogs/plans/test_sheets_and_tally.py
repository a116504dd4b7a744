"""Sheets that say what to do and not why, and the behaviour plan with its weekly tally: scenarios 4, 6 and 7."""

from datetime import timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.plans.planning import PLAN, ROWS, a_case, in_force, planned
from tests.dialogs.talks.talking import keys_told, london

BEHAVIOUR: dict[str, Any] = {
    "behaviours": "1, 2",
    "pattern": {"when": "At break", "before": "Nothing to do", "after": "Others laugh", "telling": "Wants to join in"},
    "instead": {"instead": "Asks to play", "changes": "A game with an adult", "praise": "Asking first"},
    "adult_words": {
        "stop": "Stop, come with me.", "describe": "You stood very close.", "impact": "They moved away.",
        "remind": "We keep an arm’s length.",
    },
    "count": {"counted": "standing too close at break", "target": "2", "assessed": "yes", "multi_agency": "yes"},
    "staff": "Sam Fernley (demo)",
}  # fmt: skip


async def with_behaviour(runtime: Runtime, **changed: Any) -> tuple[Conversation, str]:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"behaviour plan {plan}")
    await dsl.answers(BEHAVIOUR, **changed)
    return dsl, plan


async def test_the_lunch_sheet_holds_break_rows_only(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"who needs what {plan}")
    assert "Lunch and break supervisors: What happens at breaks and meals? Nobody has it yet." in dsl.text
    await dsl.says(f"sheet {plan} lunch")
    assert ROWS["breaks"] in dsl.text
    for part, text in ROWS.items():
        assert part == "breaks" or text not in dsl.text, part
    for word in ("trousers", "get off", "harmful", "WM-"):
        assert word not in dsl.text
    await dsl.says(f"give sheet {plan} lunch")
    await dsl.says("Sam Fernley (demo)")
    assert dsl.keys == ["give_sheet.given"]
    supervisor = await someone(runtime, "worker2")
    assert await keys_told(runtime, "worker2") == ["sheet_to_read"]
    await supervisor.says("my sheets")
    await supervisor.says("sheet 1")
    assert ROWS["breaks"] in supervisor.text
    assert ROWS["transport"] not in supervisor.transcript
    await supervisor.says(supervisor.replies[-1].choices[0].value)
    assert supervisor.keys == ["sheets.signed"]
    await dsl.says(f"who needs what {plan}")
    assert "Sam Fernley (demo) (read)" in dsl.text


async def test_a_changed_row_has_its_sheet_read_again_and_no_other(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    for group in ("lunch", "transport"):
        await dsl.says(f"give sheet {plan} {group}")
        await dsl.says("Sam Fernley (demo)")
    supervisor = await someone(runtime, "worker2")
    for number in (1, 1):
        await supervisor.says("my sheets")
        await supervisor.says(f"read sheet {number}")
    await dsl.says(f"change plan {plan}")
    await dsl.says("What happens at breaks and meals?")
    await dsl.sends({"breaks.text": "In the library.", "breaks.who": "the librarian", "breaks.sees": "as_now"})
    assert (await keys_told(runtime, "worker2")).count("sheet_changed") == 1
    await supervisor.says("my sheets")
    assert "Lunch and break supervisors, " + plan + ": please read it" in supervisor.text
    assert "Drivers and escorts, " + plan + ": read" in supervisor.text


async def test_a_sheet_for_a_group_that_is_not_there_names_those_that_are(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    for said in (f"sheet {plan} gardeners", f"give sheet {plan} gardeners", f"give sheet {plan} caretakers"):
        await dsl.says(said)
        assert dsl.keys == ["sheets.no_such_group"]
        assert "Lunch and break supervisors" in dsl.text


@pytest.mark.parametrize("said", ["lunch supervisors", "Lunch and break supervisors", "dinner", "the dinner ladies"])
async def test_a_group_is_known_by_what_people_call_it(runtime: Runtime, said: str) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    await dsl.says(f"sheet {plan} {said}")
    assert ROWS["breaks"] in dsl.text
    await dsl.says(f"give sheet {plan} {said}")
    assert dsl.keys[0] == "give_sheet.opening"


async def test_who_has_no_waymark_signs_on_paper(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    await dsl.says(f"give sheet {plan} transport")
    await dsl.says("Somebody who has signed on paper")
    await dsl.sends({"name": "Vic Invented", "does": "taxi escort"})
    await dsl.says(f"who needs what {plan}")
    assert "Vic Invented, taxi escort (read)" in dsl.text


async def test_a_sheet_given_to_the_wrong_person_is_called_back(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"call back sheet {plan}")
    assert dsl.keys == ["call_sheet_back.nobody"]
    await dsl.says(f"give sheet {plan} lunch")
    await dsl.says("Sam Fernley (demo)")
    wrong = await someone(runtime, "worker2")
    await wrong.says("my sheets")
    await wrong.says("sheet 1")
    assert ROWS["breaks"] in wrong.text
    await dsl.says(f"call back sheet {plan}")
    await dsl.says("Sam Fernley")
    assert dsl.keys[-1] == "call_sheet_back.done", dsl.transcript
    for said in ("sheet 1", "my sheets", "read sheet 1"):
        await wrong.says(said)
        assert ROWS["breaks"] not in wrong.text, said
    await dsl.says(f"who needs what {plan}")
    assert "Sam Fernley" not in dsl.text
    await dsl.says(f"give sheet {plan} lunch")
    await dsl.says("Sam Fernley (demo)")
    assert dsl.keys[-1] == "give_sheet.given", "and may be given again"


async def test_a_line_that_says_what_a_child_did_is_on_no_sheet(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    gaps = {**PLAN["gaps"], "breaks.text": "Apart, since the incident on the field."}
    await dsl.says(f"safety plan {reference}")
    await dsl.answers(PLAN, gaps=gaps)
    assert "It seems to say what a child did (“incident”)" in dsl.text
    plan = dsl.last("safety_plan.begun").text.split()[1].strip(".")
    await dsl.says(f"sheet {plan} lunch")
    assert dsl.keys == ["sheets.no_such_group"]


async def test_somebody_else_has_no_sheet_and_no_plan(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"give sheet {plan} lunch")
    await dsl.says("Sam Fernley (demo)")
    for login in ("worker", "head", "foster_dsl", "manager", "admin"):
        other = await someone(runtime, login)
        for said in (f"safety plan {plan}", f"sheet {plan} lunch", "my sheets", "sheet 1", f"who needs what {plan}"):
            await other.says(said)
            assert ROWS["breaks"] not in other.text, (login, said)


async def test_a_behaviour_plan_without_an_assessment_is_a_draft_and_says_why(runtime: Runtime) -> None:
    dsl, plan = await with_behaviour(runtime, count={**BEHAVIOUR["count"], "assessed": "no"})
    assert dsl.keys[0] == "behaviour_plan.draft"
    assert "PB-schools" in dsl.text
    counts = await someone(runtime, "worker2")
    await counts.says("tally 2")
    assert "tally.kept" not in counts.keys
    await dsl.says(f"safety plan {plan}")
    assert "a draft of a behaviour plan" in dsl.text


async def test_a_tally_is_a_whole_number_and_a_repeated_message_counts_once(runtime: Runtime) -> None:
    dsl, plan = await with_behaviour(runtime)
    assert dsl.keys[0] == "behaviour_plan.in_force"
    counts = await someone(runtime, "worker2")
    for said in ("tally -1", "tally 3.5", "tally 100"):
        await counts.says(said)
        assert counts.keys[-1] == "tally.wrong", said
    for _ in range(2):
        await counts.says("tally 2", id="the same message")
        assert "2 more" in counts.text
        assert "2 by you this week" in counts.text
    assert "NY-9" in counts.text
    at(runtime, TUESDAY + timedelta(minutes=1))
    await counts.says("tally 1")
    await counts.says("undo tally")
    assert "you have 2 this week" in counts.text
    at(runtime, london(2026, 12, 3, 15))
    await counts.says("tally 4")
    await dsl.says(f"behaviour plan {plan}")
    for line in ("16 November 2026: 2", "23 November 2026: not counted", "30 November 2026: 4", "In the middle: 3"):
        assert line in dsl.text

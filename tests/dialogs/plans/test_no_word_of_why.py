"""Sheets hold no words about what a child did or what was done to them, and 'nobody' is nobody."""

import pytest

from bot.runtime import Runtime
from knowledge.safety_plan import describes_behaviour, safety_plan
from tests.dialogs.plans.planning import PLAN, a_case, in_force, planned

ABOUT_WHY = ("displayed", "targeted", "behaviour", "happens again")


def test_no_part_says_why_on_a_sheet() -> None:
    for part in safety_plan():
        assert not any(word in part.sheet for word in ABOUT_WHY), part.id
        assert not describes_behaviour(part.sheet), part.id


async def test_a_sheet_has_words_of_its_own_and_no_support_for_lunch(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await in_force(dsl, reference)
    await dsl.says(f"change plan {plan}")
    await dsl.says("11")
    dialog = dsl.replies[-1].dialog
    assert dialog is not None
    offered = next({one.value for one in field.choices} for field in dialog.fields if field.name.endswith(".sees"))
    assert "teachers" in offered
    assert not offered & {"lunch", "transport", "office"}
    await dsl.sends(
        {
            "support_displayed.text": "Football.",
            "support_displayed.who": "the coach",
            "support_displayed.sees": "everyone",
        }
    )
    await dsl.says(f"sheet {plan} lunch")
    assert "At breaks and meals: " in dsl.text
    assert "Football" not in dsl.text
    await dsl.says(f"sheet {plan} teachers")
    assert "What helps: Football. (the coach)" in dsl.text
    assert not any(word in dsl.text for word in ABOUT_WHY)


@pytest.mark.parametrize("nobody", ["nobody", "No one.", "dont know", "don’t know", "not sure", "n/a", "?"])
async def test_who_names_nobody_is_nobody(runtime: Runtime, nobody: str) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference, doing={**PLAN["doing"], "online.who": nobody})
    assert "Nobody does this yet: What is agreed about phones and being online?" in dsl.text
    await dsl.says(f"safety plan {plan}")
    assert "Every part of the day has somebody." not in dsl.text
    assert "Nobody does this yet: What is agreed about phones and being online?" in dsl.text
    await dsl.says(f"agree plan {plan}")
    assert dsl.keys == ["agree_plan.without_owner"]


async def test_the_day_of_the_review_needs_nobody(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference, gaps={**PLAN["gaps"], "review_date.text": "2026-12-01"})
    await dsl.says(f"agree plan {plan}")
    assert dsl.keys[0] == "agree_plan.opening"


async def test_what_was_sent_stands_in_a_form_that_comes_again(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    plan = await planned(dsl, reference)
    await dsl.says(f"agree plan {plan}")
    sent = {
        "parents": "in_part", "parents_words": "Fewer days.", "child": "agrees", "child_words": "", "holders": "",
        "starts_on": "25 dec", "signed_name": "Jo Marlowe",
    }  # fmt: skip
    await dsl.sends(sent)
    assert dsl.keys[0] == "refusals.plan_starts"
    await dsl.says("what now")
    dialog = dsl.replies[-1].dialog
    assert dialog is not None
    assert {field.name: field.value for field in dialog.fields} == sent


async def test_not_sure_is_called_fine_only_where_it_is(runtime: Runtime) -> None:
    dsl, reference = await a_case(runtime)
    await dsl.says(f"safety plan {reference}")
    await dsl.answers(PLAN, until="checked", attendance="Asked to stay away for now")
    await dsl.sends({"checked_by": "", "checked_on": "", "back": ""})
    assert dsl.keys[0] == "refusals.needs_words"
    assert "is fine" not in dsl.text

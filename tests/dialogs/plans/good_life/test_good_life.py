"""The Good Life plan in the chat: strengths and goals first, nobody pressed, nothing admitted; and the leaving.

Now is Tuesday 17 November 2026, 15:30.
"""

from datetime import date

import pytest

from bot.runtime import Runtime
from storage.administration import organisation
from storage.people import settings
from storage.people.people import Role
from storage.plans.good_life.content import Recipient, State
from tests.conversation import TUESDAY, Conversation, someone
from tests.dialogs.casework.team import fills_in, on, told
from tests.dialogs.plans.good_life.living import FIRST, NOW_ON, PLANTED, drafted, signed, stored
from tests.dialogs.plans.intervention.planning import case_of
from tests.dialogs.plans.intervention.test_intervention import let_in

# 1


async def test_without_a_strength_or_a_goal_there_is_no_plan(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await case_of(social_worker)
    await social_worker.says(f"good life plan {reference}")
    assert "Nobody has to admit anything" in social_worker.text
    await social_worker.says("Yes, together")
    for missing, refusal in (({"strengths": "\n - \n"}, "strength_wanted"), ({"what": ""}, "needs_words")):
        await social_worker.sends({**FIRST, **missing})
        assert f"refusals.{refusal}" in social_worker.keys, social_worker.keys
    await social_worker.sends(FIRST)
    plan = await stored(runtime, reference)
    assert plan.state is State.DRAFTING
    assert plan.content.strengths == ("Cooks for everybody", "Stays calm when others argue")
    # the case, the two strengths and the goal are enough: what led here may stay with them
    await fills_in(social_worker, f"sign life plan {reference}", young_person="Zed", worker="Nia Harrowby")
    plan = await stored(runtime, reference)
    assert (plan.state, plan.content.led_here) == (State.AGREED, "")


# 7


async def test_words_for_nobody_stand_as_no_name(social_worker: Conversation) -> None:
    reference = await case_of(social_worker)
    await social_worker.says(f"good life plan {reference}")
    await social_worker.says("Yes, together")
    await social_worker.sends({**FIRST, "helps": "no idea"})
    await social_worker.says(f"good life plan {reference}")
    assert "Who helps: nobody yet" in social_worker.text
    assert "no idea" not in social_worker.text


async def test_refused_on_the_17th_it_stays_offered_and_comes_back_on_the_1st_of_december(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await case_of(social_worker)
    await social_worker.says(f"good life plan {reference}")
    await social_worker.says("Not now")
    assert "Tuesday 1 December 2026" in social_worker.text
    assert (await stored(runtime, reference)).state is State.OFFERED
    assert [key for _, key, _ in await told(runtime, on(date(2026, 11, 30), 20)) if "life" in key] == []
    found = await told(runtime, on(date(2026, 12, 1)))
    assert ("social_worker", "good_life_offer_again", {"reference": reference, "count": 0}) in found
    await social_worker.says(f"good life plan {reference}")
    await social_worker.says("they want one")
    await social_worker.sends({**FIRST, "by": ""})
    assert (await stored(runtime, reference)).state is State.DRAFTING


async def test_the_plan_shows_strengths_first_and_a_step_that_is_done(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await signed(social_worker)
    await fills_in(social_worker, f"step done {reference} 1", goal="", following="Visit the kitchen")
    await social_worker.says(f"good life plan {reference}")
    said = social_worker.text
    assert said.index("Good at: Cooks for everybody") < said.index("1. A place on the catering course")
    assert "Next step: Visit the kitchen" in said
    assert "Done: Ring the college" in said
    assert "they have said yes to: Supervising officer" in said
    plan = await stored(runtime, reference)
    assert plan.state is State.IN_USE
    assert list(plan.content.led_here_for) == [Recipient.SUPERVISING_OFFICER]
    await fills_in(social_worker, f"step done {reference} 4", goal="", following="")
    assert "good_life.problems.good_life_no_such_goal" in social_worker.keys


async def test_arrangements_for_leaving_each_and_what_is_still_missing(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await signed(social_worker)
    given = {
        "area": "accommodation",
        "how": "agreed",
        "who": "His aunt, with the leaving care team",
        "on": "1 December 2026",
    }
    await fills_in(social_worker, f"arrange {reference}", **given)
    await fills_in(social_worker, f"arrange {reference}", area="therapy", how="not_possible", who="No place yet", on="")
    await social_worker.says(f"leaving {reference}")
    assert (
        "Where they live, with support: agreed; His aunt, with the leaving care team. On Tuesday 1 December 2026."
        in social_worker.text
    )
    assert "Family: nothing is known yet" in social_worker.text
    assert (await stored(runtime, reference)).state is State.LEAVING
    await fills_in(social_worker, f"arrange {reference}", **{**given, "on": "Tuesday"})
    assert social_worker.keys[0] == "refusals.whole_day"


async def test_two_people_write_at_once_and_both_are_shown(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await drafted(social_worker)
    await let_in(runtime, reference, "demo-social_worker2")
    other = await someone(runtime, "social_worker2")
    await social_worker.says(f"from now on {reference}")
    await fills_in(other, f"from now on {reference}", **{**NOW_ON, "skills": "What the other wrote"})
    await social_worker.sends({**NOW_ON, "skills": "What I wrote"})
    assert "good_life.both" in social_worker.keys, social_worker.transcript
    assert "What the other wrote" in social_worker.text
    assert "What I wrote" in social_worker.text
    dialog = social_worker.replies[-1].dialog
    assert dialog is not None
    assert {field.name: field.value for field in dialog.fields}["skills"] == "What the other wrote"
    await social_worker.sends({**NOW_ON, "skills": "Both of it"})
    assert (await stored(runtime, reference)).content.part("skills") == "Both of it"


async def test_in_a_home_it_begins_without_a_case_and_by_nobody_else(
    runtime: Runtime, social_worker: Conversation
) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await settings.add_setting(tx, "Demo Secure Home", "secure", {}, id="demo-secure", is_demo=True)
        await organisation.move(tx, "demo-early_help", "demo-secure", [Role.WORKER])
    keeper = await someone(runtime, "early_help")
    await keeper.says("help")
    assert "keep in touch after they leave" in keeper.text
    await keeper.says("good life plan")
    assert keeper.asked == "young_person", keeper.transcript
    await keeper.sends({"name": "Bramble Notreal", "born": "2030-01-01"})
    assert "refusals.birth_wrong" in keeper.keys
    await keeper.sends({"name": "Bramble Notreal", "born": "2011-01-20"})
    await keeper.says("yes")
    await keeper.sends(FIRST)
    assert "begin_life_plan.begun" in keeper.keys, keeper.transcript
    # the same young person once more is no second case
    await keeper.says("good life plan")
    await keeper.sends({"name": "bramble notreal", "born": "2011-01-20"})
    await keeper.says("Not now")
    assert "good_life.problems.good_life_there" in keeper.keys, keeper.transcript
    # whoever is in no case and in no home looks it up
    teacher = await someone(runtime, "worker")
    await teacher.says("good life plan")
    assert not [key for key in teacher.keys if "life" in key], teacher.keys
    await social_worker.says("good life plan")
    assert not [key for key in social_worker.keys if key.startswith("begin_life_plan")]


async def test_the_key_worker_leaves_and_somebody_is_named(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await signed(social_worker)
    await told(runtime, TUESDAY)
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.leave(tx, "demo-social_worker")
    found = await told(runtime, TUESDAY)
    assert ("manager", "good_life_without_worker", {"reference": reference}) in found
    await manager.says(f"good life plan {reference}")
    assert "Nobody carries it on just now" in manager.text
    await fills_in(manager, f"hand on {reference}", name="Nobody Of That Name", part="yjs_worker")
    assert "good_life.problems.not_somebody_here" in manager.keys
    await fills_in(manager, f"hand on {reference}", name="ash calloway (demo)", part="yjs_worker")
    assert "good_life.handed_on" in manager.keys, manager.transcript
    assert ("yj", "good_life_yours", {"reference": reference}) in await told(runtime, TUESDAY)
    officer = await someone(runtime, "yj")
    await officer.says(f"good life plan {reference}")
    assert "Carried on by Ash Calloway (demo)" in officer.text


async def test_planted_words_reach_members_only_and_no_alert(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await signed(social_worker)
    typed = (f"good life plan {reference}", "good life plan", f"leaving {reference}", f"what led here {reference}",
             f"tracking {reference}", f"contact {reference}", "outcomes")  # fmt: skip
    readers = set()
    for login in ("worker", "dsl", "head", "early_help", "yj", "manager", "service_manager", "admin", "social_worker"):
        person = await someone(runtime, login)
        for said in typed:
            await person.says(said)
            await person.says("cancel")
            await person.says("yes")
        if PLANTED in str([vars(one) for one in person.every]):
            readers.add(login)
    # the demo's manager is in the case of the assessment already
    assert readers <= {"social_worker", "manager"}
    assert "social_worker" in readers
    found = await told(runtime, on(date(2027, 1, 20)))
    assert PLANTED not in str(found)
    assert all(set(about) <= {"reference", "count"} for _, key, about in found if "life" in key or "tracking" in key)


@pytest.mark.parametrize("typed", ["strengths", "from now on", "arrange", "hand on", "contact"])
async def test_what_is_said_every_day_is_no_command(runtime: Runtime, social_worker: Conversation, typed: str) -> None:
    """'Contact with her father' is a question, 'contact WC-...' a command."""
    await drafted(social_worker)
    await social_worker.says(f"{typed} with her father on Sundays")
    assert not [key for key in social_worker.keys if key.startswith(("good_life.", "contact.", "tracking."))]

"""Contacts after leaving in the chat, with their dates; from Tuesday 17 November 2026, 15:30, on."""

from datetime import UTC, date, datetime

import pytest

from bot.runtime import Runtime
from dialogs import alerts
from storage.plans.good_life.content import State
from storage.tracking import contacts, figures, kinds
from storage.tracking.running_contacts import period_of
from storage.tracking.schedule import dues
from tests.conversation import SCHOOL_CASE, Conversation, at, someone
from tests.dialogs.casework.team import fills_in, on, told
from tests.dialogs.plans.good_life.living import CONTACT, LICENCE, left, signed, stored
from tests.storage.tracking.test_schedule import DAYS

RELEASED = on(date(2026, 12, 1))


@pytest.fixture
async def released(runtime: Runtime, social_worker: Conversation) -> str:
    """Somebody who left on Tuesday 1 December, on licence until 31 May; now is that day."""
    reference = await signed(social_worker)
    at(runtime, RELEASED)
    await fills_in(social_worker, f"has left {reference}", **LICENCE)
    return reference


# 2


async def test_a_licence_from_december_to_may_says_when_the_contacts_are(
    runtime: Runtime, social_worker: Conversation, released: str
) -> None:
    assert "Monday 31 May 2027" in social_worker.text
    assert "The first by Tuesday 29 December 2026" in social_worker.text
    assert "Nothing is known yet of: Where they live, with support" in social_worker.text
    period = period_of(await stored(runtime, released))
    assert period is not None
    assert [due.day for due in dues(period, ())] == DAYS
    await social_worker.says(f"tracking {released}")
    assert "By Monday 14 June 2027: to come" in social_worker.text


# 3


async def test_nine_kinds_are_asked_and_the_numbers_are_worked_out(
    runtime: Runtime, social_worker: Conversation, released: str
) -> None:
    at(runtime, on(date(2026, 12, 28)))
    await social_worker.says(f"contact {released}")
    await social_worker.says("Yes")
    assert social_worker.asked == "further", social_worker.transcript
    await social_worker.says("None known")
    assert social_worker.asked == "contact_sheet", social_worker.transcript
    dialog = social_worker.replies[-1].dialog
    assert dialog is not None
    asked = {field.name for field in dialog.fields} | {"further"}
    assert {kind.name for kind in kinds.asked()} <= asked
    assert "numbers" not in asked
    assert "goal_1" in asked
    assert "goal_2" not in asked
    await social_worker.sends(CONTACT)
    assert "The next is due by Tuesday 26 January 2027" in social_worker.text, social_worker.transcript
    plan = await stored(runtime, released)
    async with runtime.database.transaction(runtime.clock()) as tx:
        (made,) = await contacts.of_plan(tx, plan)
    assert len(made.kinds) == 10
    assert made.kinds["numbers"] == {"worked_with": 1, "tracked": 1}
    assert made.answers["goal_1"] == "2"
    await social_worker.says(f"tracking {released}")
    assert "none known to his officer and his aunt on Monday 28 December 2026" in social_worker.text
    assert "By Tuesday 29 December 2026: kept" in social_worker.text
    assert "clinical supervisor outside has not looked" not in social_worker.text
    at(runtime, on(date(2027, 4, 10)))
    await social_worker.says(f"tracking {released}")
    assert "clinical supervisor outside has not looked at it for a quarter" in social_worker.text
    told_so = alerts.reply_of("tracking_contact_due", {"reference": released, "count": 5})
    assert [choice.value for choice in told_so.choices] == ["life_plans"]


# 4


async def test_a_sexual_concern_shows_the_urgent_steps_opens_the_report_and_keeps_the_contact(
    runtime: Runtime, social_worker: Conversation, released: str
) -> None:
    await social_worker.says(f"contact {released}")
    await social_worker.says("Yes")
    await social_worker.says("A sexual concern")
    keys = social_worker.keys
    assert keys[:2] == ["menu.urgent", "contact.report_first"], keys
    assert social_worker.asked == "danger_now", social_worker.transcript
    # what was said of the contact waits beneath, through the whole description
    await social_worker.answers(SCHOOL_CASE, until="after_report")
    assert "incident" in str(social_worker.heard)
    await social_worker.says("Go on")
    assert social_worker.asked == "contact_sheet", social_worker.transcript
    await social_worker.sends(CONTACT)
    plan = await stored(runtime, released)
    async with runtime.database.transaction(runtime.clock()) as tx:
        (made,) = await contacts.of_plan(tx, plan)
    assert made.is_sexual


@pytest.mark.parametrize("answers", [(), ("Yes",)])
async def test_what_happened_typed_in_the_place_of_an_answer_comes_first(
    social_worker: Conversation, released: str, answers: tuple[str, ...]
) -> None:
    await social_worker.says(f"contact {released}")
    for said in answers:
        await social_worker.says(said)
    await social_worker.says("aunt says he touched his cousin again")
    assert social_worker.keys[:2] == ["menu.urgent", "contact.report_first"], social_worker.transcript
    assert social_worker.asked == "danger_now"


async def test_a_visit_to_the_police_is_no_concern(social_worker: Conversation, released: str) -> None:
    await social_worker.says(f"contact {released}")
    await social_worker.says("police officer was reached")
    assert "menu.urgent" not in social_worker.keys


async def test_the_report_may_wait_and_so_does_the_contact(
    runtime: Runtime, social_worker: Conversation, released: str
) -> None:
    await social_worker.says(f"contact {released}")
    await social_worker.says("Yes")
    await social_worker.says("A sexual offence")
    await social_worker.says("cancel")
    await social_worker.says("yes")
    plan = await stored(runtime, released)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await contacts.of_plan(tx, plan) == []
    # that urgent steps were shown is not taken back with the description
    found = {key for _, key, _ in await told(runtime, datetime(2026, 12, 2, 12, tzinfo=UTC))}
    assert found, social_worker.transcript


# 8


async def test_three_tries_and_a_managers_signature_and_touch_is_lost(
    runtime: Runtime, social_worker: Conversation, manager: Conversation, released: str
) -> None:
    plan = await stored(runtime, released)
    for count in (1, 2, 3):
        await fills_in_try(social_worker, released)
        assert f"{count} in a row" in social_worker.text
    await fills_in(social_worker, f"lost touch {released}", why="Rang", signed_name="Nia Harrowby")
    assert "good_life.problems.tracking_manager_signs" in social_worker.keys
    assert ("manager", "tracking_three_tries", {"reference": released}) in await told(runtime, RELEASED)
    await manager.says(f"tracking {released}")
    assert "reached nobody: 3" in manager.text
    await fills_in(manager, f"lost touch {released}", why="Rang, wrote, went there", signed_name="Dana Thorley")
    assert "tracking.lost" in manager.keys, manager.transcript
    ended = await stored(runtime, released)
    assert (ended.state, ended.ended_as) == (State.ENDED, "lost_touch")
    async with runtime.database.transaction(runtime.clock()) as tx:
        unit = await figures.of_unit(tx, plan.setting_id, date(2026, 12, 2))
    assert (unit.total, unit.lost_touch) == (1, 1)


async def fills_in_try(worker: Conversation, reference: str) -> None:
    await worker.says(f"contact {reference}")
    await worker.says("Nobody")
    assert worker.asked == "try_sheet", worker.transcript
    await worker.sends({"day": "", "words": "No answer at the door"})


async def test_bad_input_gets_a_clear_sentence_and_changes_nothing(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await signed(social_worker)
    await social_worker.says(f"contact {reference}")
    assert "good_life.problems.tracking_not_left" in social_worker.keys
    await social_worker.says(f"tracking {reference}")
    assert "good_life.problems.tracking_not_left" in social_worker.keys
    backwards = {**LICENCE, "licence_from": "2027-05-31", "licence_until": "2026-12-01"}
    await fills_in(social_worker, f"has left {reference}", **backwards)
    assert "good_life.problems.tracking_licence_backwards" in social_worker.keys
    await fills_in(social_worker, f"has left {reference}", **{**LICENCE, "day": "2026-12-01"})
    assert "good_life.problems.tracking_left_wrong_day" in social_worker.keys
    await fills_in(social_worker, f"close good life plan {reference}", ended_as="completed", why="Done")
    assert "good_life.problems.tracking_not_over_yet" in social_worker.keys
    await fills_in(social_worker, f"has left {reference}", **{**LICENCE, "licence_from": "", "licence_until": ""})
    assert "Wednesday 17 November 2027" in social_worker.text, "twelve months"
    await social_worker.says(f"contact {reference}")
    await social_worker.says("Yes")
    await social_worker.says("None known")
    for wrong, refusal in (
        ({"young_person": "6"}, "one_to_five"),
        ({"goal_1": "4"}, "nought_to_three"),
        ({"day": "2026-11-18"}, "future_day"),
        ({"compliance": "perhaps"}, "pick_one_of_these"),
        ({"told_by": ""}, "needs_words"),
    ):
        await social_worker.sends({**CONTACT, **wrong})
        assert f"refusals.{refusal}" in social_worker.keys, (wrong, social_worker.keys)
    await social_worker.sends({**CONTACT, "day": "2026-11-16"})
    assert "good_life.problems.tracking_contact_wrong_day" in social_worker.keys
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await contacts.of_plan(tx, plan) == []


async def test_a_repeated_message_changes_nothing(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await left(social_worker)
    await social_worker.says(f"contact {reference}")
    await social_worker.says("Nobody")
    for _ in range(2):
        await social_worker.sends({"day": "", "words": "No answer"}, id="the-same")
    plan = await stored(runtime, reference)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert len(await contacts.of_plan(tx, plan)) == 1


async def test_outcomes_are_joined_and_for_whoever_manages_or_reads(
    runtime: Runtime, social_worker: Conversation
) -> None:
    await left(social_worker)
    reader = await someone(runtime, "service_manager")
    at(runtime, datetime(2027, 1, 5, 9, tzinfo=UTC))
    await reader.says("outcomes")
    assert "left out, too few to be said" in reader.text, reader.transcript
    assert "Further sexual behaviour: none known" in reader.text
    assert "too few to break down" in reader.text
    await social_worker.says("outcomes")
    assert "outcomes.head" not in social_worker.keys

"""The self-audit in the chat: rated with evidence, each by who may, and signed off once all is rated.

Now is Tuesday 17 November 2026, 15:30.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.runtime import Runtime
from storage.casework import cases, events, meetings
from storage.casework.meetings import Seat
from storage.casework.parts import Agency, Happened, Precision, Source
from storage.oversight.case_audits.questions import content
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import Rating
from storage.yaml_file import read
from tests.conversation import Conversation, someone
from tests.dialogs.casework.team import fills_in
from tests.dialogs.plans.intervention.planning import case_of

SEEN = "Six cases looked at in October"
CHECKED = {"rating": "in_place_checked", "evidence": SEEN, "owner": "", "action": "", "due_on": ""}


def test_what_is_said_of_items_questions_and_findings_is_there_and_nothing_else() -> None:
    text = Path(__file__).parents[3] / "dialogs" / "text" / "oversight"
    said: dict[str, Any] = read(text / "self_audit.yaml")
    assert set(said["items"]) == set(items().items)
    assert set(said["agencies"]) == set(items().agencies)
    assert set(said["ratings"]) == set(said["shapes"]) == {*map(str, Rating), "none"}
    assert len(set(said["shapes"].values())) == len(said["shapes"]), "one shape, one meaning: also in black and white"
    asked: dict[str, Any] = read(text / "case_audit.yaml")
    assert set(asked["asks"]) == set(asked["short"]) == set(content().questions)
    assert set(asked["findings"]) == set(content().cites)
    assert set(asked["stages"]) == set(content().stages)


async def test_a_rating_without_evidence_is_refused_with_a_sentence(manager: Conversation) -> None:
    await manager.says("self-audit")
    assert "· 17. " in manager.text
    await manager.says("rate 3")
    for change, refusal in (
        ({"evidence": ""}, "rating_without_evidence"),
        ({"rating": "partly"}, "rating_without_action"),
        ({"rating": "not_known", "evidence": ""}, "rating_without_action"),
        ({"due_on": "1 March 2020"}, "action_day_wrong"),
        ({"rating": "splendid"}, "pick_one"),
    ):
        await manager.sends({**CHECKED, **change})
        assert manager.keys[0].startswith(f"refusals.{refusal}"), manager.transcript
    await manager.sends(CHECKED)
    assert "Item 3: in place and checked" in manager.text
    await manager.says("self-audit")
    assert "■ 3. " in manager.text
    assert "1 of 17" in manager.text


async def test_what_it_was_stands_there_already(manager: Conversation) -> None:
    action = {"rating": "partly", "owner": "Head of service", "action": "Train two people", "due_on": "1 March 2027"}
    await manager.says("rate 2")
    await manager.sends({**CHECKED, **action})
    await manager.says("rate 2")
    dialog = manager.replies[-1].dialog
    assert dialog is not None
    there = {field.name: field.value for field in dialog.fields}
    assert there == {**CHECKED, **action, "due_on": "2027-03-01"}
    assert dialog.title == "Item 2"


async def test_each_rates_their_own_rows_and_others_keep_the_guidance(runtime: Runtime) -> None:
    dsl, worker = await someone(runtime, "dsl"), await someone(runtime, "worker")
    await dsl.says("rate 1")
    await dsl.sends(CHECKED)
    assert "rate_item.kept" in dsl.keys
    await dsl.says("rate 16")
    assert dsl.keys[-1] == "rate_item.not_yours"
    assert "The police" in dsl.text
    duty = await someone(runtime, "yj")
    await duty.says("rate 12")
    await duty.sends({**CHECKED, "rating": "not_ours", "evidence": "The county's"})
    assert "not ours" in duty.text
    await worker.says("self-audit")
    assert not [key for key in worker.keys if key.startswith("self_audit")]
    await dsl.says("rate 40")
    assert dsl.keys[-1] == "rate_item.which"


async def test_it_is_signed_off_once_every_item_is_rated(manager: Conversation) -> None:
    await manager.says("sign off the self-audit")
    assert manager.keys[-1] == "self_audit.problems.not_found"
    for number in range(1, 17):
        await manager.says(f"rate {number}")
        await manager.sends(CHECKED)
    await manager.says("sign off the self-audit")
    assert manager.keys[-1] == "self_audit.missing"
    assert "17" in manager.text
    await manager.says("rate 17")
    finds_out = {"owner": "Police lead", "action": "Ask", "due_on": "1 Dec 2026"}
    await manager.sends({"rating": "not_known", "evidence": "", **finds_out})
    await manager.says("close_self_audit")
    assert manager.keys[-1] == "self_audit.signed_off"
    await manager.says("self-audit")
    assert "Self-audit 1, signed off on Tuesday 17 November 2026" in manager.text


# what an audit is filled from


async def test_members_note_a_strategy_meeting_and_what_happened(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await case_of(social_worker)
    there = {"police": "came", "social_care": "came", "school": "invited"}
    await fills_in(social_worker, f"strategy meeting {reference}", day="10 Nov 2026", **there)
    assert social_worker.keys[-1] == "strategy_meeting.kept", social_worker.transcript
    await fills_in(social_worker, f"it happened {reference}", kind="disclosed", day="June 2026", source="file")
    assert "It came to light, June 2026" in social_worker.text
    await fills_in(social_worker, f"it happened {reference}", kind="sentenced", day="", source="agency")
    async with runtime.database.transaction(runtime.clock()) as tx:
        case = await cases.by_reference(tx, reference)
        (meeting,) = await meetings.of_case(tx, case.id)
        found = {one.kind: (one.precision, one.source) for one in await events.of_case(tx, case.id)}
    assert meeting.seats[Agency.SCHOOL] is Seat.INVITED
    assert meeting.seats[Agency.HEALTH] is Seat.NOT_KNOWN
    assert found[Happened.DISCLOSED] == (Precision.MONTH, Source.FILE)
    assert found[Happened.SENTENCED] == (Precision.NOT_KNOWN, Source.AGENCY)


@pytest.mark.parametrize("day", ["no", "1 December 2026", "when he was nine"])
async def test_a_day_that_is_none_or_still_to_come_is_refused(social_worker: Conversation, day: str) -> None:
    reference = await case_of(social_worker)
    await fills_in(social_worker, f"it happened {reference}", kind="charged", day=day, source="file")
    assert social_worker.keys[0].startswith("refusals.known_day"), social_worker.transcript


async def test_nobody_else_notes_anything(runtime: Runtime, social_worker: Conversation) -> None:
    reference = await case_of(social_worker)
    other = await someone(runtime, "social_worker2")
    for command in ("strategy meeting", "it happened"):
        for named in (reference, "WC-2222-22"):
            await other.says(f"{command} {named}")
            assert other.keys[-1] == "it_happened.not_found"

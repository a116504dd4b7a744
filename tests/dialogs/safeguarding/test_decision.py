"""The safeguarding lead's work in the chat: reading, deciding, adding, filing; and what the worker sees of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.records import decisions, signing
from storage.records.signing import Record
from tests.conversation import TUESDAY, Conversation, at, someone

DECISION: dict[str, Any] = {
    "enquiry_displayed": {
        "displayed_views": "Says it was a joke.", "displayed_wishes": "To say sorry.",
        "displayed_willing": "Wants to put it right.",
    },
    "enquiry_targeted": {"targeted_B_impact": "Avoids the corridor.", "targeted_B_support": "A named adult."},
    "level": "sexually harmful",
    "referral": "made",
    "referrals": {
        "A_to": "Demo children's social care", "A_on": "today", "A_why": "Help for Child A.",
        "B_to": "Demo children's social care", "B_on": "today", "B_why": "Help for Child B.",
    },
    "parents": {"A_told_on": "today", "A_told_by": "The deputy", "B_told_by": "Tomorrow, by the head of year"},
    "safety_plan": {"breaks": "Two adults on duty."},
    "view_opinion": "differ",
    "own_view": "red",
    "signature": {"reason": "It went on after a clear no.", "signed_name": "Jo Marlowe"},
}  # fmt: skip


async def decided(dsl: Conversation, reference: str, **changed: Any) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, **changed)
    assert "decision.signed" in dsl.keys, dsl.transcript


async def the(runtime: Runtime, reference: str) -> tuple[Record, list[decisions.Decision]]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        return record, await decisions.of(tx, record.id)


async def test_from_the_inbox_to_the_file(
    runtime: Runtime, worker: Conversation, dsl: Conversation, reference: str
) -> None:
    await dsl.says("inbox")
    await dsl.says(f"read {reference}")
    await decided(dsl, reference)
    await worker.says("my records")
    assert f"{reference}: the DSL has decided" in worker.text
    await dsl.says(f"file {reference} plan reviewed")
    record, (decision,) = await the(runtime, reference)
    receipt = dsl.reply("decision.filed").text
    assert record.hash in receipt
    assert decision.hash in receipt
    assert "Zed" not in receipt
    await worker.says("my records")
    assert f"{reference}: filed" in worker.text
    await dsl.says("inbox")
    assert dsl.keys[0] == "inbox.empty"


async def test_what_is_decided_is_kept_in_words_and_shown_with_the_record(
    runtime: Runtime, reference: str, dsl: Conversation
) -> None:
    await decided(dsl, reference)
    _, (decision,) = await the(runtime, reference)
    texts = {row["label"]: row["text"] for row in decision.content["rows"]}
    assert texts["Child B: the effect on them"] == "Avoids the corridor."
    assert texts["Child A: the day it was made"] == "Tuesday 17 November 2026"
    assert texts["Level of concern"] == "Sexually harmful"
    assert texts["Own view"] == "Red"
    assert texts["Safety plan"] == "What happens at breaks and meals? Two adults on duty."
    assert texts["Reason for the decision"] == "It went on after a clear no."
    assert not [label for label in texts if "required" in label]
    await dsl.says(f"read {reference} decided and added")
    assert "Decision 1, Tuesday 17 November 2026, 15:30, by Jo Marlowe (demo)" in dsl.text
    assert "It went on after a clear no." in dsl.text


async def test_all_that_is_signed_is_shown_before_it_is_signed(reference: str, dsl: Conversation) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, until="signature")
    shown = dsl.reply("decision.read_back")
    forms = ("enquiry_displayed", "enquiry_targeted", "referrals", "parents", "safety_plan")
    typed = [text for form in forms for text in DECISION[form].values() if text != "today"]
    assert [text for text in typed if text not in shown.text] == []
    assert "given (not shown" not in shown.text
    assert shown.card is not None
    assert shown.card.name == "summary", "the card that a receipt replaces once it is signed"
    await dsl.sends(DECISION["signature"])
    assert "Avoids the corridor." not in dsl.text


async def test_who_is_who_stands_on_the_card_and_in_the_decisions_forms(reference: str, dsl: Conversation) -> None:
    await dsl.says(f"read {reference}")
    assert "Who is who\nChild A: Zed Inventedname, displayed the behaviour, 14\nChild B: Quill Madeup" in dsl.text
    await dsl.says(f"decide {reference}")
    form = dsl.replies[-1].dialog
    assert form is not None
    assert form.intro.startswith("Child A: Zed Inventedname, displayed the behaviour, 14; Child B: Quill Madeup")


async def test_a_decision_holds_no_name_that_the_lead_did_not_type(
    runtime: Runtime, reference: str, dsl: Conversation
) -> None:
    await decided(dsl, reference)
    _, (decision,) = await the(runtime, reference)
    assert "Quill" not in str(decision.content)


async def test_harmful_asks_for_two_separate_referrals(reference: str, dsl: Conversation) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, until="referral")
    assert "decision.two_referrals" in dsl.keys
    await dsl.answers(DECISION, until="signature", referrals={"A_to": "Social care", "A_on": "today"})
    assert "child B" in dsl.reply("decision.referral_missing").text
    await dsl.says("change referrals")
    await dsl.sends(DECISION["referrals"])
    assert "decision.referral_missing" not in dsl.keys


async def test_harmful_without_a_referral_is_pointed_out_and_may_still_be_signed(
    runtime: Runtime, reference: str, dsl: Conversation
) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, until="no_referral", referral="Not at this time")
    await dsl.sends({"why": ""})
    assert dsl.keys[0] == "refusals.needs_words"
    await dsl.sends({"why": "Social care asked us to wait for their visit.", "watch_for": "Anything new."})
    await dsl.answers(DECISION, until="signature")
    assert "decision.harmful_without_referral" in dsl.keys
    await dsl.sends(DECISION["signature"])
    _, (decision,) = await the(runtime, reference)
    assert "Social care asked us to wait for their visit." in str(decision.content["rows"])


async def test_no_plan_after_amber_is_pointed_out(reference: str, dsl: Conversation) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, until="signature", safety_plan="skip")
    assert "decision.no_plan" in dsl.keys


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"reason": "", "signed_name": "Jo"}, "needs_words"),
        ({"reason": "Because.", "signed_name": " "}, "signature_missing"),
    ],
)
async def test_a_decision_needs_a_reason_and_a_name(
    reference: str, dsl: Conversation, values: dict[str, str], refusal: str
) -> None:
    await dsl.says(f"decide {reference}")
    await dsl.answers(DECISION, until="signature")
    await dsl.sends(values)
    assert dsl.keys[0] == f"refusals.{refusal}"
    assert dsl.asked == "signature"


async def test_two_who_decide_at_once_lose_nothing(runtime: Runtime, reference: str, dsl: Conversation) -> None:
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"decide {reference}")
    await deputy.answers(DECISION, until="signature", level="Not clear yet")
    await decided(dsl, reference)
    await deputy.sends(DECISION["signature"])
    assert deputy.keys == ["decision.meanwhile"]
    _, made = await the(runtime, reference)
    assert len(made) == 1
    await deputy.says(f"read {reference}")
    await deputy.says("carry on")
    await deputy.sends(DECISION["signature"])
    assert "decision.signed" in deputy.keys
    _, made = await the(runtime, reference)
    assert [one.author_id for one in made] == ["demo-dsl", "demo-deputy"]


async def test_a_button_to_file_does_not_file_a_decision_that_was_signed_since(
    runtime: Runtime, dsl: Conversation, reference: str
) -> None:
    await decided(dsl, reference)
    *_, button = dsl.reply("decision.signed").choices
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {reference}")
    shown = next(choice for choice in deputy.reply("inbox.record").choices if choice.value.startswith("file "))
    assert shown.value == button.value == f"file {reference} decision 1"
    await decided(deputy, reference)
    await dsl.says(button.value)
    assert dsl.keys == ["decision.file_stale"]
    record, _ = await the(runtime, reference)
    assert record.status == "decided"
    await dsl.says(f"file {reference} decision 2: plan reviewed")
    assert dsl.keys == ["decision.filed"]
    await dsl.says(button.value)
    assert dsl.keys == ["decision.filed"], "again gives the same receipt"


@pytest.mark.parametrize("login", ["worker", "worker2", "foster_dsl", "foster", "consultation", "manager", "admin"])
async def test_nobody_else_decides_or_files(runtime: Runtime, reference: str, login: str) -> None:
    other = await someone(runtime, login)
    await other.says(f"decide {reference}")
    assert not other.asked
    await other.says(f"file {reference}")
    _, made = await the(runtime, reference)
    assert made == []
    assert {"menu.not_for_you", "inbox.not_found"} & set(other.keys)


async def test_filing_waits_for_a_decision(reference: str, dsl: Conversation) -> None:
    await dsl.says(f"file {reference}")
    assert "decision.not_decided" in dsl.keys


async def test_a_worker_adds_a_later_fact_and_the_dsl_reads_it(
    runtime: Runtime, worker: Conversation, dsl: Conversation, reference: str
) -> None:
    await worker.says(f"add to {reference}")
    await worker.sends({"text": "A second child saw it too.", "reason": "Told me this morning."})
    assert "addition.added" in worker.keys
    assert "second child" not in worker.text
    await dsl.says(f"read {reference} decided and added")
    assert "A second child saw it too. (Reason: Told me this morning.)" in dsl.text
    record, _ = await the(runtime, reference)
    assert "second child" not in str(record.content)


async def test_an_addition_needs_its_reason(worker: Conversation, reference: str) -> None:
    await worker.says(f"add to {reference}")
    await worker.sends({"text": "A second child saw it too.", "reason": ""})
    assert worker.keys[0] == "refusals.needs_words"


@pytest.mark.parametrize("login", ["worker2", "foster_dsl", "consultation", "admin"])
async def test_nobody_else_adds(runtime: Runtime, reference: str, login: str) -> None:
    other = await someone(runtime, login)
    await other.says(f"add to {reference}")
    assert {"menu.not_for_you", "inbox.not_found"} & set(other.keys)
    assert not other.asked


async def test_the_worker_sees_each_step_on_the_way_to_somebody_who_reads_it(
    runtime: Runtime, worker: Conversation, reference: str
) -> None:
    at(runtime, TUESDAY + timedelta(days=1))
    await run_due_jobs(runtime)
    await worker.says("my records")
    assert "passed on to the deputy DSL (Ali Penhale (demo)), Wednesday 18 November 2026, 15:30" in worker.text
    deputy = await someone(runtime, "deputy")
    await deputy.says("inbox")
    assert reference in deputy.text


async def test_what_is_offered_after_a_decision_can_be_typed_as_it_stands_there(
    reference: str, dsl: Conversation
) -> None:
    """Some chats send a suggestion's words, others what it stands for."""
    await decided(dsl, reference)
    plan, file = dsl.replies[-1].choices
    await dsl.says(plan.title)
    assert "safety_plan.opening" in dsl.keys
    await dsl.says("cancel")
    await dsl.says("yes")
    await dsl.says(file.title)
    assert "decision.filed" in dsl.keys

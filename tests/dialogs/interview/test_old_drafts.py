"""A draft that an earlier version kept opens, and goes on where it was: what the program noted stood among the answers.

`old_drafts.json` holds the state of the demo worker as commit 6c001ff wrote it, by the question that was open. A whole
database of before, with a decision that was begun, is in tests/storage/database.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import Runtime
from dialogs.interview.frame import NOTED_IN_THE_FRAME
from storage import conversations
from storage.records import inbox, signing
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, someone

OLD: dict[str, Any] = json.loads((Path(__file__).parent / "old_drafts.json").read_text())
BOOKING: dict[str, Any] = {
    "slot": "1",
    "details": {"manager_name": "Sam Ashdown", "manager_agreed_on": "2026-11-16", "help_wanted": "How to plan."},
}


async def kept(runtime: Runtime, person: Conversation) -> Any:
    async with runtime.database.transaction(TUESDAY) as tx:
        return (await conversations.load(tx, person.person.id)).state


async def keep(runtime: Runtime, person: Conversation, state: Any) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await conversations.save(tx, await conversations.load(tx, person.person.id), state)


def as_before(frame: dict[str, Any]) -> dict[str, Any]:
    """A frame as versions before wrote it: what was noted among the answers, or beside them in the frame."""
    noted = frame["noted"]
    among = {name: value for name, value in noted.items() if name not in NOTED_IN_THE_FRAME}
    beside = {name: value for name, value in noted.items() if name in NOTED_IN_THE_FRAME}
    old = {name: value for name, value in frame.items() if value != "" and name not in ("noted", "offered_words")}
    return {**old, **beside, "answers": {**frame["answers"], **among}}


@pytest.mark.parametrize("question", sorted(OLD))
async def test_it_goes_on_at_its_question_and_shows_nothing_twice(runtime: Runtime, question: str) -> None:
    worker = await someone(runtime)
    await keep(runtime, worker, OLD[question])
    await worker.says("carry on")
    is_red = question == "signature"
    assert worker.asked == ("told_them" if is_red else question), worker.transcript
    shown = [key for key in worker.keys if key.startswith(("view.", "steps."))]
    assert shown == (["view.lead.red"] if is_red else []), "the view was shown before; whom to ring is said again"
    await worker.answers(SCHOOL_CASE)
    assert worker.last("record.signed")


async def test_a_red_view_that_was_shown_before_stands_in_the_record(runtime: Runtime) -> None:
    worker = await someone(runtime)
    await keep(runtime, worker, OLD["signature"])
    await worker.says("change context")
    await worker.answers({**SCHOOL_CASE, "context": "spontaneous"})
    async with runtime.database.transaction(TUESDAY) as tx:
        (sent,) = await inbox.sent_by(tx, worker.person)
        record = await signing.by_reference(tx, sent.reference)
    assert record.content["earlier_view"], "red was shown, and what was answered afterwards lowered it"


async def test_what_the_program_notes_is_no_answer(runtime: Runtime) -> None:
    worker = await someone(runtime)
    await keep(runtime, worker, OLD["wants_slot"])
    await worker.says("carry on")
    (frame,) = (await kept(runtime, worker))["frames"]
    assert {"view_shown", "view_colour", "steps_shown"} == set(frame["noted"])
    assert not {"view_shown", "view_colour", "steps_shown"} & set(frame["answers"])


async def test_at_every_question_of_a_booking_an_old_draft_is_as_good(runtime: Runtime) -> None:
    """Both frames: the incident's, and that of the booking which was opened from it."""
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="wants_slot")
    await worker.says("yes")
    for question, answer in BOOKING.items():
        state = await kept(runtime, worker)
        assert len(state["frames"]) == 2
        await keep(runtime, worker, {**state, "frames": [as_before(frame) for frame in state["frames"]]})
        await worker.says("carry on")
        assert worker.asked == question, worker.transcript
        await (worker.says(answer) if isinstance(answer, str) else worker.sends(answer))
    assert worker.reply("booking.booked")
    assert worker.asked == "identity", "back in the incident, which asks for no slot again"

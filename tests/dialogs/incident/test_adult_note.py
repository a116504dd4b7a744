"""What only an adult did goes into a short signed note, to one person, and never to whom it may be about."""

import pytest

from bot.runtime import Runtime
from storage import audit
from storage.people.people import Role
from storage.queues import outbox
from tests.conversation import TUESDAY, Conversation, someone
from tests.dialogs.safeguarding.test_concern_about_dsl import gives

NOTE = {
    "adult": "Mx Zed Inventedname, the coach",
    "what": "Alone in the office with a pupil, the door locked.",
    "by_whom": "Seen by me",
    "when": "Today at half past three, in the gym office",
    "signed_name": "Robin Ashdown",
}
EVERYBODY = ("worker", "worker2", "dsl", "deputy", "head", "manager", "admin", "consultation", "foster_dsl")


async def noted(worker: Conversation, who: str, *, opening: str = "") -> str:
    """The reference of a note that was signed."""
    await worker.says("report")
    await worker.says("no")
    if opening:
        await worker.says(opening)
    if worker.asked == "about":
        await worker.says("An adult’s behaviour, or an adult behind it")
    await worker.says(who)
    await worker.says("No, only the adult")
    await worker.says("yes")
    await worker.sends({"dialog": "adult_note", **NOTE})
    assert worker.keys[0] in ("adult_note.signed", "adult_note.kept"), worker.transcript
    return worker.replies[0].text.partition("Reference: ")[2][:10]


async def who_was_told(runtime: Runtime) -> list[str]:
    async with runtime.database.transaction(TUESDAY) as tx:
        waiting = {login: await outbox.waiting_for(tx, f"demo-{login}") for login in EVERYBODY}
    return [login for login, found in waiting.items() if "adult_note" in {message.key for message in found}]


@pytest.mark.parametrize(
    ("who", "to"),
    [
        ("The DSL here", "head"),
        ("Someone else who works with children", "head"),
        ("The head, or the manager here", "dsl"),
        ("Another adult, or someone online", "dsl"),
        ("Not sure", "head"),
    ],
)
async def test_it_goes_to_one_person_by_who_the_adult_is_and_only_they_and_its_writer_read_it(
    runtime: Runtime, worker: Conversation, who: str, to: str
) -> None:
    reference = await noted(worker, who)
    assert await who_was_told(runtime) == [to]
    for login in EVERYBODY:
        person = await someone(runtime, login)
        await person.says("notes")
        may = login in ("worker", to)
        assert (reference in person.text) is may, person.transcript
        await person.says(f"read note {reference}")
        assert ("adult_note.heading" in person.keys) is may, person.transcript
        assert (NOTE["what"] in person.text) is may
    await worker.says("notes")
    assert "not read yet" not in worker.text, "its writer sees that it was read"


async def test_it_is_sealed_dated_and_each_reading_is_in_its_history(runtime: Runtime, worker: Conversation) -> None:
    reference = await noted(worker, "Someone else who works with children")
    head = await someone(runtime, "head")
    await head.says(f"read note {reference}")
    shown = head.reply("adult_note.heading").text
    assert "Signed Robin Ashdown" in shown
    assert "17 November" in shown
    async with runtime.database.transaction(TUESDAY) as tx:
        (row,) = await tx.connection.exec_driver_sql("SELECT id, note_sealed FROM adult_notes")
        assert b"Zed" not in bytes(row.note_sealed)
        history = await audit.entries(tx, audit.of_adult_note(row.id))
    assert [(one.action, one.person_id) for one in history] == [("signed", "demo-worker"), ("read", "demo-head")]
    assert "Zed" not in worker.text, "never in the chat"


async def test_it_never_reaches_the_head_whom_words_say_it_is_about(runtime: Runtime, worker: Conversation) -> None:
    await noted(worker, "Someone else who works with children", opening="it was the head who touched her")
    assert await who_was_told(runtime) == ["deputy"]


async def test_where_nobody_is_left_it_is_kept_for_its_writer_and_the_lado_is_rung(
    runtime: Runtime, worker: Conversation
) -> None:
    for login in ("deputy", "head"):
        await gives(runtime, f"demo-{login}", "demo-school")
    reference = await noted(worker, "The DSL here")
    assert worker.keys[0] == "adult_note.kept"
    assert "01632 960104" in worker.text, "the LADO"
    assert await who_was_told(runtime) == []
    await worker.says(f"read note {reference}")
    assert "adult_note.heading" in worker.keys


async def test_who_becomes_head_later_does_not_come_to_have_it(runtime: Runtime, worker: Conversation) -> None:
    reference = await noted(worker, "Someone else who works with children")
    await gives(runtime, "demo-worker2", "demo-school", Role.HEAD)
    other = await someone(runtime, "worker2")
    await other.says(f"read note {reference}")
    assert "adult_note.not_found" in other.keys


async def test_a_part_that_is_missing_is_asked_for_again_and_nothing_is_signed(worker: Conversation) -> None:
    await worker.says("report")
    for said in ("no", "adult", "Someone else who works with children", "No, only the adult", "yes"):
        await worker.says(said)
    await worker.sends({"dialog": "adult_note", **NOTE, "what": " "})
    assert worker.keys == ["refusals.note_wrong", "incident.questions.adult_note.ask"]
    await worker.says("notes")
    assert "adult_note.none" in worker.keys

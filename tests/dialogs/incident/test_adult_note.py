"""What only an adult did goes into a short signed note, to one person, and never to whom it may be about."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage import audit
from storage.administration import organisation
from storage.people.people import Role
from storage.queues import outbox
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.dialogs.safeguarding.test_concern_about_dsl import gives
from tests.support.databases import on_both

NOTE = {
    "adult": "Mx Zed Inventedname, the coach",
    "what": "Alone in the office with a pupil, the door locked.",
    "by_whom": "Seen by me",
    "when": "Today at half past three, in the gym office",
    "signed_name": "Robin Ashdown",
}
WAYS = ("read note", "received note", "pass note", "decide note", "read", "timeline", "pdf", "add to")
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


@pytest.mark.parametrize(
    ("who", "tell", "not_told"),
    [
        ("The DSL here", "tell the head or manager now instead", "Jo Marlowe"),
        ("Someone else who works with children", "goes to the head or manager. Tell them now", "the DSL"),
        ("The head, or the manager here", "Tell the DSL now", "the head"),
        ("Another adult, or someone online", "Tell the DSL now", "the head"),
        ("Not sure", "tell the head or manager now, and not the DSL", "Jo Marlowe"),
    ],
)
async def test_the_steps_say_to_tell_whoever_the_note_goes_to(
    worker: Conversation, who: str, tell: str, not_told: str
) -> None:
    for said in ("report", "no", "adult", who):
        await worker.says(said)
    steps = worker.reply("steps.adult").text
    assert tell in steps
    assert not_told not in steps


async def test_where_words_say_it_is_the_head_the_steps_name_the_deputy_as_the_note_does(worker: Conversation) -> None:
    for said in ("report", "no", "it was the head who touched her"):
        await worker.says(said)
    if worker.asked == "about":
        await worker.says("adult")
    await worker.says("Someone else who works with children")
    assert (
        "goes to the deputy DSL. Tell them now, in person or by phone (Ali Penhale" in worker.reply("steps.adult").text
    )


async def test_between_children_too_the_dsl_hears_of_them_and_the_head_of_the_adult(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("adult")
    await worker.says("Someone else who works with children")
    await worker.says("Yes, between children too")
    await worker.answers(SCHOOL_CASE, until="told_them")
    shown = "\n".join(reply.text for reply in worker.every[-4:])
    assert "Tell the DSL now" in shown, worker.transcript
    assert "goes to the head or manager" in shown


@on_both
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


async def test_whoever_has_it_sees_what_leaves_before_it_is_passed_on_and_its_writer_only_that_it_is_closed(
    runtime: Runtime, worker: Conversation
) -> None:
    reference = await noted(worker, "Someone else who works with children")
    head = await someone(runtime, "head")
    await head.says(f"received note {reference}")
    assert "adult_note.received" in head.keys
    await head.says(f"pass note {reference}")
    assert NOTE["what"] in head.reply("adult_note.leaves").text
    await head.sends({"dialog": "sheet", "to": "lado", "on": "today", "how": "rung, to the duty officer"})
    assert "adult_note.passed_on" in head.keys, head.transcript
    await head.says(f"decide note {reference}")
    await head.sends({"dialog": "sheet", "outcome": "unfounded", "reason": "Looked into", "keep_until": "2030-01-01"})
    assert "problems.note_period" in head.keys, "less than the ten years"
    await head.sends({"dialog": "sheet", "outcome": "unfounded", "reason": "Looked into", "keep_until": ""})
    assert "17 November 2036" in head.reply("adult_note.decided").text
    await head.says(f"read note {reference}")
    assert "Looked into" in head.text
    assert "rung, to the duty officer" in head.text
    await worker.says(f"read note {reference}")
    assert "Closed by" in worker.text
    assert "Looked into" not in worker.text
    await worker.says(f"decide note {reference}")
    assert worker.keys == ["adult_note.not_yours_to_do"]


@on_both
@pytest.mark.parametrize("is_read", [False, True])
async def test_its_writer_hears_after_a_working_day_that_nobody_has_read_it(
    runtime: Runtime, worker: Conversation, is_read: bool
) -> None:
    reference = await noted(worker, "Someone else who works with children")
    if is_read:
        await (await someone(runtime, "head")).says(f"read note {reference}")
    at(runtime, TUESDAY + timedelta(days=1, minutes=1))
    await run_due_jobs(runtime)
    async with runtime.database.transaction(runtime.clock()) as tx:
        waits = {login: [one.key for one in await outbox.waiting_for(tx, f"demo-{login}")] for login in EVERYBODY}
    told = [login for login, keys in waits.items() if "adult_note_waits" in keys]
    assert told == ([] if is_read else ["worker"])


MAY_BE_ABOUT = {
    "The DSL here": "dsl",
    "The head, or the manager here": "head",
    "it was the head who touched her": "head",
    "the deputy dsl has been messaging a girl": "deputy",
    "its the heads son he is a coach here": "head",
}


@pytest.mark.parametrize(("said", "about"), MAY_BE_ABOUT.items())
async def test_it_never_reaches_whom_it_may_be_about_by_any_way_and_in_any_later_role(
    runtime: Runtime, worker: Conversation, said: str, about: str
) -> None:
    """Whatever they ask for, in whatever role they are given later, looks as it would if there were no note."""
    who = said if said.startswith("The ") else "Someone else who works with children"
    reference = await noted(worker, who, opening="" if who == said else said)
    for role in (None, Role.HEAD, Role.DSL, Role.DEPUTY, Role.MANAGER, Role.ADMIN):
        if role is not None:
            await gives(runtime, f"demo-{about}", "demo-school", role)
        them = await (await someone(runtime, about)).says("hello")
        for asked in ("notes", "inbox", "my records", *(f"{word} {{}}" for word in WAYS)):
            there, absent = [(await them.says(asked.format(one))).text for one in (reference, "WN-2222-22")]
            assert there.replace(reference, "") == absent.replace("WN-2222-22", ""), (role, asked)
    async with runtime.database.transaction(TUESDAY) as tx:
        waiting = await outbox.waiting_for(tx, f"demo-{about}")
    assert not [one for one in waiting if one.key.startswith("adult_note") or reference in str(one.params)]


async def test_when_whoever_has_it_has_left_its_writer_sends_it_to_somebody_else(
    runtime: Runtime, worker: Conversation
) -> None:
    reference = await noted(worker, "Someone else who works with children")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.leave(tx, "demo-head")
    await worker.says(f"send note {reference}")
    await worker.says("someone else who works with children")
    assert "Ali Penhale" in worker.reply("adult_note.sent_again").text
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read note {reference}")
    assert "the door locked" in deputy.text
    dsl = await someone(runtime, "dsl")
    for said in (f"read note {reference}", f"send note {reference}"):
        await dsl.says(said)
        assert "adult_note.not_found" in dsl.keys

"""A record in the chat is one screen; its parts come one at a time, and together they are the whole of it."""

import pytest

from bot.runtime import Runtime
from dialogs.cards import render
from dialogs.safeguarding import shown_record
from dialogs.words import say
from storage.documents.record_fields import fields
from storage.history import chronology
from storage.records import inbox, signing
from tests.conversation import SCHOOL_CASE, Conversation, someone
from tests.dialogs.test_cards import of_type

DESK = "https://desk.example/desk"


@pytest.fixture
async def signed(runtime: Runtime, worker: Conversation) -> str:
    """What a worker has just signed: its reference."""
    runtime.desk = DESK
    await worker.says("report")
    await worker.answers(SCHOOL_CASE)
    async with runtime.database.transaction(runtime.clock()) as tx:
        (sent,) = await inbox.sent_by(tx, worker.person)
    return sent.reference


def test_every_section_of_the_form_is_in_one_part() -> None:
    shown = [key for keys in shown_record.OF_THE_FORM.values() for key in keys]
    assert sorted(shown) == sorted({field.section for field in fields()})


async def test_one_screen_says_who_is_who_why_what_and_what_is_due(signed: str, dsl: Conversation) -> None:
    await dsl.says(f"read {signed}")
    said = dsl.text
    for expected in ("Child A: Zed Inventedname", "Child B: Quill Madeup", "Amber", "Child A put a hand on",
                     say("record_page.to_decide")):  # fmt: skip
        assert expected in said
    assert len(said) < 1_000


async def test_its_buttons_open_the_desk_and_its_parts_and_close_it(signed: str, dsl: Conversation) -> None:
    await dsl.says(f"read {signed}")
    record = dsl.reply("inbox.record")
    assert [link.address for link in record.links] == [f"{DESK}/record/{signed}", f"{DESK}/record/{signed}/documents"]
    card = render(record)
    assert card is not None
    assert card["actions"] == [], "they stand two by two in the card itself"
    pressed = [action.get("title") for few in of_type(card, "ActionSet") for action in few["actions"]]
    assert len(pressed) == len(set(pressed)) == len(shown_record.PARTS) + 2 + 3
    await dsl.says("close it")
    assert dsl.keys == ["inbox.closed"]


async def test_the_parts_together_are_the_whole_record(runtime: Runtime, signed: str, dsl: Conversation) -> None:
    said = ""
    for choice in [c for c in (await dsl.says(f"read {signed}")).reply("inbox.record").choices if "read" in c.value]:
        await dsl.says(choice.value)
        assert dsl.keys[-1].startswith("inbox.parts.")
        said += dsl.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, signed)
        story = await chronology.of(tx, record, person=dsl.person)
        whole = await shown_record.sections(tx, dsl.person, record, story)
    rows = [row["text"] for part in whole[1:] for row in part["rows"]]
    assert rows
    assert [text for text in rows if text not in said] == []


@pytest.mark.parametrize("asked", ["what happened", "the what happened", "happened", "WHAT HAPPENED"])
async def test_a_part_is_asked_for_by_its_name(signed: str, dsl: Conversation, asked: str) -> None:
    await dsl.says(f"read {signed} {asked}")
    assert dsl.keys[-1] == "inbox.parts.happened"


async def test_what_is_no_part_shows_the_record(signed: str, dsl: Conversation) -> None:
    await dsl.says(f"read {signed} please")
    assert dsl.keys[-1] == "inbox.record"


async def test_nobody_else_is_shown_a_part(runtime: Runtime, signed: str) -> None:
    other = await someone(runtime, "foster_dsl")
    await other.says(f"read {signed} happened")
    assert other.keys[-1] == "inbox.not_found"

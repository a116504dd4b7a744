"""A message edited or deleted in Teams: said once that it changes nothing, and never read."""

from typing import Any

import pytest

from bot.runtime import Runtime
from dialogs.words import say
from storage import conversations
from tests.bot.conftest import Someone
from tests.bot.pretend.pretend_teams import Person, Shown
from tests.conversation import TUESDAY

WAYS = [("messageUpdate", "editMessage"), ("messageUpdate", "undeleteMessage"), ("messageDelete", "softDeleteMessage")]
OPEN = say("menu.edits.open").split(".")[0]


def edit(person: Person, of: str, kind: str, event: str, **parts: Any) -> dict[str, Any]:
    tenant = {"tenant": {"id": person.tenant}, "eventType": event}
    return person.activity(type=kind, id=of, channelData=tenant, text="yes, in danger", **parts)


def said(shown: list[Shown]) -> str:
    return "\n".join(message.text for message in shown)


@pytest.mark.parametrize(("kind", "event"), WAYS)
async def test_an_edit_is_answered_once_and_the_question_stays_open(worker: Person, kind: str, event: str) -> None:
    await worker.says("report")
    await worker.says("no", id="in-no")
    shown = await worker.posts(edit(worker, "in-no", kind, event))
    assert OPEN in said(shown)
    assert say("incident.questions.about.ask").splitlines()[0] in said(shown)
    assert await worker.posts(edit(worker, "in-no", kind, event)) == [], "the same edit, sent again"
    buttons = worker.chat[-1].buttons
    assert await worker.posts(edit(worker, "in-other", kind, event)) == [], "another edit"
    assert worker.chat[-1].buttons == buttons, "what can be pressed stays"
    await worker.presses(buttons[0])
    assert OPEN not in worker.chat[-1].text


@pytest.mark.parametrize(("kind", "event"), WAYS)
async def test_what_an_edited_message_says_now_is_not_heard(
    worker: Person, runtime: Runtime, kind: str, event: str
) -> None:
    await worker.says("report")
    await worker.says("no", id="in-no")
    await worker.posts(edit(worker, "in-no", kind, event))
    async with runtime.database.transaction(TUESDAY) as tx:
        state = (await conversations.load(tx, "demo-worker")).state
    assert state["frames"][-1]["answers"]["danger_now"] == "nobody"


async def test_where_nothing_is_open_it_says_how_to_add_to_a_record(worker: Person) -> None:
    await worker.says("hello", id="in-hello")
    shown = await worker.posts(edit(worker, "in-hello", *WAYS[0]))
    assert say("menu.edits.nothing_open").split(".")[1].strip() in said(shown)


async def test_a_stranger_and_a_group_hear_nothing(someone: Someone) -> None:
    for person in (someone("nobody-known"), someone(kind="groupChat", conversation="19:group")):
        assert await person.posts(edit(person, "in-1", *WAYS[0])) == []
        assert person.status == 201

"""Lists, documents and numbers are on the desk: the chat gives a button to the page, which holds no name."""

import pytest

from bot.runtime import Runtime
from dialogs.cards import render
from tests.conversation import SCHOOL_CASE, Conversation, someone

DESK = "https://desk.example/desk"


@pytest.fixture
def with_desk(runtime: Runtime) -> Runtime:
    runtime.desk = DESK
    return runtime


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("the desk", "/"),
        ("my cases", "/register"),
        ("filed", "/register?state=filed"),
        ("overview", "/overview"),
        ("print it", "/register"),
        ("export", "/register"),
    ],
)
async def test_a_button_opens_the_page(with_desk: Runtime, said: str, path: str) -> None:
    dsl = await someone(with_desk, "dsl")
    await dsl.says(said)
    (link,) = dsl.replies[-1].links
    assert link.address == f"{DESK}{path}"
    card = render(dsl.replies[-1])
    assert card is not None
    assert card["actions"][-1] == {"type": "Action.OpenUrl", "title": link.title, "url": link.address}


@pytest.mark.parametrize("said", ["print {reference}", "pdf of {reference} please"])
async def test_a_record_has_its_page_for_who_may_read_it(with_desk: Runtime, reference: str, said: str) -> None:
    dsl, other = await someone(with_desk, "dsl"), await someone(with_desk, "foster_dsl")
    await dsl.says(said.format(reference=reference.lower()))
    assert dsl.replies[-1].links[0].address == f"{DESK}/record/{reference}"
    await other.says(said.format(reference=reference))
    assert other.keys[-1] == "inbox.not_found"


async def test_open_records_are_listed_with_a_button_to_the_register(with_desk: Runtime) -> None:
    worker, dsl = await someone(with_desk), await someone(with_desk, "dsl")
    await worker.says("report")
    await worker.answers(SCHOOL_CASE)
    await dsl.says("open records")
    assert dsl.keys[-1] == "inbox.list"
    assert dsl.replies[-1].links[0].address.startswith(f"{DESK}/register?state=signed")


async def test_where_there_is_no_desk_it_is_said(runtime: Runtime) -> None:
    dsl = await someone(runtime, "dsl")
    await dsl.says("filed")
    assert dsl.keys[-1] == "to_desk.none"


async def test_a_worker_is_told_that_it_is_not_theirs(with_desk: Runtime, worker: Conversation) -> None:
    await worker.says("pdf WM-7K3F-2Q")
    assert worker.keys[-1] == "menu.not_for_you"
    assert not worker.replies[-1].links

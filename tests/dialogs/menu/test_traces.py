"""What somebody sees or asks for in the chat leaves a trace: a search, what is shown beside a record, a refusal."""

import pytest

from bot.runtime import Runtime
from storage import audit
from storage.records import signing
from tests.conversation import Conversation, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_timeline import SPELT, week_after_week


async def done(runtime: Runtime, about: audit.Subject | str) -> list[tuple[str | None, str]]:
    """Who did what, in the chain of a record (by its reference), or of another subject."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        subject = about if isinstance(about, audit.Subject) else (await signing.by_reference(tx, about)).id
        assert await audit.verify(tx, subject)
        return [(entry.person_id, entry.action) for entry in await audit.entries(tx, subject)]


async def test_a_search_for_a_childs_records_is_kept_without_the_name(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    reference = await signed(worker)
    await dsl.says("find a child's records")
    await dsl.sends({"name": "Zed Inventedname", "born": ""})
    assert reference in dsl.reply("search.found").text
    await dsl.says("find a child's records")
    await dsl.sends({"name": "Nobody Known", "born": ""})
    own = await done(runtime, audit.of_person("demo-dsl"))
    assert own[-2:] == [("demo-dsl", "searched 1"), ("demo-dsl", "searched 0")]
    assert (await done(runtime, reference))[-1] == ("demo-dsl", "found_by_name")
    assert "invented" not in str(own).casefold()


@pytest.mark.parametrize(("command", "part"), [("read", " before"), ("timeline", "")])
async def test_a_record_that_is_shown_as_part_of_another_keeps_that_and_in_which_command(
    runtime: Runtime, worker: Conversation, dsl: Conversation, command: str, part: str
) -> None:
    first, second = await week_after_week(runtime, worker)
    before = await done(runtime, first)
    await dsl.says(f"{command} {second}{part}")
    assert first in dsl.text
    assert (await done(runtime, first))[len(before) :] == [("demo-dsl", f"shown_in {command}")]
    assert (await done(runtime, second))[-1] == ("demo-dsl", "read new state" if command == "read" else "opened")


async def test_a_record_that_may_be_about_the_same_child_is_shown_too(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first, second = await week_after_week(runtime, worker, **SPELT)
    await dsl.says(f"timeline {second}")
    assert first in dsl.text
    assert (await done(runtime, first))[-1] == ("demo-dsl", "shown_in timeline")


@pytest.mark.parametrize(
    "typed",
    ["read {0}", "Read {0}!", "timeline {0}", "decide {0}", "hand over {0}", "received {0}", "same child {0} {0}"],
)
@pytest.mark.parametrize("login", ["worker2", "consultation"])
async def test_a_record_that_is_asked_for_by_a_role_that_may_not_keeps_the_refusal(
    runtime: Runtime, worker: Conversation, typed: str, login: str
) -> None:
    reference = await signed(worker)
    curious = await someone(runtime, login)
    await curious.says(typed.format(reference))
    assert "menu.not_for_you" in curious.keys
    assert (await done(runtime, reference))[1:] == [(f"demo-{login}", "refused_read")]


async def test_a_list_of_records_is_kept_with_whoever_asked_for_it(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    await signed(worker)
    await dsl.says("inbox")
    assert (await done(runtime, audit.of_person("demo-dsl")))[-1] == ("demo-dsl", "records_listed")


@pytest.mark.parametrize(("typed", "action"), [("month", "month_shown 2026-12"), ("use", "use_shown 2026")])
async def test_the_services_month_and_its_use_too(runtime: Runtime, typed: str, action: str) -> None:
    service = await someone(runtime, "consultation")
    await service.says(typed)
    assert (await done(runtime, audit.of_person("demo-consultation")))[-1] == ("demo-consultation", action)

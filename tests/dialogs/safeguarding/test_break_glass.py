"""An admin is let in to a record by a second person's yes, for three hours; DSL and head hear; the record says so."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from storage import audit
from storage.audit import AuditAction
from storage.problems import NotFound
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records import inbox, signing
from tests.conversation import Conversation, someone
from tests.support.databases import on_both

WHY = {"why": "The police are at the door, and neither DSL nor deputy answers."}


async def hears(runtime: Runtime, login: str, alert: Alert) -> bool:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return alert in {one.key for one in await outbox.waiting_for(tx, f"demo-{login}")}


async def reads(runtime: Runtime, login: str, reference: str) -> bool:
    person = (await someone(runtime, login)).person
    async with runtime.database.transaction(runtime.clock()) as tx:
        try:
            await inbox.open_for(tx, person, reference, AuditAction.READ)
        except NotFound:
            return False
    return True


@on_both
async def test_a_reason_and_a_second_person_and_three_hours(
    runtime: Runtime, dsl: Conversation, reference: str
) -> None:
    admin, head = await someone(runtime, "admin"), await someone(runtime, "head")
    await admin.says(f"break glass {reference}")
    await admin.sends({"why": "  "})
    assert "break_glass.asked" not in admin.keys
    await admin.sends(WHY)
    assert admin.keys == ["break_glass.asked"]
    assert not await reads(runtime, "admin", reference)
    assert await hears(runtime, "head", Alert.GLASS_ASKED)
    await admin.says(f"agree to break glass {reference}")
    assert admin.keys == ["break_glass.somebody_else"]
    await head.says(f"agree to break glass {reference}")
    assert WHY["why"] in head.reply("break_glass.sure").text
    assert not await reads(runtime, "admin", reference)
    await head.says("yes")
    assert head.keys == ["break_glass.agreed"]
    for login in ("dsl", "head"):
        assert await hears(runtime, login, Alert.GLASS_BROKEN)
    assert await reads(runtime, "admin", reference)
    assert not await reads(runtime, "manager", reference)
    now = runtime.clock()
    runtime.clock = lambda: now + timedelta(hours=3)
    assert not await reads(runtime, "admin", reference)
    await dsl.says(f"read {reference}")
    assert WHY["why"] in dsl.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        entries = await audit.entries(tx, (await signing.by_reference(tx, reference)).id)
        done = [(one.what, one.person_id) for one in entries]
        assert (AuditAction.GLASS_ASKED, "demo-admin") in done
        assert (AuditAction.GLASS_BROKEN, "demo-head") in done
        assert done.count((AuditAction.READ_BY_GLASS, "demo-admin")) == 1


async def test_a_yes_that_comes_late_is_for_nothing(runtime: Runtime, reference: str) -> None:
    admin, head = await someone(runtime, "admin"), await someone(runtime, "head")
    await admin.says(f"break glass {reference}")
    await admin.sends(WHY)
    now = runtime.clock()
    runtime.clock = lambda: now + timedelta(hours=4)
    await head.says(f"agree to break glass {reference} yes")
    assert head.keys[-1] == "inbox.not_found"


@pytest.mark.parametrize("login", ["worker", "manager", "foster_dsl", "consultation"])
async def test_nobody_else_asks_or_agrees(runtime: Runtime, reference: str, login: str) -> None:
    admin, other = await someone(runtime, "admin"), await someone(runtime, login)
    await admin.says(f"break glass {reference}")
    await admin.sends(WHY)
    await other.says(f"agree to break glass {reference} yes")
    assert "break_glass.agreed" not in other.keys
    await other.says(f"break glass {reference}")
    assert "break_glass.opening" not in other.keys

"""A concern about the DSL goes to the deputy, and nothing that the DSL sees, hears or can try tells of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.administration import organisation
from storage.people.people import Role
from storage.queues import outbox
from storage.records import signing
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_handover import WHY

ABOUT_THE_DSL: dict[str, Any] = {"about": "adult", "adult_who": "the DSL here", "children_too": "yes"}
HIGHER = {"context": "1"}
"""Planned: amber by itself, and red once there is an earlier record."""


async def told(runtime: Runtime, login: str) -> list[str]:
    """What waits to be told to somebody: the alert and the reference in it."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        waiting = await outbox.waiting_for(tx, f"demo-{login}")
    return sorted(f"{message.key} {message.params.get('reference', '')}".strip() for message in waiting)


async def concern(worker: Conversation) -> str:
    return await signed(worker, **ABOUT_THE_DSL)


async def test_the_dsl_is_not_told_of_it_by_a_later_record_about_the_child_and_the_deputy_is(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    hidden = await concern(worker)
    at(runtime, TUESDAY + timedelta(days=1))
    later = await signed(worker, **HIGHER)
    assert await told(runtime, "dsl") == [f"record_arrived {later}"]
    await dsl.says("inbox")
    assert f"Amber. {later}" in dsl.text
    for said in (f"read {later}", f"read {later} before", f"timeline {later}", "inbox", f"decide {later}"):
        await dsl.says(said)
        assert hidden not in dsl.transcript
        assert "With earlier records counted" not in dsl.text
    deputy = await someone(runtime, "deputy")
    assert f"record_looks_serious {later}" in await told(runtime, "deputy"), "nobody else can look at both together"
    await deputy.says("inbox")
    assert f"Red. {later}" in deputy.text
    await deputy.says(f"read {later}")
    assert "With earlier records counted: Red" in deputy.text
    await deputy.says(f"read {later} before")
    assert f"Earlier records: {hidden}" in deputy.text


async def test_nor_by_how_soon_a_later_record_passes_on(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    await concern(worker)
    at(runtime, TUESDAY + timedelta(days=1))
    later = await signed(worker, **HIGHER)
    at(runtime, TUESDAY + timedelta(days=1, hours=17, minutes=45))
    await run_due_jobs(runtime)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert (await signing.by_reference(tx, later)).responsible_id == "demo-dsl", "not yet: it is amber to the DSL"


async def test_nor_by_what_a_dsl_signs_as_a_worker(runtime: Runtime, worker: Conversation, dsl: Conversation) -> None:
    await concern(worker)
    at(runtime, TUESDAY + timedelta(days=1))
    await signed(dsl, **HIGHER)
    assert "in person or by phone now" not in dsl.last("record.signed").text


async def test_nor_by_a_second_report_on_the_same_day(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    hidden = await concern(worker)
    at(runtime, TUESDAY + timedelta(hours=1))
    later = await signed(await someone(runtime, "worker2"))
    await dsl.says(f"read {later}")
    assert hidden not in dsl.text
    assert "same day" not in dsl.text


@pytest.mark.parametrize("login", ["dsl", "worker2"])
async def test_four_names_tried_in_the_form_give_four_times_the_same_answer(
    runtime: Runtime, worker: Conversation, login: str
) -> None:
    """Whether a child has a record of today is nobody's to try out."""
    await concern(worker)
    await signed(worker, identity={"displayed_1_name": "Wren Pretend", "targeted_1_name": "Ash Imagined"})
    asking = await someone(runtime, login)
    await asking.says("report")
    await asking.answers(SCHOOL_CASE, until="identity")
    heard = []
    for name in ("Zed Inventedname", "Wren Pretend", "Nobody Whatever", "Quill Madeup"):
        await asking.sends({"displayed_1_name": name, "targeted_1_name": "Other Unheard"})
        heard.append((asking.keys, asking.text))
        while asking.asked != "identity":
            await asking.says("back")
    assert all(one == heard[0] for one in heard), asking.transcript


async def handed(deputy: Conversation, reference: str, setting: str = "Demo Fostering Team") -> None:
    await deputy.says(f"hand over {reference}")
    await deputy.says(setting)
    if deputy.asked == "why":
        await deputy.sends(WHY)


async def gives(runtime: Runtime, person_id: str, setting_id: str, *roles: Role) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, person_id, setting_id, roles)


async def test_a_handover_to_a_setting_where_they_are_dsl_too_reaches_the_deputy_there(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    await gives(runtime, "demo-foster_dsl", "demo-foster")
    await gives(runtime, "demo-dsl", "demo-foster", Role.DSL)
    hidden = await concern(worker)
    await handed(await someone(runtime, "deputy"), hidden)
    assert await told(runtime, "dsl") == []
    assert await told(runtime, "foster_deputy") == [f"record_handed_over {hidden}"]
    await dsl.says("inbox")
    assert "handover.waiting" not in dsl.keys
    for said in (f"received {hidden}", f"read {hidden}", f"timeline {hidden}"):
        await dsl.says(said)
        assert "inbox.not_found" in dsl.keys
    there = await someone(runtime, "foster_deputy")
    await there.says(f"received {hidden}")
    assert "handover.received" in there.keys
    await there.says(f"read {hidden}")
    assert "inbox.record" in there.keys


async def test_where_nobody_else_is_there_it_is_refused_and_says_what_to_do(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    for login in ("foster_dsl", "foster_deputy"):
        await gives(runtime, f"demo-{login}", "demo-foster")
    await gives(runtime, "demo-dsl", "demo-foster", Role.DSL)
    hidden = await concern(worker)
    deputy = await someone(runtime, "deputy")
    await handed(deputy, hidden)
    assert "handover.nobody_there" in deputy.keys
    assert "in person" in deputy.text
    assert await told(runtime, "dsl") == []
    await dsl.says(f"read {hidden}")
    assert "inbox.not_found" in dsl.keys


async def test_who_was_dsl_when_it_was_signed_never_comes_to_have_it(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    hidden = await concern(worker)
    await gives(runtime, "demo-worker2", "demo-school", Role.DSL)
    await gives(runtime, "demo-dsl", "demo-school", Role.HEAD)
    await gives(runtime, "demo-head", "demo-school")
    for days in (1, 2, 3):
        at(runtime, TUESDAY + timedelta(days=days))
        await run_due_jobs(runtime)
    for login in ("dsl", "worker2"):
        assert hidden not in str(await told(runtime, login))
        one = await someone(runtime, login)
        await one.says(f"read {hidden}")
        assert "inbox.not_found" in one.keys
    await gives(runtime, "demo-worker2", "demo-school", Role.DEPUTY)
    await dsl.says(f"read {hidden}")
    assert "inbox.not_found" in dsl.keys


async def test_a_deputy_who_has_it_keeps_it_when_they_become_dsl(runtime: Runtime, worker: Conversation) -> None:
    hidden = await concern(worker)
    await gives(runtime, "demo-deputy", "demo-school", Role.DSL)
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {hidden}")
    assert "inbox.record" in deputy.keys


async def test_an_alert_about_a_draft_does_not_reach_who_was_dsl_when_it_was_begun(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("adult")
    await worker.says("The DSL here")
    await gives(runtime, "demo-worker2", "demo-school", Role.DSL)
    await gives(runtime, "demo-dsl", "demo-school", Role.DEPUTY)
    await gives(runtime, "demo-deputy", "demo-school")
    at(runtime, TUESDAY + timedelta(days=1))
    await run_due_jobs(runtime)
    assert await told(runtime, "dsl") == []
    assert await told(runtime, "worker2") == []
    assert await told(runtime, "head") == ["safety_alert"]

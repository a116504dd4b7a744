"""A concern about the DSL goes to the deputy, and nothing that the DSL sees, hears or can try tells of it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.turns import House, run_due_jobs
from storage import outbox, people, records
from storage.people import Role
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.dialogs.test_handover import WHY
from tests.dialogs.test_record import signed

ABOUT_THE_DSL: dict[str, Any] = {"about": "adult", "adult_who": "the DSL here", "children_too": "yes"}
HIGHER = {"context": "1"}
"""Planned: amber by itself, and red once there is an earlier record."""


async def told(house: House, login: str) -> list[str]:
    """What waits to be told to somebody: the alert and the reference in it."""
    async with house.database.transaction(house.clock()) as tx:
        waiting = await outbox.waiting_for(tx, f"demo-{login}")
    return sorted(f"{message.key} {message.params.get('reference', '')}".strip() for message in waiting)


async def concern(worker: Conversation) -> str:
    return await signed(worker, **ABOUT_THE_DSL)


async def test_the_dsl_is_not_told_of_it_by_a_later_record_about_the_child_and_the_deputy_is(
    house: House, worker: Conversation, dsl: Conversation
) -> None:
    hidden = await concern(worker)
    at(house, TUESDAY + timedelta(days=1))
    later = await signed(worker, **HIGHER)
    assert await told(house, "dsl") == ["record_arrived"]
    await dsl.says("inbox")
    assert f"Amber. {later}" in dsl.text
    for said in (f"read {later}", f"timeline {later}", "inbox", f"decide {later}"):
        await dsl.says(said)
        assert hidden not in dsl.transcript
        assert "With earlier records counted" not in dsl.text
    deputy = await someone(house, "deputy")
    assert f"record_looks_serious {later}" in await told(house, "deputy"), "nobody else can look at both together"
    await deputy.says("inbox")
    assert f"Red. {later}" in deputy.text
    await deputy.says(f"read {later}")
    assert f"Earlier records: {hidden}" in deputy.text


async def test_nor_by_how_soon_a_later_record_passes_on(house: House, worker: Conversation, dsl: Conversation) -> None:
    await concern(worker)
    at(house, TUESDAY + timedelta(days=1))
    later = await signed(worker, **HIGHER)
    at(house, TUESDAY + timedelta(days=1, hours=17, minutes=45))
    await run_due_jobs(house)
    async with house.database.transaction(house.clock()) as tx:
        assert (await records.by_reference(tx, later)).responsible_id == "demo-dsl", "not yet: it is amber to the DSL"


async def test_nor_by_what_a_dsl_signs_as_a_worker(house: House, worker: Conversation, dsl: Conversation) -> None:
    await concern(worker)
    at(house, TUESDAY + timedelta(days=1))
    await signed(dsl, **HIGHER)
    assert "in person or by phone now" not in dsl.reply("record.signed").text


async def test_nor_by_a_second_report_on_the_same_day(house: House, worker: Conversation, dsl: Conversation) -> None:
    hidden = await concern(worker)
    at(house, TUESDAY + timedelta(hours=1))
    later = await signed(await someone(house, "worker2"))
    await dsl.says(f"read {later}")
    assert hidden not in dsl.text
    assert "same day" not in dsl.text


@pytest.mark.parametrize("login", ["dsl", "worker2"])
async def test_four_names_tried_in_the_form_give_four_times_the_same_answer(
    house: House, worker: Conversation, login: str
) -> None:
    """Whether a child has a record of today is nobody's to try out."""
    await concern(worker)
    await signed(worker, identity={"displayed_1_name": "Wren Pretend", "targeted_1_name": "Ash Imagined"})
    asking = await someone(house, login)
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


async def gives(house: House, person_id: str, setting_id: str, *roles: Role) -> None:
    async with house.database.transaction(house.clock()) as tx:
        await people.set_roles(tx, person_id, setting_id, roles)


async def test_a_handover_to_a_setting_where_they_are_dsl_too_reaches_the_deputy_there(
    house: House, worker: Conversation, dsl: Conversation
) -> None:
    await gives(house, "demo-foster_dsl", "demo-foster")
    await gives(house, "demo-dsl", "demo-foster", Role.DSL)
    hidden = await concern(worker)
    await handed(await someone(house, "deputy"), hidden)
    assert await told(house, "dsl") == []
    assert await told(house, "foster_deputy") == [f"record_handed_over {hidden}"]
    await dsl.says("inbox")
    assert "handover.waiting" not in dsl.keys
    for said in (f"received {hidden}", f"read {hidden}", f"timeline {hidden}"):
        await dsl.says(said)
        assert "inbox.not_found" in dsl.keys
    there = await someone(house, "foster_deputy")
    await there.says(f"received {hidden}")
    assert "handover.received" in there.keys
    await there.says(f"read {hidden}")
    assert "inbox.record" in there.keys


async def test_where_nobody_else_is_there_it_is_refused_and_says_what_to_do(
    house: House, worker: Conversation, dsl: Conversation
) -> None:
    for login in ("foster_dsl", "foster_deputy"):
        await gives(house, f"demo-{login}", "demo-foster")
    await gives(house, "demo-dsl", "demo-foster", Role.DSL)
    hidden = await concern(worker)
    deputy = await someone(house, "deputy")
    await handed(deputy, hidden)
    assert "handover.nobody_there" in deputy.keys
    assert "in person" in deputy.text
    assert await told(house, "dsl") == []
    await dsl.says(f"read {hidden}")
    assert "inbox.not_found" in dsl.keys


async def test_who_was_dsl_when_it_was_signed_never_comes_to_have_it(
    house: House, worker: Conversation, dsl: Conversation
) -> None:
    hidden = await concern(worker)
    await gives(house, "demo-worker2", "demo-school", Role.DSL)
    await gives(house, "demo-dsl", "demo-school", Role.HEAD)
    await gives(house, "demo-head", "demo-school")
    for days in (1, 2, 3):
        at(house, TUESDAY + timedelta(days=days))
        await run_due_jobs(house)
    for login in ("dsl", "worker2"):
        assert hidden not in str(await told(house, login))
        one = await someone(house, login)
        await one.says(f"read {hidden}")
        assert "inbox.not_found" in one.keys
    await gives(house, "demo-worker2", "demo-school", Role.DEPUTY)
    await dsl.says(f"read {hidden}")
    assert "inbox.not_found" in dsl.keys


async def test_a_deputy_who_has_it_keeps_it_when_they_become_dsl(house: House, worker: Conversation) -> None:
    hidden = await concern(worker)
    await gives(house, "demo-deputy", "demo-school", Role.DSL)
    deputy = await someone(house, "deputy")
    await deputy.says(f"read {hidden}")
    assert "inbox.record" in deputy.keys


async def test_an_alert_about_a_draft_does_not_reach_who_was_dsl_when_it_was_begun(
    house: House, worker: Conversation
) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("adult")
    await worker.says("The DSL here")
    await gives(house, "demo-worker2", "demo-school", Role.DSL)
    await gives(house, "demo-dsl", "demo-school", Role.DEPUTY)
    await gives(house, "demo-deputy", "demo-school")
    at(house, TUESDAY + timedelta(days=1))
    await run_due_jobs(house)
    assert await told(house, "dsl") == []
    assert await told(house, "worker2") == []
    assert await told(house, "head") == ["safety_alert"]

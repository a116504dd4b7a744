"""A role that is withdrawn in the middle of something: it stops at once, says so, and nothing is lost or let slip."""

from pathlib import Path

import pytest

from bot.exports import exporting
from bot.exports.exporting import Exported
from bot.runtime import Runtime
from storage import audit, conversations
from storage.administration import organisation
from storage.people.people import Role
from storage.problems import NotFound
from storage.queues import outbox
from storage.records import inbox
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, someone
from tests.dialogs.consultations.test_after_booking import NOTHING_TO_DO
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_decision import DECISION, decided
from tests.roles.busy_month import busy_month

SCHOOL = "demo-school"


async def roles(runtime: Runtime, person: str, *given: Role, setting: str = SCHOOL) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, person, setting, given)


async def state_of(runtime: Runtime, person: str) -> str:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return str((await conversations.load(tx, person)).state)


@pytest.fixture
async def deciding(runtime: Runtime) -> Conversation:
    """A DSL in the middle of a decision: what is established about one child is written, the other is asked about."""
    reference = await signed(await someone(runtime))
    dsl = await someone(runtime, "dsl")
    await dsl.says(f"decide {reference}")
    return await dsl.answers(DECISION, until="enquiry_targeted")


async def test_a_decision_stops_at_once_and_what_is_typed_then_is_not_kept(
    runtime: Runtime, deciding: Conversation
) -> None:
    await roles(runtime, "demo-dsl", Role.WORKER)
    await deciding.sends({"targeted_B_impact": "Typed afterwards."})
    assert deciding.keys == ["menu.stopped"]
    assert "Typed afterwards." not in await state_of(runtime, "demo-dsl")
    for typed in ("carry on", "summary", "change level", "back", "1", "sexually harmful"):
        await deciding.says(typed)
        assert deciding.keys == ["menu.stopped"], typed
        assert "joke" not in deciding.text


async def test_with_the_role_given_back_it_goes_on_where_it_was(runtime: Runtime, deciding: Conversation) -> None:
    await roles(runtime, "demo-dsl", Role.WORKER)
    await deciding.says("Nothing to add")
    await roles(runtime, "demo-dsl", Role.DSL, Role.WORKER)
    await deciding.says("carry on")
    assert deciding.asked == "enquiry_targeted"
    assert "Says it was a joke." in await state_of(runtime, "demo-dsl")
    await deciding.answers(DECISION)
    assert "decision.signed" in deciding.keys


async def test_a_dsl_of_another_setting_now_does_not_decide_here_any_more(
    runtime: Runtime, deciding: Conversation
) -> None:
    await roles(runtime, "demo-dsl", Role.DSL, setting="demo-foster")
    await roles(runtime, "demo-dsl")
    await deciding.says("Nothing to add")
    assert deciding.keys == ["menu.stopped"]
    await deciding.says("cancel")
    await deciding.says("yes")
    assert deciding.keys[0] == "decision.cancelled"
    assert "joke" not in await state_of(runtime, "demo-dsl")


async def test_other_things_go_on_meanwhile(runtime: Runtime, deciding: Conversation) -> None:
    await roles(runtime, "demo-dsl", Role.WORKER)
    await deciding.says("ask what is aim3")
    assert deciding.keys == ["guidance.card"]
    await deciding.says("help")
    assert deciding.keys == ["menu.help.worker"]
    await deciding.says("inbox")
    assert deciding.keys == ["menu.not_for_you"]


async def test_a_service_that_is_one_no_longer_changes_no_slots(runtime: Runtime) -> None:
    service = await someone(runtime, "consultation")
    await service.says("our slots")
    await service.says("close a day")
    assert service.asked == "closed"
    await roles(runtime, "demo-consultation", setting="demo-service")
    await service.sends({"day": "2026-12-01"})
    assert service.keys == ["menu.stopped"]


async def test_an_outcome_is_not_recorded_by_who_is_not_of_the_service_any_more(runtime: Runtime) -> None:
    await busy_month(runtime)
    service = await someone(runtime, "consultation")
    await service.says("outcome")
    await service.says("1")
    await service.says("they came")
    await service.says("Keep an adult near.")
    await roles(runtime, "demo-consultation", Role.WORKER, setting="demo-service")
    await service.sends(NOTHING_TO_DO)
    assert service.keys == ["menu.stopped"]
    await roles(runtime, "demo-consultation", Role.CONSULTATION, setting="demo-service")
    await service.says("carry on")
    await service.sends(NOTHING_TO_DO)
    assert service.keys == ["outcome.recorded"]


async def test_a_worker_with_no_role_left_goes_on_no_further_and_the_dsl_still_hears_of_a_red(runtime: Runtime) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="about", danger_now="danger", after_urgent="carry on")
    await roles(runtime, "demo-worker")
    await worker.says("between children")
    assert worker.keys == ["menu.stopped"]
    await worker.says("cancel")
    await worker.says("yes")
    async with runtime.database.transaction(TUESDAY) as tx:
        assert [one.key for one in await outbox.waiting_for(tx, "demo-dsl")] == ["safety_alert"]


async def test_an_inner_conversation_stops_with_the_outer(runtime: Runtime) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="slot", wants_slot="yes")
    await roles(runtime, "demo-worker")
    await worker.says("1")
    await worker.says("cancel")
    await worker.says("yes")
    assert worker.keys == ["booking.not_booked", "menu.stopped"]
    await roles(runtime, "demo-worker", Role.WORKER)
    await worker.says("carry on")
    assert worker.asked == "identity"


async def test_advice_about_a_record_is_not_shown_once_the_role_is_gone(runtime: Runtime) -> None:
    reference = await busy_month(runtime)
    dsl = await someone(runtime, "dsl")
    await decided(dsl, reference)
    await dsl.says(f"file {reference}")
    await dsl.says("advice")
    assert dsl.keys == ["advice.mine"]
    await roles(runtime, "demo-dsl", Role.WORKER)
    await dsl.says("advice")
    assert dsl.keys[-1] == "advice.none"


async def test_a_document_that_was_being_made_is_not_handed_out(runtime: Runtime, tmp_path: Path) -> None:
    """Setting a PDF takes a second; the role goes in between."""
    reference = await signed(await someone(runtime))
    dsl, file = await someone(runtime, "dsl"), tmp_path / "record.pdf"
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await inbox.read(tx, dsl.person, reference)
    await roles(runtime, "demo-dsl", Role.WORKER)
    with pytest.raises(NotFound):
        await exporting.keep(runtime.database, record, dsl.person, "pdf", Exported(b"%PDF-"), file)
    assert not file.exists()
    async with runtime.database.transaction(TUESDAY) as tx:
        done = [entry.what for entry in await audit.entries(tx, record.id) if entry.person_id == "demo-dsl"]
    assert done == ["read", "refused_read"]


async def test_what_was_begun_in_one_school_is_not_signed_in_another(runtime: Runtime) -> None:
    """Its record would go to people whom it does not concern."""
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.move(tx, "demo-worker", "demo-foster", [Role.WORKER])
    await worker.says("The corridor")
    assert worker.keys == ["menu.stopped"]
    await worker.says("cancel")
    await worker.says("yes")
    await worker.says("report")
    assert worker.asked == "danger_now"

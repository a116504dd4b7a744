"""The service keeps its slots at the desk: the chat's own questions, begun with what was pressed."""

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from dialogs.words import say
from storage.consultations import bookings, slot_patterns
from storage.consultations.seats import Slot
from storage.people import people
from storage.queues import outbox
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor

CHANGE = "/service/slots/change"


@pytest.fixture
async def service(server: TestServer) -> Visitor:
    return await (await Visitor(server).signs_in("consultation")).opens("/service/slots")


async def to_come(runtime: Runtime) -> list[Slot]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await bookings.coming(tx, until=runtime.clock() + timedelta(days=90))


async def the_workers(runtime: Runtime) -> Slot:
    """The slot that the worker has booked."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        (booking,) = await bookings.my_bookings(tx, await people.get(tx, "demo-worker"))
    return booking.slot


async def fills_in(visitor: Visitor, **fields: str) -> None:
    await visitor.opens(CHANGE)
    asked, dialog = field(visitor.text, "asked"), field(visitor.text, "dialog")
    await visitor.sends(CHANGE, None, asked=asked, dialog=dialog, **fields)


async def test_a_pattern_is_added_and_ended(service: Visitor, runtime: Runtime) -> None:
    before = len(await to_come(runtime))
    await service.sends("/service/slots/change/begin", task="add_pattern")
    assert service.goes_to == f"/desk{CHANGE}"
    await fills_in(service, weeks="1, 3", weekday="thursday", starts="10:00", minutes="45", mode="video")
    assert "From now on slots appear by themselves" in service.text
    assert len(await to_come(runtime)) > before
    async with runtime.database.transaction(runtime.clock()) as tx:
        (made,) = await slot_patterns.every(tx)
    await service.opens("/service/slots")
    assert "Thursday, 10:00" in service.text
    await service.sends("/service/slots/change/begin", task="end_pattern", which_pattern=made.id)
    assert say("service_slots.pattern_ended") in service.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await slot_patterns.every(tx) == []


async def test_a_slot_is_moved_and_whoever_booked_it_is_told(service: Visitor, runtime: Runtime) -> None:
    booked = await the_workers(runtime)
    await service.sends("/service/slots/change/begin", task="move_slot", which_slot=booked.id)
    await fills_in(service, day="2026-12-09", starts="14:30")
    assert "Moved: it is now" in service.text
    assert "2026-12-09 14:30" in [f"{one.starts_at:%Y-%m-%d %H:%M}" for one in await to_come(runtime)]
    async with runtime.database.transaction(runtime.clock()) as tx:
        worker = await people.get(tx, "demo-worker")
        assert "slot_moved" in [message.key for message in await outbox.waiting_for(tx, worker.id)]


async def test_one_that_is_booked_is_withdrawn_only_where_that_is_meant(service: Visitor, runtime: Runtime) -> None:
    booked = await the_workers(runtime)
    await service.sends("/service/slots/change/begin", task="withdraw_slot", which_slot=booked.id)
    await service.opens(CHANGE)
    assert "Somebody has booked it" in service.text
    await service.sends(CHANGE, asked=field(service.text, "asked"), answer="leave_it")
    assert say("service_slots.nothing_done") in service.text
    assert booked.id in [one.id for one in await to_come(runtime)]


async def test_what_is_refused_is_asked_again_and_what_is_not_there_is_asked_for(
    service: Visitor, runtime: Runtime
) -> None:
    before = await to_come(runtime)
    await service.sends("/service/slots/change/begin", task="add_slot")
    await fills_in(service, day="2026-12-06", starts="10:00", minutes="45", mode="video")
    await service.opens(CHANGE)
    assert say("refusals.working_day") in service.text
    assert 'value="10:00"' in service.text
    await service.opens("/service/slots")
    assert say("slots_page.go_on") in service.text
    await service.sends("/service/slots/change/begin", task="move_slot", which_slot="none")
    await service.opens(CHANGE)
    assert say("service_slots.questions.which_slot.ask") in service.text
    await service.sends("/service/slots/change/begin", task="burn_it_all")
    await service.opens(CHANGE)
    assert say("service_slots.questions.task.ask") in service.text
    assert await to_come(runtime) == before

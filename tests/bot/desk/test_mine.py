"""What is one's own: how far a record has come, and a consultation that is cancelled only where it is the one shown."""

from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from dialogs.words import say
from storage.consultations import bookings
from storage.people import people
from tests.bot.desk.visitor import Visitor
from tests.roles.busy_month import SECRETS


async def booked(runtime: Runtime, login: str = "worker") -> list[bookings.Booking]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await bookings.my_bookings(tx, await people.get(tx, f"demo-{login}"))


async def test_a_worker_sees_how_far_it_has_come_and_nothing_of_what_was_written(
    server: TestServer, reference: str
) -> None:
    worker = await (await Visitor(server).signs_in("worker")).opens("/mine")
    assert reference in worker.text
    assert say("record.status.signed") in worker.text
    assert not [word for word in SECRETS if word in worker.text]


async def test_a_colleague_sees_none_of_it(server: TestServer, reference: str) -> None:
    colleague = await (await Visitor(server).signs_in("worker2")).opens("/mine")
    assert reference not in colleague.text


async def test_a_consultation_is_asked_about_and_then_cancelled(server: TestServer, runtime: Runtime) -> None:
    (one, *others) = await booked(runtime)
    worker = await (await Visitor(server).signs_in("worker")).opens(f"/mine/cancel?booking={one.id}")
    assert say("mine.cancel.yes") in worker.text
    await worker.sends("/mine/cancel", booking=one.id, sequence=str(one.sequence))
    assert worker.goes_to.startswith("/desk/mine")
    assert await booked(runtime) == others


async def test_one_that_was_moved_since_stays(server: TestServer, runtime: Runtime) -> None:
    before = await booked(runtime)
    worker = await (await Visitor(server).signs_in("worker")).opens(f"/mine/cancel?booking={before[0].id}")
    await worker.sends("/mine/cancel", booking=before[0].id, sequence=str(before[0].sequence + 1))
    assert await booked(runtime) == before


async def test_nobody_cancels_what_is_another_persons(server: TestServer, runtime: Runtime) -> None:
    before = await booked(runtime)
    colleague = await (await Visitor(server).signs_in("worker2")).opens("/mine")
    await colleague.sends("/mine/cancel", booking=before[0].id, sequence=str(before[0].sequence))
    assert await booked(runtime) == before


async def test_an_action_that_is_no_number_changes_nothing(server: TestServer) -> None:
    worker = await (await Visitor(server).signs_in("worker")).opens("/mine")
    await worker.sends("/mine/done", booking="none", number="x" * 50)
    assert worker.status == 303

"""The consultation service's month as a calendar, and what came of a consultation, read as the chat reads it."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from dialogs.words import say
from storage.consultations import outcomes
from storage.consultations.seats import Booking
from storage.people import people
from tests.bot.desk.visitor import Visitor

ADVICE = "Keep the plan for two more weeks, then look again."


@pytest.fixture
async def service(server: TestServer) -> Visitor:
    return await Visitor(server).signs_in("consultation")


async def without_outcome(runtime: Runtime) -> list[Booking]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await outcomes.without_outcome(tx, await people.get(tx, "demo-consultation"))


async def over(runtime: Runtime) -> Booking:
    """A consultation that is over and has no outcome yet."""
    later = runtime.clock() + timedelta(days=40)
    runtime.clock = lambda: later
    return (await without_outcome(runtime))[0]


async def test_one_goes_from_month_to_month(service: Visitor) -> None:
    await service.opens("/service")
    assert "November 2026" in service.text
    assert "/desk/service?month=2026-12" in service.text
    await service.opens("/service?month=2026-12")
    assert "December 2026" in service.text
    assert "/desk/service?month=2027-01" in service.text


@pytest.mark.parametrize("month", ["", "2026-13", "0000-01", "next", "2026-1"])
async def test_a_month_that_there_is_not_is_this_one(service: Visitor, month: str) -> None:
    await service.opens(f"/service?month={month}")
    assert service.status == 200
    assert "November 2026" in service.text


async def test_what_came_of_it_is_recorded_once(service: Visitor, runtime: Runtime) -> None:
    booking = await over(runtime)
    await service.signs_in("consultation")
    await service.opens(f"/service/outcome?booking={booking.id}")
    due = (runtime.clock() + timedelta(days=7)).date().isoformat()
    given: dict[str, Any] = {
        "attended": "came",
        "advice": ADVICE,
        "what_1": "Look again",
        "who_1": "The DSL",
        "due_1": due,
    }
    await service.sends("/service/outcome", booking=booking.id, **given)
    assert "done=recorded" in service.goes_to
    assert booking.id not in [one.id for one in await without_outcome(runtime)]
    await service.opens("/service")
    await service.sends("/service/outcome", booking=booking.id, **given)
    assert "done=recorded_already" in service.goes_to


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"advice": ADVICE}, "service.outcome.attended_missing"),
        ({"attended": "came", "advice": ADVICE, "what_1": "Look again"}, "refusals.half_an_action"),
    ],
)
async def test_what_is_refused_is_said_and_nothing_is_lost(
    service: Visitor, runtime: Runtime, given: dict[str, Any], refused: str
) -> None:
    booking = await over(runtime)
    await service.signs_in("consultation")
    await service.opens(f"/service/outcome?booking={booking.id}")
    await service.sends("/service/outcome", booking=booking.id, **given)
    assert service.status == 422
    assert say(refused) in service.text
    assert ADVICE in service.text
    assert booking.id in [one.id for one in await without_outcome(runtime)]

"""The consultation service keeps its slots in chat."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from storage.consultations import bookings
from storage.queues import outbox
from tests.conversation import TUESDAY, Conversation, at, someone

DETAILS = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning supervision"}
PATTERN = {"weeks": "1, 2 and 3", "weekday": "tuesday", "starts": "14:00", "minutes": "45", "mode": "in_person"}
SINGLE = {"day": "2026-12-17", "starts": "9:30", "minutes": "60", "mode": "video"}


@pytest.fixture
async def service(runtime: Runtime) -> Conversation:
    return await someone(runtime, "consultation")


async def month(service: Conversation) -> str:
    await service.says("month")
    return service.reply("booking.month").text


async def does(service: Conversation, *answers: str | dict[str, str]) -> None:
    await service.says("our slots")
    for answer in answers:
        await (service.says(answer) if isinstance(answer, str) else service.sends(answer))


async def told(runtime: Runtime, login: str) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, f"demo-{login}")]


async def test_a_pattern_is_added_and_ended(service: Conversation) -> None:
    await does(service, "add a pattern", PATTERN)
    assert service.keys == ["service_slots.pattern_added"]
    shown = await month(service)
    assert "Tuesday 1 December 2026, 14:00, 45 minutes, in person: free" in shown
    await does(service, "end a pattern", "1")
    assert service.keys == ["service_slots.pattern_ended"]


async def test_a_single_time_is_offered(service: Conversation) -> None:
    await does(service, "add a single time", SINGLE)
    assert service.keys == ["service_slots.slot_added"]
    assert "Thursday 17 December 2026, 09:30" in await month(service)


async def test_a_day_on_which_nobody_is_in_is_asked_for_again(
    runtime: Runtime, service: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime.database, "_closed", frozenset({date(2026, 12, 17)}))
    await does(service, "add a single time", SINGLE)
    assert service.keys == ["service_slots.closed_here", "service_slots.questions.single.ask"]
    assert "Thursday 17 December 2026" in service.text
    await service.sends({**SINGLE, "day": "2026-12-18"})
    assert service.keys == ["service_slots.slot_added"]
    await does(service, "move a slot", "1", {"day": "2026-12-17", "starts": "11:00"})
    assert service.keys == ["service_slots.closed_here", "service_slots.questions.new_time.ask"]


async def test_a_moved_slot_takes_its_booking_along_and_offers_the_others(
    runtime: Runtime, service: Conversation, worker: Conversation
) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    await does(service, "move a slot", "1", {"day": "2026-12-18", "starts": "11:00"})
    assert service.keys == ["service_slots.moved"]
    assert "slot_moved" in await told(runtime, "worker")
    await worker.says("my bookings")
    assert "Friday 18 December 2026, 11:00" in worker.text
    await worker.says("change booking")
    assert worker.keys == ["booking.free", "rebooking.questions.new_slot.ask"]


async def test_a_withdrawn_slot_offers_another_at_once_with_nothing_asked_again(
    runtime: Runtime, service: Conversation, worker: Conversation
) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    await does(service, "withdraw a slot", "1")
    assert service.asked == "sure", "somebody has booked it"
    await service.says("yes, withdraw it")
    assert "1" in service.reply("service_slots.withdrawn").text
    assert [key for key in await told(runtime, "worker") if key.startswith("slot")] == [
        "slot_withdrawn",
        "slot_offered",
    ]
    await worker.says("waiting list")
    await worker.says("take it")
    assert worker.keys == ["waiting.taken"]
    assert "Planning supervision" in await month(service)


async def test_a_booked_slot_is_not_withdrawn_by_a_slip(
    runtime: Runtime, service: Conversation, worker: Conversation
) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    await service.says("our slots")
    await service.says("withdraw a slot")
    assert service.replies[-1].choices[0].title.endswith("(booked: 1)")
    await service.says("1")
    await service.says("no, leave it")
    assert service.keys == ["service_slots.nothing_done"]
    await worker.says("my bookings")
    assert worker.keys == ["booking.mine"]


async def test_two_can_book_what_has_room_for_two(
    runtime: Runtime, service: Conversation, worker: Conversation
) -> None:
    await does(service, "add a single time", SINGLE | {"capacity": "2"})
    for person in (worker, await someone(runtime, "worker2")):
        await person.says("book")
        await person.says(next(c.value for c in person.replies[-1].choices if "17 December" in c.title))
        await person.sends(DETAILS)
        assert person.keys == ["booking.booked"]
    assert (await month(service)).count("Thursday 17 December 2026, 09:30") == 2


async def test_a_closed_day_has_no_slot(service: Conversation) -> None:
    await does(service, "close a day", {"day": "01/12/2026"})
    assert service.keys == ["service_slots.closed"]
    await does(service, "add a pattern", PATTERN)
    shown = await month(service)
    assert "Tuesday 1 December 2026, 14:00" not in shown
    assert "Tuesday 8 December 2026, 14:00" in shown


@pytest.mark.parametrize("day", ["2026-12-25", "2026-12-19"])
async def test_a_holiday_or_a_weekend_is_taken_for_a_slip(service: Conversation, day: str) -> None:
    await does(service, "add a single time", SINGLE | {"day": day})
    assert service.keys[0] == "refusals.working_day"
    assert service.asked == "single"


@pytest.mark.parametrize("starts", ["1:30", "03:00", "20:30"])
async def test_a_time_in_the_night_is_taken_for_a_slip(service: Conversation, starts: str) -> None:
    await does(service, "add a single time", SINGLE | {"starts": starts})
    assert service.keys[0] == "refusals.odd_hour"
    assert "13:30" in service.text
    await service.sends(SINGLE | {"starts": "13:30"})
    assert service.keys == ["service_slots.slot_added"]


async def test_a_slot_that_is_over_is_not_called_free(runtime: Runtime, service: Conversation) -> None:
    at(runtime, TUESDAY + timedelta(days=3))
    shown = await month(service)
    assert "Thursday 19 November 2026, 10:00, 60 minutes, by video: nobody booked it" in shown
    assert "Tuesday 24 November 2026, 10:00, 60 minutes, by video: free" in shown


async def test_what_nobody_booked_is_withdrawn_with_no_word_of_anybody(service: Conversation) -> None:
    await does(service, "withdraw a slot", "1")
    assert service.keys == ["service_slots.withdrawn_free"]


@pytest.mark.parametrize(
    "changed", [{"weeks": "6"}, {"weekday": "sunday"}, {"starts": "ten"}, {"minutes": "5"}, {"capacity": "0"}]
)
async def test_a_pattern_that_makes_no_sense_is_asked_for_again(service: Conversation, changed: Any) -> None:
    await does(service, "add a pattern", PATTERN | changed)
    assert service.keys[0].startswith("refusals.")
    assert service.asked == "pattern"


async def test_a_time_that_is_taken_and_a_change_of_mind(runtime: Runtime, service: Conversation) -> None:
    await does(service, "add a single time", SINGLE)
    async with runtime.database.transaction(TUESDAY) as tx:
        before = await bookings.coming(tx, until=TUESDAY.replace(year=2027))
    await does(service, "move a slot", "1", {"day": SINGLE["day"], "starts": SINGLE["starts"]})
    assert service.keys == ["service_slots.slot_there"]
    await does(service, "withdraw a slot", "none of these")
    assert service.keys == ["service_slots.nothing_done"]
    async with runtime.database.transaction(TUESDAY) as tx:
        assert await bookings.coming(tx, until=TUESDAY.replace(year=2027)) == before


async def test_nobody_else_changes_slots(worker: Conversation) -> None:
    await worker.says("our slots")
    assert worker.keys[-1] == "menu.not_for_you"

"""The service asks in half sentences: which slot is meant is found from the words that asked for it."""

from bot.runtime import Runtime
from tests.conversation import someone


async def test_cancel_the_tues_one_is_a_slot_to_withdraw_and_which_is_asked(runtime: Runtime) -> None:
    service = await someone(runtime, "consultation")
    await service.says("cancel the tues one")
    assert service.asked == "which_slot", service.transcript
    titles = [choice.title for choice in service.replies[-1].choices]
    assert titles[0].startswith("Tuesday 24 November 2026"), titles
    assert all(title.startswith("Tuesday") for title in titles[:-1]), titles
    await service.says("1")
    assert "Tuesday 24 November 2026" in service.text


async def test_a_slot_that_is_not_there_is_asked_for_from_the_list(runtime: Runtime) -> None:
    service = await someone(runtime, "consultation")
    await service.says("cancel the 2 oclock")
    assert service.asked == "which_slot"
    assert len(service.replies[-1].choices) > 3


async def test_what_the_service_asks_for_is_done(runtime: Runtime) -> None:
    service = await someone(runtime, "consultation")
    for said, answered in {
        "whos booked tues": "booking.month",
        "how many left": "booking.month",
        "any spaces left this month": "booking.month",
        "whos waiting": "booking.month",
        "show me next week": "booking.month",
        "who rang": "call_back.none",
        "record what we said": "outcome.none",
        "show me what they sent for tues": "pack.none_sent",
    }.items():
        await service.says(said)
        assert answered in service.keys, service.transcript
    await service.says("put another one on for 4th dec")
    assert service.asked == "single"

"""Booking one of the month's slots."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from storage.consultations import bookings
from storage.consultations.bookings import Slot
from storage.consultations.seats import BookingDetails
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

DETAILS = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning supervision"}


async def test_booking_from_the_end_of_an_incident_goes_on_with_the_incident(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="slot", wants_slot="yes")
    listed = [choice.title for choice in worker.replies[-1].choices]
    assert any(title.startswith(("Tuesday", "Wednesday")) for title in listed), "times are shown with the weekday"
    assert not [title for title in listed if title in worker.text], "they are listed once, as what can be picked"
    await worker.says("1")
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked", "incident.questions.identity.ask"]
    assert "sends you the link to join" in worker.text or "tells you where" in worker.text


async def test_a_day_that_was_asked_for_is_shown_alone_and_the_others_are_one_tap_away(worker: Conversation) -> None:
    await worker.says("need to book a slot for tues pls")
    *times, others, _ = [choice.title for choice in worker.replies[-1].choices]
    assert times
    assert all(title.startswith("Tuesday") for title in times)
    assert others == "Other days"
    await worker.says("other days")
    every = [choice.title for choice in worker.replies[-1].choices]
    assert len(every) > len(times) + 1
    assert others not in every
    await worker.says("cancel")
    await worker.says("yes")
    await worker.says("book a slot on wednesday please")
    assert worker.keys == ["booking.not_that_day", "booking.free", "booking.questions.slot.ask"]


async def test_booking_at_any_time_and_cancelling(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    free = len(worker.replies[-1].choices)
    await worker.says("2")
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked"]
    await worker.says("my bookings")
    assert "1. " in worker.text
    await worker.says("cancel booking")
    await worker.says("yes")
    assert worker.keys == ["booking.cancelled"]
    await worker.says("book")
    assert len(worker.replies[-1].choices) == free


async def test_a_slot_is_kept_while_the_form_is_filled_in(runtime: Runtime, worker: Conversation) -> None:
    other = await someone(runtime, "worker2")
    await worker.says("book")
    await other.says("book")
    await worker.says("1")
    assert worker.keys == ["booking.held", "booking.questions.details.ask"]
    assert "15:45" in worker.text, "until when is said"
    await other.says("1")
    assert other.keys == ["booking.gone", "booking.free", "booking.questions.slot.ask"]
    await other.says("1")
    await other.sends(DETAILS)
    await worker.sends(DETAILS)
    assert other.keys == worker.keys == ["booking.booked"]


async def test_a_hold_that_is_over_is_said_and_the_form_is_not_filled_in_again(
    runtime: Runtime, worker: Conversation
) -> None:
    other = await someone(runtime, "worker2")
    for person in (worker, other):
        await person.says("book")
        await person.says("1")
        at(runtime, runtime.clock() + timedelta(minutes=15))
    await other.sends(DETAILS)
    assert other.keys == ["booking.booked"], "it was still free"
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.taken", "booking.free", "booking.questions.slot.ask"]
    await worker.says("1")
    assert worker.keys == ["booking.held", "booking.booked"]


async def test_choosing_another_time_lets_go_of_the_first(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.says("back")
    await worker.says("2")
    assert len(await free(runtime)) == 5


@pytest.mark.parametrize("goodbye", [("cancel", "yes"), ("back", "none of these", "no thank you")])
async def test_leaving_lets_go_of_the_hold(runtime: Runtime, worker: Conversation, goodbye: tuple[str, ...]) -> None:
    await worker.says("book")
    await worker.says("1")
    for words in goodbye:
        await worker.says(words)
    assert "booking.not_booked" in worker.keys
    assert len(await free(runtime)) == 6


async def booked(worker: Conversation, number: str = "1") -> None:
    await worker.says("book")
    await worker.says(number)
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked"]


async def all_booked_by(person: Conversation) -> None:
    for _ in await free(person.runtime):
        await booked(person)


async def waits(person: Conversation, how_long: str = "from month to month") -> None:
    await person.says("book")
    await person.says(how_long)
    await person.sends(DETAILS)
    assert person.keys == ["waiting.joined"]


async def test_the_last_one_taken_meanwhile_leads_to_the_waiting_list(runtime: Runtime, worker: Conversation) -> None:
    other = await someone(runtime, "worker2")
    await other.says("book")
    await all_booked_by(worker)
    await other.says("1")
    assert other.keys == ["booking.all_gone", "booking.none_free", "booking.questions.wait.ask"]


async def test_the_first_in_line_is_offered_what_becomes_free_and_takes_it(
    runtime: Runtime, worker: Conversation
) -> None:
    first, second = await someone(runtime, "worker2"), await someone(runtime, "foster")
    await all_booked_by(worker)
    await waits(first)
    await waits(second)
    assert "number 2 in line" in second.text
    await worker.says("my bookings")
    await worker.says("cancel booking 1")
    await worker.says("yes")
    await second.says("book")
    assert second.keys[0] == "booking.none_free", "what is kept for the first is not free"
    await second.says("no thank you")
    await first.says("waiting list")
    assert "Kept for you until" in first.text
    await first.says("take it")
    assert first.keys == ["waiting.taken"]
    await first.says("my bookings")
    assert first.keys == ["booking.mine"]
    await second.says("waiting list")
    assert "number 1 in line" in second.text


async def test_passing_it_on_keeps_the_place_and_leaving_gives_it_up(runtime: Runtime, worker: Conversation) -> None:
    first, second = await someone(runtime, "worker2"), await someone(runtime, "foster")
    await all_booked_by(worker)
    await waits(first)
    await waits(second)
    await worker.says("my bookings")
    await worker.says("cancel booking 1")
    await worker.says("yes")
    await first.says("pass it on")
    assert first.keys == ["waiting.passed_on"]
    await second.says("waiting list")
    assert "Kept for you until" in second.text
    await first.says("leave the list")
    await first.says("waiting list")
    assert first.keys == ["waiting.none"]


async def test_what_did_not_suit_is_not_offered_again(runtime: Runtime, worker: Conversation) -> None:
    other = await someone(runtime, "worker2")
    await booked(other)
    await worker.says("book")
    await worker.says("none of these")
    await worker.says("from month to month")
    await worker.sends(DETAILS)
    await worker.says("waiting list")
    assert "Kept for you" not in worker.text
    await other.says("cancel booking")
    await other.says("yes")
    await worker.says("waiting list")
    assert "Kept for you" in worker.text, "this one was not free then"


async def test_another_time_than_the_one_kept_passes_that_on_and_ends_the_waiting(
    runtime: Runtime, worker: Conversation
) -> None:
    first, second = await someone(runtime, "worker2"), await someone(runtime, "foster")
    await first.says("report")
    await first.answers(SCHOOL_CASE)
    await all_booked_by(worker)
    await first.says("book")
    await first.says("1")  # about the record
    await first.says("from month to month")
    await first.sends(DETAILS)
    await waits(second)
    await worker.says("my bookings")
    await worker.says("cancel booking 1")
    await worker.says("yes")
    async with runtime.database.transaction(TUESDAY) as tx:
        for days in (9, 10):  # the one for the second in line, and one that is free
            await bookings.publish(tx, TUESDAY + timedelta(days=days))
    await first.says("book")
    assert first.keys[0] == "booking.kept"
    await first.says("1")
    await first.says("1")
    await first.sends(DETAILS)
    assert first.keys == ["booking.booked"]
    await first.says("waiting list")
    assert first.keys == ["waiting.none"], "the case has its consultation"


async def test_who_books_something_else_is_reminded_that_they_wait(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("none of these")
    await worker.says("from month to month")
    await worker.sends(DETAILS)
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked", "booking.still_waiting"]


async def test_an_offer_that_is_over_is_said(runtime: Runtime, worker: Conversation) -> None:
    first = await someone(runtime, "worker2")
    await all_booked_by(worker)
    await waits(first)
    await worker.says("my bookings")
    await worker.says("cancel booking 3")
    await worker.says("yes")
    at(runtime, TUESDAY + timedelta(days=2))
    await first.says("take it")
    assert first.keys == ["waiting.nothing_offered"]


async def test_a_booking_is_changed_to_another_time_and_keeps_what_was_agreed(
    runtime: Runtime, worker: Conversation
) -> None:
    await booked(worker)
    before = await free(runtime)
    await worker.says("change my booking")
    assert worker.keys == ["booking.free", "rebooking.questions.new_slot.ask"]
    await worker.says("2")
    assert worker.keys == ["rebooking.changed"]
    assert len(await free(runtime)) == len(before)
    assert before[1] not in await free(runtime)
    service = await someone(runtime, "consultation")
    await service.says("month")
    assert "Planning supervision" in service.text


async def test_with_two_bookings_it_is_asked_which_and_keeping_it_changes_nothing(
    runtime: Runtime, worker: Conversation
) -> None:
    await booked(worker)
    await booked(worker, "2")
    before = await free(runtime)
    await worker.says("change booking")
    assert worker.asked == "which"
    await worker.says("1")
    await worker.says("keep it as it is")
    assert worker.keys == ["rebooking.as_it_was"]
    assert await free(runtime) == before


async def test_a_new_time_taken_meanwhile_leaves_the_old_one(runtime: Runtime, worker: Conversation) -> None:
    await booked(worker)
    await worker.says("change booking")
    await booked(await someone(runtime, "worker2"))
    await worker.says("1")
    assert worker.keys == ["booking.gone", "booking.free", "rebooking.questions.new_slot.ask"]
    await worker.says("cancel")
    await worker.says("yes")
    await worker.says("my bookings")
    assert worker.keys == ["booking.mine"]


async def test_short_notice_is_said_and_taken(runtime: Runtime, worker: Conversation) -> None:
    await booked(worker)
    async with runtime.database.transaction(TUESDAY) as tx:
        (mine,) = await bookings.my_bookings(tx, worker.person)
    at(runtime, mine.slot.starts_at - timedelta(hours=3))
    await worker.says("cancel booking")
    await worker.says("yes")
    assert worker.keys == ["booking.cancelled_late"]


async def free(runtime: Runtime) -> list[Slot]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await bookings.free_slots(tx, until=TUESDAY.replace(year=2027))


async def test_none_free_names_the_service(runtime: Runtime, worker: Conversation) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        for number, slot in enumerate(await bookings.free_slots(tx, until=TUESDAY.replace(year=2027))):
            await bookings.book(
                tx,
                slot.id,
                worker.person,
                BookingDetails(manager_name="Val Manager", manager_agreed_on=TUESDAY.date(), help_wanted="Help"),
                case_key=f"case {number}",
            )
    await worker.says("book")
    assert worker.keys[-2:] == ["booking.none_free", "booking.questions.wait.ask"]
    assert "01632 960103" in worker.text


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"manager_name": ""}, "manager_missing"),
        ({"manager_agreed_on": "tomorrow"}, "agreed_on_missing"),
        ({"manager_agreed_on": ""}, "agreed_on_missing"),
        ({"help_wanted": " "}, "help_missing"),
        ({"help_wanted": "Keeping Tomas and Anouk apart"}, "no_names_here"),
        ({"help_wanted": "x" * 1_500}, "help_missing"),
    ],
)
async def test_a_line_manager_has_to_agree(worker: Conversation, changed: dict[str, str], refusal: str) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS | changed)
    assert worker.keys[0] == f"refusals.{refusal}"
    assert worker.asked == "details"


@pytest.mark.parametrize("words", ["this month", "every month", "yes please"])
async def test_the_waiting_list_is_joined_in_ones_own_words(worker: Conversation, words: str) -> None:
    await worker.says("book")
    await worker.says("none of these")
    await worker.says(words)
    assert worker.asked == "details"


async def test_none_of_these_books_nothing(worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("none of these")
    assert worker.asked == "wait", "another time may become free"
    await worker.says("no thank you")
    assert worker.keys == ["booking.not_booked"]


async def test_the_service_sees_its_month_and_nobody_else_does(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    service = await someone(runtime, "consultation")
    await service.says("month")
    assert "Planning supervision" in service.text
    assert "Robin Ashdown (demo), Worker, Larkfield Demo School" in service.text
    assert "Agreed by Val Manager on Monday 16 November 2026" in service.text
    await worker.says("month")
    assert worker.keys == ["menu.not_for_you"]


@pytest.mark.parametrize(
    ("said", "month"),
    [("next month", "December 2026"), ("January", "January 2027"), ("month december", "December 2026"),
     ("month of october", "October 2026"), ("month 2027-02", "February 2027"), ("last month", "October 2026"),
     ("Sept", "September 2026"), ("may 2027", "May 2027")],
)  # fmt: skip
async def test_the_service_goes_to_another_month(runtime: Runtime, said: str, month: str) -> None:
    service = await someone(runtime, "consultation")
    await service.says(said)
    assert service.keys[-1:] == ["booking.month"]
    assert f"{month}:" in service.text
    before, after = service.replies[-1].choices
    await service.says(after.value)
    assert f"{after.title}:" in service.text
    await service.says(before.value)
    assert f"{before.title}:" in service.text


async def test_a_month_that_there_is_not_is_asked_for_and_nobody_else_is_shown_one(
    runtime: Runtime, worker: Conversation
) -> None:
    service = await someone(runtime, "consultation")
    await service.says("month 2027-13")
    assert service.keys[-1:] == ["booking.month_which"]
    await worker.says("month december")
    assert worker.keys[-1:] == ["menu.not_for_you"]
    await worker.says("january")
    assert "booking.month" not in worker.keys


async def test_the_service_sees_what_whoever_booked_works_as(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS | {"role": "School nurse"})
    service = await someone(runtime, "consultation")
    await service.says("month")
    assert "Robin Ashdown (demo), School nurse, Larkfield Demo School" in service.text


async def test_no_child_is_named_in_a_booking(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, wants_slot="yes", slot="1", details=DETAILS)
    service = await someone(runtime, "consultation")
    await service.says("month")
    assert not [name for name in ("Zed", "Quill", "hand on") if name in service.text]

"""The waiting list: first come, first offered, and nobody passed over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.consultations import bookings as consultation_bookings
from storage.consultations import slots, waiting_list
from storage.consultations.bookings import Slot, SlotTaken
from storage.consultations.rules import set_rules
from storage.consultations.seats import BookingDetails
from storage.consultations.waiting_list import OfferOver, Place
from storage.database.engine import Tx
from storage.queues import outbox
from storage.queues.jobs import JobKind, claim
from tests.storage.conftest import NOW, At, who

FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)
DETAILS = BookingDetails("Dana Thorley", date(2026, 3, 2), "a plan")


async def only(tx: Tx, *starts: datetime) -> list[Slot]:
    """These slots and no others."""
    for month in (3, 4):
        for slot in await consultation_bookings.slots_in(tx, 2026, month):
            await slots.withdraw(tx, slot.id)
    return [await consultation_bookings.publish(tx, start) for start in starts]


async def books(tx: Tx, slot: Slot, login: str) -> str:
    booking = await consultation_bookings.book(tx, slot.id, await who(tx, login), DETAILS, case_key=f"case of {login}")
    return booking.id


async def waits(tx: Tx, login: str, *, carried: bool = False) -> Place:
    person = await who(tx, login)
    return await waiting_list.join(tx, person, case_key=f"case of {login}", details=DETAILS, carried=carried)


async def place(tx: Tx, login: str) -> Place:
    (found,) = await waiting_list.places_of(tx, await who(tx, login))
    return found


async def told(tx: Tx, login: str) -> list[str]:
    return [message.key for message in await outbox.waiting_for(tx, (await who(tx, login)).id)]


async def test_a_freed_seat_goes_to_the_first_in_line_and_nobody_else_can_take_it(at: At) -> None:
    async with at() as tx:
        (slot,) = await only(tx, FRIDAY)
        booking_id = await books(tx, slot, "worker")
        assert [(await waits(tx, login)).position for login in ("worker2", "foster")] == [1, 2]
        await consultation_bookings.cancel(tx, booking_id, await who(tx, "worker"))
        assert (await place(tx, "worker2")).offered is not None
        assert await told(tx, "worker2") == ["slot_offered"]
        assert await told(tx, "foster") == []
        with pytest.raises(SlotTaken):
            await books(tx, slot, "dsl")
        booked = await waiting_list.accept(tx, (await place(tx, "worker2")).id, await who(tx, "worker2"))
        assert (booked.slot.id, booked.help_wanted) == (slot.id, "a plan")
        assert (await place(tx, "foster")).position == 1


async def test_what_is_held_is_not_offered_to_who_waits_when_it_is_booked(at: At) -> None:
    async with at() as tx:
        (slot,) = await only(tx, FRIDAY)
        await consultation_bookings.hold(tx, slot.id, await who(tx, "worker"), case_key="case of worker")
        await waits(tx, "worker2")
        await consultation_bookings.hold(tx, slot.id, await who(tx, "worker"), case_key="case of worker")
        await books(tx, slot, "worker")
        assert (await place(tx, "worker2")).offered is None


async def test_a_case_that_is_booked_waits_no_longer_and_what_was_kept_for_it_goes_on(at: At) -> None:
    async with at() as tx:
        one, other = await only(tx, FRIDAY, FRIDAY + timedelta(days=3))
        bookings = [await books(tx, slot, "worker" if slot is one else "dsl") for slot in (one, other)]
        await waits(tx, "worker2")
        await waits(tx, "foster")
        await consultation_bookings.cancel(tx, bookings[0], await who(tx, "worker"))
        third = await consultation_bookings.publish(tx, FRIDAY + timedelta(days=4))
        await waiting_list.decline(tx, (await place(tx, "foster")).id, await who(tx, "foster"))
        await books(tx, third, "worker2")
        assert await waiting_list.places_of(tx, await who(tx, "worker2")) == []
        offered = (await place(tx, "foster")).offered
        assert offered is not None
        assert offered.id == one.id


async def test_an_offer_ends_in_working_hours_and_the_next_in_line_has_it(at: At) -> None:
    async with at() as tx:
        await set_rules(tx, offer_hours=4)
        (slot,) = await only(tx, FRIDAY)
        booking_id = await books(tx, slot, "worker")
        first, second = await waits(tx, "worker2"), await waits(tx, "foster")
        await consultation_bookings.cancel(tx, booking_id, await who(tx, "worker"))
        until = (await place(tx, "worker2")).until
    assert until == datetime(2026, 3, 4, 9, 30, tzinfo=UTC), "three hours on Tuesday, one on Wednesday"
    async with at(until) as tx:
        due = [job for job in await claim(tx) if job.kind == JobKind.CONSULTATION_SEATS]
        for job in due:
            await waiting_list.seats_job(tx, job)
        assert (await place(tx, "foster")).id == second.id
        assert (await place(tx, "foster")).offered is not None
        kept = await place(tx, "worker2")
        assert (kept.id, kept.position, kept.offered) == (first.id, 1, None), "the place stays, for other slots"
        with pytest.raises(OfferOver):
            await waiting_list.accept(tx, first.id, await who(tx, "worker2"))


async def test_no_thanks_passes_it_on_at_once_and_keeps_the_place(at: At) -> None:
    async with at() as tx:
        one, other = await only(tx, FRIDAY, FRIDAY + timedelta(days=3))
        bookings = [await books(tx, one, "worker"), await books(tx, other, "dsl")]
        first, _ = await waits(tx, "worker2"), await waits(tx, "foster")
        await consultation_bookings.cancel(tx, bookings[0], await who(tx, "worker"))
        await waiting_list.decline(tx, first.id, await who(tx, "worker2"))
        offered = (await place(tx, "foster")).offered
        assert offered is not None
        assert offered.id == one.id
        await consultation_bookings.cancel(tx, bookings[1], await who(tx, "dsl"))
        offered = (await place(tx, "worker2")).offered
        assert offered is not None
        assert offered.id == other.id


async def test_who_never_answers_does_not_hold_everyone_up_for_ever(at: At) -> None:
    async with at() as tx:
        await set_rules(tx, offer_hours=1)
        await only(tx)
        await waits(tx, "worker2", carried=True)
        await consultation_bookings.publish(tx, FRIDAY)
        await consultation_bookings.publish(tx, FRIDAY + timedelta(hours=1))
    async with at(NOW + timedelta(hours=1)) as tx:
        await waits(tx, "foster")
    async with at(NOW + timedelta(hours=2)) as tx:
        await waits(tx, "dsl")
        assert await waiting_list.places_of(tx, await who(tx, "worker2")) == []
        assert "waiting_missed" in await told(tx, "worker2")


async def test_a_place_ends_with_its_month_unless_it_is_carried_on(at: At) -> None:
    async with at() as tx:
        await only(tx)
        await waits(tx, "worker2")
        await waits(tx, "foster", carried=True)
        await consultation_bookings.publish(tx, datetime(2026, 4, 9, 9, tzinfo=UTC))
        assert (await place(tx, "worker2")).offered is None, "it waits for March only"
        assert (await place(tx, "foster")).offered is not None
    async with at(datetime(2026, 4, 1, 9, tzinfo=UTC)) as tx:
        await waits(tx, "dsl")
        assert await waiting_list.places_of(tx, await who(tx, "worker2")) == []
        assert (await place(tx, "foster")).position == 1
        assert "waiting_month_over" in await told(tx, "worker2")


async def test_joining_twice_is_one_place_and_leaving_passes_the_offer_on(at: At) -> None:
    async with at() as tx:
        (slot,) = await only(tx, FRIDAY)
        booking_id = await books(tx, slot, "worker")
        first = await waits(tx, "worker2")
        await waits(tx, "foster")
        assert await waits(tx, "worker2", carried=True) == Place(first.id, first.person_id, first.case_key, 1, True)
        await consultation_bookings.cancel(tx, booking_id, await who(tx, "worker"))
        await waiting_list.leave(tx, first.id, await who(tx, "worker2"))
        assert (await place(tx, "foster")).offered is not None


async def test_two_people_with_one_case_have_one_place(at: At) -> None:
    async with at() as tx:
        await only(tx)
        first = await waiting_list.join(tx, await who(tx, "worker"), case_key="case-1", details=DETAILS, carried=True)
        second = await waiting_list.join(tx, await who(tx, "dsl"), case_key="case-1", details=DETAILS, carried=True)
        assert second == first
        assert await waiting_list.places_of(tx, await who(tx, "dsl")) == []


async def test_a_withdrawn_slot_puts_whoever_booked_it_where_they_would_have_been(at: At) -> None:
    async with at() as tx:
        slot, other = await only(tx, FRIDAY, FRIDAY + timedelta(days=3))
        await books(tx, slot, "worker")
        booking_id = await books(tx, other, "dsl")
    async with at(NOW + timedelta(hours=1)) as tx:
        await waits(tx, "worker2")
        await slots.withdraw(tx, slot.id, cancel_bookings=True)
        assert "slot_withdrawn" in await told(tx, "worker")
        assert (await place(tx, "worker")).position == 1, "booked before the other began to wait"
        await consultation_bookings.cancel(tx, booking_id, await who(tx, "dsl"))
        offered = await place(tx, "worker")
        assert offered.offered is not None
        booked = await waiting_list.accept(tx, offered.id, await who(tx, "worker"))
        assert booked.help_wanted == "a plan", "nothing is asked again"


async def test_a_moved_slot_takes_its_booking_along(at: At) -> None:
    async with at() as tx:
        slot, other = await only(tx, FRIDAY, FRIDAY + timedelta(days=3))
        booking_id = await books(tx, slot, "worker")
        with pytest.raises(slots.SlotThere):
            await slots.move(tx, slot.id, other.starts_at)
        later = datetime(2026, 4, 9, 9, tzinfo=UTC)
        assert (await slots.move(tx, slot.id, later)).starts_at == later
        (mine,) = await consultation_bookings.my_bookings(tx, await who(tx, "worker"))
        assert (mine.id, mine.slot.starts_at, mine.sequence) == (booking_id, later, 1)
        assert "slot_moved" in await told(tx, "worker")
        # March is free again for this case
        await consultation_bookings.hold(tx, other.id, await who(tx, "worker"), case_key="case of worker")


async def test_who_said_no_to_a_slot_is_offered_it_again_at_its_new_time_and_no_other(at: At) -> None:
    async with at() as tx:
        one, other = await only(tx, FRIDAY, FRIDAY + timedelta(days=3))
        await waits(tx, "worker")
        for _ in (one, other):
            await waiting_list.decline(tx, (await place(tx, "worker")).id, await who(tx, "worker"))
        assert (await place(tx, "worker")).offered is None
        moved = await slots.move(tx, other.id, other.starts_at + timedelta(hours=2))
        offered = (await place(tx, "worker")).offered
        assert offered is not None
        assert (offered.id, offered.starts_at) == (other.id, moved.starts_at)
        await waiting_list.decline(tx, (await place(tx, "worker")).id, await who(tx, "worker"))
        assert (await place(tx, "worker")).offered is None, "the first is still not wanted"


async def test_a_place_that_ends_takes_nobody_elses_offer_with_it(at: At) -> None:
    last_of_march, april = (datetime(2026, *day, 9, tzinfo=UTC) for day in ((3, 31), (4, 1)))
    async with at(last_of_march) as tx:
        await set_rules(tx, offer_hours=16)
        await only(tx)
        await waits(tx, "worker2")
        await waits(tx, "foster", carried=True)
        await consultation_bookings.publish(tx, datetime(2026, 4, 9, 9, tzinfo=UTC))
        offer = await place(tx, "foster")
    async with at(april) as tx:
        await waits(tx, "dsl")
        assert await waiting_list.places_of(tx, await who(tx, "worker2")) == []
        assert offer.offered is not None
        kept = await place(tx, "foster")
        assert (kept.offered, kept.until) == (offer.offered, offer.until)
        assert await told(tx, "foster") == ["slot_offered"], "offered once, not taken back and offered again"

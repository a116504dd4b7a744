"""The month's few slots: seen, booked, given back, and never given twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.consultations import bookings as consultation_bookings
from storage.consultations.bookings import AlreadyBooked, Booking, Slot, SlotTaken
from storage.consultations.rules import NotARule, Rules, rules, set_rules
from storage.consultations.seats import BookingDetails
from storage.consultations.tables import Mode, bookings, slots
from storage.database.engine import Tx
from storage.problems import NotAllowed, NotFound
from tests.storage.conftest import NOW, At, who

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)


async def book(tx: Tx, slot: Slot, login: str = "worker", **changes: Any) -> Booking:
    given: dict[str, Any] = {
        "manager_name": "Dana Thorley",
        "manager_agreed_on": date(2026, 3, 2),
        "help_wanted": "a plan for break times",
    }
    case_key = changes.pop("case_key", "case-1")
    details = BookingDetails(**(given | changes))
    return await consultation_bookings.book(tx, slot.id, await who(tx, login), details, case_key=case_key)


async def free(tx: Tx) -> list[Slot]:
    """The free slots of April."""
    return [slot for slot in await consultation_bookings.free_slots(tx, until=MAY) if slot.starts_at >= APRIL]


async def test_a_booked_slot_is_no_longer_free(at: At) -> None:
    async with at() as tx:
        first, *others = await free(tx)
        booking = await book(tx, first)
        assert await free(tx) == others
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == [booking]
    assert booking.manager_agreed_on == date(2026, 3, 2)
    assert booking.help_wanted == "a plan for break times"
    assert booking.slot.starts_at == first.starts_at


async def test_a_slot_taken_by_somebody_else_is_refused_and_the_turn_goes_on(at: At) -> None:
    async with at() as tx:
        first, second, _ = await free(tx)
        await book(tx, first)
        with pytest.raises(SlotTaken):
            await book(tx, first, "worker2", case_key="case-2")
        assert (await book(tx, second, "worker2", case_key="case-2")).slot.id == second.id


async def test_one_booking_a_case_in_a_month(at: At) -> None:
    async with at() as tx:
        first, second, _ = await free(tx)
        booking = await book(tx, first)
        with pytest.raises(AlreadyBooked) as caught:
            await book(tx, second, "worker2")
        assert caught.value.booking_id == booking.id
        in_march = (await consultation_bookings.slots_in(tx, 2026, 3))[-1]
        assert (await book(tx, in_march)).slot.id == in_march.id, "another month is another matter"


async def test_a_slot_with_two_seats_is_booked_twice(at: At) -> None:
    async with at() as tx:
        slot = await consultation_bookings.publish(tx, APRIL + timedelta(hours=9), capacity=2)
        await book(tx, slot, case_key="case-1")
        assert [one.seats_free for one in await free(tx) if one.id == slot.id] == [1]
        await book(tx, slot, "worker2", case_key="case-2")
        with pytest.raises(SlotTaken):
            await book(tx, slot, "foster", case_key="case-3")


async def test_a_cancelled_booking_gives_the_slot_back(at: At) -> None:
    async with at() as tx:
        first = (await free(tx))[0]
        booking = await book(tx, first)
        with pytest.raises(NotAllowed):
            await consultation_bookings.cancel(tx, booking.id, await who(tx, "worker2"))
        assert await consultation_bookings.cancel(tx, booking.id, await who(tx, "worker")) == booking
        assert first in await free(tx)
        with pytest.raises(NotFound):
            await consultation_bookings.cancel(tx, booking.id, await who(tx, "worker"))
        again = await book(tx, first)
        await consultation_bookings.cancel(tx, again.id, await who(tx, "consultation"))
        assert first in await free(tx)


async def test_a_hold_keeps_others_out_until_it_is_over(at: At) -> None:
    async with at() as tx:
        first, *others = await free(tx)
        held = await consultation_bookings.hold(tx, first.id, await who(tx, "worker"), case_key="case-1")
        assert held.until == NOW + timedelta(minutes=15)
        assert await free(tx) == others
        with pytest.raises(SlotTaken):
            await consultation_bookings.hold(tx, first.id, await who(tx, "worker2"), case_key="case-2")
        with pytest.raises(SlotTaken):
            await book(tx, first, "worker2", case_key="case-2")
    async with at(held.until - timedelta(seconds=1)) as tx:
        assert first not in await free(tx)
    async with at(held.until) as tx:
        assert first in await free(tx)
        await book(tx, first, "worker2", case_key="case-2")
        with pytest.raises(SlotTaken):
            await book(tx, first)


async def test_the_holder_books_what_is_held_and_holds_nothing_more(at: At) -> None:
    async with at() as tx:
        first, second, _ = await free(tx)
        for slot in (second, first):
            await consultation_bookings.hold(tx, slot.id, await who(tx, "worker"), case_key="case-1")
        assert second in await free(tx), "one hold a person"
        booking = await book(tx, first)
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == [booking]
    async with at(NOW + timedelta(days=1)) as tx:
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == [booking], (
            "a booking does not end"
        )


async def test_a_hold_is_refused_where_the_case_is_booked(at: At) -> None:
    async with at() as tx:
        first, second, _ = await free(tx)
        booking = await book(tx, first)
        with pytest.raises(AlreadyBooked) as caught:
            await consultation_bookings.hold(tx, second.id, await who(tx, "worker2"), case_key="case-1")
        assert caught.value.booking_id == booking.id


async def test_the_service_may_allow_a_case_more_than_one_booking_a_month(at: At) -> None:
    async with at() as tx:
        first, second, third = await free(tx)
        assert (await set_rules(tx, bookings_a_case=2)).bookings_a_case == 2
        await book(tx, first)
        await book(tx, second)
        with pytest.raises(AlreadyBooked):
            await book(tx, third)


@pytest.mark.parametrize("given", [{"bookings_a_case": 0}, {"hold_minutes": 10_000}, {"colour": 1}])
async def test_a_rule_that_makes_no_sense_is_refused(at: At, given: dict[str, int]) -> None:
    async with at() as tx:
        with pytest.raises(NotARule):
            await set_rules(tx, **given)
        assert await rules(tx) == Rules()


async def test_a_booking_changes_to_another_time_or_stays_where_it_is(at: At) -> None:
    async with at() as tx:
        first, second, third = await free(tx)
        booking = await book(tx, first)
        await book(tx, third, "worker2", case_key="case-2")
        changed = await consultation_bookings.change(tx, booking.id, second.id, await who(tx, "worker"))
        assert (changed.id, changed.slot.id, changed.sequence) == (booking.id, second.id, 1)
        assert first in await free(tx)
        with pytest.raises(SlotTaken):
            await consultation_bookings.change(tx, booking.id, third.id, await who(tx, "worker"))
        with pytest.raises(NotAllowed):
            await consultation_bookings.change(tx, booking.id, first.id, await who(tx, "foster"))
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == [changed]


@pytest.mark.parametrize(("hours", "ended_as"), [(25, "cancelled"), (23, "cancelled_late")])
async def test_short_notice_is_taken_and_kept_as_such(at: At, hours: int, ended_as: str) -> None:
    async with at() as tx:
        booking = await book(tx, (await free(tx))[0])
    async with at(booking.slot.starts_at - timedelta(hours=hours)) as tx:
        await consultation_bookings.cancel(tx, booking.id, await who(tx, "worker"))
        assert await tx.connection.scalar(sa.select(bookings.c.ended_as)) == ended_as


async def test_what_is_over_or_withdrawn_cannot_be_booked(at: At) -> None:
    async with at() as tx:
        first, second, _ = await free(tx)
        await tx.connection.execute(slots.update().where(slots.c.id == second.id).values(withdrawn_at=NOW))
        with pytest.raises(SlotTaken):
            await book(tx, second)
        assert second not in await free(tx)
    async with at(first.starts_at) as tx:
        with pytest.raises(SlotTaken):
            await book(tx, first)
        assert first not in await free(tx)


async def test_only_the_service_sees_who_booked(at: At) -> None:
    async with at() as tx:
        first = (await free(tx))[0]
        booking = await book(tx, first)
        month = await consultation_bookings.month(tx, await who(tx, "consultation"), 2026, 4)
        assert [booked for _, booked in month] == [[booking], [], []]
        for login in ("worker", "dsl", "admin"):
            with pytest.raises(NotAllowed):
                await consultation_bookings.month(tx, await who(tx, login), 2026, 4)


async def test_the_same_slot_published_twice_is_one(at: At) -> None:
    async with at() as tx:
        one = await consultation_bookings.publish(tx, APRIL)
        assert await consultation_bookings.publish(tx, APRIL) == one
        assert await consultation_bookings.publish(tx, APRIL, mode=Mode.IN_PERSON) != one


async def test_the_database_itself_refuses_a_second_booking_of_a_seat(at: At) -> None:
    async with at() as tx:
        booking = await book(tx, (await free(tx))[0])
    for changed in ({"id": "2", "case_key": "case-2"}, {"id": "2", "seat": 1}):

        async def around_the_code(changes: dict[str, Any] = changed) -> None:
            async with at() as tx:
                row = (await tx.connection.execute(sa.select(bookings))).one()
                await tx.connection.execute(
                    bookings.insert().values(**{**row._mapping, **changes, "details_sealed": b""})
                )

        with pytest.raises(IntegrityError):
            await around_the_code()
    async with at() as tx:
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == [booking]


async def test_a_booking_that_is_over_is_no_longer_mine_to_see(at: At) -> None:
    async with at() as tx:
        booking = await book(tx, (await free(tx))[0])
    async with at(booking.slot.starts_at + timedelta(minutes=60)) as tx:
        assert await consultation_bookings.my_bookings(tx, await who(tx, "worker")) == []


async def test_the_month_is_londons_month(at: At) -> None:
    half_past_midnight = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)  # the first of May in summer time
    async with at() as tx:
        slot = await consultation_bookings.publish(tx, half_past_midnight)
        assert slot in await consultation_bookings.slots_in(tx, 2026, 5)
        assert slot not in await consultation_bookings.slots_in(tx, 2026, 4)


async def test_a_hold_that_is_let_go_is_kept_as_such(at: At) -> None:
    async with at() as tx:
        slot, *_ = await free(tx)
        person = await who(tx, "worker")
        await consultation_bookings.hold(tx, slot.id, person, case_key="case-1")
        await consultation_bookings.release_holds(tx, person)
        assert await tx.connection.scalar(sa.select(bookings.c.ended_as)) == "let_go"

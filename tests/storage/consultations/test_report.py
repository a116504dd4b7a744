"""The service's month and the year's use: nobody else sees them, and small numbers are left out."""

from datetime import datetime, timedelta

import pytest

from storage.consultations import bookings, report, waiting_list
from storage.consultations.report import Use, without_small
from storage.consultations.seats import BookingDetails
from storage.problems import NotAllowed
from tests.storage.conftest import NOW, At, who

GIVEN = BookingDetails("D", NOW.date(), "a plan")


async def test_every_seat_of_the_month_is_booked_held_or_free(at: At) -> None:
    async with at() as tx:
        slots = await bookings.slots_in(tx, 2026, 4)
        await bookings.book(tx, slots[0].id, await who(tx, "worker"), GIVEN, case_key="case-1")
        await bookings.hold(tx, slots[1].id, await who(tx, "foster"), case_key="case-2")
        seats = await report.month(tx, await who(tx, "consultation"), 2026, 4)
        assert [(seat.state, seat.setting) for seat in seats] == [
            ("booked", "Larkfield Demo School"), ("held", ""), ("free", ""),
        ]  # fmt: skip


async def test_who_waits_is_shown_in_order_with_what_is_kept_for_them(at: At) -> None:
    async with at() as tx:
        details = BookingDetails("D", NOW.date(), "a plan")
        free = [slot.id for slot in await bookings.free_slots(tx, until=NOW + timedelta(days=62))]
        for login, said_no_to in (("foster", free), ("worker", [])):
            person = await who(tx, login)
            await waiting_list.join(tx, person, case_key=login, details=details, carried=True, said_no_to=said_no_to)
        first, second = await report.who_waits(tx, await who(tx, "consultation"))
        assert (first.position, first.setting, first.offered) == (1, "Demo Fostering Team", None)
        assert second.position == 2
        assert second.offered is not None
        assert second.offered.id == free[0]


@pytest.mark.parametrize("login", ["worker", "dsl", "admin", "manager"])
async def test_nobody_else_sees_it(at: At, login: str) -> None:
    async with at() as tx:
        person = await who(tx, login)
        for look in (
            report.month(tx, person, 2026, 4),
            report.use_in(tx, person, 2026),
            report.who_waits(tx, person),
        ):
            with pytest.raises(NotAllowed):
                await look


async def test_the_year_by_setting_counts_what_was_not_cancelled(at: At) -> None:
    async with at() as tx:
        for login, number in (("worker", 7), ("foster", 6)):
            for n in range(number):
                when: datetime = NOW + timedelta(days=n + 1, minutes=n if login == "worker" else n + 30)
                slot = await bookings.publish(tx, when)
                person = await who(tx, login)
                booking = await bookings.book(tx, slot.id, person, GIVEN, case_key=f"{login} {n}")
        await bookings.cancel(tx, booking.id, person)
        used = await report.use_in(tx, await who(tx, "consultation"), 2026)
        assert used == [Use("Larkfield Demo School", 7), Use("Demo Fostering Team", 5)]
        assert await report.use_in(tx, await who(tx, "consultation"), 2025) == []


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({}, []),
        ({"A": 9, "B": 5}, [("A", 9), ("B", 5)]),
        ({"A": 9, "B": 1, "C": 2}, [("A", 9), ("B", None), ("C", None)]),
        ({"A": 9, "B": 6, "C": 2}, [("A", 9), ("B", None), ("C", None)]),
        ({"A": 4}, [("A", None)]),
    ],
)
def test_small_numbers_cannot_be_worked_out(numbers: dict[str, int], shown: list[tuple[str, int | None]]) -> None:
    assert without_small(numbers) == [Use(*one) for one in shown]

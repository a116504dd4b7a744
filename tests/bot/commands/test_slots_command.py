"""`waymark slots`: what the consultation service does at the start of a month."""

from datetime import UTC, date, datetime, timedelta

import pytest
import typer

from bot.cli.times import moment_from
from storage.consultations import bookings
from storage.consultations.bookings import Booking
from storage.consultations.seats import BookingDetails
from storage.database.engine import Tx
from storage.people import people
from storage.queues import outbox
from tests.bot.office import Office, london, working_day

IN_A_WEEK = working_day(7)


def book(office: Office, day: date) -> Booking:
    async def booked(tx: Tx) -> Booking:
        (slot,) = [s for s in await bookings.slots_in(tx, day.year, day.month) if s.starts_at == london(day, 11)]
        return await bookings.book(
            tx,
            slot.id,
            await people.get(tx, "demo-worker"),
            BookingDetails(
                manager_name="Dana Thorley", manager_agreed_on=date(2026, 3, 2), help_wanted="a plan for break times"
            ),
            case_key="case-1",
        )

    return office.changes(booked)


def test_a_slot_is_offered_and_listed(office: Office) -> None:
    (slot,) = office.says(f"slots add '{IN_A_WEEK} 11:00' --minutes 45 --mode in_person --json").values
    assert (slot["london"], slot["minutes"], slot["mode"], slot["new"]) == (f"{IN_A_WEEK} 11:00", 45, "in_person", True)
    listed = office.says(f"slots list --month {IN_A_WEEK:%Y-%m} --json").values
    assert slot["id"] in {one["id"] for one in listed}
    assert "45 minutes, in person, 1 of 1 free" in office.says(f"slots list --month {IN_A_WEEK:%Y-%m}").out


def test_the_same_time_twice_is_one_slot_and_says_so(office: Office) -> None:
    office.says(f"slots add '{IN_A_WEEK} 11:00'")
    again = office.says(f"slots add '{IN_A_WEEK} 11:00' --minutes 30 --json")
    assert (again.values[0]["new"], again.values[0]["minutes"]) == (False, 60)
    assert "already" in office.says(f"slots add '{IN_A_WEEK} 11:00'").out


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("2020-12-01 10:00", "is over"),
        ("tomorrow at ten", "isn’t a time"),
        ("2027-02-30 10:00", "isn’t a time"),
        ("2027-03-01", "isn’t a time"),
        (f"{date.today() + timedelta(days=500)} 10:00", "a year away"),  # noqa: DTZ011 any day so far off will do
        (f"{IN_A_WEEK} 03:00", "outside 08:30"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_all_the_others(office: Office, time: str, why: str) -> None:
    before = office.says("slots list --json").out
    said = office.says(f"slots add '{IN_A_WEEK} 11:00' '{time}'")
    assert (said.code, said.out) == (2, "")
    assert why in said.err
    assert office.says("slots list --json").out == before


def test_the_hour_that_the_clocks_skip(office: Office) -> None:
    assert "clocks go forward" in office.says("slots add '2027-03-28 01:30' --out-of-hours").err


def test_the_hour_that_comes_twice_is_not_guessed() -> None:
    """In October, when the clocks go back: neither of the two is taken for the other."""
    with pytest.raises(typer.Exit):
        moment_from("2026-10-25 01:30")
    assert moment_from("2026-10-25 02:00") == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert moment_from("2026-10-25 00:59") == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "line", ["slots list --month soon", "slots list --month 9999-12", "slots add '{day} 11:00' --mode telepathy",
             "slots add '{day} 11:00' --capacity 0", "slots add", "slots withdraw none", "slots withdraw '{day} 11:00'",
             "slots month --as worker", "slots month --as somebody", "slots nonsense"],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_an_exit_code(office: Office, line: str) -> None:
    said = office.says(line.format(day=IN_A_WEEK))
    assert said.code == 2
    assert said.out == ""
    assert said.err
    assert "Traceback" not in said.err


def test_who_booked_is_seen_by_the_service(office: Office) -> None:
    office.says(f"slots add '{IN_A_WEEK} 11:00'")
    book(office, IN_A_WEEK)
    month = f"slots month --as consultation --month {IN_A_WEEK:%Y-%m}"
    booked = [one for slot in office.says(f"{month} --json").values for one in slot["bookings"]]
    assert [(one["booked_by"], one["help_wanted"]) for one in booked] == [
        ("Robin Ashdown (demo)", "a plan for break times")
    ]
    assert "Robin Ashdown (demo), agreed with Dana Thorley" in office.says(month).out


def test_a_booked_slot_is_withdrawn_only_on_purpose_and_the_worker_is_told(office: Office) -> None:
    office.says(f"slots add '{IN_A_WEEK} 11:00'")
    booking = book(office, IN_A_WEEK)
    assert "is booked" in office.says(f"slots withdraw '{IN_A_WEEK} 11:00'").err
    said = office.says(f"slots withdraw '{IN_A_WEEK} 11:00' --cancel-bookings --json")
    assert said.values == [{"withdrawn": f"{IN_A_WEEK} 11:00", "cancelled": [booking.id]}]

    async def left(tx: Tx) -> tuple[list[str], list[Booking]]:
        waiting = await outbox.waiting_for(tx, "demo-worker")
        return [one.key for one in waiting], await bookings.my_bookings(tx, await people.get(tx, "demo-worker"))

    assert office.changes(left) == (["slot_withdrawn", "slot_offered"], []), "the other slots are offered at once"
    assert office.says(f"slots withdraw {booking.slot.id}").code == 2


def test_two_slots_at_one_time_are_withdrawn_by_their_id(office: Office) -> None:
    office.says(f"slots add '{IN_A_WEEK} 11:00'")
    (room,) = office.says(f"slots add '{IN_A_WEEK} 11:00' --mode in_person --json").values
    assert room["id"] in office.says(f"slots withdraw '{IN_A_WEEK} 11:00'").err
    assert office.says(f"slots withdraw {room['id']}").code == 0
    assert office.says(f"slots withdraw '{IN_A_WEEK} 11:00'").code == 0

"""`waymark slots pattern`: slots that appear by themselves, and what the service has set."""

import pytest

from tests.bot.office import Office, working_day

EVERY_TUESDAY = "slots pattern add --weeks 1,2,3,4,5 --weekday tuesday --at 10:00"


def test_slots_appear_by_themselves_and_end(office: Office) -> None:
    (pattern,) = office.says(f"{EVERY_TUESDAY} --mode in_person --json").values
    assert (pattern["weeks"], pattern["weekday"], pattern["starts"]) == ([1, 2, 3, 4, 5], "tuesday", "10:00")
    assert "in person" in office.says("slots list").out
    assert "weeks 1, 2, 3, 4, 5 of the month, Tuesday, 10:00" in office.says("slots pattern list").out
    office.says(f"slots pattern end {pattern['id']}")
    assert "no pattern" in office.says("slots pattern list").out


def test_a_slot_moves(office: Office) -> None:
    day, later = working_day(7), working_day(9)
    (slot,) = office.says(f"slots add '{day} 11:00' --json").values
    assert f"{later.day} " in office.says(f"slots pattern move {slot['id']} '{later} 14:00'").out
    office.says(f"slots add '{day} 11:00'")
    said = office.says(f"slots pattern move {slot['id']} '{day} 11:00'")
    assert (said.code, "already" in said.err) == (2, True)


def test_rules_are_shown_and_set(office: Office) -> None:
    assert "hold_minutes = 15" in office.says("slots pattern rules").out
    assert office.says("slots pattern rules hold_minutes=20 --json").values[0]["hold_minutes"] == 20


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("slots pattern rules hold_minutes=0", "not to that number"),
        ("slots pattern rules colour=1", "isn’t a rule"),
        ("slots pattern add --weeks 6 --weekday tuesday --at 10:00", "no weeks of a month"),
        ("slots pattern add --weeks 1 --weekday sunday --at 10:00", "isn’t a working day"),
        ("slots pattern add --weeks 1 --weekday monday --at ten", "isn’t a time of day"),
        ("slots pattern add --weeks 1 --weekday monday --at 10:00 --mode pigeon", "isn’t a way to meet"),
        ("slots pattern close tomorrow", "isn’t a day"),
        ("slots pattern end nothing", "no such thing"),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, command: str, why: str) -> None:
    said = office.says(command)
    assert said.code == 2
    assert why in said.err


def test_a_closed_day(office: Office) -> None:
    assert "No slot" in office.says("slots pattern close 2027-12-24").out


def test_no_slot_appears_on_a_day_on_which_the_installation_is_closed(office: Office) -> None:
    day, later = working_day(7), working_day(9)
    said = office.says(f"slots add '{day} 11:00'", WAYMARK_CLOSED_DAYS=f"{day}, {later}")
    assert (said.code, "a closed day" in said.err) == (2, True)
    office.says(f"slots add '{day} 11:00'", WAYMARK_CLOSED_DAYS=f"{later}")
    weekly = f"slots pattern add --weeks 1,2,3,4,5 --weekday {day:%A} --at 10:00"
    office.says(weekly, WAYMARK_CLOSED_DAYS=f"{later},{day}")
    assert f"{day} 10:00" not in office.says("slots list --json").out
    assert f"{day} 11:00" in office.says("slots list --json").out


def test_what_is_no_closed_day_is_told_at_once(office: Office) -> None:
    said = office.says("slots list", WAYMARK_CLOSED_DAYS="2026-12-29, christmas, 31/12/2026")
    assert said.code == 2
    assert "WAYMARK_CLOSED_DAYS: christmas, 31/12/2026: write each day as 2026-12-29" in said.err

"""`waymark slots export` and `slots use`: the month as a file for the service's own calendar or spreadsheet."""

import csv
import io
import stat
from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject.base

from bot.commands.slots.month_files import COLUMNS, as_csv
from dialogs.consultations.calendar_entry import Entry, month
from storage.consultations.report import Seat
from storage.consultations.seats import Slot
from storage.consultations.tables import Mode
from tests.bot.office import Office, london, working_day
from tests.conversation import TUESDAY

DAY = working_day(7)


def test_the_month_as_a_calendar(office: Office) -> None:
    office.says(f"slots add '{DAY} 11:00'")
    out = office.folder / "month.ics"
    said = office.says(f"slots export --as consultation --month {DAY:%Y-%m} --out {out}")
    assert said.code == 0, said.err
    calendar = vobject.base.readOne(out.read_text("utf-8"))  # type: ignore[no-untyped-call]
    assert london(DAY, 11) in [event.dtstart.value for event in calendar.vevent_list]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "TZID" not in out.read_text("utf-8"), "begin and end are in UTC"
    again = office.says(f"slots export --as consultation --month {DAY:%Y-%m} --out {out}")
    assert (again.code, "never write over" in again.err) == (2, True)


def test_only_what_is_booked_makes_the_calendar_busy_and_a_later_file_is_newer() -> None:
    def made(at: datetime) -> list[Any]:
        slots = [Slot(state, london(DAY, 9 + n), 60, Mode.VIDEO) for n, state in enumerate(("free", "held", "booked"))]
        entries = [Entry(slot, slot.id, slot.id == "booked") for slot in slots]
        text = month(entries, waiting=0, domain="example.org", now=at).decode()
        calendar = vobject.base.readOne(text)  # type: ignore[no-untyped-call]
        return list(calendar.vevent_list)

    first, second = made(TUESDAY), made(TUESDAY + timedelta(seconds=1))
    assert [event.transp.value for event in first] == ["TRANSPARENT", "TRANSPARENT", "OPAQUE"]
    assert [event.uid.value for event in first] == [event.uid.value for event in second]
    for earlier, later in zip(first, second, strict=True):
        assert int(earlier.sequence.value) < int(later.sequence.value)
        assert later.dtend.value - later.dtstart.value == timedelta(minutes=60)
        assert later.dtstart.value.utcoffset() == timedelta(0)


def test_the_month_as_a_table(office: Office) -> None:
    office.says(f"slots add '{DAY} 11:00'")
    out = office.folder / "month.csv"
    office.says(f"slots export --as consultation --month {DAY:%Y-%m} --out {out}")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert f"{DAY:%a %Y-%m-%d} 11:00" in [row["starts_in_london"] for row in rows]
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1"])
def test_a_name_like_a_formula_is_not_worked_out(name: str) -> None:
    seat = Seat(Slot("1", london(DAY, 11), 60, Mode.VIDEO), "booked", None, name, setting=name)
    (row,) = csv.DictReader(io.StringIO(as_csv([seat], []).decode("utf-8-sig"), newline=""))
    assert (row["booked_by"], row["setting"]) == (f"'{name}", f"'{name}")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("slots export --as worker --out {folder}/month.csv", "isn’t part of this person’s role"),
        ("slots export --as consultation --out {folder}/month.txt", ".ics or .csv"),
        ("slots export --as consultation --out {folder}/nowhere/month.csv", "couldn’t write"),
        ("slots use --as dsl", "isn’t part of this person’s role"),
    ],
)
def test_what_does_not_go_is_said(office: Office, command: str, why: str) -> None:
    said = office.says(command.format(folder=office.folder))
    assert said.code == 2
    assert why in said.err


def test_the_use_of_slots(office: Office) -> None:
    assert "No consultation" in office.says("slots use --as consultation").out
    assert office.says("slots use --as consultation --json").values == []


def test_figures_that_are_no_longer_whole_are_not_shown(office: Office) -> None:
    said = office.says("slots use --as consultation --year 2021", WAYMARK_KEEP_CONSULTATIONS_DAYS="731")
    assert said.code == 2
    assert "the figures of 2021 are no longer whole" in said.err


def test_consultations_are_kept_for_two_years_at_least(office: Office) -> None:
    said = office.says("slots use --as consultation", WAYMARK_KEEP_CONSULTATIONS_DAYS="365")
    assert said.code == 2
    assert "WAYMARK_KEEP_CONSULTATIONS_DAYS" in said.err

"""Days and times as people say them. The day here is Saturday 21 November 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Heard, Refusal, plain
from dialogs.clock import split_time
from dialogs.when import Day, Time, day_in_words, read_day

SATURDAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

DAYS = {
    "today": (2026, 11, 21),
    "this morning": (2026, 11, 21),
    "earlier today": (2026, 11, 21),
    "yesterday": (2026, 11, 20),
    "last night": (2026, 11, 20),
    "the day before yesterday": (2026, 11, 19),
    "2 days ago": (2026, 11, 19),
    "a week ago": (2026, 11, 14),
    "tues": (2026, 11, 17),
    "last Tues": (2026, 11, 17),
    "last Tuesday after lunch": (2026, 11, 17),
    "Monday just gone": (2026, 11, 16),
    "weds": (2026, 11, 18),
    "thurs": (2026, 11, 19),
    "Tuesday last week": (2026, 11, 10),
    "a week last Monday": (2026, 11, 9),
    "last Saturday": (2026, 11, 14),
    "17 Nov": (2026, 11, 17),
    "Nov 17": (2026, 11, 17),
    "17th of November": (2026, 11, 17),
    "17 November 2026": (2026, 11, 17),
    "17/11": (2026, 11, 17),
    "17/11/26": (2026, 11, 17),
    "17.11.2026": (2026, 11, 17),
    "2026-11-17": (2026, 11, 17),
    "25 dec": (2025, 12, 25),
    "the 17th": (2026, 11, 17),
    "the 30th": (2026, 10, 30),
    "Tuesday 17th": (2026, 11, 17),
}


@pytest.mark.parametrize(("said", "meant"), DAYS.items())
def test_a_day_as_people_say_it(said: str, meant: tuple[int, int, int]) -> None:
    rest, _ = split_time(plain(said))
    assert read_day(rest, SATURDAY) == date(*meant)


@pytest.mark.parametrize(
    ("said", "refusal"),
    {
        "tomorrow": "future_words",
        "next Monday": "future_words",
        "25 December 2026": "future_day",
        "29 Feb 2026": "no_such_day",
        "31/11": "no_such_day",
        "13/13": "no_such_day",
        "1/1/1990": "too_long_ago",
        "last week": "which_day",
        "the other day": "which_day",
        "Saturday": "today_or_last_week",
        "2": "needs_day",
        "a": "needs_day",
        "May": "needs_day",
        "half two": "needs_day",
        "asdf": "needs_day",
        "😀": "needs_day",
    }.items(),
)
def test_a_day_that_cannot_be_used_is_refused_with_a_reason(said: str, refusal: str) -> None:
    rest, _ = split_time(plain(said))
    day = read_day(rest, SATURDAY)
    assert isinstance(day, Refusal)
    assert day.key == refusal


@pytest.mark.parametrize(
    ("said", "kept"),
    {
        "half two": "14:30",
        "2.30pm": "14:30",
        "14:30": "14:30",
        "quarter to three": "14:45",
        "ten past three": "15:10",
        "11am": "11:00",
        "about 3pm": "15:00",
        "nine o'clock": "09:00",
        "after lunch": "after lunch",
        "just before registration": "just before registration",
        "period 3": "period 3",
        "between 2 and 3pm": "between 2 and 3pm",
        "end of school": "end of school",
    }.items(),
)
def test_a_time_as_people_say_it(said: str, kept: str) -> None:
    heard = Time("day").read("time", said, {}, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"time": kept}


@pytest.mark.parametrize("said", ["2", "9", "25:00", "purple", "", "😀", "x" * 100])
def test_a_time_is_never_invented(said: str) -> None:
    assert Time("day").read("time", said, {}, {}, NOW) == Refusal("needs_time")


@pytest.mark.parametrize(
    ("hour", "said", "meant"),
    [
        (2, "tonight", {"day": "2026-11-16", "time": "night"}),
        (23, "tonight", {"day": "2026-11-17", "time": "evening"}),
        (2, "tonight about half 11", {"day": "2026-11-16", "time": "23:30"}),
        (15, "about 10 this morning", {"day": "2026-11-17", "time": "10:00"}),
        (15, "last nite", {"day": "2026-11-16", "time": "night"}),
        (15, "this mornin", {"day": "2026-11-17", "time": "morning"}),
        (15, "yesterday at story time", {"day": "2026-11-16", "time": "at story time"}),
    ],
)
def test_the_night_shift(hour: int, said: str, meant: dict[str, str]) -> None:
    heard = Day("time").read("day", said, {}, {}, datetime(2026, 11, 17, hour, 15, tzinfo=UTC))
    assert isinstance(heard, Heard)
    assert heard.answers == meant


def test_tonight_said_in_the_afternoon_has_not_come_yet() -> None:
    assert Day("time").read("day", "tonight", {}, {}, NOW) == Refusal("future_words")


def test_a_time_said_with_the_day_is_not_asked_for_again() -> None:
    heard = Day("time").read("day", "last Tues after lunch", {}, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"day": "2026-11-17", "time": "after lunch"}
    assert heard.said_back == "Tuesday 17 November 2026, after lunch"


def test_a_time_later_today_has_not_come_yet() -> None:
    assert Day("time").read("day", "today at 3pm", {}, {}, NOW) == Refusal("future_time")
    assert Time("day").read("time", "15:00", {"day": "2026-11-21"}, {}, NOW) == Refusal("future_time")
    assert isinstance(Time("day").read("time", "15:00", {"day": "2026-11-20"}, {}, NOW), Heard)


@given(st.dates(min_value=date(2010, 1, 1), max_value=date(2026, 11, 20)))
def test_a_written_date_is_read_as_it_was_written(day: date) -> None:
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}".casefold(), day_in_words(day)):
        assert read_day(plain(written), SATURDAY) == day, written


@given(st.integers(min_value=1, max_value=6), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_a_weekday_is_the_last_one_that_was(back: int, now: date) -> None:
    day = now - timedelta(days=back)
    assert read_day(f"{day:%A}".casefold(), now) == day
    assert read_day(f"last {day:%a}".casefold(), now) == day


@given(st.text(max_size=40))
def test_no_text_breaks_it_or_gives_a_day_to_come(text: str) -> None:
    for reader in (Day("time"), Time("day")):
        heard = reader.read("day", text, {}, {}, NOW)
        if isinstance(heard, Heard) and "day" in heard.answers and isinstance(reader, Day):
            assert date.fromisoformat(heard.answers["day"]) <= SATURDAY

"""Days and times as people say them. The day here is Saturday 21 November 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.interview.answers import Answers, Heard, Refusal, plain
from dialogs.interview.parsing.days import LONDON, Day, Time, day_in_words, read_birth, read_day
from dialogs.interview.parsing.times import split_time

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
    "Tuesday, 17 November": (2026, 11, 17),
    "Tues. 17 Nov.": (2026, 11, 17),
    "last Tuesday 17 November": (2026, 11, 17),
    "Tues 17/11": (2026, 11, 17),
    "Tuesday the 17th of November": (2026, 11, 17),
    "17 November (Tuesday)": (2026, 11, 17),
    "17 November, Tues": (2026, 11, 17),
    "17 11 2026": (2026, 11, 17),
    "17 / 11 / 2026": (2026, 11, 17),
    "17–11–2026": (2026, 11, 17),
    "17 Sept 2026": (2026, 9, 17),
    "yesterday 😀": (2026, 11, 20),
    "• Yesterday.": (2026, 11, 20),
    "29 February": (2024, 2, 29),
    "29/2": (2024, 2, 29),
    "this morning after break": (2026, 11, 21),
    "yesterday in pe": (2026, 11, 20),
    "yest about 2": (2026, 11, 20),
    "last night about 9": (2026, 11, 20),
    "a fortnight ago": (2026, 11, 7),
    "couple of days ago": (2026, 11, 19),
    "10 mins ago": (2026, 11, 21),
    "around lunch yesterday": (2026, 11, 20),
    "wensday": (2026, 11, 18),
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
        "Thursday 13 November": "weekday_or_date",
        "Thurs 13/11/26": "weekday_or_date",
        "Monday the 17th": "weekday_or_date",
        "17 November, Monday": "weekday_or_date",
        "Monday 17 Nov 2026": "weekday_or_date",
        "Monday 25 December 2026": "future_day",
        "17/11/206": "needs_day",
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
        "over the weekend": "which_of_days",
        "during half term": "which_day",
        "a few days ago": "which_day",
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
        "first thing": "first thing",
        "2ish": "14:00",
        "1430": "14:30",
        "13.30hrs": "13:30",
        "9 o clock": "09:00",
        "half 7": "07:30",
        "after 3": "after 3",
        "in pe": "in pe",
        "half 2ish": "14:30",
        "half two-ish": "14:30",
        "tenish": "10:00",
        "10 to 3": "14:50",
        "20 past 2": "14:20",
        "25 to 9": "08:35",
        "just before the bell": "just before the bell",
        "about 9 i think": "09:00",
        "about 3": "15:00",
        "930": "09:30",
        "9 or 10": "between 9 and 10",
        "9 in the evening": "21:00",
        "12 at night": "00:00",
    }.items(),
)
def test_a_time_as_people_say_it(said: str, kept: str) -> None:
    heard = Time("day").read("time", said, {}, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"time": kept}


EVENINGS = {"works_evenings": "yes"}


@pytest.mark.parametrize(
    ("said", "kept"), {"half 7": "19:30", "9am": "09:00", "13.30hrs": "13:30", "about 5": "17:00"}.items()
)
def test_half_seven_is_in_the_evening_where_people_work_then(said: str, kept: str) -> None:
    heard = Time("day").read("time", said, EVENINGS, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"time": kept}


@pytest.mark.parametrize(
    ("said", "answers", "offered"),
    [
        ("9", EVENINGS, ("9 in the evening", "9 in the morning")),
        ("about 9", EVENINGS, ("9 in the evening", "9 in the morning")),
        ("nineish", EVENINGS, ("9 in the evening", "9 in the morning")),
        ("3 maybe", EVENINGS, ("3 in the afternoon", "3 at night")),
        ("about 7", {}, ("7 in the morning", "7 in the evening")),
        ("9", {}, ("9 in the morning", "9 in the evening")),
        ("2", {}, ("2 in the afternoon", "2 at night")),
        ("14", {}, ("2 in the afternoon",)),
    ],
)
def test_an_hour_by_itself_that_may_be_either_is_asked_about(
    said: str, answers: Answers, offered: tuple[str, ...]
) -> None:
    assert Time("day").read("time", said, answers, {}, NOW) == Refusal("which_half", offered=offered)


def test_an_hour_that_is_still_to_come_is_not_offered() -> None:
    heard = Time("day").read("time", "about 10", {**EVENINGS, "day": "2026-11-21"}, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"time": "10:00"}


def test_a_number_where_a_day_is_asked_for_is_offered_as_one() -> None:
    heard = Day("time").read("day", "9", {}, {}, NOW)
    assert heard == Refusal("number_of_day", offered=("Monday 9 November 2026",))


def test_where_the_evening_is_still_to_come_the_morning_is_meant() -> None:
    heard = Day("time").read("day", "today half 7", EVENINGS, {}, NOW)
    assert isinstance(heard, Heard)
    assert heard.answers == {"day": "2026-11-21", "time": "07:30"}


@pytest.mark.parametrize("said", ["this evening", "today after school", "tonight"])
def test_no_part_of_the_day_that_is_still_to_come(said: str) -> None:
    refused = Day("time").read("day", said, {}, {}, NOW)
    assert isinstance(refused, Refusal)
    assert refused.key in ("future_time", "future_words")


def test_a_weekend_is_offered_as_its_days() -> None:
    tuesday = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
    refused = Day("time").read("day", "over the weekend", {}, {}, tuesday)
    assert isinstance(refused, Refusal)
    assert refused.offered == ("Saturday 14 November 2026", "Sunday 15 November 2026")


@pytest.mark.parametrize("answers", [{}, EVENINGS])
@pytest.mark.parametrize("said", ["2", "9", "13", "25", "25:00", "purple", "", "😀", "x" * 100])
def test_a_time_is_never_invented(said: str, answers: dict[str, str]) -> None:
    refused = Time("day").read("time", said, answers, {}, NOW)
    assert isinstance(refused, Refusal)
    assert refused.key in ("needs_time", "which_half")


@pytest.mark.parametrize(
    ("said", "offered"),
    {
        "sat or sun": ("Saturday 14 November 2026", "Sunday 15 November 2026"),
        "friday or maybe thursday": ("Friday 13 November 2026", "Thursday 12 November 2026"),
        "on the bus home yesterday": ("Monday 16 November 2026",),
        "monday or tuesday or weds or thurs": (
            "Monday 16 November 2026", "Wednesday 11 November 2026", "Thursday 12 November 2026"),
    }.items(),
)  # fmt: skip
def test_days_among_other_words_are_offered_and_never_taken(said: str, offered: tuple[str, ...]) -> None:
    refused = Day("time").read("day", said, {}, {}, datetime(2026, 11, 17, 12, 0, tzinfo=UTC))
    assert isinstance(refused, Refusal)
    assert refused.offered == offered


@pytest.mark.parametrize(
    ("hour", "said", "meant"),
    [
        (2, "tonight", {"day": "2026-11-16", "time": "night"}),
        (23, "tonight", {"day": "2026-11-17", "time": "evening"}),
        (2, "tonight about half 11", {"day": "2026-11-16", "time": "23:30"}),
        (15, "about 10 this morning", {"day": "2026-11-17", "time": "10:00"}),
        (15, "last nite", {"day": "2026-11-16", "time": "night"}),
        (15, "this mornin", {"day": "2026-11-17", "time": "morning"}),
        (15, "yesterday half 2ish", {"day": "2026-11-16", "time": "14:30"}),
        (15, "sunday eve about half 7", {"day": "2026-11-15", "time": "19:30"}),
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
        # people who work in the evening have said no evening with it
        heard = Day("time").read("day", written, EVENINGS, {}, NOW)
        assert isinstance(heard, Heard)
        assert heard.answers == {"day": day.isoformat()}


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


@given(st.dates(date(2015, 1, 1), SATURDAY), st.integers(0, 6))
def test_a_weekday_and_a_date_that_differ_are_both_offered(day: date, weekday: int) -> None:
    named = day + timedelta(days=(weekday - day.weekday()) % 7)
    for written in (
        f"{named:%A} {day.day} {day:%B %Y}",
        f"{named:%a} {day:%d/%m/%Y}",
        f"{day.isoformat()}, {named:%A}",
    ):
        found = read_day(plain(written), SATURDAY)
        if named == day:
            assert found == day, written
            continue
        assert isinstance(found, Refusal)
        assert found.key == "weekday_or_date", written
        by_date, by_weekday = (read_day(plain(found.params[key]), SATURDAY) for key in ("by_date", "by_weekday"))
        assert by_date == day
        assert isinstance(by_weekday, date)
        assert by_weekday.weekday() == named.weekday()
        assert abs((by_weekday - day).days) <= 6


BORN = ("{0:%Y-%m-%d}", "{0:%d/%m/%Y}", "{0.day}.{0.month}.{0.year}", "{0:%d-%m-%Y}", "{0.day} {0.month} {0.year}",
        "{0:%d %B %Y}", "{0.day} {0:%b} {0:%Y}.", "{0:%B} {0.day}, {0:%Y}", "{0:%A} {0.day} {0:%B} {0:%Y}")  # fmt: skip


@given(st.dates(date(2005, 1, 1), date(2026, 11, 21)))
def test_a_date_of_birth_is_read_however_it_is_written(day: date) -> None:
    ends = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    for pattern in (*BORN, f"{{0.day}}{ends} {{0:%B %Y}}", f"the {{0.day}}{ends} of {{0:%B %Y}}"):
        assert read_birth(pattern.format(day)) == day, pattern.format(day)


@pytest.mark.parametrize(
    "said",
    ["13 11", "13 Nov", "November 2012", "2012", "11/2012", "13", "the 13th", "13/13/2012", "31 11 2012", "30 Feb 2012",
     "29 February 2013", "yesterday", "last Tuesday", "Tuesday", "Thursday 13 November 2012", "13/11/2", "13 11 20122",
     "11/13/2012", "0/1/2012", "a year ago", "12", "13 Nov or 14 Nov 2012", "", "Monday 31/12/9999"],
)  # fmt: skip
def test_a_date_of_birth_that_may_be_another_is_refused(said: str) -> None:
    assert read_birth(said) is None


@pytest.mark.parametrize(
    ("now", "said", "to_come"),
    [
        (datetime(2026, 10, 25, 0, 20, tzinfo=UTC), "01:10", False),  # 01:20 summer time
        (datetime(2026, 10, 25, 0, 20, tzinfo=UTC), "01:50", True),
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "01:50", False),  # 01:15 again: 01:50 has been
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "02:10", True),
        (datetime(2026, 3, 29, 1, 10, tzinfo=UTC), "01:30", False),  # 02:10 summer time; 01:30 was left out
        (datetime(2026, 3, 29, 1, 10, tzinfo=UTC), "02:30", True),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "11:59", False),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "12:01", True),
    ],
)
def test_when_the_clocks_change(now: datetime, said: str, to_come: bool) -> None:
    day = now.astimezone(LONDON).date().isoformat()
    assert Time("day").still_right(said, {"day": day}, now) is not to_come

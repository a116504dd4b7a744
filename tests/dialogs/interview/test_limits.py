"""Where a limit is: the last that is taken, and the first that is not. Each row stands on one side of a boundary."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dialogs.consultations import service_slots
from dialogs.incident.identity import LONGEST_NAME, Identities
from dialogs.incident.safety_plan import LONGEST_PART, PlanForm
from dialogs.interview.answers import LONGEST_ANSWER, Choices, Heard, OwnWords, Refusal
from dialogs.interview.forms import a_day_from, a_name, a_time, some_words
from dialogs.interview.parsing.ages import Ages
from dialogs.interview.parsing.days import OLDEST_DAYS, Time, read_day, tonight
from dialogs.interview.parsing.times import split_time
from dialogs.interview.sheet import LONGEST, Sheet
from dialogs.safeguarding.search import CHILD
from dialogs.turn import Field

NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
TODAY = NOW.date()
PICKS = Choices(lambda _: ("yes", "no"))
SPELT = {"yes": ("Yes",), "no": ("No",)}


def refusal(found: Any) -> str:
    """Why not, '' where it is taken."""
    return found.key if isinstance(found, Refusal) else ""


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "0:00": "00:00",
        "23:59": "23:59",
        "24:00": "",
        "14:60": "",
        "2:30": "14:30",
        "02:30": "02:30",
        "12:30": "12:30",
        "12am": "00:00",
        "12pm": "12:00",
        "11pm": "23:00",
        "1 o'clock": "13:00",
        "6 o'clock": "18:00",
        "7 o'clock": "07:00",
        "12 o'clock": "12:00",
        "7 o'clock in the evening": "19:00",
        "11 o'clock at night": "23:00",
        "6 o'clock in the morning": "06:00",
    }.items(),
)
def test_an_hour_without_a_half_is_that_of_a_school_day(said: str, meant: str) -> None:
    assert split_time(said)[1] == meant


@pytest.mark.parametrize(("hour", "minute", "day"), [(5, 59, "last night"), (6, 0, None), (16, 59, None),
                                                     (17, 0, "this evening")])  # fmt: skip
def test_when_tonight_is(hour: int, minute: int, day: str | None) -> None:
    assert tonight("tonight", datetime(2026, 11, 17, hour, minute, tzinfo=UTC)) == day


def test_a_day_may_be_today_and_so_long_ago_and_no_longer() -> None:
    oldest = TODAY - timedelta(days=OLDEST_DAYS)
    assert read_day("17/11/2026", TODAY) == read_day("17 nov", TODAY) == read_day("the 17th", TODAY) == TODAY
    assert read_day(oldest.isoformat(), TODAY) == oldest
    assert refusal(read_day((oldest - timedelta(days=1)).isoformat(), TODAY)) == "too_long_ago"
    assert refusal(read_day("18/11/2026", TODAY)) == "future_day"


@pytest.mark.parametrize(("said", "why"), [("15:30", ""), ("15:31", "future_time")])
def test_a_time_may_be_this_very_minute(said: str, why: str) -> None:
    assert refusal(Time("day").read("time", said, {"day": TODAY.isoformat()}, {}, NOW)) == why


@pytest.mark.parametrize(("name", "why"), [("A", "no"), ("Al", ""), ("A" * 120, ""), ("A" * 121, "no"), ("1234", "no")])
def test_a_name_has_two_letters_and_an_end(name: str, why: str) -> None:
    assert refusal(a_name("no")(name, NOW)) == why


def test_words_for_others_are_as_long_as_they_may_be() -> None:
    assert refusal(some_words("no", 10)("a" * 10, NOW)) == ""
    assert refusal(some_words("no", 10)("a" * 11, NOW)) == "no"


@pytest.mark.parametrize(("ahead", "why"), [(0, "no"), (1, ""), (30, ""), (31, "no")])
def test_a_day_to_come_is_from_one_day_to_another(ahead: int, why: str) -> None:
    day = (TODAY + timedelta(days=ahead)).isoformat()
    assert refusal(a_day_from("no", first=1, last=30)(day, NOW)) == why


@pytest.mark.parametrize(
    ("check", "lowest", "highest", "below", "above"),
    [
        (service_slots.minutes, "10", "480", "9", "481"),
        (service_slots.capacity, "1", "50", "0", "51"),
        (a_time, "7:00", "20:00", "6:59", "20:01"),
        (service_slots.weeks, "1", "1 2 3 4 5", "0", "6"),
    ],
)
def test_what_a_slot_may_be(check: Any, lowest: str, highest: str, below: str, above: str) -> None:
    assert [bool(refusal(check(value, NOW))) for value in (lowest, highest, below, above)] == [False, False, True, True]


# -- the children ---------------------------------------------------------------------------------------------------


def born(day: date, *, said: str = "17", noticed: date = TODAY) -> str:
    answers = {"displayed_ages": [said], "targeted_ages": ["9"], "about": "with_another"}
    answers |= {"noticed_on": noticed.isoformat()}
    names = {"displayed_1_name": "Zed Inventedname", "targeted_1_name": "Quill Madeup"}
    form = {**names, "displayed_1_born": day.isoformat()}
    return refusal(Identities().filled_in("identity", form, answers, NOW))


def test_a_child_is_17_until_the_day_of_the_18th_birthday() -> None:
    assert born(date(2008, 11, 18)) == "", "17, and 18 tomorrow"
    assert born(date(2008, 11, 17)) == "born_does_not_fit", "18 on the day"


def test_an_age_as_told_may_be_a_year_out_and_no_more() -> None:
    assert [born(date(2011, 11, 17), said=said) for said in ("14", "16", "13", "17")] == [
        "", "", "born_does_not_fit", "born_does_not_fit"
    ]  # fmt: skip


def test_nobody_is_born_tomorrow() -> None:
    assert born(TODAY, said="0") == ""
    assert born(TODAY + timedelta(days=1), said="0") == "born_wrong"
    for day, wrong in ((TODAY, False), (TODAY + timedelta(days=1), True)):
        given = {"name": "Zed Inventedname", "born": day.isoformat()}
        assert bool(refusal(CHILD.filled_in("child", given, {}, NOW))) is wrong


def test_a_name_on_the_form_has_an_end() -> None:
    answers = {"displayed_ages": ["14"], "about": "alone"}
    for letters, why in ((LONGEST_NAME, ""), (LONGEST_NAME + 1, "name_too_long")):
        assert refusal(Identities().filled_in("identity", {"displayed_1_name": "a" * letters}, answers, NOW)) == why


@pytest.mark.parametrize(
    ("said", "why"),
    [("0", ""), ("17", ""), ("18", "adult_age"), ("y1", "school_year"), ("y13", "school_year"), ("y14", "needs_age"),
     ("1,2,3,4,5,6,7,8", ""), ("1,2,3,4,5,6,7,8,9", "too_many_children")],
)  # fmt: skip
def test_which_ages_are_those_of_children(said: str, why: str) -> None:
    assert refusal(Ages().read("ages", said, {}, {}, NOW)) == why


@pytest.mark.parametrize(("count", "right"), [(0, False), (1, True), (8, True), (9, False)])
def test_ages_are_checked_again_before_signing(count: int, right: bool) -> None:
    assert Ages().still_right(["9"] * count, {}, NOW) is right


# -- own words --------------------------------------------------------------------------------------------------------


def test_own_words_have_an_end_when_they_are_typed_and_when_they_are_signed() -> None:
    words = OwnWords(longest=20)
    for text, right in (("a" * 20, True), ("a" * 21, False)):
        assert isinstance(words.read("place", text, {}, {}, NOW), Heard) is right
        assert words.still_right(text, {}, NOW) is right
    assert not words.still_right("", {}, NOW)


def test_words_beside_a_choice_count_with_it() -> None:
    for words, why in ((LONGEST_ANSWER - len("yes"), ""), (LONGEST_ANSWER - len("yes") + 1, "too_long")):
        assert refusal(PICKS.read("q", {"q": "yes", "words": "a" * words}, {}, SPELT, NOW)) == why


def test_parts_of_a_form_have_an_end() -> None:
    sheet = Sheet(lambda _: (Field("note", "note", "long_text"),), {})
    for letters, why in ((LONGEST, ""), (LONGEST + 1, "too_long")):
        assert refusal(sheet.filled_in("sheet", {"note": "a" * letters}, {}, NOW)) == why
    (part, *_) = PlanForm().form("plan", {}).fields
    for letters, why in ((LONGEST_PART, ""), (LONGEST_PART + 1, "too_long")):
        assert refusal(PlanForm().filled_in("plan", {part.name: "a" * letters}, {}, NOW)) == why

"""When it happened, as people say it: 'yesterday', 'last Tues', 'Monday just gone'; then 'after lunch', 'half two'.

Day and time are two answers. The day is worked out and read back; a time is only kept as a clock time when the person
gave one, and otherwise stays in their words: 'after lunch' never becomes 13:00. A date that is written out is read by
`dates.py`; the library behind that guesses with everything else, so an own small table comes first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock_time

from dialogs.interview.answers import NOT_KNOWN, Answers, Heard, OpenAnswer, Refusal, Spellings, plain, typed
from dialogs.interview.parsing import spoken_days
from dialogs.interview.parsing.dates import DAY_NUMBER, day_in_words, whole_date, written_day
from dialogs.interview.parsing.spoken_days import spoken_day
from dialogs.interview.parsing.times import BEGINS_AT, as_written, hour_in_words, hours_meant, split_time
from dialogs.interview.typed_signs import trimmed
from dialogs.turn import JSON
from storage.working_hours import LONDON

OLDEST_DAYS = 365 * 18
"""Days back. An incident between children cannot be older than a childhood."""

MOST_DAYS = 3
"""So many days are offered of those that a text names."""
_A_NUMBER = re.compile(r"0?[1-9]|[12]\d|3[01]")
WORKS_EVENINGS = "works_evenings"
"""Noted where the setting works in the evenings: 'half seven' is then nineteen thirty."""


def today(now: datetime) -> date:
    """The day in London at that moment."""
    return now.astimezone(LONDON).date()


@dataclass(frozen=True)
class Day(OpenAnswer):
    """The day of the incident, kept as an ISO date. A time said in the same breath answers `time_name` as well."""

    time_name: str
    may_be_unknown: bool = True

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """The day, and the time where one was said; refused where it is to come, long ago, or may be one of several
        days.
        """
        text = tonight(spoken_days.as_written(as_written(plain(typed(said, name)[0]))), now)
        if text is None:
            return Refusal("future_words")
        if len(text) > 100:
            return Refusal("needs_day")
        evenings = WORKS_EVENINGS in answers
        rest, time = split_time(text, evenings=evenings)
        if time and not rest:
            return Refusal("needs_day_too", words=time)
        if _A_NUMBER.fullmatch(rest):
            return _of_the_month(rest, today(now))
        day = read_day(rest, today(now))
        if isinstance(day, Refusal):
            named = days_named(text, today(now)) if day.key in ("needs_day", "too_long") else ()
            if len(named) == 1:
                return Refusal("this_day", offered=named)
            return Refusal("which_of_days", offered=named) if named else day
        if time and evenings and _in_future(day, time, now):
            _, time = split_time(text)
        if time and _in_future(day, time, now):
            return Refusal("future_time")
        answers_heard: Answers = {name: day.isoformat()}
        if time:
            answers_heard[self.time_name] = time
        said_back = day_in_words(day) + (f", {time}" if time else "")
        return Heard(answers_heard, _as_said(typed(said, name)[0], *answers_heard.values()), said_back)

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether it is a day that may still be given: not to come, and not too long ago."""
        try:
            return not isinstance(_possible(date.fromisoformat(str(value)), today(now)), Refusal)
        except ValueError:
            return False

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """In words, with the weekday."""
        return day_in_words(date.fromisoformat(str(value)))


@dataclass(frozen=True)
class Time(OpenAnswer):
    """The time of day: a clock time as 'HH:MM', or the person's words for a part of the day."""

    day_name: str
    may_be_unknown: bool = True

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """A clock time, or the words as they were typed; refused where it would be later than now."""
        text = as_written(plain(typed(said, name)[0]))
        if not text or len(text) > 60:
            return Refusal("needs_time")
        evenings = WORKS_EVENINGS in answers
        hours = hours_meant(text, evenings=evenings)
        possible = [hour for hour in hours if self.still_right(hour, answers, now)]
        if len(possible) > 1 or (possible and text.isdecimal()):
            return Refusal("which_half", offered=tuple(map(hour_in_words, possible)))
        if possible:
            return Heard({name: possible[0]}, _as_said(typed(said, name)[0], possible[0]), possible[0])
        rest, time = split_time(text, evenings=evenings)
        if time and not self.still_right(time, answers, now):
            rest, time = split_time(text)
        if not time:
            return Refusal("needs_time")
        kept = time if not rest else text
        if not self.still_right(time, answers, now):
            return Refusal("future_time")
        return Heard({name: kept}, _as_said(typed(said, name)[0], kept), kept if kept != text else "")

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether it is not later than now, on the day that was given. Without a day any time is."""
        day = answers.get(self.day_name)
        if not isinstance(day, str) or day in (NOT_KNOWN, "skipped"):
            return True
        return not _in_future(date.fromisoformat(day), str(value), now)


def _as_said(text: str, *kept: JSON) -> str:
    """The words from which a day or a time was worked out; none where it was given as it is kept."""
    said = trimmed(text)
    return said if any(map(str.isalpha, said)) and said.casefold() not in kept else ""


def _of_the_month(number: str, now: date) -> Refusal:
    """A number by itself may be a day of the month, or an hour: it is offered as a day, since the time comes next."""
    day = read_day(f"the {int(number)}th", now)
    return Refusal("number_of_day", offered=() if isinstance(day, Refusal) else (day_in_words(day),))


def tonight(text: str, now: datetime) -> str | None:
    """'Tonight' said in the small hours is last night; said before five in the afternoon it has yet to come."""
    if "tonight" not in text:
        return text
    hour = now.astimezone(LONDON).hour
    if hour < 6:
        return text.replace("tonight", "last night")
    return None if hour < 17 else text.replace("tonight", "this evening")


def _in_future(day: date, time: str, now: datetime) -> bool:
    """Only on today's date can a time be in the future: a clock time, or a part of the day that has not begun.

    In the hour that comes twice, when the clocks go back, the first of the two may be meant; in the one that is left
    out, the earlier reading.
    """
    if day != today(now):
        return False
    if not re.fullmatch(r"\d\d:\d\d", time):
        begins = next((hour for part, hour in BEGINS_AT.items() if part in time), 0)
        return 6 <= now.astimezone(LONDON).hour < begins
    wall = datetime.combine(day, clock_time.fromisoformat(time), tzinfo=LONDON)
    return all(wall.replace(fold=fold).astimezone(UTC) > now for fold in (0, 1))


def read_day(text: str, now: date) -> date | Refusal:
    """A day in the past from how people say it, or why not. `text` is plain (see `answers.plain`)."""
    text = spoken_days.as_written(text)
    day = spoken_day(text, now)
    if day is None:
        day = written_day(re.sub(r"^(on|it was|it happened|happened)\s+", "", text).strip(" ,"), now)
    return day if isinstance(day, Refusal) else _possible(day, now)


def days_named(text: str, now: date) -> tuple[str, ...]:
    """The days, three at most, that a text names among other words: 'sat or sun', 'on the bus home yesterday'. They
    are offered, and never taken.
    """
    names = re.findall(rf"\b(?:today|yesterday|last night|(?:last )?(?:{'|'.join(DAY_NUMBER)}))\b", text)
    read = [spoken_day("yesterday" if name == "last night" else name, now) for name in names]
    days = [day_in_words(day) for day in read if isinstance(day, date)]
    return tuple(dict.fromkeys(days))[:MOST_DAYS]


def _possible(day: date, now: date) -> date | Refusal:
    if day > now:
        return Refusal("future_day", {"day": day_in_words(day)})
    if (now - day).days > OLDEST_DAYS:
        return Refusal("too_long_ago", {"day": day_in_words(day)})
    return day


__all__ = ["LONDON", "Day", "Time", "day_in_words", "read_day", "today"]


def moment_in_words(moment: datetime) -> str:
    """'Tuesday 1 December 2026, 10:00'."""
    local = moment.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def read_birth(text: str) -> date | None:
    """A date of birth, read as any date is, with its year written; nothing is guessed."""
    day = whole_date(plain(text))
    return None if isinstance(day, Refusal) else day

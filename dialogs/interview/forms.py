"""A question answered in a form: some fields, each with its own check. Nothing in a form is typed in the chat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from dialogs.interview.answers import Answers, Heard, OpenAnswer, Refusal, Spellings, plain
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.interview.parsing.dates import WEEKDAY_OR_DATE, whole_date
from dialogs.interview.parsing.days import read_day, today
from dialogs.interview.parsing.times import as_written, split_time
from dialogs.turn import JSON, Dialog, Field
from dialogs.words import several

Check = Callable[[str, datetime], str | Refusal]
"""What was typed in one field, and now: the value as it is kept, or why not."""
EARLIEST, LATEST = time(7), time(20)
"""At which people meet."""


class InForm(OpenAnswer):
    """What all forms share: a message in the chat is no answer to them, and 'not sure' is none either."""

    may_be_unknown = False

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """What a form that was sent answers, or the first thing that is wrong in it."""
        raise NotImplementedError

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """What the form answers; a message is refused."""
        if isinstance(said, str):
            return Refusal("form_only")
        return self.filled_in(name, said, answers, now)

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether the same form would be taken today as well."""
        return isinstance(value, dict) and isinstance(self.read("", value, answers, {}, now), Heard)


@dataclass(frozen=True)
class Form(InForm):
    """Kept as `{field: value}`, every value a string."""

    fields: tuple[Field, ...]
    checks: Mapping[str, Check]

    def form(self, name: str, answers: Answers) -> Dialog:
        """Its fields with nothing in them; title and intro are the question's own words."""
        return Dialog(name, "", "", self.fields, "")

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """What each field holds once it is checked; refused at the first that is wrong."""
        kept: dict[str, str] = {}
        for field in self.fields:
            value = self.checks[field.name](str(said.get(field.name) or "").strip()[:2_000], now)
            if isinstance(value, Refusal):
                return value
            kept[field.name] = value
        return Heard({name: kept})


def a_name(refusal: str, longest: int = 120) -> Check:
    """At least two letters, no longer than a name is, and not the words of a button: 'sign' is nobody."""

    def check(value: str, now: datetime) -> str | Refusal:
        is_one = sum(c.isalpha() for c in value) >= 2 and plain(value) not in several("commands.no_account")
        return value if is_one and len(value) <= longest else Refusal(refusal)

    return check


def some_words(refusal: str, longest: int) -> Check:
    """A few words that somebody outside the setting will read: what looks like a name is refused."""

    def check(value: str, now: datetime) -> str | Refusal:
        if may_hold_a_name(value):
            return Refusal("no_names_here")
        return value if any(c.isalnum() for c in value) and len(value) <= longest else Refusal(refusal)

    return check


def a_day(refusal: str) -> Check:
    """A day up to today, as people say it or as ISO; kept as ISO."""

    def check(value: str, now: datetime) -> str | Refusal:
        day = read_day(plain(value), today(now))
        if isinstance(day, Refusal) and day.key == "needs_day":
            # 'this morning', 'today at 9': the day of it
            day = read_day(split_time(as_written(plain(value)))[0], today(now))
        return _kept(day, refusal)

    return check


def a_day_from(refusal: str, *, first: int, last: int) -> Check:
    """A day from so many days ahead up to so many, written out; kept as ISO."""

    def check(value: str, now: datetime) -> str | Refusal:
        day = whole_date(plain(value))
        if isinstance(day, date) and not first <= (day - today(now)).days <= last:
            return Refusal(refusal)
        return _kept(day, refusal)

    return check


def a_time(value: str, now: datetime) -> str | Refusal:
    """A time of day at which people meet: '1:30' is meant to be 13:30, and is asked for again."""
    try:
        starts = time.fromisoformat(value.strip().replace(".", ":").zfill(5))
    except ValueError:
        return Refusal("time_of_day")
    return f"{starts:%H:%M}" if EARLIEST <= starts <= LATEST else Refusal("odd_hour")


def one_of(listed: tuple[str, ...]) -> Check:
    """Reads a field of a form that has a list to pick from."""
    return lambda value, now: value if value in listed else Refusal("pick_one")


def _kept(day: date | Refusal, refusal: str) -> str | Refusal:
    """As ISO, or this refusal; a weekday that does not go with its date is asked about in its own words."""
    if isinstance(day, Refusal):
        return day if day.key == WEEKDAY_OR_DATE else Refusal(refusal)
    return day.isoformat()


SIGNATURE = Form(
    (Field("signed_name", "signed_name", "text", required=True, error="signature_missing", max_length=120),),
    {"signed_name": a_name("signature_missing")},
)

__all__ = ["SIGNATURE", "Form", "InForm", "a_day", "a_day_from", "a_name", "a_time", "one_of", "some_words"]

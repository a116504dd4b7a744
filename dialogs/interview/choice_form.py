"""A form whose choices are closed lists: its fields, and how each is checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.interview.answers import Answers, Heard, Refusal, plain
from dialogs.interview.forms import Check, InForm
from dialogs.interview.parsing.coming_days import day_from_today
from dialogs.interview.parsing.dates import whole_date
from dialogs.interview.parsing.days import read_day, today
from dialogs.turn import JSON, Choice, Dialog, Field
from dialogs.words import say

LONGEST = 2_000
TWO_YEARS = 731
NO_DAY_AHEAD = Refusal("day_ahead")


def _nothing_wrong(kept: Mapping[str, str]) -> Refusal | None:
    return None


@dataclass(frozen=True)
class Paper(InForm):
    """A form whose choices have their titles when it is shown. Kept as `{field: value}`, every value a string."""

    fields: Callable[[], tuple[Field, ...]]
    checks: Mapping[str, Check]
    whole: Callable[[Mapping[str, str]], Refusal | None] = _nothing_wrong
    """What is wrong with it as a whole, once each field is right."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """Its fields with nothing in them; title and intro are the question's own words."""
        return Dialog(name, "", "", self.fields(), "")

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """What each field holds once it is checked; refused at the first that is wrong, or where the whole is."""
        kept: dict[str, str] = {}
        for field, check in self.checks.items():
            value = check(str(said.get(field) or "").strip(), now)
            if isinstance(value, Refusal):
                return value
            kept[field] = value
        return self.whole(kept) or Heard({name: kept})


THERE = "there"
"""What is known already, as it is noted beside the answers: by field."""


class FilledPaper(Paper):
    """A form in which stands what is known already."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """Its fields, each with what is known of it."""
        there: Mapping[str, str] = answers.get(THERE, {})
        return Dialog(name, "", "", tuple(replace(one, value=there.get(one.name, "")) for one in self.fields()), "")


def of_list(name: str, listed: Iterable[str], words: str, *, required: bool = True) -> Field:
    """A field to pick from a closed list, with the titles under the key `words`."""
    choices = tuple(Choice(str(one), say(f"{words}.{one}")) for one in listed)
    return Field(name, name, "choice", required=required, error=f"{name}_wanted", choices=choices)


def text(name: str, *, required: bool = True, kind: str = "long_text") -> Field:
    """A field for own words of at most 2,000 signs; a `kind` of "text" is one line."""
    return Field(name, name, kind, required=required, error=f"{name}_wanted", max_length=LONGEST)


def day_field(name: str, *, required: bool = True) -> Field:
    """A field for a day."""
    return Field(name, name, "date", required=required, error=f"{name}_wanted")


def picked(listed: Iterable[str], *, required: bool = True) -> Check:
    """One of these, or nothing where it may stay empty."""
    known = {str(one) for one in listed} | (set() if required else {""})
    return lambda value, now: value if value in known else Refusal("pick_one")


def words(*, required: bool = True) -> Check:
    """Some words, in which a letter or a figure stands."""

    def check(value: str, now: datetime) -> str | Refusal:
        if len(value) > LONGEST:
            return Refusal("too_long", {"longest": f"{LONGEST:,}"})
        if any(c.isalnum() for c in value):
            return value
        return Refusal("needs_words") if required else ""

    return check


def day_gone_by(*, required: bool = True) -> Check:
    """A day up to today, as people say it; kept as ISO."""

    def check(value: str, now: datetime) -> str | Refusal:
        if not value and not required:
            return ""
        day = read_day(plain(value), today(now))
        return day.isoformat() if isinstance(day, date) else day

    return check


def day_of(kept: str) -> date | None:
    """The day that a field of a form has kept; None where it is empty."""
    return date.fromisoformat(kept) if kept else None


def any_day() -> Check:
    """A day with its year, gone by or to come, or nothing; kept as ISO."""

    def check(value: str, now: datetime) -> str | Refusal:
        day = whole_date(plain(value)) if value else None
        if isinstance(day, Refusal):
            return Refusal("whole_day")
        return day.isoformat() if day else ""

    return check


def day_ahead(refusal: Refusal = NO_DAY_AHEAD) -> Check:
    """A day from today on, within two years, or nothing; kept as ISO. Without a year it is the next such day."""

    def check(value: str, now: datetime) -> str | Refusal:
        if not value:
            return ""
        day = day_from_today(value, today(now))
        if day is not None and 0 <= (day - today(now)).days <= TWO_YEARS:
            return day.isoformat()
        return refusal

    return check

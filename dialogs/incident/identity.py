"""Names and dates of birth: asked last, in a form, never as messages, never echoed.

One set of fields for each child: `displayed_1_name`, `displayed_1_born`, `targeted_1_name` and so on, in the order in
which the ages were given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase

from dialogs.interview.answers import NOT_KNOWN, Answers, Heard, Refusal, Spellings
from dialogs.interview.forms import InForm
from dialogs.interview.parsing.days import read_birth, today
from dialogs.turn import JSON, Dialog, Field

SIDES = ("displayed", "targeted")
LONGEST_NAME = 120


def count(answers: Answers, side: str) -> int:
    """How many children were on one side: as many as ages were given."""
    ages = answers.get(f"{side}_ages")
    return len(ages) if isinstance(ages, list) else 0


def lettered(answers: Answers) -> list[tuple[str, int, str]]:
    """Every child as (side, number on that side, letter), those whose behaviour it is about first: Child A, Child B."""
    children = [(side, n) for side in SIDES for n in range(1, count(answers, side) + 1)]
    return [(side, n, ascii_uppercase[place]) for place, (side, n) in enumerate(children)]


@dataclass(frozen=True)
class Identities(InForm):
    """The form of names and dates of birth. A name is required; a date of birth may be left empty."""

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """Always '': no name is read back in the chat."""
        return ""

    def form(self, name: str, answers: Answers) -> Dialog:
        """A name and a day of birth for each child, in the order of the ages."""
        fields: list[Field] = []
        for side, n, letter in lettered(answers):
            many = "one_of_several_" if count(answers, side) > 1 else ""
            fields += [
                Field(f"{side}_{n}_name", f"{many}{side}_name", "text", True, "name_missing", letter=letter),
                Field(f"{side}_{n}_born", f"{many}{side}_born", "date", False, "born_wrong", letter=letter),
            ]
        return Dialog(name, "", "", tuple(fields), "")

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Kept as `{field: text}`, days as ISO; refused at the first field that is not right."""
        kept: dict[str, str] = {}
        for field in self.form(name, answers).fields:
            value = str(said.get(field.name) or "").strip()
            refusal = self._check(field, value, answers, now)
            if isinstance(refusal, Refusal):
                return refusal
            kept[field.name] = refusal
        return Heard({name: kept})

    def _check(self, field: Field, value: str, answers: Answers, now: datetime) -> str | Refusal:
        """The value as it is kept, or why not. A refusal names the child's letter, never what was typed."""
        side, number, part = field.name.split("_")
        child = {"letter": field.letter}
        if part == "name":
            if not any(c.isalpha() for c in value):
                return Refusal("name_missing", child)
            return value if len(value) <= LONGEST_NAME else Refusal("name_too_long", child)
        if not value or value.casefold() in ("not known", "not sure", "unknown", "?"):
            return ""
        born = read_birth(value)
        if born is None or born > today(now):
            return Refusal("born_wrong", child)
        said_age = answers[f"{side}_ages"][int(number) - 1]
        age = _age_on(born, _day_of(answers, now))
        if age > 17 or (said_age != NOT_KNOWN and abs(age - int(said_age)) > 1):
            return Refusal("born_does_not_fit", {**child, "age": str(age), "said": str(said_age)})
        return born.isoformat()


def _day_of(answers: Answers, now: datetime) -> date:
    day = answers.get("noticed_on")
    try:
        return date.fromisoformat(str(day))
    except ValueError:
        return today(now)


def _age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

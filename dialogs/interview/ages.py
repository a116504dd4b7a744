"""Ages as people say them: '14', '13 and 9', 'both 14', 'six', 'not sure'. A school year is not an age."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import NOT_KNOWN, Answers, Heard, OpenAnswer, Refusal, Spellings, plain, typed
from dialogs.turn import JSON
from dialogs.words import say

UNKNOWN = frozenset(
    {"not sure", "not known", "don't know", "dont know", "i don't know", "i dont know", "unknown", "dunno"}
    | {"no clue", "idk", "?"}
)
"""Ways to say that an age is not known."""


@dataclass(frozen=True)
class Ages(OpenAnswer):
    """Ages in whole years of one child or several: '14', '13 and 9', '14, not sure'. Kept as a list of strings."""

    may_be_unknown: bool = True
    most: int = 8

    def unknown(self) -> JSON:
        return [NOT_KNOWN]

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        text = plain(typed(said, name)[0]).rstrip("?")
        if re.search(r"\d ?(/|or) ?\d", text):
            return Refusal("one_or_two")
        ages: list[str] = []
        for part in [p for p in re.split(r"[,;&+]|\band\b|\n", _each_of_them(text)) if p.strip()]:
            age = _age(part)
            if isinstance(age, Refusal):
                return age
            ages.append(age)
        if not ages:
            return Refusal("needs_age")
        if len(ages) > self.most:
            return Refusal("too_many_children", {"most": str(self.most)})
        return ages_heard(name, ages)

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        return isinstance(value, list) and 0 < len(value) <= self.most

    def shown(self, value: JSON, spellings: Spellings) -> str:
        return ", ".join(say("incident.age_not_known") if v == NOT_KNOWN else str(v) for v in value)


def ages_heard(name: str, ages: list[str], *, understood: bool = False) -> Heard:
    """More than one child is read back: '13 and 14' may have been meant as one child."""
    if len(ages) < 2:
        return Heard({name: ages}, understood=understood)
    several = ", ".join("?" if age == NOT_KNOWN else age for age in ages)
    return Heard({name: ages}, said_back=several, said_back_as="incident.read_back_children")


_NUMBERS = (
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
).split()


def _each_of_them(text: str) -> str:
    """'both 14', 'twins, 7' and '15 x3' are several children of one age."""
    both = re.fullmatch(r"(?:they're |theyre |they are )?(?:both|twins,?)(?: are| aged)? (\d{1,2})", text)
    if both:
        return f"{both[1]}, {both[1]}"
    times = re.fullmatch(r"(\d{1,2}) ?x ?(\d)", text)
    return ", ".join([times[1]] * int(times[2])) if times else text


def _age(part: str) -> str | Refusal:
    """An age from 0 to 17 as a string, or why not. A school year is not an age: it covers two."""
    part = part.strip()
    if part in UNKNOWN:
        return NOT_KNOWN
    year = re.fullmatch(r"(?:in )?(?:year|yr|y) ?(\d{1,2})", part)
    if year and 1 <= int(year[1]) <= 13:
        younger = int(year[1]) + 4
        return Refusal("school_year", {"year": year[1], "younger": str(younger), "older": str(younger + 1)})
    if part in ("reception", "nursery"):
        return Refusal("school_year_named", {"named": part})
    found = re.fullmatch(
        r"(?:about |around |aged? |nearly |just |like |maybe |probably |roughly |hes |shes "
        r"|(?:he|she|they) ?(?:'s|is|'re|are) )*"
        r"(\d{1,3}|[a-z]+)(?: ?(?:years?(?: old)?|yrs?(?: old)?|y/?o|ish))?",
        part,
    )
    number = found[1] if found else ""
    if number in _NUMBERS:
        number = str(_NUMBERS.index(number))
    if not number.isdecimal():
        return Refusal("needs_age")
    return str(int(number)) if int(number) <= 17 else Refusal("adult_age", {"age": number})

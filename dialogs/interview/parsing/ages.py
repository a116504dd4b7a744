"""Ages in digits: '14', '13 and 9', '14, not sure'; and why something is no age of a child. A school year is none.

Ages in own words ('six', 'both 14', 'nearly 13') are read by `understanding/ages.py`, and by nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.interview.answers import NOT_KNOWN, Answers, Heard, OpenAnswer, Refusal, Spellings, plain, typed
from dialogs.turn import JSON
from dialogs.understanding.ages import FIRST_YEAR, OLDEST_CHILD
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
        """One child whose age is not known."""
        return [NOT_KNOWN]

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """Ages from 0 to 17; refused where one is no age of a child, none is given, or they are more than `most`."""
        text = plain(typed(said, name)[0]).rstrip("?")
        if re.search(r"\d ?(/|or) ?\d", text):
            return Refusal("one_or_two")
        ages: list[str] = []
        for part in [p for p in re.split(r"[,;&+]|\band\b|\n", text) if p.strip()]:
            age = _age(part)
            if isinstance(age, Refusal):
                return age
            ages.append(age)
        if not ages:
            return Refusal("needs_age")
        if len(ages) > self.most:
            return Refusal("too_many_children", {"most": str(self.most)})
        return replace(ages_heard(name, ages), words="" if _only_ages(text) else typed(said, name)[0])

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether there is an age, and no more than `most`."""
        return isinstance(value, list) and 0 < len(value) <= self.most

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """'14, 9, not known'."""
        return ", ".join(say("incident.age_not_known") if v == NOT_KNOWN else str(v) for v in value)


def ages_heard(name: str, ages: list[str], *, understood: bool = False) -> Heard:
    """More than one child is read back: '13 and 14' may have been meant as one child."""
    if len(ages) < 2:
        return Heard({name: ages}, understood=understood)
    several = ", ".join("?" if age == NOT_KNOWN else age for age in ages)
    return Heard({name: ages}, said_back=several, said_back_as="incident.read_back_children")


_BESIDE_AGES = frozenset({"and", "year", "years", "yrs", "old", "yo", "y", "o"})


def _only_ages(text: str) -> bool:
    """Whether nothing is said but ages: 'nearly 14' and 'he is 14' say a little more."""
    return text in UNKNOWN or set(re.findall(r"[^\W\d]+", text)) <= _BESIDE_AGES


def _age(part: str) -> str | Refusal:
    """An age from 0 to 17 as a string, or why not. A school year is not an age: it covers two."""
    part = part.strip()
    if part in UNKNOWN:
        return NOT_KNOWN
    year = re.fullmatch(r"(?:in )?(?:year|yr|y) ?(\d{1,2})", part)
    if year and 1 <= int(year[1]) <= 13:
        younger = int(year[1]) + FIRST_YEAR
        return Refusal("school_year", {"year": year[1], "younger": str(younger), "older": str(younger + 1)})
    if part in ("reception", "nursery"):
        return Refusal("school_year_named", {"named": part})
    if not re.fullmatch(r"\d{1,3}", part):
        return Refusal("needs_age")
    return str(int(part)) if int(part) <= OLDEST_CHILD else Refusal("adult_age", {"age": part})

"""How an answer is read: one choice, several choices, own words, ages. Days, times and forms are in their own files.

A reader turns what came (typed text, or the values of a card) into answers for state, or into a `Refusal` that says
why not. It knows no words: the titles and spellings of its choices are handed in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dialogs.turn import JSON, Dialog

Answers = dict[str, JSON]
"""Answers by question name: strings, or lists of strings. Own words beside choices are under `<name>_words`."""

Spellings = Mapping[str, Sequence[str]]
"""For each choice, its title first, then what else people type for it."""

NOT_KNOWN = "not_known"
NOT_SURE = "not_sure"
LONGEST_ANSWER = 4_000
"""Characters. A record's paragraph; the form asks for no more."""


@dataclass(frozen=True)
class Heard:
    """An answer understood. `said_back` is read back to the person, as with a day worked out from 'last Tues'."""

    answers: Answers
    words: str = ""
    said_back: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why an answer cannot be used: a key under `refusals`. `words` are kept, so that nothing typed is lost."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


class Reader(Protocol):
    @property
    def may_be_unknown(self) -> bool: ...
    @property
    def many(self) -> bool: ...
    @property
    def words_wanted(self) -> bool: ...
    def choices(self, answers: Answers) -> Sequence[str]: ...
    def form(self, name: str, answers: Answers) -> Dialog | None: ...
    def unknown(self) -> JSON: ...
    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: datetime
    ) -> Heard | Refusal: ...
    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool: ...
    def shown(self, value: JSON, spellings: Spellings) -> str: ...


def plain(text: str) -> str:
    """Small letters, single spaces, no closing punctuation: for comparing what people type."""
    return " ".join(text.casefold().replace("’", "'").split()).strip(" .!,;:'\"")


def typed(said: str | Mapping[str, JSON], name: str) -> tuple[str, str]:
    """The answer and the own words in a card's values, or the text and nothing."""
    if isinstance(said, str):
        return said.strip(), ""
    answer = said.get("answer", said.get(name, ""))
    if isinstance(answer, list):
        answer = ",".join(str(a) for a in answer)
    words = said.get("words", said.get(f"{name}_words", ""))
    return str(answer).strip(), str(words or "").strip()


@dataclass(frozen=True)
class Choices:
    """One choice of a list; with `many`, several. `words_wanted` takes own words beside them.

    `lone` choices stand alone: 'none of these' cannot go with another. 'Not sure' may go with others: it then speaks
    of the rest of the list.
    """

    listed: Callable[[Answers], Sequence[str]]
    many: bool = False
    words_wanted: bool = False
    lone: frozenset[str] = frozenset({"none"})

    @property
    def may_be_unknown(self) -> bool:
        return True

    def choices(self, answers: Answers) -> Sequence[str]:
        return self.listed(answers)

    def form(self, name: str, answers: Answers) -> Dialog | None:
        return None

    def unknown(self) -> JSON:
        return [NOT_SURE] if self.many else NOT_SURE

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        text, words = typed(said, name)
        if len(text) + len(words) > LONGEST_ANSWER:
            return Refusal("too_long", {"longest": f"{LONGEST_ANSWER:,}"})
        listed = list(self.choices(answers))
        picked = _whole(text, listed, spellings)
        if picked is None:
            head, own = _head_and_words(text)
            picked = _whole(head, listed, spellings)
            if picked is None or not self.words_wanted:
                return self._not_one_of_these(text, words)
            words = words or own
        return self._check(name, picked, words)

    def _not_one_of_these(self, text: str, words: str) -> Refusal:
        if text and self.words_wanted:
            return Refusal("nearest", words=words or text)
        return Refusal("pick_many" if self.many else "pick_one", words=words)

    def _check(self, name: str, picked: list[str], words: str) -> Heard | Refusal:
        if not self.many and len(picked) > 1:
            return Refusal("only_one", words=words)
        if len(picked) > 1 and self.lone & set(picked):
            return Refusal("none_and_some", words=words)
        return Heard({name: picked if self.many else picked[0]}, words if self.words_wanted else "")

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        listed = set(self.choices(answers))
        picked = value if isinstance(value, list) else [value]
        return bool(picked) and set(picked) <= listed

    def shown(self, value: JSON, spellings: Spellings) -> str:
        picked = value if isinstance(value, list) else [value]
        return "; ".join(spellings[p][0] if p in spellings else str(p) for p in picked)


def _whole(text: str, listed: Sequence[str], spellings: Spellings) -> list[str] | None:
    """The choices that a text names, if it names nothing else: '2', '1, 3', '1 and 3', a title, a spelling."""
    known = {plain(s): c for c in listed for s in (c, c.replace("_", " "), *spellings.get(c, ()))}
    if plain(text) in known:
        return [known[plain(text)]]
    numbers = {str(n): c for n, c in enumerate(listed, start=1)}
    parts = [p for p in re.split(r"[,;&+]|\band\b|\n", text, flags=re.IGNORECASE) if p.strip()]
    if all(p.strip().isdigit() or " " in p.strip() for p in parts):
        parts = [q for p in parts for q in (p.split() if re.fullmatch(r"[\d ]+", p) else [p])]
    picked = [numbers.get(p.strip()) or known.get(plain(p)) for p in parts]
    if not picked or None in picked:
        return None
    return list(dict.fromkeys(p for p in picked if p))


def _head_and_words(text: str) -> tuple[str, str]:
    """'1, 3: she hid in the book corner' is a list, then own words."""
    found = re.match(r"([^:\n]{1,200}?)\s*[:\n–—]\s*(.+)", text, flags=re.DOTALL)
    if found:
        return found[1], found[2].strip()
    found = re.match(r"((?:\d+\s*(?:[,;&+]|\band\b)?\s*)+)\.?\s+(\D.*)", text, flags=re.DOTALL | re.IGNORECASE)
    return (found[1].strip(" ,;&+."), found[2].strip()) if found else (text, "")


class OpenAnswer:
    """What readers without choices share."""

    many = False
    words_wanted = False

    def choices(self, answers: Answers) -> Sequence[str]:
        return ()

    def form(self, name: str, answers: Answers) -> Dialog | None:
        return None

    def unknown(self) -> JSON:
        return NOT_KNOWN

    def shown(self, value: JSON, spellings: Spellings) -> str:
        return str(value)


@dataclass(frozen=True)
class OwnWords(OpenAnswer):
    """A sentence or a paragraph in the person's own words."""

    may_be_unknown: bool = True
    longest: int = LONGEST_ANSWER

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        answer, words = typed(said, name)
        text = words or answer
        if not any(c.isalnum() for c in text):
            return Refusal("needs_words")
        if len(text) > self.longest:
            return Refusal("too_long", {"longest": f"{self.longest:,}"})
        return Heard({name: text})

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        return isinstance(value, str) and 0 < len(value) <= self.longest


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
        text = plain(typed(said, name)[0])
        ages: list[str] = []
        for part in [p for p in re.split(r"[,;&+/]|\band\b|\n", text) if p.strip()]:
            age = _age(part)
            if isinstance(age, Refusal):
                return age
            ages.append(age)
        if not ages:
            return Refusal("needs_age")
        if len(ages) > self.most:
            return Refusal("too_many_children", {"most": str(self.most)})
        return Heard({name: ages})

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        return isinstance(value, list) and 0 < len(value) <= self.most

    def shown(self, value: JSON, spellings: Spellings) -> str:
        return ", ".join("not known" if v == NOT_KNOWN else str(v) for v in value)


_NUMBERS = (
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
).split()


def _age(part: str) -> str | Refusal:
    """An age from 0 to 17 as a string, or why not. A school year is not an age: it covers two."""
    part = part.strip()
    if part in ("not sure", "not known", "don't know", "dont know", "unknown", "?"):
        return NOT_KNOWN
    year = re.fullmatch(r"(?:in )?(?:year|yr|y) ?(\d{1,2})", part)
    if year and 1 <= int(year[1]) <= 13:
        younger = int(year[1]) + 4
        return Refusal("school_year", {"year": year[1], "younger": str(younger), "older": str(younger + 1)})
    if part in ("reception", "nursery"):
        return Refusal("school_year_named", {"named": part})
    found = re.fullmatch(
        r"(?:about |around |aged? |nearly |just )*(\d{1,3}|[a-z]+)(?: ?(?:years?(?: old)?|yrs?|y/?o|ish))?", part
    )
    number = found[1] if found else ""
    if number in _NUMBERS:
        number = str(_NUMBERS.index(number))
    if not number.isdigit():
        return Refusal("needs_age")
    return str(int(number)) if int(number) <= 17 else Refusal("adult_age", {"age": number})

"""From the words people type to the words that are compared: small endings, synonyms, spelling.

Questions and cards go through the same few steps, so that 'lad exposed himslef' and 'a boy who showed his
private parts' can meet. The word lists are data (synonyms.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, permutations
from pathlib import Path
from typing import Any

import yaml

from knowledge.negation import Negation

# Every entry is a word, 'no' and 'on' too, which YAML would otherwise take for false and true.
WordsLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FILE = Path(__file__).with_name("synonyms.yaml")
# Shorter words are mostly real words that look like others: form, from, farm.
SHORTEST_CORRECTED = 6
MOST_WORDS_KEPT = 20_000
MARK = "="
"""What an idea's name begins with."""
ROLES = ("ours", "history", "always")
"""Lists of ideas in synonyms.yaml."""
APOSTROPHES = str.maketrans("", "", "'’‘`´")
# The longest first; what is left must be a word of some length, or 'nation' would lose everything.
SHORT_SYLLABLE = re.compile("[^aeiou]?[aeiou][^aeiouwxy]")
ENDINGS = (
    "ational",
    "ation",
    "ment",
    "ness",
    "able",
    "ible",
    "ing",
    "ful",
    "ion",
    "ive",
    "ed",
    "ly",
    "al",
    "er",
)


YEARS_OLD = re.compile(r"\b(\d{1,2})[ -]?(?:y/?os?|(?:yrs?|years?)[ -]olds?)\b")
"""'15yo', '15 yos' (who are no youth offending service), '15 y/o', '15-year-olds'."""
HAS_YEARS = re.compile(r"\b(?:has|have) (\d{1,2}) years\b")
"""'he has 8 years', as many say whose first language is another."""
AN_AGE = re.compile(
    r"\b(?:s?hes|is|was|aged) (\d{1,2})\b(?! (?:per|day|week|month|min|hour))|\b(\d{1,2}) year old|\((\d{1,2})\)"
)
"""'shes 6', 'aged 6', 'a 6 year old', 'my lad (6)'."""
OLDEST_CHILD = 19
FAR_APART = 3
"""Years between two ages that then say 'age difference': the project's own rule (see the card rule-of-age-gap)."""


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers, in order; an apostrophe joins ("didn't" is one word).

    Two children's ages that are far apart ('shes 6 hes 14') say 'age difference' as well.
    """
    said = HAS_YEARS.sub(r"is \1 year old", text.lower().translate(APOSTROPHES))
    said = YEARS_OLD.sub(r"\1 year old", said)
    ages = [int(found[found.lastindex or 0]) for found in AN_AGE.finditer(said)]
    children = [age for age in ages if age <= OLDEST_CHILD]
    apart = ["age", "difference"] if children and max(children) - min(children) >= FAR_APART else []
    return re.findall(r"[a-z]+\d*|\d+", said) + apart


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its small ending: 'recorded', 'recording' and 'records' become one."""
    if len(word) <= 3 or word.isdigit():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), "")
    if not ending and len(word) >= 5 and word.endswith(("ing", "ed")):
        word = word.removesuffix("ing").removesuffix("ed")
        # 'noted' and 'caring' lost an e with their ending; without it they would be 'not' and 'car'.
        return word + "e" if SHORT_SYLLABLE.fullmatch(word) else _undoubled(word)
    word = _undoubled(word.removesuffix(ending))
    if word.endswith("y"):
        return word[:-1] + "i"
    return word.removesuffix("e") if len(word) > 4 else word


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl" else word


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One thing a question or a card says: a word, or a phrase that stands for an idea we know.

    Units are compared by identity, which is fast: the same word or phrase is always the same unit.
    """

    stems: tuple[str, ...]
    concept: str
    """The idea (marked, so that it is not taken for a word) where there is one, else the word."""
    is_ignored: bool = False

    @property
    def is_idea(self) -> bool:
        """Whether it stands for an idea that we know, not for the word alone."""
        return self.concept.startswith(MARK)


class Synonyms:
    """One idea, many words (synonyms.yaml). An idea is named after its first word or phrase, stemmed."""

    def __init__(self, same: Iterable[Sequence[str]] = (), **lists: Sequence[str]) -> None:
        # Where two lines share a phrase, the first has it.
        lines, ignored = list(same), lists.get("ignored", ())
        names = {_stems(phrase): _name(line[0]) for line in reversed(lines) for phrase in line}
        written = [phrase for line in lines for phrase in line]
        known = words_of(" ".join((*written, *ignored, *lists.get("ordinary", ()))))
        self._set_up(
            {
                "names": {" ".join(phrase): name for phrase, name in names.items()},
                "opposites": dict(chain.from_iterable(map(_each_way, lists.get("opposites", ())))),
                "ignored": _stems(" ".join(ignored)),
                "known": sorted(set(known)),
                **{role: [MARK + _name(phrase) for phrase in lists.get(role, ())] for role in ROLES},
            }
        )

    def _set_up(self, plain: Mapping[str, Any]) -> None:
        self._plain = plain
        self._negation = Negation.load()
        names, opposites = plain["names"], plain["opposites"]
        self.ours, self.history, self.always = (frozenset(plain[role]) for role in ROLES)
        self._opposite = {
            idea: Token(tuple(other.split()), MARK + other.replace(" ", "")) for idea, other in opposites.items()
        }
        units = [Token(tuple(phrase.split()), MARK + name) for phrase, name in names.items()]
        self._words = {unit.stems[0]: unit for unit in units if len(unit.stems) == 1}
        self._phrases = {unit.stems: unit for unit in units if len(unit.stems) > 1}
        self._longest: dict[str, int] = {}
        for phrase in self._phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 1))
        self._ignored = frozenset(plain["ignored"])
        self.known = frozenset(plain["known"])

    def as_plain(self) -> Mapping[str, Any]:
        """As JSON, to be kept (`knowledge/prepared.py`): stemmed phrases, and the idea that each stands for."""
        return self._plain

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Synonyms:
        """The same again."""
        synonyms = cls.__new__(cls)
        synonyms._set_up(plain)
        return synonyms

    @classmethod
    def load(cls, file: Path = FILE) -> Synonyms:
        """Read the word lists, which a practitioner may edit."""
        return cls(**yaml.load(file.read_text("utf-8"), WordsLoader))  # noqa: S506

    def units(self, words: Sequence[str]) -> list[Token]:
        """The words as units: the longest known phrase first, each other word by itself."""
        stems = [stem(word) for word in words]
        found: list[Token] = []
        place = 0
        while place < len(stems):
            word = stems[place]
            unit = self._phrase(stems, place) if word in self._longest else None
            unit = unit or self._words.get(word) or self._word(word)
            found.append(unit)
            place += len(unit.stems)
        return self._turned(words, found) if self._opposite else found

    def _turned(self, words: Sequence[str], units: list[Token]) -> list[Token]:
        """'Is not denying it' says that somebody admits it: an idea that a 'not' reaches, where it has an opposite."""
        if not any(unit.concept in self._opposite for unit in units):
            return units
        nots, _ = self._negation.reaches(self._negation.spelt_out(words))
        places = accumulate((len(unit.stems) for unit in units), initial=0)
        return [
            self._opposite.get(unit.concept, unit) if nots[place] % 2 else unit
            for place, unit in zip(places, units, strict=False)
        ]

    def _phrase(self, stems: Sequence[str], place: int) -> Token | None:
        for length in range(self._longest[stems[place]], 1, -1):
            if unit := self._phrases.get(tuple(stems[place : place + length])):
                return unit
        return None

    def _word(self, word: str) -> Token:
        """A word that stands for no idea; kept, so that the next card is read faster."""
        unit = Token((word,), word, is_ignored=word in self._ignored)
        if len(self._words) < MOST_WORDS_KEPT:
            self._words[word] = unit
        return unit


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(phrase))


def _name(phrase: str) -> str:
    return "".join(_stems(phrase))


def _each_way(pair: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Of two ideas that are opposites, each one's mark with the other's stems."""
    for one, other in permutations(pair):
        yield MARK + _name(one), " ".join(_stems(other))


class Spelling:
    """Corrects a word that nobody here has written to the nearest one that somebody has."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self._known)

    @cached_property
    def _long(self) -> list[str]:
        return sorted(word for word in self._known if len(word) >= SHORTEST_CORRECTED)

    @property
    def known(self) -> frozenset[str]:
        """Words that need no correction."""
        return self._known

    def correct(self, word: str) -> str:
        """The word itself where it is known, short, a number, or like nothing that is known."""
        if len(word) < SHORTEST_CORRECTED or word in self._known or not word.isalpha() or stem(word) in self._stems:
            return word
        # Half a start-up's budget goes to this import, and most questions need no correction.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 1 if len(word) < 9 else 2
        near = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=slips, limit=8)
        same_start = [found for found in near if found[0][0] == word[0]]
        return str(min(same_start, key=lambda found: found[1])[0]) if same_start else word

"""From the words people type to the words that are compared: small endings, synonyms, spelling.

Questions and cards go through the same few steps, so that 'lad exposed himslef' and 'a boy who showed his
private parts' can meet. The word lists are data (synonyms.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

# Every entry is a word, 'no' and 'on' too, which YAML would otherwise take for false and true.
WordsLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FILE = Path(__file__).with_name("synonyms.yaml")
# Shorter words are mostly real words that look like others: form, from, farm.
SHORTEST_CORRECTED = 5
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


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers, in order; an apostrophe joins ("didn't" is one word)."""
    return re.findall(r"[a-z]+\d*|\d+", text.lower().translate(APOSTROPHES))


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


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a question or a card says: the word itself, and the idea it stands for, if we know one."""

    stems: tuple[str, ...]
    idea: str | None = None
    is_ignored: bool = False
    is_ours: bool = False
    is_elsewhere: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """What it can be recognised by. An idea is marked, so that it is not taken for the word."""
        return (*self.stems, f"idea{self.idea}") if self.idea else self.stems


@dataclass(frozen=True)
class Synonyms:
    """One idea, many words (synonyms.yaml). Phrases are kept stemmed; an idea is named after its first one."""

    ideas: Mapping[tuple[str, ...], str]
    longest: int
    ignored: frozenset[str]
    ours: frozenset[str]
    elsewhere: frozenset[str]
    known: frozenset[str]

    @classmethod
    def load(cls, file: Path = FILE) -> Synonyms:
        """Read the word lists. An entry of 'elsewhere' is an idea of its own, which counts against an answer."""
        data = yaml.load(file.read_text("utf-8"), WordsLoader)  # noqa: S506
        elsewhere = [phrase for line in data["elsewhere"] for phrase in line]
        lines = data["same"] + [[phrase] for phrase in elsewhere]
        ideas = {_stems(phrase): "".join(_stems(line[0])) for line in reversed(lines) for phrase in line}
        written = " ".join(phrase for line in lines for phrase in line)
        return cls(
            ideas=ideas,
            longest=max(map(len, ideas)),
            ignored=frozenset(_stems(" ".join(data["ignored"]))),
            ours=frozenset("".join(_stems(phrase)) for phrase in data["ours"]),
            elsewhere=frozenset("".join(_stems(phrase)) for phrase in elsewhere),
            known=frozenset(words_of(" ".join((written, *data["ignored"], *data["ordinary"])))),
        )

    def units(self, words: Sequence[str]) -> list[Unit]:
        """The words as units: the longest known phrase first, each other word by itself."""
        stems = [stem(word) for word in words]
        found: list[Unit] = []
        place = 0
        while place < len(stems):
            for length in range(min(self.longest, len(stems) - place), 0, -1):
                phrase = tuple(stems[place : place + length])
                if idea := self.ideas.get(phrase):
                    found.append(Unit(phrase, idea, is_ours=idea in self.ours, is_elsewhere=idea in self.elsewhere))
                    place += length
                    break
            else:
                found.append(Unit((stems[place],), is_ignored=stems[place] in self.ignored))
                place += 1
        return found


_NOTHING: frozenset[str] = frozenset()
NO_SYNONYMS = Synonyms({}, 0, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(phrase))


class Spelling:
    """Corrects a word that nobody here has written to the nearest one that somebody has."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._stems = frozenset(stem(word) for word in self._known)
        self._long = sorted(word for word in self._known if len(word) >= SHORTEST_CORRECTED)

    def correct(self, word: str) -> str:
        """The word itself where it is known, short, a number, or like nothing that is known."""
        if len(word) < SHORTEST_CORRECTED or word in self._known or not word.isalpha() or stem(word) in self._stems:
            return word
        # Half a start-up's budget goes to this import, and most questions need no correction.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 1 if len(word) < 8 else 2
        near = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=slips, limit=8)
        same_start = [found for found in near if found[0][0] == word[0]]
        return str(min(same_start, key=lambda found: found[1])[0]) if same_start else word

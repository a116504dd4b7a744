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
APOSTROPHES = str.maketrans("", "", "'’‘`´")
# The longest first; what is left must be a word of some length, or 'nation' would lose everything.
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
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    else:
        if word.endswith(("ing", "ed")) and len(word) >= 5:
            word = word.removesuffix("ing").removesuffix("ed")
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")


@dataclass(frozen=True)
class Synonyms:
    """One idea, many words. Phrases are stemmed; the first of a line stands for all."""

    ideas: Mapping[tuple[str, ...], str]
    longest: int
    ignored: frozenset[str]
    elsewhere: frozenset[str]
    known: frozenset[str]

    @classmethod
    def load(cls, file: Path = FILE) -> Synonyms:
        data = yaml.load(file.read_text("utf-8"), WordsLoader)  # noqa: S506
        ideas: dict[tuple[str, ...], str] = {}
        for line in data["same"]:
            idea = "".join(stem(word) for word in words_of(line[0]))
            for phrase in line:
                ideas[tuple(stem(word) for word in words_of(phrase))] = idea
        lists = [phrase for line in data["same"] for phrase in line]
        lists += data["ignored"] + data["elsewhere"] + data["ordinary"]
        return cls(
            ideas=ideas,
            longest=max(map(len, ideas)),
            ignored=frozenset(stem(word) for word in words_of(" ".join(data["ignored"]))),
            elsewhere=frozenset(stem(word) for word in words_of(" ".join(data["elsewhere"]))),
            known=frozenset(words_of(" ".join(lists))),
        )

    def replace(self, stems: Sequence[str]) -> list[str]:
        """The same stems with each known phrase, longest first, replaced by its idea."""
        found: list[str] = []
        place = 0
        while place < len(stems):
            for length in range(min(self.longest, len(stems) - place), 0, -1):
                idea = self.ideas.get(tuple(stems[place : place + length]))
                if idea is not None:
                    found.append(idea)
                    place += length
                    break
            else:
                found.append(stems[place])
                place += 1
        return found


NO_SYNONYMS = Synonyms(ideas={}, longest=0, ignored=frozenset(), elsewhere=frozenset(), known=frozenset())


class Spelling:
    """Corrects a word that nobody here has written to the nearest one that somebody has."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._stems = frozenset(stem(word) for word in self._known)
        self._long = sorted(word for word in self._known if len(word) >= 4)

    def correct(self, word: str) -> str:
        """The word itself where it is known, short, a number, or like nothing that is known."""
        if len(word) < 4 or word in self._known or not word.isalpha() or stem(word) in self._stems:
            return word
        # Half a start-up's budget goes to this import, and most questions need no correction.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = 1 if len(word) < 7 else 2
        near = process.extract(word, self._long, scorer=OSA.distance, score_cutoff=slips, limit=8)
        same_start = [found for found in near if found[0][0] == word[0]]
        return str(min(same_start, key=lambda found: found[1])[0]) if same_start else word

"""Which card speaks most of what a question says: a weight for each card and term, worked out once.

A term weighs more in a card the more of the card's lines have it (its title, its 'asked as' phrasings, its text),
the rarer it is among the cards, and the less else the card speaks of. A card's score is the sum of the weights of
the question's terms. Terms are its words, the ideas they stand for, and each two neighbouring words, so that 'who
tells' and 'tell who' are not the same.

The numbers here were chosen by asking each phrasing of a fifth of the cards' lines while the look-up knew the rest
(`make bench-lookup` repeats that). They are broad: half or double of one changes a figure by two per cent at most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, pairwise
from math import log, sqrt
from typing import Any, TypeAlias

from knowledge.lookup.text import MARK, Token
from knowledge.prepared import packed, unpacked

Line: TypeAlias = Sequence[Token]

TITLE = 2
"""A title counts as so many phrasings."""
SATURATION = 0.2
"""The smaller, the less it matters that a card has a term often."""
RARITY = 0.7
LENGTH = 0.7
"""Powers that soften how much a term's rarity, and all else that a card says, count; 1 would be all."""
SOMETHING = 0.4
"""What a term must weigh to be looked for. Those below ('the', 'what', 'child') are in nearly all cards: leaving them
out changes no answer worth having, and saves two fifths of the work.
"""
MOST_TERMS = 40
"""Of a longer question only so many terms count, those that tell most."""
IDEA = 0.6
PAIR = 0.4
"""What the idea behind a word, and two neighbouring words, count beside the word itself."""
ASKING = 0.2
"""What a word of asking ('how', 'my') counts when we look how much of a question a card speaks of."""
SCRAP = 3
"""A word of so few letters that no card has is a slip ('n', 'wen', 'tbh'), and counts as a word of asking."""


@dataclass(frozen=True)
class Lines:
    """A card as the look-up reads it."""

    title: Line
    asked_as: Sequence[Line]
    text: Sequence[Line]

    @property
    def said(self) -> Iterator[Line]:
        """Its title and what people have said when they meant it, each once."""
        return chain((self.title,), self.asked_as)

    @property
    def spoken(self) -> Iterator[Line]:
        """What a person may say when this card is meant."""
        return chain((self.title,) * TITLE, self.asked_as)


class Index:
    """Cards by row, in the order in which they were given. What a term weighs is worked out when it is first asked for:
    of tens of thousands of terms, people type a few hundred.
    """

    def __init__(self, cards: Sequence[Lines]) -> None:
        counts = [Counter(chain.from_iterable(map(terms, chain(card.spoken, card.text)))) for card in cards]
        having: dict[str, list[str]] = defaultdict(list)
        for row, card in enumerate(counts):
            for term, count in card.items():
                having[term].append(f"{row}:{count}")
        spoken = [frozenset(unit.concept for line in card.spoken for unit in line) for card in cards]
        self._set_up(
            {term: " ".join(rows) for term, rows in having.items()}, [" ".join(sorted(said)) for said in spoken], ()
        )
        self._lengths = tuple(self._length(card) for card in counts)

    def _set_up(self, having: Mapping[str, str], spoken: Sequence[str], lengths: tuple[float, ...]) -> None:
        """`having`: by term, `row:how often` of each card that has it; `spoken`: by row, what is said for it."""
        self._having, self._spoken, self._lengths = having, spoken, lengths
        self._unknown = _rarity(0, len(spoken))
        self._new: float = self._unknown**RARITY
        self._strengths: dict[str, float] = {}
        self._weights: dict[str, list[tuple[int, float]]] = {}

    def as_plain(self) -> dict[str, Any]:
        """As JSON, to be kept (`knowledge/prepared.py`)."""
        return {"having": packed(self._having), "spoken": self._spoken, "lengths": self._lengths}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Index:
        """The same again."""
        index = cls.__new__(cls)
        index._set_up(unpacked(plain["having"]), plain["spoken"], tuple(plain["lengths"]))
        return index

    def scores(self, asked: Line) -> list[float]:
        """Each card's, by row; 0 without any term of the question. Scores compare within one question only."""
        scores = [0.0] * len(self._spoken)
        for term in nlargest(MOST_TERMS, dict.fromkeys(terms(asked)), key=self.idf):
            for row, weight in self._weights_of(term):
                scores[row] += weight
        return scores

    def idf(self, term: str) -> float:
        """What a term tells, wherever it stands: more the fewer cards have it."""
        if term not in self._having:
            return self._new * _kind(term)
        if term not in self._strengths:
            self._strengths[term] = self._rarity(term) ** RARITY * _kind(term)
        return self._strengths[term]

    def coverage(self, asked: Line, row: int) -> float:
        """How much of what the question says people have said when they meant this card, 0 to 1."""
        about = total = 0.0
        spoken = frozenset(self._spoken[row].split())
        for unit in dict.fromkeys(asked):
            known = unit.concept in self._having
            weight = self._rarity(unit.concept) if known else self._unknown
            weight *= 1 if self._says_something(unit) else ASKING
            total += weight
            about += weight if unit.concept in spoken else 0
        return about / total if total else 0.0

    def _says_something(self, unit: Token) -> bool:
        return not unit.is_ignored and (unit.concept in self._having or len(unit.concept) > SCRAP)

    def _rarity(self, term: str) -> float:
        return _rarity(self._having[term].count(" ") + 1, len(self._spoken))

    def _weights_of(self, term: str) -> Sequence[tuple[int, float]]:
        """The cards by row that have a term, and what it weighs in each."""
        if term not in self._having or self.idf(term) < SOMETHING:
            return ()
        if term not in self._weights:
            pairs = (pair.split(":") for pair in self._having[term].split())
            self._weights[term] = [
                (int(row), self._weight(term, int(count)) / self._lengths[int(row)]) for row, count in pairs
            ]
        return self._weights[term]

    def _weight(self, term: str, count: int) -> float:
        return self.idf(term) * log(1 + count / SATURATION)

    def _length(self, card: Mapping[str, int]) -> float:
        """How much else a card says."""
        return float(sqrt(sum(self._weight(term, count) ** 2 for term, count in card.items())) ** LENGTH)


def _rarity(count: int, cards: int) -> float:
    """What a term tells that `count` of the cards have."""
    return log(1 + (cards - count + 0.5) / (count + 0.5))


def _kind(term: str) -> float:
    return PAIR if " " in term else IDEA if term.startswith(MARK) else 1.0


def terms(line: Line) -> Iterator[str]:
    """What a line can be recognised by."""
    words = [stem for unit in line for stem in unit.stems]
    ideas = [unit.concept for unit in line if unit.is_idea]
    return chain(words, ideas, map(" ".join, pairwise(words)))

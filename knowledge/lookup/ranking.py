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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, pairwise
from math import log, sqrt
from typing import TypeAlias

from knowledge.lookup.text import MARK, Token

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
    """Cards by row, in the order in which they were given."""

    def __init__(self, cards: Sequence[Lines]) -> None:
        counts = [Counter(chain.from_iterable(map(terms, chain(card.spoken, card.text)))) for card in cards]
        having = Counter(chain.from_iterable(counts))
        self._unknown = _rarity(0, len(cards))
        self._new: float = self._unknown**RARITY
        self._rarity = {term: _rarity(count, len(cards)) for term, count in having.items()}
        self._strengths = {term: rarity**RARITY * _kind(term) for term, rarity in self._rarity.items()}
        self._spoken = [frozenset(unit.concept for line in card.spoken for unit in line) for card in cards]
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, card in enumerate(counts):
            weights = {term: self._strengths[term] * log(1 + count / SATURATION) for term, count in card.items()}
            length = sqrt(sum(weight * weight for weight in weights.values())) ** LENGTH
            for term, weight in weights.items():
                if self._strengths[term] >= SOMETHING:
                    self._weights[term].append((row, weight / length))

    def scores(self, asked: Line) -> list[float]:
        """Each card's, by row; 0 without any term of the question. Scores compare within one question only."""
        scores = [0.0] * len(self._spoken)
        for term in nlargest(MOST_TERMS, dict.fromkeys(terms(asked)), key=self.idf):
            for row, weight in self._weights.get(term, ()):
                scores[row] += weight
        return scores

    def idf(self, term: str) -> float:
        """What a term tells, wherever it stands: more the fewer cards have it."""
        return self._strengths.get(term) or self._new * _kind(term)

    def coverage(self, asked: Line, row: int) -> float:
        """How much of what the question says people have said when they meant this card, 0 to 1."""
        about = total = 0.0
        for unit in dict.fromkeys(asked):
            weight = self._rarity.get(unit.concept, self._unknown) * (1 if self._says_something(unit) else ASKING)
            total += weight
            about += weight if unit.concept in self._spoken[row] else 0
        return about / total if total else 0.0

    def _says_something(self, unit: Token) -> bool:
        return not unit.is_ignored and (unit.concept in self._rarity or len(unit.concept) > SCRAP)


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

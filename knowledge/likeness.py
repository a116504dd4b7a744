"""How alike a question and a phrasing are, each word weighing more the rarer it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import TypeAlias

from knowledge.wording import Unit

SAME_IDEA = 0.8
"""What another word for the same thing counts, against 1 for the word itself."""

Weighed: TypeAlias = Sequence[tuple[Unit, float]]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A title, an 'asked as' line or an example: the terms it can be recognised by, and what all of it weighs."""

    terms: frozenset[str]
    weight: float


def terms(units: Iterable[Unit]) -> dict[str, None]:
    """Each term once, in order."""
    return dict.fromkeys(term for unit in units for term in unit.terms)


def shared(asked: Weighed, terms: frozenset[str]) -> float:
    """What those parts of the question weigh that the terms have."""
    total = 0.0
    for unit, weight in asked:
        if terms.issuperset(unit.stems):
            total += weight
        elif unit.is_idea and unit.terms[-1] in terms:
            total += weight * SAME_IDEA
    return total


def likeness(asked: Weighed, phrasings: Iterable[Phrasing]) -> float:
    """How alike the question and the nearest phrasing are: Dice's coefficient with weights, 1 for the same."""
    total = sum(weight for _, weight in asked)
    best = 0.0
    for phrasing in phrasings:
        # Even if all were shared it could not be nearer than this; most phrasings need no closer look.
        if 2 * min(total, phrasing.weight) > best * (total + phrasing.weight):
            best = max(best, 2 * shared(asked, phrasing.terms) / (total + phrasing.weight))
    return min(1.0, best)


def rarity(count: int, cards: int) -> float:
    """The weight of a word that `count` of the cards have."""
    return log(1 + (cards - count + 0.5) / (count + 0.5))

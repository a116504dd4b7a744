"""Is a question about our subject at all?

Each word leans one way or the other: it is commoner in what our cards are asked as, or commoner in questions about
other matters (other_matters.yaml). The leanings of a question's words are added up. So 'pupil' and 'how do I' say
little, 'consultation' speaks for us and 'asthma' against us.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path

import yaml

from knowledge.citations import YamlLoader
from knowledge.wording import Unit

FILE = Path(__file__).with_name("other_matters.yaml")
MOST = 4.0
"""No single word decides: this is the most that it can lean, for us or against us. What is plainly ours leans so."""
MOST_OF_ASKING = 0.5
"""What 'how', 'my' or 'is' can lean: that depends more on who writes than on what it is about."""
UNKNOWN = -1.0
"""A word that neither side has is a little more often another matter."""
NAMED_ELSEWHERE = -3.0
NAMED_BY_BOTH = -1.0
"""A word that synonyms.yaml lists under 'elsewhere', where our cards never speak of it, and where they do."""
SCRAP = 3
"""A word of so few letters that nobody knows is a slip or an abbreviation, and says nothing."""


def other_matters(file: Path = FILE) -> list[str]:
    """Example questions about other matters, which a practitioner may add to."""
    examples: list[str] = yaml.load(file.read_text("utf-8"), YamlLoader)  # noqa: S506
    return examples


class Subject:
    """Learnt once from the lines our cards are asked as and the examples of other matters."""

    def __init__(self, ours: Sequence[Iterable[Unit]], others: Sequence[Iterable[Unit]]) -> None:
        mine, theirs = _counts(ours), _counts(others)
        self._ours = frozenset(mine)
        self._leanings = {term: _leaning(mine, len(ours), theirs, len(others), term) for term in mine | theirs}
        self._theirs = frozenset(theirs)

    def leaning(self, asked: Iterable[Unit]) -> float:
        """Above 0 for our subject, below 0 for other matters."""
        once = {unit.terms[-1]: unit for unit in asked}
        return sum(self._of(term, unit) for term, unit in once.items())

    def _of(self, term: str, unit: Unit) -> float:
        if unit.is_ours:
            return MOST
        if unit.is_elsewhere and term not in self._theirs:
            return NAMED_BY_BOTH if term in self._ours else NAMED_ELSEWHERE
        if term in self._leanings:
            most = MOST_OF_ASKING if unit.is_ignored else MOST
            return max(-most, min(most, self._leanings[term]))
        return 0.0 if len(term) <= SCRAP else UNKNOWN


def _counts(lines: Iterable[Iterable[Unit]]) -> Counter[str]:
    """In how many lines each term is."""
    return Counter(term for line in lines for term in {unit.terms[-1] for unit in line})


def _leaning(ours: Mapping[str, int], our_lines: int, theirs: Mapping[str, int], their_lines: int, term: str) -> float:
    # The small numbers added are what keeps a word that one side lacks from leaning without limit.
    for_us = (ours.get(term, 0) + 0.5) / (our_lines + 1)
    against_us = (theirs.get(term, 0) + 0.25) / (their_lines + 1)
    return log(for_us / against_us)

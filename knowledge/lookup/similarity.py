"""How like something that has been said before a question is.

What has been said comes in groups of lines: the phrasings of one card, or the examples of other matters. The likeness
of two lines is the cosine between their terms, each weighed by how rare it is: 1 where they say the same, 0 where they
share nothing. A group is as like as its nearest line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from operator import itemgetter

from knowledge.lookup.ranking import Index, Line, terms

TELLING = 1.0
"""What a term must weigh to count. Those below are in so many cards ('the', 'child', 'what do') that sharing them says
nothing, and looking through all lines that have them would take most of the time.
"""


class Likeness:
    """Lines in groups, ready to be compared with a question. The index says what a term weighs."""

    def __init__(self, groups: Iterable[Iterable[Line]], index: Index) -> None:
        self._index = index
        self._group: list[int] = []
        self._lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, group in enumerate(groups):
            for said in set(map(self._told_by, group)):
                self._add(said, number)

    def _add(self, said: frozenset[str], group: int) -> None:
        length = self._length(said)
        for term in said:
            self._lines[term].append((len(self._group), self._index.idf(term) ** 2 / length))
        self._group.append(group)

    def of(self, asked: Line) -> dict[int, float]:
        """Each group that shares a term with the question, and how like its nearest line is, 0 to 1."""
        said = self._told_by(asked)
        shared: dict[int, float] = defaultdict(float)
        for term in said:
            for line, weight in self._lines.get(term, ()):
                shared[line] += weight
        length = self._length(said)
        # The nearest line of a group comes last, and is what is left.
        return {self._group[line]: weight / length for line, weight in sorted(shared.items(), key=itemgetter(1))}

    def _told_by(self, line: Line) -> frozenset[str]:
        return frozenset(term for term in terms(line) if self._index.idf(term) >= TELLING)

    def _length(self, said: Iterable[str]) -> float:
        return sqrt(sum(self._index.idf(term) ** 2 for term in said)) or 1.0

"""How like something that has been said before a question is.

What has been said comes in groups of lines: the phrasings of one card, or the examples of other matters. The likeness
of two lines is the cosine between their terms, each weighed by how rare it is: 1 where they say the same, 0 where they
share nothing. A group is as like as its nearest line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from operator import itemgetter
from typing import Any

from knowledge.lookup.ranking import Index, Line, terms
from knowledge.prepared import packed, unpacked

TELLING = 1.0
"""What a term must weigh to count. Those below are in so many cards ('the', 'child', 'what do') that sharing them says
nothing, and looking through all lines that have them would take most of the time.
"""


class Likeness:
    """Lines in groups, ready to be compared with a question. The index says what a term weighs."""

    def __init__(self, groups: Iterable[Iterable[Line]], index: Index) -> None:
        having: dict[str, list[str]] = defaultdict(list)
        lengths: list[float] = []
        group_of: list[int] = []
        self._set_up(index, {}, lengths, group_of)
        for group, lines in enumerate(groups):
            for said in set(map(self._told_by, lines)):
                for term in said:
                    having[term].append(str(len(lengths)))
                lengths.append(self._length(said))
                group_of.append(group)
        self._having.update((term, " ".join(lines)) for term, lines in having.items())

    def _set_up(self, index: Index, having: dict[str, str], lengths: Sequence[float], group_of: Sequence[int]) -> None:
        """`having`: by term, the numbers of the lines that have it. The others: by the number of a line."""
        self._index, self._having, self._lengths, self._group = index, having, lengths, group_of
        self._lines: dict[str, list[tuple[int, float]]] = {}

    def as_plain(self) -> dict[str, Any]:
        """As JSON, to be kept (`knowledge/prepared.py`)."""
        return {"having": packed(self._having), "lengths": self._lengths, "groups": self._group}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any], index: Index) -> Likeness:
        """The same again."""
        likeness = cls.__new__(cls)
        likeness._set_up(index, unpacked(plain["having"]), plain["lengths"], plain["groups"])
        return likeness

    def of(self, asked: Line) -> dict[int, float]:
        """Each group that shares a term with the question, and how like its nearest line is, 0 to 1."""
        said = self._told_by(asked)
        shared: dict[int, float] = defaultdict(float)
        for term in said:
            for line, weight in self._lines_with(term):
                shared[line] += weight
        length = self._length(said)
        # The nearest line of a group comes last, and is what is left.
        return {self._group[line]: weight / length for line, weight in sorted(shared.items(), key=itemgetter(1))}

    def _lines_with(self, term: str) -> Sequence[tuple[int, float]]:
        """Lines by number, and what the term weighs in each; worked out when a term is first asked for."""
        if term not in self._having:
            return ()
        if term not in self._lines:
            weight = self._index.idf(term) ** 2
            lines = map(int, self._having[term].split())
            self._lines[term] = [(line, weight / self._lengths[line]) for line in lines]
        return self._lines[term]

    def _told_by(self, line: Line) -> frozenset[str]:
        return frozenset(term for term in terms(line) if self._index.idf(term) >= TELLING)

    def _length(self, said: Iterable[str]) -> float:
        return sqrt(sum(self._index.idf(term) ** 2 for term in said)) or 1.0

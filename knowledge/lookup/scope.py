"""Is a question about our subject at all?

Each word leans one way or the other: it is commoner in what our cards are asked as, or commoner in questions about
other matters (other_matters.yaml). The leanings of a question's words are added up (naive Bayes). So 'pupil' and
'how do I' say little, 'consultation' speaks for us and 'asthma' against us. Two words that stand side by side lean as
well: 'bus' is nobody's, 'on the bus' is where things happen. To this sum come how much of the question the best cards
speak of, and how like it is to the nearest line of either side (similarity.py).

Three things follow from it: the question is ours and a card answers it; it may be ours, and the nearest cards are
offered by their titles beside the person to ask; or it is another matter. That a question names what we are here for
weighs much, but not all: there are traffic lights on roads. A child who wants to die is always ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from math import inf, log
from pathlib import Path

from knowledge.lookup.text import Token
from knowledge.yaml_file import read

FILE = Path(__file__).with_name("other_matters.yaml")
COVER = 6.5
"""What a card that speaks of all of the question weighs against the leanings of its words."""
OURS = 6.0
THEIRS = 11.0
"""What a line that says the same weighs, where one of our cards has it and where another matter has it. These weights
were found by asking each phrasing and each example of a look-up that did not know it.
"""
NAMED = 6.0
"""What an idea weighs that names our subject."""
MOST_OF_ASKING = 1.0
"""The most that a word of asking leans either way: that 'or' is rare in the examples of other matters is chance."""
PAIRS = 0.4
"""What two words side by side weigh beside one word: less, since their words were counted already. Found by asking each
phrasing and each example of a look-up that did not know it (a fifth each time): where 3 % of other matters are
answered, 86 % of ours are, and without pairs 83 %.
"""
ADDED, ADDED_TO_PAIRS = 0.5, 0.2
"""What is added to how often each side has a term, so that one that a side lacks does not lean without limit."""
UNKNOWN = 1.0
"""What a word of some meaning weighs against us that nobody has used on either side. Two count at most in a story."""
SURE = 0.5
"""From this sum on a card answers. So one in ten of the examples of other matters is answered by a look-up that did not
know it, as before pairs were counted.
"""
NEAR = -2.0
"""From this sum on the nearest cards are offered. Set by the totals of the blind questions, which nobody read for it
(tests/knowledge/lookup/questions/blind.yaml).
"""


def other_matters(file: Path = FILE) -> dict[str, list[str]]:
    """Example 'questions' about other matters, and 'words' that speak of them. A practitioner may add to both."""
    examples: dict[str, list[str]] = read(file)
    return examples


class Subject:
    """Learnt once from the lines our cards are asked as and from the examples of other matters."""

    def __init__(
        self,
        ours: Iterable[Sequence[Token]],
        others: Iterable[Sequence[Token]],
        named: frozenset[str] = frozenset(),
        always: frozenset[str] = frozenset(),
    ) -> None:
        my_lines, their_lines = list(ours), list(others)
        leanings = _leanings(_counts(my_lines, _words), _counts(their_lines, _words), ADDED)
        leanings |= _leanings(_counts(my_lines, _pairs), _counts(their_lines, _pairs), ADDED_TO_PAIRS)
        self._set_up(leanings, named, always)

    def _set_up(self, leanings: Mapping[str, float], named: frozenset[str], always: frozenset[str]) -> None:
        self._leanings, self._named, self._always = leanings, named, always

    def as_plain(self) -> Mapping[str, float]:
        """As JSON, to be kept (`knowledge/prepared.py`): by word or idea, and by pair of them, how it leans."""
        return self._leanings

    @classmethod
    def of_plain(cls, plain: Mapping[str, float], named: frozenset[str], always: frozenset[str]) -> Subject:
        """The same again."""
        subject = cls.__new__(cls)
        subject._set_up(plain, named, always)
        return subject

    def weigh(self, asked: Sequence[Token], *, cover: float, ours: float, theirs: float) -> float:
        """The more, the surer that the question is ours.

        Each 0 to 1: `cover` is how much of the question the best cards speak of; `ours` and `theirs` are how like the
        nearest line of a card, and of another matter, is.
        """
        meanings = {unit.concept for unit in asked}
        if meanings & self._always:
            return inf
        unknown = {unit.concept for unit in asked if not unit.is_ignored and unit.concept not in self._leanings}
        about = COVER * cover + OURS * ours - THEIRS * theirs
        return self.leaning(asked) + about + NAMED * bool(meanings & self._named) - UNKNOWN * min(2, len(unknown))

    def leaning(self, asked: Iterable[Token]) -> float:
        """Above 0 for our subject, below 0 for other matters; a word that neither side has says nothing."""
        line = list(asked)
        pairs = sum(self._leanings.get(pair, 0.0) for pair in _pairs(line))
        return sum(self._lean(unit) for unit in dict.fromkeys(line)) + PAIRS * pairs

    def _lean(self, unit: Token) -> float:
        leaning = self._leanings.get(unit.concept, 0.0)
        return max(-MOST_OF_ASKING, min(leaning, MOST_OF_ASKING)) if unit.is_ignored else leaning


def _leanings(mine: Counter[str], theirs: Counter[str], added: float) -> dict[str, float]:
    """How each term leans, by how many lines of either side have it."""
    all_mine, all_theirs = mine.total(), theirs.total()
    return {
        term: log((mine[term] + added) / (all_mine + 1)) - log((theirs[term] + added) / (all_theirs + 1))
        for term in mine | theirs
    }


def _counts(lines: Iterable[Sequence[Token]], terms: Callable[[Sequence[Token]], set[str]]) -> Counter[str]:
    """In how many lines each term is."""
    return Counter(chain.from_iterable(map(terms, lines)))


def _words(line: Sequence[Token]) -> set[str]:
    return {unit.concept for unit in line}


def _pairs(line: Sequence[Token]) -> set[str]:
    """Each two words that stand side by side, in their order."""
    return {f"{before.concept} + {after.concept}" for before, after in pairwise(line)}

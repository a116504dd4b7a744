"""Which choice a message is most like, where no words decide: for what is offered, never for what is taken."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

_ENOUGH = 0.9
"""Less likeness than one rare word shared is chance."""


class Likeness:
    """One question's choices, each with the plain words that its data uses."""

    def __init__(self, by_choice: dict[str, Iterable[str]]) -> None:
        self._words = {choice: frozenset(words) for choice, words in by_choice.items()}
        in_how_many = Counter(word for words in self._words.values() for word in words)
        self._weight = {word: log((1 + len(self._words)) / many) for word, many in in_how_many.items()}

    def ranked(self, stems: Iterable[str], choices: Sequence[str]) -> list[str]:
        """The choices that share words with a message, the most alike first."""
        said = set(stems)
        alike = {c: sum(self._weight[w] for w in said & self._words.get(c, frozenset())) for c in choices}
        return [choice for choice in sorted(choices, key=lambda c: -alike[c]) if alike[choice] >= _ENOUGH]

"""What a 'not' reaches: the end of its clause, and no further than a 'but', a 'because' or a new sentence.

One rule for the understanding of answers (dialogs/understanding/) and for the look-up (lookup/text.py): words in, in
order and in small letters, and for each how many negations reach it. The words are data (negation.yaml).
"""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path

from knowledge.yaml_file import read

FILE = Path(__file__).with_name("negation.yaml")
ENDS = frozenset(".;!?\n")
PAUSES = frozenset(',:/"') | ENDS
REACH = 9
"""Words that a 'not' reaches at most. Clauses of people who type in a hurry have no ends."""
SUBJECTS = frozenset("i he she they we you it there this that everyone someone nobody both neither all".split())
_FINITE = frozenset("is are was were am has have had did will would".split())
_RAISING = frozenset(
    "think believe reckon feel say said says saying sure seem that if know like want would suppose".split()
)
"""'I dont think he is hurt': a 'not' reaches through these into the next sentence."""
_LITTLE = frozenset("i it that this was is were be been they he she we think believe any all really being".split())
"""'Not scared just annoyed' is a contrast, 'i dont think it was just jokes' is none."""
_NOT_KNOWN = frozenset({"know", "sure", "certain"})
_MAY_BELONG = frozenset("still yet only if then when while so".split())


class Negation:
    """By the lists of `negation.yaml`. `stops` are places where a 'just' or a 'so' was left out."""

    def __init__(self) -> None:
        data = read(FILE)
        self.negators, before_nt, self.breaks, self.contrasts = (
            frozenset(str(data[name]).split()) for name in ("negators", "before_nt", "breaks", "contrasts")
        )
        self._contracted = frozenset(f"{word}nt" for word in before_nt)

    @classmethod
    @cache
    def load(cls) -> "Negation":
        """Read once."""
        return cls()

    def spelt_out(self, words: Sequence[str]) -> list[str]:
        """'dont' and 'isnt' as 'not', for those who do not take words apart as `speech.py` does.

        As many words as were given. 'I dont know' and 'not sure' deny nothing, and hold no 'not' afterwards.
        """
        plain = ["not" if word in self._contracted or word == "cannot" else word for word in words]
        return [
            "unsure" if word == "not" and following in _NOT_KNOWN else word
            for word, following in zip_longest(plain, plain[1:], fillvalue="")
        ]

    def reaches(self, words: Sequence[str], stops: Collection[int] = ()) -> tuple[list[int], list[int]]:
        """For each word how many negations reach it, and where these stand."""
        nots = [0] * len(words)
        found: list[int] = []
        for at in range(len(words)):
            if not self._is_not(words, at):
                continue
            found.append(at)
            for reached in range(at + 1, min(at + 1 + REACH, len(words))):
                if self._ends_reach(words, reached, at, stops):
                    break
                nots[reached] += 1
        return nots, found

    def may_reach(self, words: Sequence[str], negators: Sequence[int], stops: Collection[int]) -> frozenset[int]:
        """Words such as 'still' that end a reach and may yet belong to it."""
        found: set[int] = set()
        for negator in negators:
            for at in range(negator + 1, min(negator + 1 + REACH, len(words))):
                if words[at] in PAUSES or words[at] in self.contrasts - {"only"}:
                    break
                is_just = at in stops and set(words[negator + 1 : at]) <= _LITTLE
                if words[at] in _MAY_BELONG or is_just:
                    found.add(at)
        return frozenset(found)

    def _is_not(self, words: Sequence[str], at: int) -> bool:
        """A word that turns what follows.

        A second one ends the reach of the first: 'no force no secrets', 'aint done nothing'.
        """
        return words[at] in self.negators and not (words[at] == "no" and self._stands_alone(words, at))

    def _stands_alone(self, words: Sequence[str], at: int) -> bool:
        """'She said no', 'took no for an answer': a no that somebody said."""
        following = words[at + 1] if at + 1 < len(words) else "."
        return following in PAUSES or following in ("to", "for", "3", "2", "times") or following in self.breaks

    def _ends_reach(self, words: Sequence[str], reached: int, at: int, stops: Collection[int]) -> bool:
        word = words[reached]
        if reached in stops and reached > at + 1:
            return True
        if word in PAUSES or (word in self.breaks and reached > at + 1) or self._is_not(words, reached):
            return True
        if word in self.contrasts - {"only"}:
            return True
        following = words[reached + 1] if reached + 1 < len(words) else ""
        if word in SUBJECTS and following in _FINITE and reached > at + 2 and not set(words[at:reached]) & _RAISING:
            # a new sentence, without a stop: 'no adults involved its between two y6s'
            return True
        return word == "and" and (following in SUBJECTS or following in self.negators)

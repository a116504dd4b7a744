"""The ways in which one child's name may stand in a text: whole, in part, shortened, or as initials.

A spelling is its letters put together ('annemarie'), so that it is the same with a hyphen, a blank or neither. Where
its words begin is kept, for whoever must tell 'Tom S' from 'toms'.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import accumulate

from storage.names import folding, short_forms

MOST_PARTS = 8
"""Parts of a name that are put together in every way; what is longer is no name of a person."""
SHORTEST_AFTER_APOSTROPHE = 3
"""Letters after an apostrophe that may be a name by themselves: not the s of 's."""
GIVEN_AFTER = 3
"""Letters of a name written without blanks from which its end is a given name: 小明 of 王小明."""

_SPREAD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class Kind(IntEnum):
    """The smaller, the surer that the child is meant."""

    WHOLE = 1
    """Two parts or more: 'Anne-Marie Smith' of Anne-Marie Smith-Jones."""
    PART = 2
    FORM = 3
    """Another form of the first name, Kate for Katherine; or what follows an apostrophe, Neil of O'Neil."""
    SHORTENED = 4
    """One part and the first letter of the other: 'T Smith', 'Tom S'."""
    INITIALS = 5


@dataclass(frozen=True)
class Name:
    """A name with its parts in order, folded: each word of it, taken apart at hyphens."""

    text: str

    @cached_property
    def words(self) -> list[list[str]]:
        """The words as they are set apart by blanks, each in its parts; 'Smith, John' is John Smith."""
        return [split for word in self._ordered if (split := folding.parts(word))]

    @property
    def parts(self) -> list[str]:
        """All parts of the name in order, those of a double name each by itself."""
        return [part for word in self.words for part in word]

    @cached_property
    def spellings(self) -> dict[str, Kind]:
        """Letters put together, and what they are: every part of the name, and all parts that follow each other."""
        found: dict[str, Kind] = {}
        forms = (*self._forms(), *self._after_apostrophes())
        for kind, spelt in (*_rows(self.parts), *self._given(), *forms, *self._shortened()):
            found[spelt] = min(kind, found.get(spelt, kind))
        return found

    @cached_property
    def beginnings(self) -> dict[str, set[int]]:
        """For each spelling, after how many of its letters something new begins: another part, or what follows an
        apostrophe. There a blank may stand.
        """
        found: dict[str, set[int]] = {}
        pieces = _sums([len(word.letters) for word in folding.words(" ".join(self._ordered))])
        ends = [0, *_sums([len(part) for part in self.parts])][: MOST_PARTS + 1]
        for at, start in enumerate(ends):
            for number, end in enumerate(ends[at + 1 :], start=at + 1):
                row = "".join(self.parts[at:number])
                found.setdefault(row, set()).update(piece - start for piece in pieces if start < piece < end)
        for first_part, second in self._pairs():
            found.setdefault(first_part + second, set()).add(len(first_part))
        return found

    @property
    def _ordered(self) -> list[str]:
        last, comma, first = self.text.partition(",")
        return (f"{first} {last}" if comma else self.text).split()

    def _given(self) -> list[tuple[Kind, str]]:
        """Of a name in one word of a script without blanks: its end, after a family name of one letter or of two."""
        only = self.parts[0] if len(self.parts) == 1 else ""
        if len(only) < GIVEN_AFTER or not folding.Word(only, 0, 0, "").runs_together:
            return []
        return [(Kind.PART, only[1:])] + ([(Kind.PART, only[2:])] if len(only) > GIVEN_AFTER else [])

    def _forms(self) -> list[tuple[Kind, str]]:
        """Of the first name; of each half, where it is a double name; and of the whole of it."""
        if not self.words:
            return []
        first = self.words[0]
        return [(Kind.FORM, form) for one in {*first, "".join(first)} for form in sorted(short_forms.forms(one))]

    def _after_apostrophes(self) -> list[tuple[Kind, str]]:
        """Neil of O'Neil, Souza of D'Souza."""
        pieces = folding.words(self.text)
        return [
            (Kind.FORM, piece.letters)
            for piece in pieces
            if piece.glue == folding.APOSTROPHE and len(piece.letters) >= SHORTEST_AFTER_APOSTROPHE
        ]

    def _shortened(self) -> list[tuple[Kind, str]]:
        parts = self.parts
        if len(parts) < 2:
            return []
        initials = {"".join(part[0] for part in parts), parts[0][0] + parts[-1][0]}
        initials |= {"".join(word[0][0] for word in self.words)} if len(self.words) > 1 else set()
        initials |= {"".join(part[0] for part in self.words[0])} if len(self.words[0]) > 1 else set()
        pairs = [(Kind.SHORTENED, one + other) for one, other in self._pairs()]
        return pairs + [(Kind.INITIALS, letters) for letters in sorted(initials)] + [(Kind.INITIALS, parts[0][0])]

    def _pairs(self) -> list[tuple[str, str]]:
        """'T Smith' and 'Tom S', with each part of a double name."""
        if len(self.words) < 2:
            return []
        given, family = self.words[0], self.words[-1]
        firsts = {*given, "".join(given)}
        firsts |= {form for one in firsts for form in short_forms.forms(one)}
        lasts, initial = {*family, "".join(family)}, family[0][0]
        return [(given[0][0], one) for one in sorted(lasts)] + [(one, initial) for one in sorted(firsts)]


def ways(name: str) -> list[Name]:
    """The name, and where it has them, with ä, ö, ü, å and ø as two letters: Müller is Muller and Mueller."""
    plain = unicodedata.normalize("NFC", name).casefold()
    spread = plain.translate(_SPREAD)
    return [Name(name)] + ([Name(spread)] if spread != plain else [])


def _rows(parts: Sequence[str]) -> list[tuple[Kind, str]]:
    """Each part, and all that follow each other. What is no name by itself counts only at either end, or in a row."""
    parts = parts[:MOST_PARTS]
    found = []
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            row = parts[first : last + 1]
            if last > first and not set(row) <= short_forms.particles():
                found.append((Kind.WHOLE, "".join(row)))
            elif last == first and _counts(parts, first):
                found.append((Kind.PART, row[0]))
    return found


def _counts(parts: Sequence[str], at: int) -> bool:
    at_an_end = at in (0, len(parts) - 1)
    return len(parts[at]) > 1 and (at_an_end or parts[at] not in short_forms.particles())


def _sums(lengths: Sequence[int]) -> list[int]:
    return list(accumulate(lengths))

"""What is looked for in a text: each spelling of other children's names, and what the child of this form is called."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from storage.names import folding, phonetics, short_forms
from storage.names.spellings import Kind, ways

SHORTEST_MISSPELT = 4
SHORTEST_BEGINNING = 3
"""Letters of a word with a capital that may be the beginning of a name, as Olu of Oluwaseun."""
SHORTEST_GOING_ON = 5
"""Letters of a name that may have something hung on to it."""
SHORTEST_SMALL = 5
"""Letters of a word typed without a capital that may be a name misspelt: shorter ones are nearly always words."""
LONG = 8
"""Letters from which two of them may be wrong."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass
class Wanted:
    """What is looked for. `meant` is each spelling of another child's name: its kind, and the letter that is printed,
    or `several` where it may be more than one of them. `beginnings` are as in `Name`; `with_signs` are names, as they
    were typed, with signs in them that no name has.
    """

    several: str
    own: frozenset[str]
    own_forms: frozenset[str]
    own_in_short: frozenset[str]
    letters_in_use: frozenset[str]
    meant: dict[str, tuple[Kind, str]] = field(default_factory=dict)
    beginnings: dict[str, set[int]] = field(default_factory=dict)
    with_signs: dict[str, str] = field(default_factory=dict)

    @cached_property
    def longest(self) -> int:
        """Letters of the longest spelling that is looked for: longer runs of letters need no look."""
        return max(map(len, (*self.meant, *self.own)), default=0)


def wanted(others: Mapping[str, str], own_name: str, several: str) -> Wanted:
    """From the other children, name to letter. What the child of this form is called is never another's."""
    of_own = [spelling for name in ways(own_name) for spelling in name.spellings.items()]
    known = Wanted(
        several=several,
        own=frozenset(spelt for spelt, kind in of_own if kind <= Kind.PART),
        own_forms=frozenset(spelt for spelt, kind in of_own if kind is Kind.FORM),
        own_in_short=frozenset(spelt for spelt, kind in of_own if kind > Kind.FORM),
        letters_in_use=frozenset(folding.fold(label)[-1:] for label in others.values()),
    )
    for typed, letter in others.items():
        if not set(folding.fold(_LETTER.sub("", typed))) <= folding.JOINING:
            known.with_signs[typed.strip()] = letter
        for name in ways(typed):
            for spelt, kind in name.spellings.items():
                is_own = spelt in known.own or (kind > Kind.PART and spelt in known.own_forms | known.own_in_short)
                if not is_own:
                    known.meant[spelt] = _merged(known.meant.get(spelt), (kind, letter), several)
            for spelt, begins in name.beginnings.items():
                known.beginnings.setdefault(spelt, set()).update(begins)
    return known


def misspelt(letters: str, known: Wanted) -> str:
    """The letter of the child whose name this may be, misspelt by a letter or two; '' where it is none."""
    if len(letters) < SHORTEST_MISSPELT or letters in short_forms.everyday_words() or letters in known.own_forms:
        return ""
    near = {letter for spelt, (kind, letter) in known.meant.items() if kind <= Kind.PART and _near(letters, spelt)}
    if not near or any(_near(letters, spelt) for spelt in known.own):
        return ""
    return near.pop() if len(near) == 1 else known.several


def begun(letters: str, known: Wanted) -> str:
    """The letter of the child whose name begins like this, as people shorten what is in no list; '' where none does."""
    return _one_of(letters, known, SHORTEST_BEGINNING, lambda spelt: spelt.startswith(letters))


def gone_on(letters: str, known: Wanted) -> str:
    """The letter of the child with whose name this word begins, as Danielboy, or Łukaszem; '' where it is none."""
    return _one_of(
        letters, known, SHORTEST_GOING_ON, lambda spelt: len(spelt) >= SHORTEST_GOING_ON and letters.startswith(spelt)
    )


def _one_of(letters: str, known: Wanted, shortest: int, is_like: Callable[[str], bool]) -> str:
    if len(letters) < shortest or letters in short_forms.everyday_words() or letters in known.own_forms:
        return ""
    like = {letter for spelt, (kind, letter) in known.meant.items() if kind is Kind.PART and is_like(spelt)}
    if not like or any(map(is_like, known.own)):
        return ""
    return like.pop() if len(like) == 1 else known.several


def _merged(before: tuple[Kind, str] | None, now: tuple[Kind, str], several: str) -> tuple[Kind, str]:
    """Two children of one spelling. A whole name is surer than what is like it."""
    if before is None or before[1] == now[1]:
        return min(before or now, now)
    whole = [one for one in (before, now) if one[0] is Kind.WHOLE]
    return whole[0] if len(whole) == 1 else (min(before[0], now[0]), several)


def _near(letters: str, spelt: str) -> bool:
    if len(spelt) < SHORTEST_MISSPELT:
        return False
    alike = phonetics.key(letters) == phonetics.key(spelt) != ""
    most = 2 if min(len(letters), len(spelt)) >= LONG or (alike and len(spelt) > SHORTEST_SMALL) else 1
    return (alike or letters[0] == spelt[0]) and OSA.distance(letters, spelt, score_cutoff=most) <= most

"""The list that was shown last: what a number that is typed, or a button that is pressed, means.

Between showing and pressing, things come, go and change. So a list that is shown is kept in the person's state, by its
kind, as the ids in the order of their numbers; a typed number is read against that, never against a fresh list. A
button carries the id itself. Both carry the mark of what stood there (such as the version of a booking): where the
thing is not as it was shown, nothing is done, and that is said.

In state, sealed with the rest: `{"bookings": ["3f9a....0", "81bc....2"]}`, each an id and its mark.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialogs.interview.answers import plain

MOST_DIGITS = 4
"""A number in a list has no more; whoever types more means no number of it."""
_ITEM = re.compile(r"([a-z0-9_-]{12,80})(?:\.([a-z0-9_-]{1,80}))?")
"""Twelve signs at least: no word that somebody types after a command looks like it by chance."""


@dataclass(frozen=True)
class Item:
    """One thing of a list. `mark` says in which state it was shown; '' where it has none to change."""

    id: str
    mark: str = ""

    def __str__(self) -> str:
        """As a button carries it, and as it is kept."""
        return f"{self.id}.{self.mark}" if self.mark else self.id


class Stale(StrEnum):
    """Why nothing is done: the key of the sentence under a list's `stale`."""

    GONE = "gone"
    """It is not there any more, or was done by somebody else."""
    CHANGED = "changed"
    """It is there, and not as it was shown."""


class Shown:
    """One person's lists during one turn, as they stand in state under `shown`.

    `to_confirm` is what a question that is answered with yes or no would do: the very words that its yes would send.
    """

    def __init__(self, kept: Mapping[str, Sequence[str]] | None = None) -> None:
        self.kept: dict[str, Sequence[str]] = dict(kept or {})
        self.to_confirm = ""

    def keep(self, kind: str, items: Iterable[Item]) -> None:
        """This list is being shown now: from now on its numbers mean these."""
        self.kept[kind] = [str(item) for item in items]

    def last(self, kind: str) -> tuple[Item, ...]:
        """What the numbers of this list mean: as it was shown last."""
        return tuple(_item(text) for text in self.kept.get(kind, ()))

    def meant(self, kind: str, said: str, now: Iterable[Item]) -> Item | Stale | None:
        """What a number or a button means: a thing that is still as it was shown, or why not.

        None where nothing of the list is meant, such as a number that was not in it: then the list is shown. `now`:
        what there is at this moment for this person.
        """
        wanted = self._wanted(kind, said)
        if wanted is None:
            return None
        there = {item.id: item for item in now}.get(wanted.id)
        if there == wanted:
            return there
        return Stale.CHANGED if there is not None and there.mark else Stale.GONE

    def only(self, kind: str, now: Sequence[Item], among: Callable[[Item], bool] = lambda _: True) -> Item | None:
        """What is meant where nothing is said: the only one there is, unless something else was shown last.

        `among`: which of the list may be meant at all, such as the places with an offer.
        """
        shown = [item for item in self.last(kind) if among(item)]
        return now[0] if len(now) == 1 and (not shown or shown == list(now)) else None

    def _wanted(self, kind: str, said: str) -> Item | None:
        number = number_in(said)
        if number is None:
            found = _ITEM.fullmatch(plain(said))
            return Item(found[1], found[2] or "") if found else None
        shown = self.last(kind)
        return shown[number - 1] if 1 <= number <= len(shown) else None


def number_in(text: str) -> int | None:
    """The number that a text is, in the figures 0 to 9 and nothing else: '²' and '٣' are none, nor is '1, 2'."""
    found = re.fullmatch(rf"0*([0-9]{{1,{MOST_DIGITS}}})", text.strip())
    return int(found[1]) if found else None


def _item(text: str) -> Item:
    id, _, mark = text.partition(".")
    return Item(id, mark)

"""The words of the data as patterns: what a practitioner writes, found in a message.

    hurt                    the word, in any tense or number
    =hurting                exactly this word
    touch/grab her bum      one of several words; `_` joins two words of one of them: `put_hand/touch`
    @body                   any of a list of words in `words.yaml`
    hand .. skirt           up to three words between, of one clause and without a 'not'; `...` up to seven, `....` up
    to
                            fifteen, across commas and stops too
    N                       a number
    very? wrong             a word that may be missing
    ^ no one $              only as the whole message
    ! planned               where a 'not' reaches it: "wasnt planned", "nobody planned it"

Words are made plain first (`speech.py`), so "can't" and "cannot" are one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dialogs.understanding.message import Message, Taker
from dialogs.understanding.speech import is_mark

GAPS = {"..": 3, "...": 7, "....": 15}
"""How many words each gap may hold. The longest also goes across the marks between clauses."""
_NOT_ACROSS = frozenset("not never no nobody without none neither but".split())


@dataclass(frozen=True)
class Element:
    """A place in a pattern: words that may stand there, a gap of up to `gap` words, or the beginning or end."""

    stems: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    number: bool = False
    optional: bool = False
    gap: int = 0
    place: str = ""

    def ends(self, message: Message, at: int) -> Iterator[int]:
        """Where the pattern may go on, when this element stands at word `at`."""
        stems = message.stems
        if self.place == "^":
            if at == 0:
                yield 0
        elif self.place == "$":
            if all(map(is_mark, message.words[at:])):
                yield at
        elif self.gap:
            yield from self._across(message, at)
        elif at < len(stems):
            if stems[at] in self.stems or message.words[at] in self.exact or (self.number and stems[at].isdecimal()):
                yield at + 1
            for phrase in self.phrases.get(stems[at], ()):
                if stems[at : at + len(phrase)] == phrase:
                    yield at + len(phrase)
        if self.optional:
            yield at

    def _across(self, message: Message, at: int) -> Iterator[int]:
        yield at
        for passed in range(at, min(at + self.gap, len(message.words))):
            word = message.words[passed]
            if (is_mark(word) and self.gap < GAPS["...."]) or word in _NOT_ACROSS:
                return
            yield passed + 1

    def as_plain(self) -> list[Any]:
        """As JSON, to be kept for the next start."""
        phrases = {first: [" ".join(row) for row in rows] for first, rows in self.phrases.items()}
        texts = " ".join(sorted(self.stems)), " ".join(sorted(self.exact))
        return [*texts, phrases, self.number, self.optional, self.gap, self.place]

    @classmethod
    def of_plain(cls, plain: Sequence[Any]) -> "Element":
        """The same again."""
        stems, exact, phrases, number, optional, gap, place = plain
        rows = {first: tuple(tuple(row.split()) for row in rows) for first, rows in phrases.items()}
        return cls(frozenset(stems.split()), frozenset(exact.split()), rows, number, optional, gap, place)

    def keys(self) -> frozenset[str]:
        """One of these stands in every message that has this element; empty where it may be missing."""
        if self.optional or self.gap or self.place:
            return frozenset()
        return self.stems | self.exact | frozenset(self.phrases) | (frozenset({"N"}) if self.number else frozenset())


@dataclass(frozen=True)
class Pattern:
    """`denied`: it counts only where a 'not' reaches it."""

    written: str
    elements: tuple[Element, ...]
    denied: bool

    @cached_property
    def wanted(self) -> frozenset[str]:
        """One of these words must be in the message; empty where none has to be."""
        return min((keys for element in self.elements if (keys := element.keys())), key=len, default=frozenset())

    @cached_property
    def _begins(self) -> frozenset[str]:
        """One of these words must stand where it begins; empty where it may begin with any."""
        keys = self.elements[0].keys()
        return frozenset() if "N" in keys else keys

    def spans(self, message: Message) -> Iterator[tuple[int, int]]:
        """Where it is found: from word, to word; at most once from each word."""
        begins = self._begins
        for first, (word, stem) in enumerate(zip(message.words, message.stems, strict=True)):
            if begins and stem not in begins and word not in begins:
                continue
            last = self._match(message, first, 0)
            if last is not None and last > first:
                yield first, last

    def _match(self, message: Message, at: int, step: int) -> int | None:
        if step == len(self.elements):
            return at
        for end in self.elements[step].ends(message, at):
            last = self._match(message, end, step + 1)
            if last is not None:
                return last
        return None


class PatternMaker:
    """Makes patterns. `lists` are the word lists that `@name` stands for; `seen` collects every word, for spelling."""

    def __init__(self, taker: Taker, lists: Mapping[str, Sequence[str]]) -> None:
        self.taker = taker
        self._lists = lists
        self._made: dict[str, Element | None] = {}
        self._rows: dict[str, tuple[str, ...]] = {}
        self.seen: set[str] = set()

    def make(self, written: str) -> Pattern:
        """One line of the data as a pattern. Raises ValueError where it has no word that must be there."""
        parts = self._joined(written.split())
        denied = parts[:1] == ["!"]
        elements = [element for element in map(self._element, parts[denied:]) if element]
        pattern = Pattern(written, tuple(elements), denied)
        if not pattern.wanted:
            raise ValueError(f"“{written}” has no word that must be there")
        return pattern

    def _joined(self, parts: Sequence[str]) -> list[str]:
        """Plain words beside each other are made plain together, since a phrase may mean one word."""
        joined: list[str] = []
        run: list[str] = []
        for part in [*parts, "$$"]:
            if part[0] not in "!^$@=." and part != "N" and "/" not in part and not part.endswith("?"):
                run.append(part)
                continue
            joined += self.taker.of_data(" ".join(run))
            run = []
            joined.append(part)
        return joined[:-1]

    def _element(self, part: str) -> Element | None:
        if part not in self._made:
            self._made[part] = self._new(part)
        return self._made[part]

    def _new(self, part: str) -> Element | None:
        if part in GAPS:
            return Element(gap=GAPS[part])
        if part in ("^", "$"):
            return Element(place=part)
        optional = part.endswith("?")
        exact: set[str] = set()
        rows: list[tuple[str, ...]] = []
        listed = part.rstrip("?").split("/")
        for one in listed:
            if one in self.taker.articles:
                optional = True
                continue
            for phrase in self._lists[one[1:]] if one.startswith("@") else (one,):
                if phrase.startswith("="):
                    exact.add(phrase[1:])
                elif row := self._stems(phrase):
                    rows.append(row)
        self.seen |= exact
        if not exact and not rows and "N" not in listed:
            # 'just' and its like are left out of every message
            return None
        phrases: dict[str, list[tuple[str, ...]]] = {}
        for row in rows:
            if len(row) > 1:
                phrases.setdefault(row[0], []).append(row)
        return Element(
            frozenset(row[0] for row in rows if len(row) == 1), frozenset(exact),
            {first: tuple(some) for first, some in phrases.items()}, "N" in listed, optional,
        )  # fmt: skip

    def _stems(self, phrase: str) -> tuple[str, ...]:
        if phrase == "N":
            return ()
        if phrase not in self._rows:
            self._rows[phrase] = self._new_row(phrase)
        return self._rows[phrase]

    def _new_row(self, phrase: str) -> tuple[str, ...]:
        words = self.taker.of_data(phrase.replace("_", " "))
        self.seen.update(words)
        return tuple(self.taker.speech.stem(word) for word in words)

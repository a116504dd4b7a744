"""What the look-up learns from all cards before the first question: it takes two seconds, so it is kept for the next
start (`knowledge/prepared.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from knowledge.lookup.card import Card
from knowledge.lookup.ranking import Index, Lines
from knowledge.lookup.scope import Subject, other_matters
from knowledge.lookup.similarity import Likeness
from knowledge.lookup.text import Spelling, Synonyms, Token, words_of
from knowledge.prepared import BETWEEN, packed, unpacked

STANDING = re.compile(
    r"[^.\n]*(?:\bNobody there\b|\b999\b|\bserious(?:: | \()|\bdo not (?:talk|question|ask)\b"
    r"|\bpolice and social care\b)[^.\n]*",
    re.IGNORECASE,
)
"""What stands on every card for an incident: it says nothing of what one card is about."""


@dataclass(frozen=True)
class Learnt:
    """`meant`: what a card is called or asked as, word for word, and its row; `elsewhere`: that of other matters."""

    synonyms: Synonyms
    index: Index
    meant: Mapping[str, int]
    elsewhere: frozenset[str]
    ours: Likeness
    theirs: Likeness
    subject: Subject
    spelling: Spelling

    @classmethod
    def of_cards(
        cls, cards: Iterable[Card], *, synonyms: Synonyms | None = None, others: Mapping[str, Sequence[str]] | None
    ) -> Learnt:
        """From the cards and the examples of other matters, which are ours unless given."""
        synonyms = synonyms or Synonyms.load()
        written = set(synonyms.known)
        read = [_read(card, synonyms, written) for card in cards]
        index = Index(read)
        phrasings = {said(line): row for row, card in enumerate(read) for line in card.asked_as}
        elsewhere = [words_of(line) for line in chain(*(others or other_matters()).values())]
        theirs = [synonyms.units(words) for words in elsewhere]
        spoken = chain(*(card.spoken for card in read))
        return cls(
            synonyms=synonyms,
            index=index,
            meant=phrasings | {said(card.title): row for row, card in enumerate(read)},
            elsewhere=frozenset(map(said, theirs)),
            ours=Likeness((card.said for card in read), index),
            theirs=Likeness([theirs], index),
            subject=Subject(spoken, theirs, synonyms.ours, synonyms.always),
            spelling=Spelling(written.union(*elsewhere)),
        )

    def as_plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "synonyms": self.synonyms.as_plain(),
            "index": self.index.as_plain(),
            "meant": packed({said: str(row) for said, row in self.meant.items()}),
            "elsewhere": BETWEEN.join(sorted(self.elsewhere)),
            "ours": self.ours.as_plain(),
            "theirs": self.theirs.as_plain(),
            "subject": self.subject.as_plain(),
            "spelling": " ".join(sorted(self.spelling.known)),
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Learnt:
        """The same again."""
        synonyms, index = Synonyms.of_plain(plain["synonyms"]), Index.of_plain(plain["index"])
        return cls(
            synonyms=synonyms,
            index=index,
            meant={said: int(row) for said, row in unpacked(plain["meant"]).items()},
            elsewhere=frozenset(plain["elsewhere"].split(BETWEEN)),
            ours=Likeness.of_plain(plain["ours"], index),
            theirs=Likeness.of_plain(plain["theirs"], index),
            subject=Subject.of_plain(plain["subject"], synonyms.ours, synonyms.always),
            spelling=Spelling(plain["spelling"].split()),
        )


def said(line: Iterable[Token]) -> str:
    """A line as its stems, by which it is known again."""
    return " ".join(stem for unit in line for stem in unit.stems)


def _read(card: Card, synonyms: Synonyms, written: set[str]) -> Lines:
    """A card as units; its words are added to those that are written."""
    split = [words_of(line) for line in (card.title, *card.asked_as, STANDING.sub(" ", card.text))]
    written.update(chain(*split))
    title, *asked_as, text = map(synonyms.units, split)
    return Lines(title, asked_as, [text])

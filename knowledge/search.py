"""The look-up: from a question, typed in a hurry, to the few cards that answer it, or to none.

SQLite's full-text index finds the candidates (BM25 over title, 'asked as' and text). They are then put in
order by how well the question and one of a card's own phrasings say the same thing, each word weighing more
the rarer it is. A question that mostly speaks of other matters gets no answer: see subject.py.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from pathlib import Path
from typing import Any, TypeAlias

from knowledge.citations import citation
from knowledge.guidance import FOLDER, Card, load_cards
from knowledge.subject import Subject, other_matters
from knowledge.wording import Spelling, Synonyms, Unit, words_of

CANDIDATES = 20
LONGEST_QUESTION = 60
GOOD_COMPANY = 3
SAME_IDEA = 0.8
"""What another word for the same thing counts, against 1 for the word itself."""
IGNORED_WEIGHT = 0.2
"""What a word of asking counts when we look how much of the question a card speaks of."""
SAYS_THE_SAME = 0.85
COVER = 6.0
ENOUGH = 1.3
"""These three decide what is not answered. They were set on the tuning questions: `make bench-lookup`."""


@dataclass(frozen=True)
class Answer:
    """A card that answers, and how well (0 to 1; compare it within one question only)."""

    card: Card
    score: float


@dataclass(frozen=True)
class Variant:
    """What the look-up may use; the bench measures one against another."""

    synonyms: bool = True
    spelling: bool = True
    ordering: bool = True


FULL = Variant()
_Lines: TypeAlias = list[list[Unit]]
_Columns: TypeAlias = tuple[_Lines, ...]
_Weighed: TypeAlias = Sequence[tuple[Unit, float]]


@dataclass(frozen=True, slots=True)
class _Phrasing:
    """A title or an 'asked as' line: the terms it can be recognised by, and what all of it weighs."""

    terms: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """A card as the look-up sees it."""

    card: Card
    phrasings: tuple[_Phrasing, ...]
    spoken: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Scored:
    entry: _Entry
    score: float
    likeness: float


class Guidance:
    """All cards, ready to be asked. Built once; asking reads only memory."""

    def __init__(self, cards: Mapping[str, Card], variant: Variant = FULL) -> None:
        self.cards = cards
        self._variant = variant
        self._synonyms = Synonyms.load() if variant.synonyms else Synonyms()
        self._spelling = Spelling(self._written())
        read = [self._read(card) for card in cards.values()]
        counts = Counter(term for columns in read for term in _terms(chain(*chain(*columns))))
        self._weights = {term: _rarity(count, len(cards)) for term, count in counts.items()}
        self._unknown_weight = _rarity(0, len(cards))
        self._entries = [self._entry(card, *columns) for card, columns in zip(cards.values(), read, strict=True)]
        self._index = _build_index(read)
        examples = [self._synonyms.units(words_of(example)) for example in other_matters()]
        self._subject = Subject([line for title, asked_as, _ in read for line in title + asked_as], examples)

    @classmethod
    def load(cls, overlay: Path | None = None, *, variant: Variant = FULL, folder: Path = FOLDER) -> Guidance:
        """Read, check and index the cards. Raises GuidanceProblem naming each fault's file and line."""
        return cls(load_cards(folder, overlay), variant)

    def ask(self, question: str, limit: int = 3) -> list[Answer]:
        """The best cards first, at most `limit`; empty when there is no guidance on it."""
        words = words_of(question)[:LONGEST_QUESTION]
        if self._variant.spelling:
            words = [self._spelling.correct(word) for word in words]
        asked = list(dict.fromkeys(self._synonyms.units(words)))
        found = self._candidates(asked)
        if not self._variant.ordering:
            return [Answer(self._entries[row].card, score) for row, score in found[:limit]]
        weighed = [(unit, self._weight(unit)) for unit in asked]
        scored = self._in_order(weighed, found)
        if not self._is_ours(weighed, scored[:GOOD_COMPANY]):
            return []
        return [Answer(one.entry.card, round(one.score, 3)) for one in scored[:limit]]

    def _in_order(self, asked: _Weighed, found: Sequence[tuple[int, float]]) -> list[_Scored]:
        """The candidates, best first: mostly by BM25, a little by how much one phrasing says the same."""
        best = max((score for _, score in found), default=1.0)
        total = sum(weight for _, weight in asked)
        scored = []
        for row, text_match in found:
            entry = self._entries[row]
            likeness = min(1.0, max(_likeness(asked, total, phrasing) for phrasing in entry.phrasings))
            scored.append(_Scored(entry, 0.8 * text_match / best + 0.2 * likeness, likeness))
        return sorted(scored, key=lambda one: -one.score)

    def _is_ours(self, asked: _Weighed, scored: Sequence[_Scored]) -> bool:
        """Whether the question is about our subject: its words lean our way, and the best cards speak of it."""
        if not scored:
            return False
        if max(one.likeness for one in scored) >= SAYS_THE_SAME:
            return True
        cover = max(self._cover(asked, one.entry) for one in scored)
        return self._subject.leaning(unit for unit, _ in asked) + COVER * cover >= ENOUGH

    def _weight(self, unit: Unit) -> float:
        """The rarer, the more telling; an idea is as common as all its words together."""
        return self._weights.get(unit.terms[-1], self._unknown_weight)

    def _says_something(self, unit: Unit) -> bool:
        """Words of asking say nothing about the subject, nor do scraps that no card has ('n', 'wen', 'tbh')."""
        return not unit.is_ignored and (unit.terms[-1] in self._weights or len(unit.terms[-1]) > 3)

    def _cover(self, asked: _Weighed, entry: _Entry) -> float:
        """How much of what the question says the card speaks of, 0 to 1; in a phrasing more than in the text."""
        about = total = 0.0
        for unit, weight in asked:
            part = [(unit, weight if self._says_something(unit) else IGNORED_WEIGHT)]
            total += part[0][1]
            if not unit.is_elsewhere:
                about += 0.7 * _shared(part, entry.spoken) + 0.3 * _shared(part, entry.terms)
        return about / total

    def _candidates(self, asked: Sequence[Unit]) -> list[tuple[int, float]]:
        """Rows and BM25 scores (higher is better) of the cards that share a word with the question."""
        query = " OR ".join(f'"{term}"' for term in _terms(asked))
        if not query:
            return []
        rows = self._index.execute(
            "SELECT rowid, -rank FROM cards WHERE cards MATCH ? ORDER BY rank LIMIT ?", (query, CANDIDATES)
        )
        return [(row, max(score, 0.001)) for row, score in rows]

    def _read(self, card: Card) -> _Columns:
        """Title, 'asked as' and text of a card, as units."""
        columns = ((card.title,), card.asked_as, (card.text,))
        return tuple([self._synonyms.units(words_of(line)) for line in lines] for lines in columns)

    def _entry(self, card: Card, title: _Lines, asked_as: _Lines, text: _Lines) -> _Entry:
        lines = title + asked_as
        phrasings = [
            _Phrasing(frozenset(_terms(line)), sum(self._weight(unit) for unit in set(line))) for line in lines
        ]
        spoken = frozenset(_terms(chain(*lines)))
        return _Entry(card, tuple(phrasings), spoken, spoken | _terms(chain(*text)).keys())

    def _written(self) -> Iterable[str]:
        """Every word in the cards and the word lists, as it is spelt."""
        yield from self._synonyms.known
        for card in self.cards.values():
            yield from words_of(" ".join((card.title, *card.asked_as, card.text)))


def as_json(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Answers as `waymark ask --json` prints them: each with all its sources."""
    return [
        {
            "id": answer.card.id,
            "title": answer.card.title,
            "text": answer.card.text,
            "score": answer.score,
            "sources": [_source(id) for id in answer.card.citations],
        }
        for answer in answers
    ]


def _source(id: str) -> dict[str, str]:
    found = citation(id)
    return {found.kind: found.id, "title": found.title, "document": found.document}


def _terms(units: Iterable[Unit]) -> dict[str, None]:
    """Each term once, in order."""
    return dict.fromkeys(term for unit in units for term in unit.terms)


def _shared(asked: _Weighed, terms: Container[str]) -> float:
    """What those parts of the question weigh that the terms have."""
    total = 0.0
    for unit, weight in asked:
        if all(stem in terms for stem in unit.stems):
            total += weight
        elif unit.is_idea and unit.terms[-1] in terms:
            total += weight * SAME_IDEA
    return total


def _likeness(asked: _Weighed, total: float, phrasing: _Phrasing) -> float:
    """Dice's coefficient with weights: 1 where question and phrasing say the same."""
    return 2 * _shared(asked, phrasing.terms) / (total + phrasing.weight)


def _build_index(read: Iterable[_Columns]) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", check_same_thread=False)
    index.execute("CREATE VIRTUAL TABLE cards USING fts5(title, asked_as, text, tokenize='unicode61')")
    index.execute("INSERT INTO cards(cards, rank) VALUES ('rank', 'bm25(4.0, 3.0, 1.0)')")
    rows = (
        (
            row,
            *(" ".join(term for line in lines for unit in line for term in unit.terms) for lines in columns),
        )
        for row, columns in enumerate(read)
    )
    index.executemany("INSERT INTO cards(rowid, title, asked_as, text) VALUES (?, ?, ?, ?)", rows)
    return index


def _rarity(count: int, cards: int) -> float:
    return log(1 + (cards - count + 0.5) / (count + 0.5))

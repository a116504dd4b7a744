"""The look-up: from a question, typed in a hurry, to the few cards that answer it, or to none.

SQLite's full-text index finds the candidates (BM25 over title, 'asked as' and text). They are then put in
order by how well the question and one of a card's own phrasings say the same thing, each word weighing more
the rarer it is. A question that mostly speaks of other matters gets no answer: see subject.py.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from knowledge.citations import citation
from knowledge.guidance import FOLDER, Card, load_cards
from knowledge.likeness import Phrasing, Weighed, likeness, rarity, shared, terms
from knowledge.subject import Subject, other_matters
from knowledge.wording import Spelling, Synonyms, Unit, words_of

CANDIDATES = 20
LONGEST_QUESTION = 60
GOOD_COMPANY = 3
"""So many of the best cards are looked at to see whether the question is ours."""
IGNORED_WEIGHT = 0.2
"""What a word of asking counts when we look how much of the question a card speaks of."""
SAYS_THE_SAME = 0.85
LIKE_AN_EXAMPLE = 0.6
COVER = 6.0
ENOUGH = 1.5
"""These four decide what is not answered. They were set on the tuning questions: `make bench-lookup`."""


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A card as the look-up sees it."""

    card: Card
    phrasings: tuple[Phrasing, ...]
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
        written = set(self._synonyms.known)
        read = [self._read(card, written) for card in cards.values()]
        self._spelling = Spelling(written)
        counts = Counter(term for columns in read for term in terms(chain(*chain(*columns))))
        self._weights = {term: rarity(count, len(cards)) for term, count in counts.items()}
        self._unknown_weight = rarity(0, len(cards))
        self._entries = [self._entry(card, *columns) for card, columns in zip(cards.values(), read, strict=True)]
        self._index = _build_index(read)
        examples = [self._synonyms.units(words_of(example)) for example in other_matters()]
        self._subject = Subject([line for title, asked_as, _ in read for line in title + asked_as], examples)
        self._others: dict[str, list[Phrasing]] = {}
        for example in map(self._phrasing, examples):
            for term in example.terms:
                self._others.setdefault(term, []).append(example)

    @classmethod
    def load(cls, overlay: Path | None = None, *, variant: Variant = FULL, folder: Path = FOLDER) -> Guidance:
        """Read, check and index the cards. Raises GuidanceProblem naming each fault's file and line."""
        return cls(load_cards(folder, overlay), variant)

    def ask(self, question: str, limit: int = 3) -> list[Answer]:
        """The best cards first, at most `limit`; empty when there is no guidance on it."""
        words = words_of(question)[:LONGEST_QUESTION]
        if self._variant.spelling:
            words = [self._spelling.correct(word) for word in words]
        units = list(dict.fromkeys(self._synonyms.units(words)))
        found = self._candidates(units)
        if not self._variant.ordering:
            return [Answer(self._entries[row].card, score) for row, score in found[:limit]]
        asked = [(unit, self._weight(unit)) for unit in units]
        scored = self._in_order(asked, found)
        if not scored or not self._is_ours(asked, scored[:GOOD_COMPANY]):
            return []
        return [Answer(one.entry.card, round(one.score, 3)) for one in scored[:limit]]

    def _candidates(self, units: Sequence[Unit]) -> list[tuple[int, float]]:
        """Rows and BM25 scores (higher is better) of the cards that share a word with the question."""
        query = " OR ".join(f'"{term}"' for term in terms(units))
        if not query:
            return []
        rows = self._index.execute(
            "SELECT rowid, -rank FROM cards WHERE cards MATCH ? ORDER BY rank LIMIT ?", (query, CANDIDATES)
        )
        return [(row, max(score, 0.001)) for row, score in rows]

    def _in_order(self, asked: Weighed, found: Sequence[tuple[int, float]]) -> list[_Scored]:
        """The candidates, best first: mostly by BM25, a little by how much one phrasing says the same."""
        best = max((score for _, score in found), default=1.0)
        scored = []
        for row, text_match in found:
            entry = self._entries[row]
            alike = likeness(asked, entry.phrasings)
            scored.append(_Scored(entry, 0.8 * text_match / best + 0.2 * alike, alike))
        return sorted(scored, key=lambda one: -one.score)

    def _is_ours(self, asked: Weighed, best: Sequence[_Scored]) -> bool:
        """Whether the question is about our subject: its words lean our way, and the best cards speak of it."""
        alike = max(one.likeness for one in best)
        if alike >= SAYS_THE_SAME:
            return True
        cover = max(self._cover(asked, one.entry) for one in best)
        if self._subject.leaning(unit for unit, _ in asked) + COVER * cover < ENOUGH:
            return False
        told = terms(unit for unit, _ in asked if not unit.is_ignored)
        others = {example for term in told for example in self._others.get(term, ())}
        return likeness(asked, others) < max(alike, LIKE_AN_EXAMPLE)

    def _cover(self, asked: Weighed, entry: _Entry) -> float:
        """How much of what the question says the card speaks of, 0 to 1; in a phrasing more than in the text."""
        about = total = 0.0
        for unit, weight in asked:
            part = [(unit, weight if self._says_something(unit) else IGNORED_WEIGHT)]
            total += part[0][1]
            if not unit.is_elsewhere:
                about += 0.7 * shared(part, entry.spoken) + 0.3 * shared(part, entry.terms)
        return about / total

    def _says_something(self, unit: Unit) -> bool:
        """Words of asking say nothing about the subject, nor do scraps that no card has ('n', 'wen', 'tbh')."""
        return not unit.is_ignored and (unit.terms[-1] in self._weights or len(unit.terms[-1]) > 3)

    def _weight(self, unit: Unit) -> float:
        """The rarer, the more telling; an idea is as common as all its words together."""
        return self._weights.get(unit.terms[-1], self._unknown_weight)

    def _read(self, card: Card, written: set[str]) -> _Columns:
        """Title, 'asked as' and text of a card, as units; its words are added to those that are written."""
        columns = []
        for lines in ((card.title,), card.asked_as, (card.text,)):
            split = [words_of(line) for line in lines]
            written.update(chain(*split))
            columns.append([self._synonyms.units(words) for words in split])
        return tuple(columns)

    def _entry(self, card: Card, title: _Lines, asked_as: _Lines, text: _Lines) -> _Entry:
        lines = title + asked_as
        spoken = frozenset(terms(chain(*lines)))
        return _Entry(card, tuple(map(self._phrasing, lines)), spoken, spoken | terms(chain(*text)).keys())

    def _phrasing(self, line: Sequence[Unit]) -> Phrasing:
        return Phrasing(frozenset(terms(line)), sum(self._weight(unit) for unit in set(line)))


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

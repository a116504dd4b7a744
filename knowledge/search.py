"""The look-up: from a question, typed in a hurry, to the few cards that answer it, or to none.

SQLite's full-text index finds the candidates (BM25 over title, 'asked as' and text). They are then put in
order by how well the question and one of a card's own phrasings say the same thing, each word weighing more
the rarer it is. A question that mostly speaks of other matters gets no answer: see `_is_enough`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from knowledge.citations import citation
from knowledge.guidance import FOLDER, Card, load_cards
from knowledge.wording import NO_SYNONYMS, Spelling, Synonyms, stem, words_of

CANDIDATES = 40
IGNORED_WEIGHT = 0.15
ELSEWHERE_WEIGHT = 8.0


@dataclass(frozen=True)
class Answer:
    """A card that answers, and how sure we are (0 to 1, comparable within one question only)."""

    card: Card
    score: float


@dataclass(frozen=True)
class Variant:
    """What the look-up may use; the bench measures one against another."""

    synonyms: bool = True
    spelling: bool = True
    ordering: bool = True


FULL = Variant()


@dataclass(frozen=True)
class _Entry:
    """A card as the look-up sees it: its phrasings and all its words, reduced."""

    card: Card
    phrasings: tuple[frozenset[str], ...]
    spoken: frozenset[str]
    words: frozenset[str]


class Guidance:
    """All cards, ready to be asked. Built once; asking reads only memory."""

    def __init__(self, cards: Mapping[str, Card], variant: Variant = FULL) -> None:
        self.cards = cards
        self._variant = variant
        self._synonyms = Synonyms.load() if variant.synonyms else NO_SYNONYMS
        self._entries = [self._entry(card) for card in cards.values()]
        counts = Counter(word for entry in self._entries for word in entry.words)
        self._weights = {word: _rarity(count, len(cards)) for word, count in counts.items()}
        self._unknown_weight = _rarity(0, len(cards))
        self._spelling = Spelling(self._written())
        self._index = self._build_index()

    @classmethod
    def load(cls, overlay: Path | None = None, *, variant: Variant = FULL, folder: Path = FOLDER) -> Guidance:
        """Read, check and index the cards. Raises GuidanceProblem naming each fault's file and line."""
        return cls(load_cards(folder, overlay), variant)

    def ask(self, question: str, limit: int = 3) -> list[Answer]:
        """The best cards first, at most `limit`; empty when there is no guidance on it."""
        asked = self._reduce(question, correct=self._variant.spelling)
        found = self._candidates(asked)
        if not self._variant.ordering:
            return [Answer(self._entries[row].card, score) for row, score in found[:limit]]
        weights = {word: self._weight(word) for word in asked}
        best = max((score for _, score in found), default=1.0)
        scored = [(self._score(weights, self._entries[row], score / best), row) for row, score in found]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [
            Answer(self._entries[row].card, round(score, 3)) for score, row in scored[:limit] if score > 0
        ]

    def _reduce(self, text: str, *, correct: bool = False) -> list[str]:
        words = words_of(text)[:60]
        if correct:
            words = [self._spelling.correct(word) for word in words]
        return self._synonyms.replace([stem(word) for word in words])

    def _weight(self, word: str) -> float:
        if word in self._synonyms.ignored:
            return IGNORED_WEIGHT
        if word in self._synonyms.elsewhere:
            return ELSEWHERE_WEIGHT
        return self._weights.get(word, self._unknown_weight)

    def _score(self, asked: Mapping[str, float], entry: _Entry, text_match: float) -> float:
        """How well a card answers, 0 to 1; 0 where too little of the question is about the card."""
        total = sum(asked.values()) or 1.0
        spoken = sum(weight for word, weight in asked.items() if word in entry.spoken) / total
        anywhere = sum(weight for word, weight in asked.items() if word in entry.words) / total
        likeness = max(self._likeness(asked, total, phrasing) for phrasing in entry.phrasings)
        score = 0.45 * likeness + 0.25 * spoken + 0.15 * anywhere + 0.15 * text_match
        return score if _is_enough(likeness, spoken, anywhere) else 0.0

    def _likeness(self, asked: Mapping[str, float], total: float, phrasing: frozenset[str]) -> float:
        """Dice's coefficient with weights: 1 where question and phrasing have the same words."""
        shared = sum(asked[word] for word in phrasing if word in asked)
        return 2 * shared / (total + sum(map(self._weight, phrasing)))

    def _candidates(self, asked: Sequence[str]) -> list[tuple[int, float]]:
        """Rows and BM25 scores (higher is better) of the cards that share a word with the question."""
        telling = [word for word in dict.fromkeys(asked) if word not in self._synonyms.ignored] or asked
        if not telling:
            return []
        query = " OR ".join(f'"{word}"' for word in telling)
        rows = self._index.execute(
            "SELECT rowid, -bm25(cards, 4.0, 3.0, 1.0) FROM cards WHERE cards MATCH ? ORDER BY rank LIMIT ?",
            (query, CANDIDATES),
        )
        return [(row, max(score, 0.001)) for row, score in rows]

    def _entry(self, card: Card) -> _Entry:
        phrasings = tuple(frozenset(self._reduce(phrase)) for phrase in (card.title, *card.asked_as))
        spoken = frozenset().union(*phrasings)
        return _Entry(card, phrasings, spoken, spoken | frozenset(self._reduce_all(card.text)))

    def _reduce_all(self, text: str) -> list[str]:
        return self._synonyms.replace([stem(word) for word in words_of(text)])

    def _build_index(self) -> sqlite3.Connection:
        index = sqlite3.connect(":memory:", check_same_thread=False)
        index.execute("CREATE VIRTUAL TABLE cards USING fts5(title, asked_as, text, tokenize='unicode61')")
        index.execute("INSERT INTO cards(cards, rank) VALUES ('rank', 'bm25(4.0, 3.0, 1.0)')")
        index.executemany("INSERT INTO cards(rowid, title, asked_as, text) VALUES (?, ?, ?, ?)", self._rows())
        return index

    def _rows(self) -> Iterable[tuple[int, str, str, str]]:
        for row, entry in enumerate(self._entries):
            card = entry.card
            columns = (card.title, " . ".join(card.asked_as), card.text)
            title, asked_as, text = (" ".join(self._reduce_all(column)) for column in columns)
            yield row, title, asked_as, text

    def _written(self) -> Iterable[str]:
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


def _rarity(count: int, cards: int) -> float:
    return log(1 + (cards - count + 0.5) / (count + 0.5))


def _is_enough(likeness: float, spoken: float, anywhere: float) -> bool:
    """Is enough of the question about this card? The limits were set on the tuning questions."""
    return likeness >= 0.4 or (spoken >= 0.6 and anywhere >= 0.6)

"""The look-up: from a question, typed in a hurry, to the few cards that answer it, or to none.

A question's words are corrected and understood (wording.py), each card gets a score for what it says of them
(index.py), and the best cards are put in order. A question that mostly speaks of other matters gets no answer
(subject.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.citations import citation
from knowledge.guidance import FOLDER, Card, load_cards
from knowledge.index import Index, Lines
from knowledge.subject import Subject, other_matters
from knowledge.wording import Spelling, Synonyms, Unit, words_of

CANDIDATES = 20
LONGEST_QUESTION = 60
GOOD_COMPANY = 3
"""So many of the best cards are looked at to see whether the question is ours."""
SUPPORT = 0.2
"""What it adds to a card that other good cards rest on the same section: the question is then about that."""
REPEATS = 0.3
"""What a further answer loses that rests on nothing but sections already shown."""

CERTAIN = 1 + SUPPORT
"""The score of a card that was named by its title or in the very words of one of its phrasings: none has more."""


@dataclass(frozen=True)
class Answer:
    """A card that answers, and how well beside the best answer (which has 1)."""

    card: Card
    score: float


@dataclass(frozen=True)
class Variant:
    """What the look-up may use; the bench measures one against another."""

    synonyms: bool = True
    spelling: bool = True
    support: bool = True
    variety: bool = True
    refusal: bool = True


FULL = Variant()


class Guidance:
    """All cards, ready to be asked. Built once; asking reads only memory."""

    def __init__(
        self, cards: Mapping[str, Card], variant: Variant = FULL, others: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.cards = cards
        self._variant = variant
        self._in_rows = list(cards.values())
        self._synonyms = Synonyms.load() if variant.synonyms else Synonyms()
        written = set(self._synonyms.known)
        read = [self._read(card, written) for card in self._in_rows]
        self._index = Index(read)
        phrasings = {_said(line): row for row, card in enumerate(read) for line in card.asked_as}
        self._meant = phrasings | {_said(card.title): row for row, card in enumerate(read)}
        elsewhere = [words_of(line) for line in chain(*(others or other_matters()).values())]
        theirs = [self._synonyms.units(words) for words in elsewhere]
        self._elsewhere = frozenset(map(_said, theirs))
        self._subject = Subject(chain(*(card.spoken for card in read)), theirs, self._synonyms.ours)
        self._spelling = Spelling(written.union(*elsewhere))

    @classmethod
    def load(cls, overlay: Path | None = None, *, variant: Variant = FULL, folder: Path = FOLDER) -> Guidance:
        """Read, check and index the cards. Raises GuidanceProblem naming each fault's file and line."""
        return cls(load_cards(folder, overlay), variant)

    def ask(self, question: str, limit: int = 3) -> list[Answer]:
        """The best cards first, at most `limit`; empty when there is no guidance on it."""
        words = words_of(question)[:LONGEST_QUESTION]
        if self._variant.spelling:
            words = [self._spelling.correct(word) for word in words]
        asked = self._synonyms.units(words)
        found = self._index.scores(asked)
        best = self._supported({row: found[row] for row in nlargest(CANDIDATES, found, key=found.__getitem__)})
        meant = self._meant.get(_said(asked))
        if meant is not None:
            best = {meant: CERTAIN, **{row: score for row, score in best.items() if row != meant}}
        elif not best or not self._is_ours(asked, list(best)[:GOOD_COMPANY]):
            return []
        return self._varied(best, limit)

    def _is_ours(self, asked: Sequence[Unit], best: Iterable[int]) -> bool:
        if not self._variant.refusal:
            return True
        if _said(asked) in self._elsewhere:
            return False
        return self._subject.is_ours(asked, max(self._index.cover(asked, row) for row in best))

    def _supported(self, found: Mapping[int, float]) -> dict[int, float]:
        """The candidates, best first, the best near 1: their own score and what speaks for their sections."""
        if not found:
            return {}
        most = max(found.values())
        own = {row: score / most for row, score in found.items()}
        if self._variant.support:
            sections: dict[str, float] = defaultdict(float)
            for row, score in own.items():
                for section in self._in_rows[row].citations:
                    sections[section] += score**3
            best = max(sections.values())
            for row in own:
                own[row] += SUPPORT * max(sections[section] for section in self._in_rows[row].citations) / best
        return dict(sorted(own.items(), key=lambda one: -one[1]))

    def _varied(self, best: Mapping[int, float], limit: int) -> list[Answer]:
        """At most `limit` of the candidates; those that only repeat a source come later."""
        left, most = dict(best), max(best.values())
        shown: set[str] = set()
        answers: list[Answer] = []
        while left and len(answers) < limit:
            worth = {row: score * (1 - REPEATS * self._repeated(row, shown)) for row, score in left.items()}
            row = max(worth, key=worth.__getitem__)
            answers.append(Answer(self._in_rows[row], round(worth[row] / most, 3)))
            shown.update(self._in_rows[row].citations)
            del left[row]
        return answers

    def _repeated(self, row: int, shown: set[str]) -> float:
        """The share of a card's citations that were already shown."""
        citations = self._in_rows[row].citations
        return sum(id in shown for id in citations) / len(citations) if self._variant.variety else 0.0

    def _read(self, card: Card, written: set[str]) -> Lines:
        """A card as units; its words are added to those that are written."""
        split = [words_of(line) for line in (card.title, *card.asked_as, card.text)]
        written.update(chain(*split))
        title, *asked_as, text = map(self._synonyms.units, split)
        return Lines(title, asked_as, [text])


def _said(line: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(stem for unit in line for stem in unit.stems)


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

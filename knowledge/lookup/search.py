"""The look-up: from a question, typed in a hurry, to the few cards that answer it, or to none.

A question's words are corrected and understood (text.py), each card gets a score for what it says of them
(ranking.py), and the best cards are put in order. A question that mostly speaks of other matters gets no answer
(subject.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from math import inf
from pathlib import Path
from typing import Any

from knowledge.citations import citation
from knowledge.lookup.card import Card, Reader
from knowledge.lookup.cards import FOLDER, load_cards, sources
from knowledge.lookup.first_matters import NOTHING, FirstMatters, first_matters
from knowledge.lookup.kept_words import KeptWords
from knowledge.lookup.learnt import Learnt, said
from knowledge.lookup.scope import NEAR, SURE
from knowledge.lookup.text import Synonyms, Token, words_of
from knowledge.prepared import prepared

CANDIDATES = 20
LONGEST_QUESTION = 60
COVERAGE_DEPTH = 3
"""So many of the best cards are looked at to see whether the question is ours."""
SIMILARITY_BONUS = 0.4
"""What a card gains that has been asked for in just these words, beside 1 for the card that speaks most of them."""
AUDIENCE_PENALTY = 0.1
"""What a card loses that is written for others than whoever asks."""
FEW = 3
"""So few words, and all of asking ('what next', 'and then'), may be about anything: what is nearest is only offered."""
OVER_AN_ADULT = 5.0
"""From this sum on (scope.py) a card answers though an adult may be meant; 'her uncle pays her to keep quiet' has 3.9.
Below it the adults' route is the first that is offered. Set by our own sentences, of adults accused and of others.
"""
OFFERED_FIRST = 2.0
"""What the adults' route has where an adult may be meant and nothing answers: more than any other card can have."""
BESIDE_FIRST = 0.9
"""What other cards keep beside one that comes before any search (first_matters.py)."""
HISTORY = frozenset({"inspection_findings", "research", "recommendations"})
"""The subjects of what inspectors found, of research and of what was once recommended."""
HISTORY_PENALTY = 0.2
"""What a card of history loses where the question does not ask for it: it is no help with a child in front of you."""
REDUNDANCY_PENALTY = 0.2
"""What a further answer loses that rests on nothing but sections already shown. Set by phrasings left out."""


@dataclass(frozen=True)
class Answer:
    """A card that answers, and how well beside the best answer (which has 1)."""

    card: Card
    score: float


@dataclass(frozen=True)
class Found:
    """The cards for a question, best first. Where it is not sure that they answer, they are only the nearest."""

    answers: list[Answer]
    is_sure: bool
    is_about_an_adult: bool = False
    """An adult is accused: the answer comes before anything else that might be said, such as 'tell your DSL'."""


@dataclass(frozen=True)
class Variant:
    """What the look-up may use; the bench measures one against another."""

    synonyms: bool = True
    spelling: bool = True
    variety: bool = True
    refusal: bool = True
    first_matters: bool = True


FULL = Variant()


class Guidance:
    """All cards, ready to be asked. Built once; asking reads only memory."""

    def __init__(
        self, cards: Mapping[str, Card], variant: Variant = FULL, others: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        synonyms = None if variant.synonyms else Synonyms()
        self._set_up(cards, variant, Learnt.of_cards(cards.values(), synonyms=synonyms, others=others))

    def _set_up(self, cards: Mapping[str, Card], variant: Variant, learnt: Learnt) -> None:
        self.cards = cards
        self._variant = variant
        self._in_rows = list(cards.values())
        self._row_of = {id: row for row, id in enumerate(cards)}
        self._learnt = learnt

    @classmethod
    def load(cls, overlay: Path | None = None, *, variant: Variant = FULL, folder: Path = FOLDER) -> Guidance:
        """Read, check and index the cards. Raises GuidanceProblem naming each fault's file and line."""
        if variant != FULL:
            return cls(load_cards(folder, overlay), variant)

        def made() -> dict[str, Any]:
            cards = load_cards(folder, overlay)
            return {
                "cards": [card.model_dump(mode="json", by_alias=True) for card in cards.values()],
                "learnt": Learnt.of_cards(cards.values(), others=None).as_plain(),
                "kept_words": KeptWords(cards.values()).as_plain(),
            }

        plain = prepared("lookup", overlay or folder, sources(folder, overlay), made)
        guidance = cls.__new__(cls)
        cards = {card["id"]: Card.model_validate(card) for card in plain["cards"]}
        guidance._set_up(cards, variant, Learnt.of_plain(plain["learnt"]))
        guidance.kept_words = KeptWords.of_plain(plain["kept_words"])
        return guidance

    @cached_property
    def kept_words(self) -> KeptWords:
        """Which words of a question that was asked in vain may be kept."""
        return KeptWords(self.cards.values())

    def find(self, question: str, limit: int = 3, reader: Reader | None = None) -> Found:
        """The best cards first, at most `limit`; none where it is another matter. `reader` is whoever asks."""
        sureness, best, first = self._look(question, reader)
        answers = self._varied(best, limit) if sureness >= NEAR else []
        return Found(answers, sureness >= SURE, first.is_about_an_adult)

    def _look(self, question: str, reader: Reader | None) -> tuple[float, dict[int, float], FirstMatters]:
        """How sure it is that the question is ours (see scope.py), the candidates by row, best first, and what comes
        before any search.
        """
        typed = words_of(question)[:LONGEST_QUESTION]
        words = [self._learnt.spelling.correct(word) for word in typed] if self._variant.spelling else typed
        asked = self._learnt.synonyms.units(words)
        likeness = self._learnt.ours.of(asked)
        best = self._best(asked, likeness, reader)
        # Said as a card is called or asked about (a suggested answer sends the title): that card, whatever the score.
        meant = self._learnt.meant.get(said(asked))
        first = self._before_any_search(typed, words)
        beside = self._row_of.get(first.beside or "")
        if meant is not None or first.cards:
            best = self._offered_beside(best, beside)
            return inf, self._with_first([] if meant is None else [meant], first, best), first
        sureness = self._sureness(asked, list(best)[:COVERAGE_DEPTH], max(likeness.values(), default=0.0))
        if beside is None or sureness == -inf:
            return sureness, best, first
        if sureness >= OVER_AN_ADULT:
            return sureness, self._offered_beside(best, beside), first
        # where no card answers for sure, the adults' route is the first that is offered
        return NEAR, {**best, beside: OFFERED_FIRST}, first

    def _before_any_search(self, typed: Sequence[str], corrected: Sequence[str]) -> FirstMatters:
        """By both: what is mended for the search ('choir mastery') must not hide an adult who is accused."""
        if not self._variant.first_matters:
            return NOTHING
        as_typed = first_matters(typed)
        return as_typed if as_typed.is_about_an_adult else first_matters(corrected)

    def _offered_beside(self, best: Mapping[int, float], row: int | None) -> dict[int, float]:
        """The candidates with one more, that comes after the best and before the others; also where there is none."""
        first = next(iter(best), row)
        if row is None or first is None:
            return dict(best)
        others = {one: score * BESIDE_FIRST**2 for one, score in best.items()}
        return {**others, row: BESIDE_FIRST, first: 1.0}

    def _with_first(self, meant: list[int], first: FirstMatters, best: Mapping[int, float]) -> dict[int, float]:
        """The cards that come first, in their order. Where an adult is accused no other may stand beside them."""
        rows = meant + [self._row_of[id] for id in first.cards if id in self._row_of]
        kept = BESIDE_FIRST if first.cards else 1.0
        others = {} if first.is_about_an_adult else {row: kept * score for row, score in best.items()}
        return {**dict.fromkeys(rows, 1.0), **{row: score for row, score in others.items() if row not in rows}}

    def _sureness(self, asked: Sequence[Token], best: Sequence[int], likeness: float) -> float:
        if not best or (self._variant.refusal and said(asked) in self._learnt.elsewhere):
            return -inf
        if not self._variant.refusal:
            return inf
        if len(asked) <= FEW and all(unit.is_ignored for unit in asked):
            return NEAR
        cover = max(self._learnt.index.coverage(asked, row) for row in best)
        elsewhere = max(self._learnt.theirs.of(asked).values(), default=0.0)
        return self._learnt.subject.weigh(asked, cover=cover, ours=likeness, theirs=elsewhere)

    def _best(self, asked: Sequence[Token], likeness: Mapping[int, float], reader: Reader | None) -> dict[int, float]:
        """The candidates by row, best first; the best has 1."""
        scores = self._learnt.index.scores(asked)
        most = max(scores, default=0.0)
        found = {
            row: score / most + SIMILARITY_BONUS * likeness.get(row, 0.0) for row, score in enumerate(scores) if score
        }
        if not self._learnt.synonyms.history.intersection(token.concept for token in asked):
            found = {row: score * (1 - HISTORY_PENALTY * self._is_history(row)) for row, score in found.items()}
        if reader:
            found = {
                row: score * (1 - AUDIENCE_PENALTY * self._is_for_others(row, reader)) for row, score in found.items()
            }
        rows = nlargest(CANDIDATES, found, key=found.__getitem__)
        return {row: found[row] / found[rows[0]] for row in rows}

    def _varied(self, best: Mapping[int, float], limit: int) -> list[Answer]:
        """At most `limit` of the candidates; those that only repeat a source come later."""
        left = dict(best)
        shown: set[str] = set()
        answers: list[Answer] = []
        while left and len(answers) < limit:
            worth = {row: score * (1 - REDUNDANCY_PENALTY * self._repeated(row, shown)) for row, score in left.items()}
            row = max(worth, key=worth.__getitem__)
            answers.append(Answer(self._in_rows[row], round(worth[row], 3)))
            shown.update(self._in_rows[row].citations)
            del left[row]
        return answers

    def _is_history(self, row: int) -> bool:
        return self._in_rows[row].subject in HISTORY

    def _is_for_others(self, row: int, reader: Reader) -> bool:
        return reader not in self._in_rows[row].readers

    def _repeated(self, row: int, shown: set[str]) -> float:
        """The share of a card's citations that were already shown."""
        citations = self._in_rows[row].citations
        return len(shown.intersection(citations)) / len(citations) if self._variant.variety else 0.0


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

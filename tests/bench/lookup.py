"""How often the look-up finds the right card, measured: `make bench-lookup`.

Prints, for the questions that it was tuned on and for those that nobody had read, and with one part of the look-up left
out at a time: how often the first card, or one of the first three, rests on a section that answers the question, and
how often such a card was offered by its title beside the person to ask; how many off-subject questions got an answer,
or were offered titles; and how long one question takes. And, for words that nobody chose for it: each phrasing of the
cards and each example of another matter, asked of a look-up that was built without it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from knowledge.lookup.cards import load_cards
from knowledge.lookup.scope import other_matters
from knowledge.lookup.search import Answer, Guidance, Variant
from knowledge.yaml_file import read
from tests.support.looked_up import answers_to, nearest_to

QUESTIONS = Path(__file__).parent.parent / "knowledge" / "lookup" / "questions"
VARIANTS = {
    "whole": Variant(),
    "without synonyms": Variant(synonyms=False),
    "without spelling": Variant(spelling=False),
    "without variety": Variant(variety=False),
    "without refusal": Variant(refusal=False),
    "without first matters": Variant(first_matters=False),
}
OWN_SETS = ("adults", "sexual_assault", "reversed", "second_language", "everyday")
"""Sets that name the cards wanted. They were written before the look-up was mended with them in view."""
PARTS = 5
"""Cross-validation: a fifth of the phrasings and examples is left out and asked, five times."""


@dataclass(frozen=True)
class Asked:
    """A question in some user's words, and the sections that answer it."""

    user: str
    question: str
    sections: frozenset[str]


@dataclass(frozen=True)
class WantedCard:
    """A question, and the cards of which one must come first."""

    question: str
    cards: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1, and milliseconds for one question."""

    first: float
    three: float
    offered: float
    false_answers: float
    false_offers: float
    p50: float
    p99: float


def questions(name: str) -> list[Asked]:
    """Those that the cards were mended with in view ('tune'), or that nobody had read ('blind', 'sealed')."""
    data = read(QUESTIONS / f"{name}.yaml")
    return [
        Asked(user, entry["asked"], frozenset(entry["sections"])) for user, entries in data.items() for entry in entries
    ]


def wanted_cards(name: str) -> list[WantedCard]:
    """One of OWN_SETS."""
    data = read(QUESTIONS / f"{name}.yaml")
    return [WantedCard(entry["asked"], frozenset(entry["cards"])) for entry in chain(*data.values())]


def share_first(guidance: Guidance, asked: Sequence[WantedCard]) -> float:
    """How often a wanted card comes first, 0 to 1."""
    first = [(answers_to(guidance, one.question, limit=1), one.cards) for one in asked]
    return sum(bool(got) and got[0].card.id in wanted for got, wanted in first) / len(asked)


def off_subject(name: str) -> list[str]:
    """Questions about other matters, some of them close to ours."""
    data = read(QUESTIONS / "off_subject.yaml")[name]
    return [*data["far"], *data["near"]]


def is_hit(answers: Iterable[Answer], asked: Asked) -> bool:
    """Does one of the answers rest on a section that answers the question?"""
    return any(asked.sections & set(answer.card.citations) for answer in answers)


def measure(guidance: Guidance, name: str, every: int = 1) -> Figures:
    """Ask a whole set, on subject and off, or each `every`th question of it."""
    asked, off = questions(name)[::every], off_subject(name)[::every]
    times: list[float] = []
    answers = [_timed(guidance, one.question, times) for one in asked]
    wrong = [_timed(guidance, question, times) for question in off]
    times.sort()
    return Figures(
        first=sum(is_hit(got[:1], one) for got, one in zip(answers, asked, strict=True)) / len(asked),
        three=sum(is_hit(got, one) for got, one in zip(answers, asked, strict=True)) / len(asked),
        offered=sum(is_hit(nearest_to(guidance, one.question), one) for one in asked) / len(asked),
        false_answers=sum(bool(got) for got in wrong) / len(off),
        false_offers=sum(bool(nearest_to(guidance, question)) for question in off) / len(off),
        p50=times[len(times) // 2],
        p99=times[int(len(times) * 0.99)],
    )


def left_out() -> Figures:
    """Every phrasing asked of a look-up that never saw it; a hit shares a section with the phrasing's own card."""
    cards, others = load_cards(), other_matters()
    phrasings = [(card.id, line) for card in cards.values() for line in card.asked_as]
    first = three = offered = answered = false_offers = 0
    times: list[float] = []
    for part in range(PARTS):
        out = set(phrasings[part::PARTS])
        known = {
            id: card.model_copy(update={"asked_as": tuple(line for line in card.asked_as if (id, line) not in out)})
            for id, card in cards.items()
        }
        theirs = others["questions"][part::PARTS]
        kept = {**others, "questions": [line for line in others["questions"] if line not in theirs]}
        guidance = Guidance(known, others=kept)
        for id, line in out:
            answers, wanted = _timed(guidance, line, times), Asked("", line, frozenset(cards[id].citations))
            first += is_hit(answers[:1], wanted)
            three += is_hit(answers, wanted)
            offered += is_hit(nearest_to(guidance, line), wanted)
        answered += sum(bool(answers_to(guidance, line)) for line in theirs)
        false_offers += sum(bool(nearest_to(guidance, line)) for line in theirs)
    times.sort()
    ours, other = len(phrasings), len(others["questions"])
    return Figures(
        first / ours,
        three / ours,
        offered / ours,
        answered / other,
        false_offers / other,
        times[ours // 2],
        times[int(ours * 0.99)],
    )


def misses(guidance: Guidance, name: str) -> Iterator[str]:
    """What went wrong, one line a question, for someone who corrects cards and synonyms."""
    for one in questions(name):
        answers = answers_to(guidance, one.question)
        if not is_hit(answers[:1], one):
            mark = (
                "third"
                if is_hit(answers, one)
                else "near "
                if is_hit(nearest_to(guidance, one.question), one)
                else "MISS "
            )
            yield f"{mark} {one.question} | wanted {sorted(one.sections)} | got {_shown(answers)}"
    for question in off_subject(name):
        if answers := answers_to(guidance, question):
            yield f"FALSE {question} | got {_shown(answers)}"


def page(guidance: Guidance, each: int = 3) -> Iterator[str]:
    """The newest questions of each user with the answer given, as Markdown for a critic to read.

    Not the blind ones: what a critic finds is mended, and they would be blind no longer.
    """
    yield "# Questions and the answers given\n"
    yield "From tests/knowledge/lookup/questions/tune.yaml. Made by `make lookup-page`.\n"
    by_user: dict[str, list[Asked]] = {}
    for one in questions("tune"):
        by_user.setdefault(one.user, []).append(one)
    for one in chain.from_iterable(asked[-each:] for asked in by_user.values()):
        yield f"## {one.question}\n\nAsked by: {one.user.replace('_', ' ')}\n"
        found = guidance.find(one.question)
        if not found.answers:
            yield "No answer: it says that there is no guidance, and names a person.\n"
        elif found.is_sure:
            card = found.answers[0].card
            yield f"**{card.title}**\n\n{card.text}\n\nSource: {', '.join(card.citations)}\n"
        else:
            titles = "".join(f"\n- {answer.card.title}" for answer in found.answers)
            yield f"Not sure: it names a person to ask, and offers:\n{titles}\n"


def _timed(guidance: Guidance, question: str, times: list[float]) -> list[Answer]:
    """Ask, and note the best of three times of the processor: other work on the machine is not what is measured."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        answers = answers_to(guidance, question)
        taken.append((time.process_time() - start) * 1000)
    times.append(min(taken))
    return answers


def _shown(answers: Iterable[Answer]) -> list[tuple[str, float, Any]]:
    return [(answer.card.id, answer.score, answer.card.citations) for answer in answers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", metavar="SET", help="list what went wrong in 'tune' (or 'blind', at the end)")
    parser.add_argument("--page", action="store_true", help="questions with the answers given, as Markdown")
    wanted = parser.parse_args()
    console = Console(width=120)
    if wanted.page:
        console.print("\n".join(page(Guidance.load())), highlight=False, soft_wrap=True, markup=False)
        return
    if wanted.misses:
        for line in misses(Guidance.load(), wanted.misses):
            console.print(line, highlight=False, soft_wrap=True, markup=False)
        return
    for name in ("tune", "blind", "sealed"):
        title = f"{name}: {len(questions(name))} questions, {len(off_subject(name))} off the subject"
        rows = {label: _of(variant, name) for label, variant in VARIANTS.items()}
        console.print(_table(title, rows))
    whole = Guidance.load()
    for name in OWN_SETS:
        asked = wanted_cards(name)
        console.print(f"{name}: {len(asked)} questions, a wanted card first in {share_first(whole, asked):.1%}")
    console.print(_table("phrasings and examples left out, then asked", {"whole": left_out()}))


def _of(variant: Variant, name: str) -> Figures:
    guidance = Guidance.load(variant=variant)
    answers_to(guidance, "a frist question loads the speling")
    return measure(guidance, name)


def _table(title: str, rows: Mapping[str, Figures]) -> Table:
    table = Table(title=title)
    for heading in ("look-up", "first", "in three", "offered", "false answers", "false offers", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if heading == "look-up" else "right")
    for label, found in rows.items():
        shares = (
            f"{share:.1%}"
            for share in (found.first, found.three, found.offered, found.false_answers, found.false_offers)
        )
        table.add_row(label, *shares, f"{found.p50:.2f}", f"{found.p99:.2f}")
    return table


if __name__ == "__main__":
    main()

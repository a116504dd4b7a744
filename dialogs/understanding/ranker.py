"""A second opinion: which choice a message is most like, by the labelled lines of `data/lines/` and by the words there.

Counted, not learnt: how often each word, and each pair beside each other, stands in lines that mean a choice, against
how often anywhere (naive Bayes). It never takes anything. It orders what is offered, and where it is far from what was
about to be taken, that is asked instead.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import log, sqrt
from pathlib import Path

from dialogs.understanding.decide import weigh
from dialogs.understanding.lexicon import DATA, Evidence, Lexicon, Manner
from dialogs.understanding.message import Message
from dialogs.understanding.speech import is_mark

LINES = DATA / "lines"
ASKED = "?"
"""Lines that a careful colleague would ask about: a choice of their own here."""
OF_A_PATTERN = 0.3
"""A pattern's words count for so much of a line, divided among those that may stand in one place."""
_LITTLE = 0.1
FAR = 7.0
"""Natural logarithms between two choices from which a take is asked instead."""

FAR_WHERE_DEAR = 2.0
"""The same where a wrong take would lower the view or call somebody safe."""
FAR_FOR_ONE_OF_SEVERAL = 18.0
"""The same for each of several that were about to be taken."""
AGREED = 2.0
"""The same between the first and the second, from which a mere hint of the first is believed."""

RAISED, RAISED_OVER = 2.0, 5.0
"""The same from which urgent words are taken although no word of the data says so: where nothing else was taken, and
over what was. Set by leaving out a fifth of the lines at a time: alone it finds 66 of 77 urgent ones at the first
figure, with 9 of 269 false, and 53 at the second, with 2 false.
"""
_SMALL = frozenset(
    "have do get go be is are was were had has did i she he they it him them her his their my me".split()
)
"""Words that touch no choice by themselves."""
_NOTHING: Counter[str] = Counter()
LEAST_TO_AGREE = 2
"""Words of a message. One alone is a hint and no more."""

Counts = dict[str, Counter[str]]
Ranked = Sequence[tuple[str, float]]
"""Choices with how alike they are, the most alike first."""


class Ranker:
    """Built once from what `counted` counted. By question, then by choice: in how many lines a word stands, and how
    many lines there are. A question's counts are read when it is first asked.
    """

    def __init__(self, plain: Mapping[str, str]) -> None:
        self._plain = plain
        self._of_question = cache(self._read)

    def _read(self, question: str) -> tuple[Counts, Mapping[str, float], Mapping[str, int]]:
        """The counts by choice, for any choice together, and of lines."""
        by_choice, lines = json.loads(self._plain[question])
        words = {choice: Counter(counts) for choice, counts in by_choice.items()}
        return words, sum(words.values(), Counter()), Counter(lines)

    def ranked(self, question: str, message: Message, choices: Sequence[str]) -> Ranked:
        """Each choice and `ASKED` with how much more alike it is than chance, the most alike first."""
        if question not in self._plain:
            return []
        words, anywhere, lines = self._of_question(question)
        every = sum(lines.values()) + 1
        signs = [sign for sign in set(_signs(message)) if anywhere[sign]]
        chance = sum(log((anywhere[sign] + _LITTLE * len(words)) / every) for sign in signs)
        scores = {
            choice: sum(log((words.get(choice, _NOTHING)[sign] + _LITTLE) / (lines[choice] + 1.2)) for sign in signs)
            - chance
            for choice in (*choices, ASKED)
        }
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))

    def touched(self, question: str, message: Message, harmless: frozenset[str]) -> frozenset[str]:
        """The choices in whose lines a word of the message stands that is not `harmless`, and no less often than in
        others. Where there are few lines for a choice, a message may seem to be like it that has nothing of it.
        """
        if question not in self._plain:
            return frozenset()
        words, anywhere, lines = self._of_question(question)
        small = harmless | _SMALL
        signs = {sign for sign in _signs(message) if anywhere[sign] and not small.issuperset(sign.split("_"))}
        usual = {sign: anywhere[sign] / (sum(lines.values()) + 1) for sign in signs}
        return frozenset(
            choice
            for choice, counts in words.items()
            if any(counts[sign] >= 1 and counts[sign] / (lines[choice] + 1) >= usual[sign] for sign in signs)
        )


def counted(lexicon: Lexicon) -> dict[str, str]:
    """By question, the counts as JSON in a text: it takes a second, so it is kept for the next start."""
    words: dict[str, Counts] = defaultdict(lambda: defaultdict(Counter))
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for at, said, takes in labelled_lines():
        signs = set(_signs(lexicon.message(said)))
        for choice in takes or (ASKED,):
            words[at][choice].update(signs)
            lines[at][choice] += 1
    for question in lexicon.written:
        for choice, sign, weight in _of_patterns(lexicon, question):
            words[question][choice][sign] += weight  # type: ignore[assignment]
    return {question: json.dumps([by_choice, lines[question]]) for question, by_choice in words.items()}


def is_far(ranked: Ranked, took: Sequence[str], manner: Manner) -> bool:
    """Whether people who said such words meant something else. What counts however it was said is not asked about."""
    if set(took) & manner.free or not ranked:
        return False
    far = FAR_WHERE_DEAR if set(took) & manner.dear else FAR
    mine = [score for choice, score in ranked if choice in took]
    return ranked[0][1] - max(mine) > far or ranked[0][1] - min(mine) > FAR_FOR_ONE_OF_SEVERAL


def raised(ranked: Ranked, took: Sequence[str], manner: Manner) -> tuple[str, ...]:
    """What must not be missed, where those who said the like meant it."""
    mine = [pair for pair in ranked if pair[0] in manner.raised]
    if not mine or set(took) & manner.raised:
        return ()
    others = max(score for choice, score in ranked if choice not in manner.raised)
    return (mine[0][0],) if mine[0][1] - others >= (RAISED_OVER if took else RAISED) else ()


def agreed(
    ranked: Ranked, message: Message, mine: Sequence[Evidence], manner: Manner, choices: Sequence[str]
) -> tuple[str, ...]:
    """The one choice that there is a hint of, where those who said the like meant it: two weak signs that agree."""
    unclear = message.asks or message.contrasts or message.negators or message.lead or any(message.unsure)
    if unclear or len(message.words) < LEAST_TO_AGREE or any(not one.choice for one in mine):
        return ()
    weighed = weigh(mine, manner, choices)
    hint = weighed.said[0] if len(weighed.said) == 1 else ""
    if not hint or hint in manner.dear | manner.whole or hint in (*weighed.denied, *weighed.spoilt):
        return ()
    first, second, *_ = ranked
    return (hint,) if first[0] == hint and first[1] - second[1] >= AGREED else ()


def labelled_lines() -> Iterator[tuple[str, str, Sequence[str]]]:
    """Where it was said, what was said, and what it meant."""
    for path in sorted(LINES.glob("*.jsonl")):
        for text in _read(path):
            line: Mapping[str, object] = json.loads(text)
            takes = line["takes"]
            if isinstance(takes, list):
                yield str(line["at"]), str(line["said"]), [str(one) for one in takes]


def _read(path: Path) -> Iterable[str]:
    return path.read_text("utf-8").splitlines()


def _signs(message: Message) -> Iterator[str]:
    """Words, with the 'not' that reaches them, and pairs of them."""
    if message.lead:
        yield f"lead_{message.lead}"
    for at, (stem, nots) in enumerate(zip(message.stems, message.nots, strict=True)):
        if is_mark(stem):
            continue
        yield f"not_{stem}" if nots % 2 else stem
        if at + 1 < len(message.stems):
            yield f"{stem}_{message.stems[at + 1]}"


def _of_patterns(lexicon: Lexicon, question: str) -> Iterator[tuple[str, str, float]]:
    for words in lexicon.words_of(question):
        if words.choice and words.strength == "sure" and not words.pattern.denied:
            for element in words.pattern.elements:
                for stem in element.stems:
                    yield words.choice, stem, OF_A_PATTERN / sqrt(len(element.stems))

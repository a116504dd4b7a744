"""Which subjects a worker's own account speaks of, such as filming or a secret; what is denied is not spoken of.

It takes no answer and decides nothing. The words of each subject stand in `data/spotted.yaml`, written as those of the
choices are (`patterns.py`).
"""

from collections.abc import Iterable
from functools import cache

from dialogs.understanding.lexicon import DATA, Words, evidence_of
from dialogs.understanding.message import Taker
from dialogs.understanding.patterns import PatternMaker
from dialogs.understanding.speech import Speech
from dialogs.words import read_yaml


class Spotter:
    """Built once from the data."""

    def __init__(self) -> None:
        speech_data, lists = read_yaml(DATA / "speech.yaml"), read_yaml(DATA / "words.yaml")
        speech = Speech(speech_data, (DATA / "known_words.txt").read_text("utf-8").split())
        self._taker = Taker(speech, speech_data)
        maker = PatternMaker(self._taker, lists)
        self._words = [
            Words("", subject, strength, maker.make(str(pattern)))
            for subject, listed in read_yaml(DATA / "spotted.yaml").items()
            for strength, patterns in listed.items()
            for pattern in patterns
        ]
        speech.learn(maker.seen)

    def subjects(self, piece: str) -> set[str]:
        """The subjects that a piece of an account speaks of, unless words beside them say that it is something else."""
        message = self._taker.apart(piece)
        there = {*message.words, *message.stems, "N"}
        found = [
            evidence
            for words in self._words
            if not there.isdisjoint(words.pattern.wanted)
            for first, last in words.pattern.spans(message)
            if (evidence := evidence_of(words, message, first, last)) and not evidence.denied
        ]
        unless = {one.choice for one in found if one.strength == "unless"}
        return {one.choice for one in found if one.strength == "sure"} - unless


@cache
def _spotter() -> Spotter:
    return Spotter()


def spotted(pieces: Iterable[str]) -> dict[str, str]:
    """By subject, the first piece that speaks of it. Much is said twice: each piece is looked at once."""
    found: dict[str, str] = {}
    for piece in dict.fromkeys(pieces):
        for subject in _spotter().subjects(piece):
            found.setdefault(subject, piece)
    return found

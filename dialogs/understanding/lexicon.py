"""The words of every choice, loaded once from `data/*.yaml`, and what of them a message holds."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs.understanding.message import Message, Taker
from dialogs.understanding.patterns import Pattern, PatternMaker
from dialogs.understanding.speech import Speech
from dialogs.words import read_yaml

DATA = Path(__file__).parent / "data"
_NOT_QUESTIONS = ("speech", "words")
UNKNOWN = frozenset({"not_sure", "not_known"})
STRENGTHS = ("sure", "maybe", "unless")


@dataclass(frozen=True)
class Words:
    """What people say for one choice of a question, or, with no choice, what is asked again whatever else is said."""

    question: str
    choice: str
    strength: str
    pattern: Pattern


@dataclass(frozen=True)
class Manner:
    """How a question is decided. A wrong take has its price: see `decide.py`.

    `dear`: what lowers the view or calls somebody safe. `cheap`: what raises it; `free`: also where it is said with
    doubt. `whole`: taken only where everything that was said is understood, `harmless` words apart. `yes` and `no`:
    what these mean here. `beats`: what is left out beside it. `order`: of several said, the first counts.
    `opposites`: what may be meant where a choice is denied. `questions_answer`: a question is an answer here too.
    `hints_will_do`: taken also where there are only hints of it, and of nothing else.
    `raised`: taken also where only people who said the like meant it.
    `kept_for`: what may be said in passing.
    """

    dear: frozenset[str] = frozenset()
    cheap: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    questions_answer: bool = False
    hints_will_do: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    yes: str = ""
    no: str = ""
    beats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    opposites: Mapping[str, str] = field(default_factory=dict)
    kept_for: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Evidence:
    """Words for a choice found in a message, from word `first` to before `last`."""

    choice: str
    strength: str
    denied: bool
    unsure: int
    first: int
    last: int
    question: str = ""


class Lexicon:
    """Everything in the data. `titles` are the choices' own words, by question and choice, from the words files."""

    def __init__(self, titles: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        files = {path.stem: read_yaml(path) for path in sorted(DATA.glob("*.yaml"))}
        self.speech_data: Mapping[str, Any] = files["speech"]
        known = (DATA / "known_words.txt").read_text("utf-8").split()
        self.speech = Speech(self.speech_data, known)
        self.taker = Taker(self.speech, self.speech_data)
        self.harmless = frozenset(self.speech.stem(w) for w in str(self.speech_data["harmless"]).split())
        self._maker = PatternMaker(self.taker, files["words"])
        self.manners: dict[str, Manner] = {}
        self.written: dict[str, Mapping[str, Any]] = {}
        for stem, questions in files.items():
            if stem not in _NOT_QUESTIONS:
                self.written |= questions
        self._by_key: dict[str, list[Words]] = {}
        self._by_question: dict[str, list[Words]] = {}
        for question, data in self.written.items():
            self.manners[question] = _manner(data, self.speech.stem)
            for one in self._of_question(question, data, titles.get(question, {})):
                self._by_question.setdefault(question, []).append(one)
                for key in one.pattern.keys:
                    self._by_key.setdefault(key, []).append(one)
        self.speech.learn(self._maker.seen)

    def _of_question(
        self, question: str, data: Mapping[str, Any], titles: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Words]:
        for written in data.get("asks", ()):
            yield Words(question, "", "sure", self._maker.make(written))
        for choice, by_strength in data["choices"].items():
            for strength in STRENGTHS:
                for written in (by_strength or {}).get(strength, ()):
                    yield Words(question, choice, strength, self._maker.make(str(written)))
        for choice, spelt in titles.items():
            for title in spelt:
                # the whole message is a choice's title or spelling, word for word
                if self.taker.apart(title).words:
                    words = " ".join(w for w in self.taker.apart(title).words if w[0].isalnum())
                    if words:
                        yield Words(question, choice, "sure", self._maker.make(f"^ {words} $"))

    def words_of(self, question: str) -> list[Words]:
        return self._by_question.get(question, [])

    def message(self, text: str) -> Message:
        return self.taker.apart(text)

    def found(self, message: Message, questions: Collection[str]) -> dict[str, list[Evidence]]:
        """The evidence in a message for these questions."""
        keys = {*message.words, *message.stems, *("N" for word in message.words if word.isdecimal())}
        found: dict[str, list[Evidence]] = {}
        seen: set[int] = set()
        for key in keys:
            for words in self._by_key.get(key, ()):
                if words.question not in questions or id(words) in seen:
                    continue
                seen.add(id(words))
                for first, last in words.pattern.spans(message):
                    one = _evidence(words, message, first, last)
                    if one:
                        found.setdefault(words.question, []).append(one)
        return found


def _evidence(words: Words, message: Message, first: int, last: int) -> Evidence | None:
    """What a pattern found means, by the 'not's that reach its first word. Two of them make it unsure."""
    at = first
    nots = message.nots[at] if at < len(message.nots) else 0
    unsure = 0 if words.choice in UNKNOWN else max(message.unsure[first:last], default=0)
    if nots > 1:
        unsure = max(unsure, 1)
    if nots == 0 and first in message.after_not:
        # 'i dont think it was still going on': it may reach so far
        unsure = 2
    if words.pattern.denied:
        if nots % 2 == 0:
            return None
        return Evidence(words.choice, words.strength, False, unsure, first, last, words.question)
    return Evidence(words.choice, words.strength, nots % 2 == 1, unsure, first, last, words.question)


def _manner(data: Mapping[str, Any], stem: Callable[[str], str]) -> Manner:
    return Manner(
        dear=frozenset(data.get("dear", ())), cheap=frozenset(data.get("cheap", ())),
        whole=frozenset(data.get("whole", ())), free=frozenset(data.get("free", ())),
        harmless=frozenset(map(stem, str(data.get("harmless", "")).split())),
        questions_answer=bool(data.get("questions_answer", False)),
        hints_will_do=frozenset(data.get("hints_will_do", ())),
        raised=frozenset(data.get("raised", ())),
        yes=str(data.get("yes_means", "")), no=str(data.get("no_means", "")), order=tuple(data.get("order", ())),
        beats={one: tuple(others) for one, others in data.get("beats", {}).items()},
        opposites=dict(data.get("opposites", {})), kept_for=frozenset(data.get("kept_for", ())),
    )  # fmt: skip

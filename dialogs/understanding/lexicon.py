"""The words of every choice, loaded once from `data/*.yaml`, and what of them a message holds."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from dialogs.understanding.message import Message, Taker
from dialogs.understanding.patterns import Element, Pattern, PatternMaker
from dialogs.understanding.speech import Speech
from dialogs.words import read_yaml
from knowledge.prepared import packed, unpacked

DATA = Path(__file__).parent / "data"
_NOT_QUESTIONS = ("speech", "words", "spotted")
UNKNOWN = frozenset({"not_sure", "not_known"})
Titles: TypeAlias = Mapping[str, Mapping[str, tuple[str, ...]]]
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
    `kept_for`: what may be said in passing. `alone`: offered by itself where all that was said points to it.
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
    alone: frozenset[str] = frozenset()


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
    """Everything in the data, from what `learnt` made of it. Of thousands of patterns few are ever looked for: each is
    made when a message first has a word of it.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self._plain = plain
        self.speech = Speech(plain["speech"], plain["known"].split())
        self.speech.learn(plain["learnt"].split())
        self.taker = Taker(self.speech, plain["speech"])
        self.harmless = frozenset(self.speech.stem(word) for word in str(plain["speech"]["harmless"]).split())
        self.written: Mapping[str, Mapping[str, Any]] = plain["written"]
        self.manners = {question: _manner(data, self.speech.stem) for question, data in self.written.items()}
        self._by_key = unpacked(plain["by_key"])
        self._by_question = unpacked(plain["by_question"])
        self._elements: dict[int, Element] = {}
        self._made: dict[int, Words] = {}
        self._numbers: dict[str, dict[str, list[int]]] = {}
        self._last = self.taker.apart("")
        """The message that was taken apart last: each is heard for several questions."""

    def _words(self, number: int) -> Words:
        if number not in self._made:
            question, choice, strength, written, denied, elements = self._plain["patterns"][number]
            pattern = Pattern(written, tuple(map(self._element, elements)), denied)
            self._made[number] = Words(question, choice, strength, pattern)
        return self._made[number]

    def _element(self, number: int) -> Element:
        if number not in self._elements:
            self._elements[number] = Element.of_plain(self._plain["elements"][number])
        return self._elements[number]

    def _of_key(self, key: str) -> Mapping[str, Sequence[int]]:
        """The numbers of the patterns with this word, by question."""
        if key not in self._numbers:
            found: dict[str, list[int]] = defaultdict(list)
            for number in map(int, self._by_key[key].split()):
                found[self._plain["patterns"][number][0]].append(number)
            self._numbers[key] = found
        return self._numbers[key]

    def words_of(self, question: str) -> list[Words]:
        """Each pattern of that question, made now where it was not needed before."""
        return [self._words(int(number)) for number in self._by_question.get(question, "").split()]

    def message(self, text: str) -> Message:
        """The text, taken apart; the last one is remembered."""
        if self._last.text != text:
            self._last = self.taker.apart(text)
        return self._last

    def found(self, message: Message, questions: Collection[str]) -> dict[str, list[Evidence]]:
        """The evidence in a message for these questions."""
        keys = {*message.words, *message.stems, *("N" for word in message.words if word.isdecimal())}
        found: dict[str, list[Evidence]] = {}
        numbers = {
            number
            for key in keys & self._by_key.keys()
            for question, of_key in self._of_key(key).items()
            if question in questions
            for number in of_key
        }
        for words in map(self._words, sorted(numbers)):
            for first, last in words.pattern.spans(message):
                if one := evidence_of(words, message, first, last):
                    found.setdefault(words.question, []).append(one)
        return found


def learnt(titles: Titles) -> dict[str, Any]:
    """What all files of the data say, as JSON: it takes a second, so it is kept for the next start.

    `titles` are the choices' own words, by question and choice, from the words files.
    """
    files = {path.stem: read_yaml(path) for path in sorted(DATA.glob("*.yaml"))}
    known = (DATA / "known_words.txt").read_text("utf-8")
    taker = Taker(Speech(files["speech"], known.split()), files["speech"])
    maker = PatternMaker(taker, files["words"])
    written = {
        question: data
        for stem, questions in files.items()
        if stem not in _NOT_QUESTIONS
        for question, data in questions.items()
    }
    elements: list[Element] = []
    places: dict[int, int] = {}
    patterns: list[Any] = []
    by_key, by_question = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for one in (one for question, data in written.items() for one in _of_question(question, data, titles, maker)):
        number = str(len(patterns))
        for element in one.pattern.elements:
            if places.setdefault(id(element), len(elements)) == len(elements):
                elements.append(element)
        rows = [places[id(element)] for element in one.pattern.elements]
        patterns.append([one.question, one.choice, one.strength, one.pattern.written, one.pattern.denied, rows])
        by_question[one.question].append(number)
        for key in one.pattern.wanted:
            by_key[key].append(number)
    return {
        "speech": files["speech"],
        "written": written,
        "known": known,
        "learnt": " ".join(sorted(maker.seen)),
        "elements": [element.as_plain() for element in elements],
        "patterns": patterns,
        "by_key": packed({key: " ".join(numbers) for key, numbers in by_key.items()}),
        "by_question": packed({question: " ".join(numbers) for question, numbers in by_question.items()}),
    }


def _of_question(question: str, data: Mapping[str, Any], titles: Titles, maker: PatternMaker) -> Iterator[Words]:
    for written in data.get("asks", ()):
        yield Words(question, "", "sure", maker.make(written))
    for choice, by_strength in data["choices"].items():
        for strength in STRENGTHS:
            for written in (by_strength or {}).get(strength, ()):
                yield Words(question, choice, strength, maker.make(str(written)))
    for choice, spelt in titles.get(question, {}).items():
        for title in spelt:
            # the whole message is a choice's title or spelling, word for word
            words = " ".join(word for word in maker.taker.apart(title).words if word[0].isalnum())
            if words:
                yield Words(question, choice, "sure", maker.make(f"^ {words} $"))


def evidence_of(words: Words, message: Message, first: int, last: int) -> Evidence | None:
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
        alone=frozenset(data.get("alone", ())),
    )  # fmt: skip

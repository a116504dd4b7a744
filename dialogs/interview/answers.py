"""How an answer is read: one choice, several choices, own words, ages. Days, times and forms are in their own files.

A reader turns what came (typed text, or the values of a card) into answers for state, or into a `Refusal` that says
why not. It knows no words: the titles and spellings of its choices are handed in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from dialogs.interview.typed_signs import trimmed
from dialogs.turn import JSON, Dialog

Answers = dict[str, JSON]
"""Answers by question name: strings, or lists of strings. Own words beside choices are under `<name>_words`."""

Spellings = Mapping[str, Sequence[str]]
"""For each choice, its title first, then what else people type for it."""

NOT_KNOWN = "not_known"
NOT_SURE = "not_sure"
LEADING = frozenset("yes yeah yep no nope nah none nobody".split())
"""Words that answer by themselves when something else follows."""
LONGEST_ANSWER = 4_000
"""Characters. A record's paragraph; the form asks for no more."""


@dataclass(frozen=True)
class Heard:
    """An answer understood. `said_back` is read back to the person, as with a day worked out from 'last Tues'."""

    answers: Answers
    words: str = ""
    said_back: str = ""
    said_back_as: str = "incident.read_back_day"
    """The key of the words around `said_back`."""
    understood: bool = False
    """It was said in own words, and what they mean was found: it is said back."""


@dataclass(frozen=True)
class Refusal:
    """Why an answer cannot be used: a key under `refusals`. `words` are kept, so that nothing typed is lost."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    offered: tuple[str, ...] = ()
    """What was likely meant: 'Did you mean ...?', at most three."""


class Reader(Protocol):
    """How the answer to one kind of question is read, kept and shown. It keeps nothing between two calls."""

    @property
    def may_be_unknown(self) -> bool:
        """Whether 'not sure' is an answer."""
        ...

    @property
    def many(self) -> bool:
        """Whether several choices may be picked."""
        ...

    @property
    def words_wanted(self) -> bool:
        """Whether a card offers room for own words beside the choices."""
        ...

    def choices(self, answers: Answers) -> Sequence[str]:
        """The choices that apply after these answers, in the order in which they are numbered; none where there is no
        list.
        """
        ...

    def form(self, name: str, answers: Answers) -> Dialog | None:
        """The form that the question opens, or None where it is answered in the chat."""
        ...

    def unknown(self) -> JSON:
        """What is kept for 'not sure', where the choices have none of their own."""
        ...

    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: datetime
    ) -> Heard | Refusal:
        """What a message or a form answers, or why it does not. `name` is the question's, and the key of its answer."""
        ...

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether an answer that was taken would be taken today as well."""
        ...

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """An answer in words, as it is read back; '' where it is not to be shown."""
        ...


def plain(text: str) -> str:
    """Small letters, and nothing around the words (see `signs.trimmed`): for comparing what people type."""
    return trimmed(text).casefold()


@lru_cache(maxsize=8192)
def folded(spelling: str) -> str:
    """`plain` of a choice or one of its spellings, worked out once. Never what somebody typed: it would be kept."""
    return plain(spelling)


def is_bare(text: str) -> bool:
    """A yes, a no, a number or nothing: it answers a question, and says nothing where none was asked."""
    return not any(c.isalpha() for c in text) or plain(text) in LEADING


def typed(said: str | Mapping[str, JSON], name: str) -> tuple[str, str]:
    """The answer and the own words in a card's values, or the text and nothing.

    Anything but text, a whole number, or a list of those is no answer: `null` is not the word 'None'.
    """
    if isinstance(said, str):
        return said.strip(), ""
    answer = said.get("answer", said.get(name))
    words = said.get("words", said.get(f"{name}_words"))
    listed = answer if isinstance(answer, list) else [answer]
    return ",".join(part for part in map(_as_text, listed) if part), _as_text(words)


def _as_text(value: JSON) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


@dataclass(frozen=True)
class Choices:
    """One choice of a list; with `many`, several. `words_wanted` takes own words beside them.

    Only what is exact is read here: numbers, titles and spellings. What else was meant finds `meaning.py`.

    `lone` choices stand alone: 'none of these' cannot go with another. 'Not sure' may go with others: it then speaks
    of the rest of the list.
    """

    listed: Callable[[Answers], Sequence[str]]
    many: bool = False
    words_wanted: bool = False
    lone: frozenset[str] = frozenset({"none"})

    @property
    def may_be_unknown(self) -> bool:
        """Always: 'not sure' is an answer to any list."""
        return True

    def choices(self, answers: Answers) -> Sequence[str]:
        """Those of the list that apply after these answers, in the order in which they are numbered."""
        return self.listed(answers)

    def form(self, name: str, answers: Answers) -> Dialog | None:
        """None: it is answered in the chat."""
        return None

    def unknown(self) -> JSON:
        """'Not sure', in a list where several may be picked."""
        return [NOT_SURE] if self.many else NOT_SURE

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """What was picked by number, title or spelling, with the own words beside it; a refusal where it is none of
        these.
        """
        text, words = typed(said, name)
        if len(text) + len(words) > LONGEST_ANSWER:
            return Refusal("too_long", {"longest": f"{LONGEST_ANSWER:,}"})
        listed = list(self.choices(answers))
        picked = _whole(text, listed, spellings)
        if picked is None:
            found = _head_and_words(text, listed, spellings)
            if found is None:
                return self._not_one_of_these(text, words)
            picked, own = found
            words = words or own
        return self._check(name, picked, words)

    def _not_one_of_these(self, text: str, words: str) -> Refusal:
        """A sentence is kept for when a choice has been made; a bare 'no' or a number says nothing beside it."""
        if not is_bare(text) and (len(text.split()) > 2 or self.words_wanted):
            return Refusal("nearest", words=words or text)
        return Refusal("pick_many" if self.many else "pick_one", words=words)

    def _check(self, name: str, picked: list[str], words: str) -> Heard | Refusal:
        if not self.many and len(picked) > 1:
            return Refusal("only_one", words=words)
        if len(picked) > 1 and self.lone & set(picked):
            return Refusal("none_and_some", words=words)
        return Heard({name: picked if self.many else picked[0]}, words)

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether everything that was picked is still in the list."""
        listed = set(self.choices(answers))
        picked = value if isinstance(value, list) else [value]
        return bool(picked) and set(picked) <= listed

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """The titles, with a semicolon between them."""
        picked = value if isinstance(value, list) else [value]
        return "; ".join(spellings[p][0] if p in spellings else str(p) for p in picked)


def fixed(*listed: str) -> Callable[[Answers], Sequence[str]]:
    """The same choices whatever was answered."""
    return lambda _answers: listed


def one(*listed: str, words_wanted: bool = False) -> Choices:
    """One of these may be picked."""
    return Choices(fixed(*listed), words_wanted=words_wanted)


def _whole(text: str, listed: Sequence[str], spellings: Spellings) -> list[str] | None:
    """The choices that a text names, if it names nothing else: '2', '1, 3', '1 and 3', a title, a spelling."""
    known = {folded(s): c for c in listed for s in (c, c.replace("_", " "), *spellings.get(c, ()))}
    text = text.rstrip("?! ")
    if plain(text) in known:
        return [known[plain(text)]]
    numbers = {str(n): c for n, c in enumerate(listed, start=1)}
    parts = [plain(p) for p in re.split(r"[,;&+]|\band\b|\n", text, flags=re.IGNORECASE) if plain(p)]
    if all(p.isdecimal() or " " in p for p in parts):
        parts = [q for p in parts for q in (p.split() if re.fullmatch(r"[\d ]+", p) else [p])]
    picked = [numbers.get(p.strip("()")) or known.get(p) for p in parts]
    if not picked or None in picked:
        return None
    return list(dict.fromkeys(p for p in picked if p))


def _head_and_words(text: str, listed: Sequence[str], spellings: Spellings) -> tuple[list[str], str] | None:
    """'1, 3: she hid in the book corner' is a list, then own words. A leading yes or no is no list: see `meaning`."""
    head, colon, own = text.partition(":")
    if not colon or not own.strip() or len(head) > 200 or "\n" in head or plain(head) in LEADING - {"none"}:
        return None
    picked = _whole(head.strip(), listed, spellings)
    return (picked, own.strip()) if picked else None


class OpenAnswer:
    """What readers without choices share."""

    many = False
    words_wanted = False

    def choices(self, answers: Answers) -> Sequence[str]:
        """None."""
        return ()

    def form(self, name: str, answers: Answers) -> Dialog | None:
        """None: it is answered in the chat."""
        return None

    def unknown(self) -> JSON:
        """'Not known'."""
        return NOT_KNOWN

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """The answer as it stands."""
        return str(value)


@dataclass(frozen=True)
class OwnWords(OpenAnswer):
    """A sentence or a paragraph in the person's own words. `least` letters: a number or two signs tell nothing."""

    may_be_unknown: bool = True
    longest: int = LONGEST_ANSWER
    least: int = 2

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        """The text as it was typed; refused where it has too few letters or is too long."""
        answer, words = typed(said, name)
        text = words or answer
        if sum(map(str.isalpha, text)) < self.least:
            return Refusal("needs_words")
        if len(text) > self.longest:
            return Refusal("too_long", {"longest": f"{self.longest:,}"})
        return Heard({name: text})

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        """Whether it is a text that is not too long."""
        return isinstance(value, str) and 0 < len(value) <= self.longest

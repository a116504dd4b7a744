"""What was said, taken apart: which words a 'not' reaches, where the speaker is unsure, what is asked rather than told.

A message is a row of plain words (`speech.py`). A 'not' reaches to the end of its clause, and no further than a
'but'; an answer given after the thing itself ('planned? no. secret? yes', 'in danger no, hurt yes') is carried back
to it. A 'no' that only answers ('no hes done it before') reaches nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.understanding.speech import Speech
from knowledge.negation import ENDS, PAUSES, SUBJECTS, Negation

_ANSWERS = frozenset({"yes", "no"})


@dataclass(frozen=True)
class Message:
    """A message as plain words, and what surrounds each of them.

    `words` stand beside `stems`; `nots` says how many negations reach each word, `unsure` how unsure its clause is: 0,
    1 (a little) or 2.

    `contrasted` are where a 'but' or an 'only' stands.

    `after_not` are words such as 'still' and 'only' that end the reach of a 'not' and may yet belong to it. `lead` is
    the yes or no that the message answers with, if it does, and `wavers` where both stand in front, as in 'yes no';
    `asks` where it asks something instead of telling.
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    nots: tuple[int, ...]
    unsure: tuple[int, ...]
    negators: frozenset[int]
    after_not: frozenset[int] = frozenset()
    lead: str = ""
    wavers: bool = False
    asks: bool = False
    contrasted: frozenset[int] = frozenset()
    refers_back: bool = False

    @property
    def contrasts(self) -> bool:
        """Whether something is set against something else: 'but', 'except', 'only'."""
        return bool(self.contrasted)

    @property
    def is_empty(self) -> bool:
        """Whether there is no letter and no number in it."""
        return not any(word.isalnum() for word in self.words)


class Taker:
    """Takes messages apart by the word lists of `speech.yaml`."""

    def __init__(self, speech: Speech, data: Mapping[str, Any]) -> None:
        self.speech = speech
        self._soft, self.articles, self._questions = (
            frozenset(str(data[name]).split()) for name in ("soft_breaks", "articles", "questions")
        )
        self._negation = Negation.load()
        self._negators, self._breaks, self._contrasts = (
            self._negation.negators, self._negation.breaks, self._negation.contrasts
        )  # fmt: skip
        self._hedges: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for how, name in ((2, "hedges"), (1, "soft_hedges")):
            for hedge in data[name]:
                words = tuple(str(hedge).split())
                self._hedges[words[0]].append((how, words))

    def apart(self, text: str) -> Message:
        """Words, what negations reach, how unsure each clause is, and the yes or no in front."""
        spoken = self.speech.words(text)
        lead, words = self._lead(spoken)
        wavers = {"yes", "no"} <= set(spoken[: len(spoken) - len(words)])
        asks = not lead and self._asks(words)
        words, stops = self._without_soft(words)
        carried, words, stops, answer = self._carried_back(words, stops)
        lead = answer or lead
        stems = [self.speech.stem(word) for word in words]
        nots, negators = self._negation.reaches(words, stops)
        unsure = self._unsure(words, stems)
        for first, last, said in carried:
            for at in range(first, last):
                nots[at] += said == "no"
                unsure[at] = max(unsure[at], said == "no")
        if not lead and words and all(word in _BARE_NO or word in PAUSES for word in words):
            lead = "no"
        return Message(
            text=text,
            words=tuple(words),
            stems=tuple(stems),
            nots=tuple(nots),
            unsure=tuple(unsure),
            negators=frozenset(negators),
            after_not=self._negation.may_reach(words, negators, stops),
            lead=lead,
            wavers=wavers,
            asks=asks,
            contrasted=frozenset(at for at, word in enumerate(words) if word in self._contrasts),
            refers_back="likeisaid" in words,
        )

    def _without_soft(self, words: Sequence[str]) -> tuple[list[str], set[int]]:
        """'Just' and 'so' end the reach of a 'not' and are left out otherwise; also where they stood."""
        kept: list[str] = []
        stops: set[int] = set()
        for word in words:
            if word in self._soft:
                stops.add(len(kept))
            elif word not in self.articles:
                kept.append(word)
        return kept, stops

    def of_data(self, text: str) -> list[str]:
        """Words of the data as they will stand in a message."""
        return self._without_soft(self.speech.words(text, mend=False))[0]

    def _lead(self, words: list[str]) -> tuple[str, list[str]]:
        """The yes or no in front, where it answers rather than belongs to what follows ('no kissing', 'no one')."""
        lead = ""
        taken = 0
        for at, word in enumerate(words):
            if word == "yes" or (word == "no" and self._only_answers(words[at + 1 : at + 2])):
                # 'no wait yes', 'no i mean yes': the last one counts
                lead, taken = word, at + 1
            elif word not in PAUSES | _CORRECTS and ["i", "mean"] not in (words[at : at + 2], words[at - 1 : at + 1]):
                break
        rest = words[taken:]
        while rest and rest[0] in PAUSES - {'"'}:
            rest = rest[1:]
        return lead, rest

    def _only_answers(self, following: Sequence[str]) -> bool:
        """Whether a 'no' before these words answers, rather than belongs to them."""
        ends = PAUSES | self._contrasts | self._breaks | self._soft | {"please", "and", "well"}
        if not following or following[0] in ends:
            return True
        first = following[0]
        if first.isdecimal():
            return False
        return first in SUBJECTS | self._negators | _ANSWERS | _LIKELY_SUBJECTS or first in _VERBS

    def _carried_back(
        self, words: list[str], stops: set[int]
    ) -> tuple[list[tuple[int, int, str]], list[str], set[int], str]:
        """A yes or no after what it answers: 'planned? no.', 'hurt yes', 'in private, no'. Taken out, with its reach.

        'So no' and 'not in private no' carry nothing back: they answer the question, and are the fourth value.
        """
        kept: list[str] = []
        carried: list[tuple[int, int, str]] = []
        new_stops: set[int] = set()
        begins, answer = 0, ""
        for at, word in enumerate(words):
            if at in stops:
                new_stops.add(len(kept))
            ends = at + 1 == len(words) or words[at + 1] in PAUSES
            if word in _BARE_NO and ends and kept and kept[-1] == "?":
                # 'everyone safe? not really'
                word = "no"
            if word in _ANSWERS and ends and kept and (kept[-1] == "?" or kept[-1] not in PAUSES | _SAID):
                said = set(kept[begins:])
                if at in stops or said <= _UNSURE_ONLY or (word == "no" and said & self._negators):
                    answer = word
                else:
                    carried.append((begins, len(kept), word))
                    answer = word if word == "yes" and kept[-1] != "?" else answer
                kept.append(".")
                begins = len(kept)
                continue
            kept.append(word)
            if word in PAUSES - {"?", '"'} or (
                word == "?" and not (at + 1 < len(words) and words[at + 1] in _ANSWERS | _BARE_NO)
            ):
                begins = len(kept)
        return carried, kept, new_stops, answer if len(carried) < 2 else ""

    def _unsure(self, words: Sequence[str], stems: Sequence[str]) -> list[int]:
        """Unsure from the beginning of the sentence to its end: 'she is ok i think'."""
        unsure = [0] * len(words)
        for first, last in _clauses(words):
            found = [
                how
                for row in (stems[first:last], words[first:last])
                for at, word in enumerate(row)
                for how, hedge in self._hedges.get(word, ())
                if tuple(row[at : at + len(hedge)]) == hedge
            ]
            unsure[first:last] = [max(found, default=0)] * (last - first)
        return unsure

    def _asks(self, words: Sequence[str]) -> bool:
        """The message asks something, and answers nothing: 'what counts as danger?', 'do i have to'."""
        said = [word for word in words if word not in PAUSES]
        if not said:
            return False
        begins = said[0] in self._questions and not (
            said[0] in ("is", "are", "was", "were", "has") and words[-1] != "?"
        )
        if said[0] in _ASK_OF_SOMEBODY and words[-1] != "?":
            begins = len(said) > 1 and said[1] in ("i", "we", "you", "it", "do", "is", "will", "can")
        # 'will do' promises, and 'should be ok' leaves out who
        begins = begins and said[1:2] not in (["not"], ["never"], ["be"]) and said[:2] != ["will", "do"]
        return begins or (words[-1] == "?" and words.count("?") == 1 and not set(said) & _ANSWERS)


def _clauses(words: Sequence[str]) -> list[tuple[int, int]]:
    found, first = [], 0
    for at, word in enumerate(words):
        if word in ENDS or word == "but":
            found.append((first, at))
            first = at + 1
    return [*found, (first, len(words))]


_SAID = frozenset(
    "said says say saying told crying cried shouted shouting screamed screaming kept answered replied take took".split()
)
"""After these a yes or no is what somebody said."""
_ASK_OF_SOMEBODY = frozenset("may can could will would do did does when if where while".split())
"""These ask only before the one who is asked: 'could hear them' tells."""
_BARE_NO = frozenset({"not", "never", "no"})
_CORRECTS = frozenset({"wait", "actually", "sorry", "or", "well"})
_UNSURE_ONLY = frozenset("asfarasiknow think i would say probably prob suppose guess well".split())
_LIKELY_SUBJECTS = frozenset("the my our his her their its a one some most everyone mum dad dsl".split())
_VERBS = frozenset(
    "is are was were did do does has have had can will would could should not leave wait carry go thanks sorry".split()
)

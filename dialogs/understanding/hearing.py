"""What a person meant: one pure function, `Understanding.hear`.

Text in, meaning out; no clock, no database, nothing kept between two calls. The order: a list of numbers is a pick,
ages are read by `ages.py`, everything else by the words of the data (`lexicon.py`) and the price of a wrong take
(`decide.py`).
"""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from dialogs.understanding import ages, story
from dialogs.understanding.decide import MOST_OFFERED, Outcome, best, decide, nearly, weigh
from dialogs.understanding.lexicon import Evidence, Lexicon, Manner, Titles, Words, learnt
from dialogs.understanding.message import Message
from dialogs.understanding.picks import is_doubtful, picks
from dialogs.understanding.ranker import Ranked, Ranker, agreed, counted, is_far, raised
from dialogs.understanding.speech import is_mark
from dialogs.understanding.titles import by_title
from knowledge import negation
from knowledge.prepared import files_in, prepared

Sureness = Literal["sure", "likely", "not_understood"]
HERE = Path(__file__).parent
LONGEST = 4_000
"""Characters that are read; the rest of a very long message does not change what its beginning said."""
_SAYINGS = frozenset("surely noproblem nothanks notnow asfarasiknow orsomething ? ! .".split()) | {"\n"}
LIKELY = 1.0
"""Natural logarithms over chance from which what others meant by such words is offered."""
FEW = 4
"""So few choices are offered whole when none is likely: that is the question again."""
LEAST_IN_PASSING = 2
"""Words. One word alone may mean anything where nobody asked."""
SITUATIONS = ("opening", "offer", "going_on", "about_bot", "beside_opening", "asked_for", "whose_concern")
"""What is heard beside the questions of interviews: a message with nothing open, the answer to 'shall I take you
through it?', whether what is told while something is asked is going on now, what is asked about the bot, what a
message with nothing open may be besides, which command it asks for, and whether whatever is typed says that it is
about the DSL, or near them.
"""


@dataclass(frozen=True)
class Asked:
    """A question as it stands: its name, the choices that apply now, in the order shown, and whether it takes several.

    `words` is where its words stand in the data. Choices that are found (free slots, bookings) have none there: they
    are known by their `titles` alone. `yes` is the one choice that was just offered: a yes means that.
    """

    name: str
    choices: tuple[str, ...] = ()
    many: bool = False
    is_ages: bool = False
    words: str = ""
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    yes: str = ""


@dataclass(frozen=True)
class Heard:
    """`took`: sure, to be said back. `offered`: 'Did you mean ...?', at most three. Neither: the question again.

    `kept`: what the same message plainly says for other questions. `asks`: it is a question itself. `refers_back`:
    'as I said'; what was said before should be looked for. `nearly`: the one choice that everything said points to, not
    surely enough for what a wrong take of it would cost: 'hes in bed, shes gone home'.
    """

    took: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: bool = False
    refers_back: bool = False
    nearly: str = ""

    @property
    def sureness(self) -> Sureness:
        """sure, likely or not_understood."""
        return "sure" if self.took else "likely" if self.offered else "not_understood"


def sources() -> list[Path]:
    """All files that what is kept for the next start is made from. The words of titles are marked by themselves."""
    return [*files_in(HERE), Path(negation.__file__), negation.FILE]


class Understanding:
    """Built once from the data; `titles` are the choices' own words by question, from the words files."""

    def __init__(self, titles: Titles) -> None:
        def made() -> dict[str, Any]:
            learnt_of_data = learnt(titles)
            return {"lexicon": learnt_of_data, "ranker": counted(Lexicon(learnt_of_data))}

        plain = prepared("understanding", HERE, sources(), made, also=json.dumps(titles))
        self._titles = titles
        self._lexicon = Lexicon(plain["lexicon"])
        self._ranker = Ranker(plain["ranker"])
        self._in_passing = frozenset(name for name, manner in self._lexicon.manners.items() if manner.kept_for)

    def situation(self, name: str) -> Asked:
        """`opening` or `offer`: their choices stand in the data."""
        return Asked(name, self.choices(name), words=name)

    def is_word(self, word: str) -> bool:
        """Whether it is a word that is known, and so no slip of another."""
        return self._lexicon.speech.knows(word)

    def has_words(self, question: str) -> bool:
        """Whether the data has words for that question."""
        return question in self._lexicon.written

    def choices(self, question: str) -> tuple[str, ...]:
        """The choices that the data has words for."""
        return tuple(self._lexicon.written.get(question, {}).get("choices", ()))

    def questions(self) -> tuple[str, ...]:
        """The questions that the data has words for."""
        return tuple(self._lexicon.written)

    def manner(self, question: str) -> Manner:
        """How careful to be with that question: what is dear, cheap, free or kept in passing."""
        return self._lexicon.manners[question]

    def titles(self, question: str) -> Mapping[str, str]:
        """Each choice's title as it is shown."""
        return {choice: spelt[0] for choice, spelt in self._titles.get(question, {}).items()}

    def words_of(self, question: str) -> Sequence[Words]:
        """Each pattern of that question, in the order of the data."""
        return self._lexicon.words_of(question)

    def message(self, said: str) -> Message:
        """What was said, taken apart; only the first `LONGEST` signs of it."""
        return self._lexicon.message(said[:LONGEST])

    def evidence(self, question: str, said: str) -> tuple[Message, Sequence[Evidence]]:
        """What a message holds for a question, for whoever corrects the words."""
        message = self.message(said)
        return message, self._lexicon.found(message, {question}).get(question, [])

    def likeness(self, question: str, said: str) -> float:
        """How much more a message is like what must not be missed there than like anything else, in natural
        logarithms; by the lines that people typed, whatever its words are.
        """
        urgent = self._lexicon.manners[question].raised
        ranked = self._ranker.ranked(question, self.message(said), self.choices(question))
        mine, others = ([score for choice, score in ranked if (choice in urgent) is is_it] for is_it in (True, False))
        return max(mine) - max(others)

    def hear(self, asked: Asked, said: str, answers: Mapping[str, Any] | None = None) -> Heard:
        """What `said` means for the question `asked`. `answers` so far are not asked again."""
        message = self.message(said)
        evidence = self._lexicon.found(message, self._in_passing | {asked.words})
        mine = evidence.get(asked.words, [])
        outcome = self._outcome(asked, said, message, mine)
        kept = self._kept(asked, message, evidence, answers or {})
        near = "" if outcome.took else nearly(message, mine, self._manner(asked), asked.choices)
        return Heard(outcome.took, outcome.offered, kept, message.asks, message.refers_back, near)

    def ages_of_a_story(self, said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the age of who did it may be, and of the other child; empty where that is not plain."""
        return story.ages_in(self._lexicon.speech.words(said[:LONGEST]))

    def ages_of_all(self, said: str) -> tuple[str, ...]:
        """The ages in a message, whichever child they are of; empty where that is not plain."""
        return ages.ages("", self._lexicon.speech.words(said[:LONGEST])).took

    def raising(self, asked: Asked, said: str) -> tuple[str, ...]:
        """What was said, with however much doubt, of what raises the view or the alarm."""
        _, evidence = self.evidence(asked.words, said)
        weighed = weigh([one for one in evidence if one.choice], self._manner(asked), asked.choices)
        return tuple(choice for choice in weighed.said if choice in self._manner(asked).cheap)

    def plainly(self, asked: Asked, said: str) -> tuple[str, ...]:
        """All that was plainly said, whether or not it can be taken together."""
        _, evidence = self.evidence(asked.words, said)
        weighed = weigh([one for one in evidence if one.choice], self._manner(asked), asked.choices)
        return (*weighed.plain, *weighed.little_doubt)

    def outcome(self, asked: Asked, said: str) -> Outcome:
        """The same without what is kept for other questions."""
        message, evidence = self.evidence(asked.words, said)
        return self._outcome(asked, said, message, evidence)

    def _outcome(self, asked: Asked, said: str, message: Message, mine: Sequence[Evidence]) -> Outcome:
        if asked.is_ages:
            return ages.ages(asked.name, self._lexicon.speech.words(said))
        listed = None if asked.name in SITUATIONS else picks(said, asked.choices)
        if listed is not None:
            lone = len(listed) == 1 or asked.many
            sure = lone and not (is_doubtful(said) and set(listed) & self._manner(asked).dear)
            return Outcome(listed) if sure else Outcome((), listed[:MOST_OFFERED])
        if not asked.choices:
            return Outcome()
        if not asked.words:
            return by_title(message, asked.choices, asked.titles, self._lexicon.speech)
        manner, ranked = self._manner(asked), self._ranker.ranked(asked.words, message, asked.choices)
        if message.refers_back and not [one for one in mine if one.choice]:
            return Outcome((), self._offered(asked, message, (), ranked))
        unread = self._unread(asked, message, mine)
        found = decide(message, mine, manner, asked.choices, many=asked.many, unread=unread)
        urgent = raised(ranked, found.took, manner)
        if urgent and not _is_spoilt(mine, urgent):
            return Outcome(urgent)
        touched = self._ranker.touched(asked.words, message, self._lexicon.harmless | _SAYINGS)
        near = [one for one in ranked if one[0] in touched or one[0] in found.took]
        if found.took and (
            _is_in_its_own_words(message, mine, found.took, manner) or not is_far(near, found.took, manner)
        ):
            return found
        hint = () if found.took else agreed(ranked, message, mine, manner, asked.choices)
        return (
            Outcome(hint) if hint else Outcome((), self._offered(asked, message, [*found.took, *found.offered], ranked))
        )

    def _offered(self, asked: Asked, message: Message, likely: Sequence[str], ranked: Ranked) -> tuple[str, ...]:
        touched = self._ranker.touched(asked.words, message, self._lexicon.harmless | _SAYINGS)
        return _offered(asked, message, likely, ranked, touched)

    def _manner(self, asked: Asked) -> Manner:
        manner = self._lexicon.manners.get(asked.words, Manner())
        return replace(manner, yes=asked.yes) if asked.yes else manner

    def _unread(self, asked: Asked, message: Message, evidence: Sequence[Evidence]) -> int:
        """How many words that matter no evidence explains."""
        explained = {at for one in evidence for at in range(one.first, one.last)} | message.negators
        harmless = self._lexicon.harmless | self._manner(asked).harmless | _SAYINGS
        return sum(at not in explained and stem not in harmless for at, stem in enumerate(message.stems))

    def _kept(
        self, asked: Asked, message: Message, evidence: Mapping[str, list[Evidence]], answers: Mapping[str, Any]
    ) -> dict[str, tuple[str, ...]]:
        """What is plainly said for other questions: words that mean something without their question being asked."""
        kept: dict[str, tuple[str, ...]] = {}
        for question, found in evidence.items():
            manner = self._lexicon.manners[question]
            if message.asks or question in answers or question == asked.words or not manner.kept_for:
                continue
            said = [one for one in found if one.choice in manner.kept_for and one.last - one.first >= LEAST_IN_PASSING]
            plain = weigh(said, manner, self.choices(question)).plain
            if plain:
                kept[question] = tuple(plain)
        return kept


def _is_in_its_own_words(message: Message, mine: Sequence[Evidence], took: Sequence[str], manner: Manner) -> bool:
    """Every word belongs to what was found: 'at ease'. Not where all must be understood before it is taken."""
    explained = {
        at for one in mine if one.choice in took and one.strength == "sure" for at in range(one.first, one.last)
    } | message.negators
    is_dear = bool(set(took) & manner.dear) and not set(took) & manner.whole
    return is_dear and all(at in explained or is_mark(stem) for at, stem in enumerate(message.stems))


def _is_spoilt(mine: Sequence[Evidence], choices: Sequence[str]) -> bool:
    """Words stand beside it for which the data says that it is only offered."""
    return any(one.choice in choices and one.strength == "unless" and not one.denied for one in mine)


def _offered(
    asked: Asked, message: Message, likely: Sequence[str], ranked: Ranked, touched: Container[str]
) -> tuple[str, ...]:
    """What is likely, then what people meant who said the like; where there are few choices, the first of them."""
    if message.is_empty and not message.lead:
        return ()
    alike = [choice for choice, score in ranked if score >= LIKELY and choice in touched]
    few = asked.choices if len(asked.choices) <= FEW and asked.name not in SITUATIONS else ()
    return best([*likely, *alike, *few], asked.choices)

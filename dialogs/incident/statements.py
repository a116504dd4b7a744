"""What the person writing typed, as statements: the words, how the writer came to know them, and at which question.

One place decides under which heading a statement stands on the record. It is always the writer who says it; what
somebody else said stands as passed on by the writer, and a child's own words only where the writer put them in
quotation marks. Where nothing shows which heading fits, it is 'also said': no more is claimed than is known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.incident.questions import INCIDENT
from dialogs.interview import own_words
from dialogs.interview.answers import Answers, Heard, OwnWords
from dialogs.interview.frame import Frame
from dialogs.words import say


class Heading(StrEnum):
    """How the words are known; the headings' own words are in `storage/documents/words.yaml`."""

    SEEN_OR_HEARD = "seen_or_heard"
    TOLD_BY_CHILD = "told_by_child"
    TOLD_BY_ADULT = "told_by_adult"
    FOUND = "found"
    CHILDS_WORDS = "childs_words"
    OPINION = "opinion"
    ALSO_SAID = "also_said"


@dataclass(frozen=True)
class Statement:
    """One thing that the writer typed."""

    words: str
    question: str
    """The name of the question at which it was typed; `own_words.BEFORE_THE_QUESTIONS` where none was open."""
    heading: Heading

    def as_json(self) -> dict[str, str]:
        """As it stands in the content of a record, with its question in words."""
        return {"heading": self.heading, "question": self.question, "about": _about(self.question), "words": self.words}


ACCOUNT = "what_happened"
THE_INCIDENT = frozenset(
    {own_words.BEFORE_THE_QUESTIONS, ACCOUNT, "child_said", "child_said_unwanted", "all_took_part",
     "acts", "self_directed_how", "looking_how", "image_how", "pornography_how", "mutual", "context", "words_checked"}
)  # fmt: skip
"""What is said here is about the incident itself, and known as the worker knows of the incident."""
SINCE = frozenset({"danger_now", "targeted_response", "displayed_response", "boundary_response"})
"""What is said here goes beyond the incident: who was only told of that may have seen this, so no source is named."""
JUDGED = frozenset({"all_well", "other_worries", "view_opinion", "own_view", "own_view_reason"})
"""What is said here is how the worker sees it."""
QUOTES_A_CHILD = frozenset({ACCOUNT, "child_said", "child_said_unwanted", "targeted_response", "displayed_response"})
"""Where a message that is one quotation is a child's own words: that is what these questions ask for."""

_KNOWN = {
    "saw": Heading.SEEN_OR_HEARD,
    "child_told": Heading.TOLD_BY_CHILD,
    "adult_told": Heading.TOLD_BY_ADULT,
    "found": Heading.FOUND,
}
_QUOTED = re.compile(r"[“\"‘'](?=\S)[^“”\"]+(?<=\S)[”\"’'][.!?]?")
_ADULT = r"(?:mum|mam|mom|dad|step ?(?:mum|dad)|parents?|nan|gran|carer|teacher|ta|colleague|staff|dsl|head|police)"
_TOLD_BY_ADULT = re.compile(
    rf"\b{_ADULT}s? (?:has |have |had |just |also )*(?:said|says|told|tells|thinks|reckons|rang|reported|mentioned)\b"
    r"|\bapparently\b|\baccording to\b|\bi (?:was|have been|ve been|'ve been) told\b|\bi heard that\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:i (?:don'?t |do not |just |also )*(?:think|feel|reckon|guess|suspect|believe|wonder|worry)"
    r"|(?:in )?my (?:view|opinion|guess|gut)|imo|i'?m (?:not sure|worried)|seems?|seemed|looks (?:like|to me)"
    r"|probably|maybe|perhaps|might (?:be|have)|must have)\b",
    re.IGNORECASE,
)


def statements(answers: Answers, frame: Frame) -> list[Statement]:
    """Every statement but the answers in own words themselves: beside an answer, before the questions, and at
    questions that were never answered or fell away unanswered. In the order of the questions, each once.
    """
    waiting = dict(frame["kept_words"])
    told = [*waiting.pop(own_words.BEFORE_THE_QUESTIONS, []), frame["told"]]
    said = [(own_words.BEFORE_THE_QUESTIONS, words) for words in own_words.each_once(told)]
    for question in INCIDENT.questions:
        beside = [*own_words.beside(answers, question.name), *waiting.pop(question.name, [])]
        said += [(question.name, words) for words in own_words.each_once(beside)]
    said += [(name, words) for name, rest in waiting.items() for words in rest]
    own = {str(answers.get(q.name)) for q in INCIDENT.questions if isinstance(q.reader, OwnWords)}
    return [Statement(words, name, heading(words, name, answers)) for name, words in said if words not in own]


def heading(words: str, question: str, answers: Answers) -> Heading:
    """Under which heading words stand that were typed at a question."""
    known = _KNOWN.get(str(answers.get("how_known")), Heading.ALSO_SAID)
    if question in QUOTES_A_CHILD and _QUOTED.fullmatch(words.strip()):
        return Heading.CHILDS_WORDS
    if question == ACCOUNT:
        return known
    if _TOLD_BY_ADULT.search(words):
        return Heading.TOLD_BY_ADULT
    if question in JUDGED or _OPINION.search(words):
        return Heading.OPINION
    if question in SINCE and known is Heading.SEEN_OR_HEARD:
        return known
    return known if question in THE_INCIDENT else Heading.ALSO_SAID


WHEN = ("noticed_on", "noticed_at")


def said_of_when(said: Sequence[Statement], now: datetime) -> tuple[list[str], list[Statement]]:
    """The words from which the day and the time were worked out, and the other statements."""
    when = [one for one in said if one.question in WHEN and _tells_when(one, now)]
    return [one.words for one in when], [one for one in said if one not in when]


def _tells_when(one: Statement, now: datetime) -> bool:
    reader = INCIDENT.question(one.question).reader
    return isinstance(reader.read(one.question, one.words, {}, {}, now), Heard)


def account_heading(answers: Answers) -> Heading:
    """How what happened is known, as the worker wrote it."""
    return heading(str(answers.get(ACCOUNT, "")), ACCOUNT, answers)


def as_json(said: Sequence[Statement]) -> list[Mapping[str, str]]:
    """As they stand in the content of a record, in the same order."""
    return [one.as_json() for one in said]


def _about(question: str) -> str:
    known = {one.name: one for one in INCIDENT.questions}
    return INCIDENT.label(known[question]) if question in known else say("record.before_the_questions")

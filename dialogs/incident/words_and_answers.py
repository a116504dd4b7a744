"""What a worker wrote, held against what they picked. Where the words speak of something that no answer has, such as
'filming them on a phone' beside 'words only', one question settles it before the view; its answer counts.

The words of each subject stand in `understanding/data/told.yaml`. They decide nothing: a person answers.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dialogs.interview.answers import LEADING, NOT_SURE, Answers, Choices, Heard, Refusal, Spellings, plain, typed
from dialogs.interview.own_words import beside
from dialogs.turn import JSON
from dialogs.understanding.spotting import spotted
from knowledge.observations import FLAGS, Answer, Observations

QUESTION = "words_checked"
SAID = ("what_happened", "place", "other_actions")
"""Questions answered in own words alone."""
BESIDE = (
    "acts", "looking_how", "mutual", "context", "relationship", "targeted_response", "displayed_response",
    "boundary_response", "before", "other_worries",
)  # fmt: skip
"""Questions with own words beside a choice that may tell what happened."""
TOLD_BEFORE = "told_before"
"""Noted in a frame: what was told before the questions, whether or not it was used as the account."""
LONGEST_QUOTE = 90
"""Characters of the worker's own words that are shown again."""
QUOTED_WORDS = 12
"""The same of a sentence without a stop in it."""

IMAGES = tuple(name for name in FLAGS if name.startswith("image_"))
UPSET = tuple(name for name in FLAGS if name.startswith("targeted_") and name not in (
    "targeted_comfortable", "targeted_stronger"))  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """`answered_by`: observations of which one yes says it already. `offers`: what may be picked where none does."""

    answered_by: tuple[str, ...]
    offers: tuple[str, ...]
    alone: tuple[str, ...] = ()
    """The same where one child was on their own; none: it is not asked about then."""


SUBJECTS: Mapping[str, Subject] = {
    "injured": Subject(("targeted_injured",), ("targeted_injured",)),
    "forced": Subject(("force_or_coercion", "image_pressured"), ("force_or_coercion",)),
    "disclosed": Subject(
        ("child_disclosed", "child_said_unwanted", "told_of_harm"), ("child_disclosed",), ("told_of_harm",)
    ),
    "adult": Subject(("adult_involved", "image_adult_behind"), ("adult_involved",), ("adult_involved",)),
    "asleep": Subject(("unable_to_choose",), ("unable_to_choose",)),
    "went_on": Subject(("went_on_after_no", "went_on_when_told"), ("went_on_after_no", "went_on_when_told")),
    "filmed": Subject(IMAGES, ("image_made",), ("image_made",)),
    "secret": Subject(("kept_secret",), ("kept_secret",)),
    "upset": Subject(UPSET, ("targeted_embarrassed", "targeted_fear_or_distress")),
    "unwanted": Subject((), ("unwanted",)),
}
"""The most serious first. A child who did not want it, where every child wanted to, is `unwanted`."""

OFFERED = frozenset(choice for subject in SUBJECTS.values() for choice in (*subject.offers, *subject.alone))


@dataclass(frozen=True)
class Settling(Choices):
    """Several may be picked. Where only one thing is asked about, a bare yes means it, and a bare no none."""

    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: object
    ) -> Heard | Refusal:
        """As of any list; where only one thing is offered, a bare yes picks it and a bare no none."""
        word = plain(typed(said, name)[0])
        offered = [choice for choice in self.choices(answers) if choice in OFFERED]
        if word in LEADING and len(offered) == 1:
            return Heard({name: [offered[0] if word in ("yes", "yeah", "yep") else "none"]})
        return super().read(name, said, answers, spellings, now)  # type: ignore[arg-type]


def choices(answers: Answers) -> Sequence[str]:
    """What may be picked: all that the subjects offer that were found; all there are, where none was looked for."""
    found = answers.get("words_found") or list(SUBJECTS)
    return (*_offers(answers, found), "none", NOT_SURE)


def differences(answers: Answers, seen: Observations) -> dict[str, str]:
    """Each subject that the worker wrote of and no answer has, with the worker's own words. `seen` is what the answers
    say without this question.
    """
    written = spotted(_clauses(answers))
    differ = {name: written[name] for name, subject in SUBJECTS.items() if name in written and _is_open(subject, seen)}
    return {name: words for name, words in differ.items() if _offers(answers, [name])}


def settled(answers: Answers, seen: Observations) -> dict[str, str]:
    """What the answer says of the observations. 'Not sure' leaves open what was asked about, and rules nothing out.

    `seen` is what the answers say without this question.
    """
    picked = answers.get(QUESTION) or []
    values = {name: Answer.YES.value for name in picked if name in OFFERED}
    if NOT_SURE in picked:
        values = dict.fromkeys(_offers(answers, differences(answers, seen)), Answer.NOT_KNOWN.value) | values
    if "unwanted" in values:
        values["mutual"] = "no" if values.pop("unwanted") == Answer.YES else Answer.NOT_KNOWN.value
    if "image_made" in values and seen.images_or_messages is not Answer.YES:
        values["images_or_messages"] = values["image_made"]
    return values


def _offers(answers: Answers, found: Collection[str]) -> list[str]:
    alone = answers.get("about") == "alone"
    of_each = [(one.alone if alone else one.offers) for name, one in SUBJECTS.items() if name in found]
    return list(dict.fromkeys(choice for offers in of_each for choice in offers))


def _is_open(subject: Subject, seen: Observations) -> bool:
    if not subject.answered_by:
        return seen.mutual is Answer.YES
    return not any(seen.answer(name) is Answer.YES for name in subject.answered_by)


def _clauses(answers: Answers) -> list[str]:
    """The worker's own words, in pieces that can be shown again."""
    texts = [str(answers[name]) for name in SAID if name in answers]
    texts += [words for name in BESIDE for words in beside(answers, name)]
    texts += answers.get(TOLD_BEFORE, ())
    return [piece for text in texts for part in re.split(r"[.!?;\n]+", text) for piece in _short(part.strip()) if piece]


def _short(text: str) -> list[str]:
    """A sentence whole; where it is too long to be shown, its clauses, and of a long clause some words at a time."""
    if len(text) <= LONGEST_QUOTE:
        return [text]
    parts = [part.strip() for part in re.split(r",|\band\b|\bthen\b|\bbut\b", text)]
    return [piece for part in parts for piece in _some_words_at_a_time(part)]


def _some_words_at_a_time(text: str) -> list[str]:
    words = text.split()
    if len(text) <= LONGEST_QUOTE:
        return [text]
    return [" ".join(words[at : at + QUOTED_WORDS]) for at in range(0, len(words), QUOTED_WORDS // 2)]

"""Urgent first: whether a message says that a child is being hurt or is in danger, now or soon, or may hurt themselves.

With nothing asked, every urgent word counts: better once too often. Where something is asked, only what is plainly
going on now does, so that an account of something past does not set it off at every answer.
"""

from dataclasses import dataclass

from dialogs import contacts
from dialogs.interview import own_words
from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame
from dialogs.interview.listener import Listener
from dialogs.interview.looks_like_a_name import may_be_self_harm
from dialogs.interview.typed_signs import asks
from dialogs.turn import Reply, State
from dialogs.understanding.hearing import LONGEST
from dialogs.words import reply
from storage.records.reference import without_references

SAFETY = ("danger_now", "after_urgent")
"""An incident's questions about safety. They are asked again when somebody is in danger now."""

SHORT, ALIKE = 13, 7.0
"""Words of a message, and natural logarithms, from which a likeness to urgent lines is believed: with them 76 of 1,910
questions to look up set off the alarm, a part of them rightly; and 12 of 15 urgent messages in new words.
"""
_ASKING = (
    "can ",
    "is ",
    "will ",
    "does ",
    "do ",
    "did ",
    "would ",
    "what ",
    "how ",
    "why ",
    "who ",
    "could ",
    "should ",
)


@dataclass(frozen=True)
class Danger:
    """`now`: a child is being hurt or is in danger. `comes_first`: safety is asked about before anything else."""

    now: bool = False
    self_harm: bool = False
    comes_first: bool = False
    child: bool = False
    """A child writes, about themselves."""

    def words(self, chat: Chat) -> list[Reply]:
        """What to do at once, with the setting's own numbers; for a child what a child can do."""
        if self.child:
            return [reply("menu.child_writes")]
        urgent = [contacts.urgent(chat)] if self.now else []
        return [*urgent, contacts.self_harm(chat)] if self.self_harm else urgent


def hear(listener: Listener, text: str, *, asked: bool) -> Danger:
    """`asked`: a question waits for its answer. The plainest words of self-harm count there too."""
    text = without_references(text[:LONGEST])
    if asked:
        sign = listener.hear("going_on", text).took
        now = sign == ("now",) or (sign == ("marked",) and _is_about(listener, text, "urgent"))
        return Danger(now, may_be_self_harm(text), now)
    if listener.hear("beside_opening", text).took == ("child",):
        return Danger(child=True)
    urgent, despairs = (_is_about(listener, text, name) for name in ("urgent", "self_harm"))
    return Danger(urgent, despairs or may_be_self_harm(text), urgent or despairs)


def _is_about(listener: Listener, text: str, meaning: str) -> bool:
    """Whether a message is about that before anything else, and plainly."""
    return listener.hear("opening", text).took == (meaning,) and _is_plain(listener, text, meaning)


def _is_plain(listener: Listener, text: str, meaning: str) -> bool:
    """Whether words of the data say so, or a short message that asks nothing is very like what others typed of danger.

    Likeness alone, without these limits, set off the alarm at 9 of 100 questions to look up.
    """
    if by_words(listener, text, meaning) or meaning != "urgent":
        return by_words(listener, text, meaning)
    message = listener.understanding.message(text)
    is_question = message.asks or asks(text) or plain(text).startswith(_ASKING)
    return not is_question and len(text.split()) <= SHORT and listener.understanding.likeness("opening", text) >= ALIKE


def by_words(listener: Listener, text: str, meaning: str) -> bool:
    """Whether words of the data say what a message with nothing asked is about."""
    return meaning in all_by_words(listener, text)


def all_by_words(listener: Listener, text: str) -> set[str]:
    """All that words of the data say that a message with nothing asked is about."""
    _, evidence = listener.understanding.evidence("opening", text)
    return {one.choice for one in evidence if one.strength == "sure" and not one.denied}


def safety_again(frame: Frame, text: str, *, open_words: str) -> Frame:
    """An incident that goes back to its question about safety, and then on to where it was. What was typed is kept:
    for `open_words`, the question in own words that is open, if it is; otherwise for what happened.
    """
    answers = {name: value for name, value in frame["answers"].items() if name not in SAFETY}
    frame = {**frame, "answers": answers, "at": None}
    if open_words:
        return own_words.keep({**frame, "offered_words": {open_words: text}}, open_words, text)
    return {**frame, "told": joined(frame["told"], text)}


def is_safe(state: State) -> bool:
    """Whether the incident that is open has it that everyone is safe now."""
    return bool(state["frames"]) and state["frames"][-1]["answers"].get(SAFETY[0]) == "nobody"


def joined(*told: str) -> str:
    """What was told in several messages, as one text."""
    return "\n\n".join(filter(None, told))


def was_said(replies: list[Reply]) -> bool:
    """Whether the replies have the urgent steps already."""
    return any(reply.key == "steps.urgent" for reply in replies)

"""The frame of an open interview: what was answered, and apart from it what the program noted while it asked.

It is plain JSON, so that it survives an upgrade; `brought_up_to_date` reads a draft that an earlier version kept.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from dialogs.interview.answers import Answers
from dialogs.turn import JSON


class Earlier(TypedDict):
    """What was said in passing for a question that is still to come."""

    picked: list[str]
    words: str
    either: NotRequired[bool]
    """One of those that were picked is meant, as of the two ages of a school year."""
    beside: NotRequired[str]
    """The question whose ages are among those that were said, and are not those of this one."""


class Again(TypedDict):
    """How a question is asked again."""

    again: str
    """The question, or ''."""
    offered: dict[str, list[str]]
    """What 'Did you mean ...?' offers for it, as {question: choices}."""
    earlier: str
    """The words that were said earlier, where these are what is offered."""


class Frame(Again):
    """One open interview. A name in it is stored: rename none without `brought_up_to_date`."""

    flow: str
    id: str
    """The draft's own random id."""
    started: str
    """When it was begun, as ISO 8601 in UTC."""
    setting: str
    """Where the person worked when they began it; '' inside another interview."""
    within: str
    """The id of the interview that this one was opened from, or ''."""
    about: str
    """What was typed after the command, such as a record's reference."""
    answers: Answers
    """By question, and under `<question>_words` what else was typed for it. Strings, lists and forms."""
    noted: Answers
    """What the program put down for itself: what was offered, that the view was shown. The person never said it."""
    at: str | None
    """A question that the person went back to."""
    dropped: list[str]
    """The questions whose answers the last one made pointless."""
    kept_words: dict[str, list[str]]
    """By question: what was typed there and is no answer yet, to stand beside it (`own_words.py`)."""
    offered_words: dict[str, str]
    """By question: words that may be its answer, if the person says so."""
    said_earlier: dict[str, Earlier]
    """By question: what was said for it before it was asked."""
    once_offered: dict[str, list[str]]
    """By question: what words typed there may have meant, that raises the view and was never taken."""
    rest_unknown: bool
    """The person has said that they know no more: what decides nothing is left as not known."""
    which_to_change: bool
    """'Which one?' was asked after 'change': the name of an answer, typed alone, is one to change."""
    told: str
    """What happened, told before anybody asked."""
    sent: dict[str, dict[str, str]]
    """By question: what was sent in its form and could not be kept; it stands in the form when that comes again."""


NOTHING_ASKED_AGAIN: Again = {"again": "", "offered": {}, "earlier": ""}


def open_frame(
    flow: str, identifier: str, now: datetime, *, setting: str = "", within: str = "", about: str = "", told: str = ""
) -> Frame:
    """The frame of a new interview."""
    blank = _blank(flow, identifier)
    return {
        **blank, "started": now.isoformat(), "setting": setting, "within": within, "about": about, "told": told
    }  # fmt: skip


def _blank(flow: str, identifier: str) -> Frame:
    return {
        "flow": flow, "id": identifier, "started": "", "setting": "", "within": "", "about": "", "answers": {},
        "noted": {}, "at": None, "dropped": [], "kept_words": {}, "offered_words": {}, "said_earlier": {}, "told": "",
        "once_offered": {}, "rest_unknown": False, "which_to_change": False, "sent": {},
        **NOTHING_ASKED_AGAIN,
    }  # fmt: skip


def known(frame: Frame) -> Answers:
    """All that decides what is asked and which choices there are: the answers, and what was noted beside them."""
    return {**frame["noted"], **frame["answers"]}


def note(frame: Frame, **noted: JSON) -> Frame:
    """With this noted."""
    return {**frame, "noted": {**frame["noted"], **noted}}


def ask_again(frame: Frame, name: str) -> Frame:
    """With the answer of a form taken out: it is asked again, and what was sent stands in it."""
    left = {one: value for one, value in frame["answers"].items() if one != name}
    given = frame["answers"].get(name)
    return {**frame, "answers": left, "sent": {name: dict(given)} if isinstance(given, dict) else {}}


def seal(frame: Frame) -> Frame:
    """With everything answered so far signed: none of it can be gone back to or changed in this interview."""
    return note(frame, sealed=sorted(frame["answers"]))


def sealed(frame: Frame) -> frozenset[str]:
    """The questions whose answers are signed already."""
    return frozenset(frame["noted"].get("sealed", ()))


NOTED_IN_THE_FRAME = frozenset({"case", "read_back", "seen", "urgent_said"})
"""What earlier versions noted beside the answers; what they noted among them is whatever answers no question."""


def brought_up_to_date(kept: Mapping[str, Any], questions: Collection[str]) -> Frame:
    """A frame as it was kept, by this version or an earlier one. `questions` are those of its interview."""
    answered = {*questions, *(f"{name}_words" for name in questions)}
    every: Answers = kept["answers"]
    frame: dict[str, Any] = {
        **_blank(kept["flow"], kept["id"]),
        **{name: value for name, value in kept.items() if name in Frame.__annotations__},
        "answers": {name: _each(name, value) for name, value in every.items() if name in answered},
        "kept_words": {name: _each("_words", said) for name, said in kept.get("kept_words", {}).items()},
        "noted": {
            **{name: value for name, value in every.items() if name not in answered},
            **{name: value for name, value in kept.items() if name in NOTED_IN_THE_FRAME},
            **kept.get("noted", {}),
        },
    }
    return frame  # type: ignore[return-value]


def _each(name: str, value: JSON) -> JSON:
    """Words beside an answer were one text before they were a list, each time that something was typed."""
    return [value] if name.endswith("_words") and isinstance(value, str) else value

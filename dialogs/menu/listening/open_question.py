"""What is open: which question, whether a card or a message belongs to it, and whether a command is one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.interview.answers import OwnWords, folded, plain
from dialogs.interview.frame import Frame, known
from dialogs.interview.read_back import find_answer
from dialogs.interview.shown import Shown, number_in
from dialogs.interview.typed_signs import asks
from dialogs.menu.commands import ONE_OF_A_LIST
from dialogs.menu.listening.asking import Flows
from dialogs.menu.listening.in_between import listener_of
from dialogs.turn import State

MOST_WORDS_OF_A_COMMAND = 6
"""While a question is open, more than so many words are its answer, not a command."""
_SOMEBODY = re.compile(r"(?:her|him|them|me|us|you|each|both|if|to|for|why)\b")


def is_current(state: State, value: Mapping[str, Any], flows: Flows) -> bool:
    """Whether a card's answer belongs to the question that is open now. Without a mark it is taken on trust."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.current(frame)
    if question is None:
        return False
    form = value.get("dialog")
    if form is not None and form != question.name:
        return False
    mark = value.get("asked")
    return mark is None or mark == interview.token(frame, question)


def is_unmistakable(state: State, name: str, rest: str, text: str, flows: Flows) -> bool:
    """Whether a message that begins like a command is one, though a question is open: 'got him to show' answers."""
    if name in ("told_them", "not_reached"):
        # 'I've told them' may be said of the parents: of a red only once it was shown
        return "red_shown_at" in state["frames"][0]["noted"]
    if not rest:
        return True
    if name == "change":
        frame = state["frames"][-1]
        named = find_answer(Shown(state["shown"]), flows[frame["flow"]].interview, frame, rest)
        return bool(named) or number_in(rest) is not None or len(rest.split()) == 1
    if name == "ask":
        return asks(text) or (len(text.split()) <= MOST_WORDS_OF_A_COMMAND and not _SOMEBODY.match(plain(rest)))
    return bool(ONE_OF_A_LIST.match(plain(rest)))


def open_words(state: State, flows: Flows) -> str:
    """The name of the open question where it is answered in own words; '' otherwise."""
    frame: Frame = state["frames"][-1]
    question = flows[frame["flow"]].interview.current(frame)
    return question.name if question is not None and isinstance(question.reader, OwnWords) else ""


def asks_of(state: State, names: Sequence[str], flows: Flows) -> bool:
    """Whether one of these questions is waiting for its answer."""
    if not state["frames"] or state["paused"] or state.get("stopped"):
        return False
    frame: Frame = state["frames"][-1]
    question = flows[frame["flow"]].interview.current(frame)
    return question is not None and question.name in names


def says_a_choice(state: State, text: str, flows: Flows) -> bool:
    """Whether own words plainly say one of the open question's choices."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    return listener_of(flows)().says(interview, interview.asked(frame), text, known(frame))


def is_choice(state: State, text: str, flows: Flows) -> bool:
    """Whether a text is, word for word, one of the open question's choices."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.current(frame)
    if question is None:
        return False
    spelt = interview.spellings(question, known(frame)).values()
    return plain(text) in {folded(spelling) for spellings in spelt for spelling in spellings}

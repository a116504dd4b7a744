"""What a person's state in the chat says: is anything open, is a question waiting for its answer?

It is plain JSON:

    {"greeted", "frames", "aside", "paused", "stopped", "confirm", "at", "look", "told", "shown", "edits",
     "child", "which", "offered"}

`frames` holds the open interview and, inside it, one that was opened from it; `aside` those that were saved and left
for something else (`drafts.py`); `stopped` says that the roles no longer
allow it; `look` what was looked up last; `told` what happened, where it was told before anybody asked; `shown` the
lists that were shown last; `confirm` the words that a yes stands for, where a yes or no is waited for; `edits` where it
was last said that an edit in Teams changes nothing; `child` that it seems to be a child who writes; `which` that the
drafts were listed last, so that a number means one of them; `offered` that the last answer offered to describe what
happened, so that a yes means that.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dialogs.interview.frame import Frame, brought_up_to_date
from dialogs.menu import listening
from dialogs.menu.registry import registry
from dialogs.turn import JSON, State

AWAY = timedelta(minutes=30)
"""After this long, one line says where we were."""
NOTHING_YET: State = {
    "greeted": False, "frames": [], "aside": [], "paused": False, "confirm": "", "at": "", "look": {}, "told": "",
    "shown": {}, "edits": "", "child": False, "which": False, "offered": False,
}  # fmt: skip


def read(kept: Mapping[str, JSON]) -> State:
    """A state as it was kept, by this version or an earlier one."""
    state = {**NOTHING_YET, **kept}
    state["frames"] = [_read(frame) for frame in state["frames"]]
    state["aside"] = [[_read(frame) for frame in stack] for stack in state["aside"]]
    return state


def _read(frame: Mapping[str, JSON]) -> Frame:
    questions = registry.flows[frame["flow"]].interview.questions
    return brought_up_to_date(frame, [question.name for question in questions])


def is_open(state: State) -> bool:
    """Whether a conversation is going on, be it paused or stopped."""
    return bool(state["frames"])


def is_asking(state: State) -> bool:
    """Whether a question is waiting for its answer now."""
    return is_open(state) and not state["paused"] and not state["stopped"]


def is_choice(state: State, text: str) -> bool:
    """A choice of the open question is an answer, even where the same words are a command elsewhere."""
    return is_asking(state) and listening.is_choice(state, text, registry.flows)


def flow_of(state: State) -> str:
    """The name of the conversation that is open, of the outermost where one stands inside another."""
    return str(state["frames"][0]["flow"])


def was_away(state: State, now: datetime) -> bool:
    """Whether they wrote so long ago that they are told where we were."""
    return bool(state["at"]) and now - datetime.fromisoformat(state["at"]) > AWAY

"""What a person's state in the chat says: is anything open, is a question waiting for its answer?

It is plain JSON:

    {"greeted", "frames", "aside", "paused", "stopped", "confirm", "at", "look", "told", "shown", "edits"}

`frames` holds the open interview and, inside it, one that was opened from it; `aside` those that were saved and left
for something else (`drafts.py`); `stopped` says that the roles no longer
allow it; `look` what was looked up last; `told` what happened, where it was told before anybody asked; `shown` the
lists that were shown last; `confirm` the words that a yes stands for, where a yes or no is waited for; `edits` where it
was last said that an edit in Teams changes nothing.
"""

from datetime import datetime, timedelta

from dialogs.menu import listening
from dialogs.menu.registry import registry
from dialogs.turn import State

AWAY = timedelta(minutes=30)
"""After this long, one line says where we were."""
NOTHING_YET: State = {
    "greeted": False, "frames": [], "aside": [], "paused": False, "confirm": "", "at": "", "look": {}, "told": "",
    "shown": {}, "edits": "",
}  # fmt: skip


def is_open(state: State) -> bool:
    return bool(state["frames"])


def is_asking(state: State) -> bool:
    """Whether a question is waiting for its answer now."""
    return is_open(state) and not state["paused"] and not state["stopped"]


def is_choice(state: State, text: str) -> bool:
    """A choice of the open question is an answer, even where the same words are a command elsewhere."""
    return is_asking(state) and listening.is_choice(state, text, registry.flows)


def flow_of(state: State) -> str:
    return str(state["frames"][0]["flow"])


def was_away(state: State, now: datetime) -> bool:
    return bool(state["at"]) and now - datetime.fromisoformat(state["at"]) > AWAY

"""Several things begun: what is saved waits under `aside` in a state, and blocks nothing. 'Carry on' asks which.

Each is a stack of frames, as `frames` is: an interview, and inside it one that was opened from it.
"""

from datetime import datetime

from dialogs.interview import read_back
from dialogs.interview.chat import Flow
from dialogs.interview.frame import Frame
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.turn import JSON, Choice, Reply, State
from dialogs.words import say

Flows = dict[str, Flow]


def put_aside(state: State) -> State:
    """What is open waits, and nothing is open."""
    waiting = [state["frames"], *state["aside"]] if state["frames"] else state["aside"]
    return {**state, "frames": [], "paused": False, "stopped": False, "aside": waiting}


def waiting(state: State) -> list[list[JSON]]:
    """All that was begun, what was open last before the others."""
    return [state["frames"], *state["aside"]] if state["frames"] else list(state["aside"])


def bring_back(state: State, at: int) -> State:
    """Go on with one of `waiting`; whatever else was open waits."""
    stacks = waiting(state)
    chosen = stacks.pop(at)
    return {**state, "frames": chosen, "paused": False, "aside": stacks}


def which(state: State, flows: Flows) -> Reply:
    """'Carry on' with which? Every draft that waits, with how far it has come."""
    rows = [_row(stack[-1], flows) for stack in waiting(state)]
    choices = tuple(
        Choice(say("menu.resume_with", number=at), say("menu.drafts_choice", number=at, what=row))
        for at, row in enumerate(rows, start=1)
    )
    listed = "\n".join(f"• {choice.title}" for choice in choices)
    return Reply("menu.which_draft", f"{say('menu.which_draft')}\n{listed}", choices=choices)


def _row(frame: Frame, flows: Flows) -> str:
    """'describing an incident, begun Tuesday 17 November: 8 of about 22 answered'."""
    done, total = read_back.progress(flows[frame["flow"]].interview, frame)
    begun = day_in_words(today(datetime.fromisoformat(frame["started"])))
    return say("menu.draft", what=say(f"menu.flows.{frame['flow']}"), day=begun, done=done, total=total)

"""The open question is asked, and what follows an answer: the next question, an interview inside this one, the end."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs.interview import meaning
from dialogs.interview.chat import Chat, Flow, Then
from dialogs.interview.frame import Frame, open_frame
from dialogs.interview.interview import Question
from dialogs.menu.listening.question import question_of
from dialogs.turn import Reply, State
from dialogs.words import reply

Flows = Mapping[str, Flow]
MOST_STEPS = 20
"""Turns of the loop in `ask`. More would mean that two flows open each other without end."""


async def begin(chat: Chat, state: State, flows: Flows) -> tuple[State, list[Reply]]:
    """The first words of a flow that has just been opened, and its first question."""
    frame: Frame = state["frames"][-1]
    then = await flows[frame["flow"]].opened(chat, frame)
    return await follow(chat, state, then, flows)


async def ask(chat: Chat, state: State, replies: list[Reply], flows: Flows) -> tuple[State, list[Reply]]:
    """What comes before the current question, and the question; or what comes at the end."""
    frame: Frame = state["frames"][-1]
    flow = flows[frame["flow"]]
    frame = flow.interview.leave_rest(frame)
    state = put(state, frame)
    question = flow.interview.current(frame)
    if question is None:
        then = await flow.finished(chat, frame)
        if not then.ends and flow.interview.current(then.frame) is None:
            raise RuntimeError(f"{frame['flow']} neither ended nor asked anything")
        return await follow(chat, state, then, flows, replies)
    then = await flow.before(chat, frame, question.name)
    replies = [*replies, *then.replies]
    if then.opens or then.ends or then.pauses or flow.interview.current(then.frame) is not question:
        return await follow(chat, state, replace(then, replies=[]), flows, replies)
    asked = meaning.offer_earlier(flow.interview, then.frame)
    return put(state, asked), [*replies, question_of(flow.interview, asked)]


async def follow(
    chat: Chat, state: State, then: Then, flows: Flows, replies: list[Reply] | None = None
) -> tuple[State, list[Reply]]:
    """Do what a flow said comes next."""
    replies = [*(replies or []), *then.replies]
    if len(replies) > MOST_STEPS:
        raise RuntimeError("the conversation does not come to a question")
    if then.ends:
        *outer, inner = state["frames"]
        if outer:
            return await ask(chat, {**state, "frames": outer}, replies, flows)
        return {**state, "frames": [], "paused": False}, replies
    state = put(state, then.frame)
    if then.pauses:
        return {**state, "paused": True}, replies
    if then.opens:
        inner = open_frame(then.opens, secrets.token_hex(6), chat.turn.now, within=then.frame["id"], told=then.told)
        state = {**state, "frames": [*state["frames"], inner]}
        state, more = await begin(chat, state, flows)
        return state, [*replies, *more]
    return await ask(chat, state, replies, flows)


async def answered(
    chat: Chat,
    state: State,
    new: Frame,
    question: Question,
    flows: Flows,
    first: Sequence[Reply] = (),
    last: Sequence[Reply] = (),
) -> tuple[State, list[Reply]]:
    """What follows the answer in `new`; `state` holds the frame as it was before it."""
    old, flow = state["frames"][-1], flows[new["flow"]]
    if new["dropped"]:
        labels = ", ".join(flow.interview.label(flow.interview.question(name)) for name in new["dropped"])
        first = [*first, reply("incident.dropped", labels=labels)]
    if question.name in old["offered_words"]:
        new = {**new, "offered_words": {}}
    then = await flow.after(chat, new, question.name)
    if not (then.ends or then.pauses or then.opens):
        # urgent steps come first; and it is said back only where it can still be changed
        then = replace(then, replies=[*then.replies, *last])
    return await follow(chat, state, then, flows, [*first])


def put(state: State, frame: Frame) -> State:
    """The state with this frame in the place of the open one."""
    return {**state, "frames": [*state["frames"][:-1], frame]}

"""Whose concern it is about, heard in every message (`dialogs/concern.py`): kept with the incident that is open."""

from dialogs import concern
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, known
from dialogs.interview.meaning import said_earlier
from dialogs.menu import known_names
from dialogs.menu.registry import registry
from dialogs.turn import Reply, State

ABOUT, WHO = "about", "adult_who"
"""An incident's questions that such words answer: they are offered there, and asked all the same."""


async def hear(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """The state with what was heard kept, and what is said of it; all words from here on in this turn follow it."""
    before = so_far(chat, state)
    now = concern.heard(registry.listener, chat, text, before) if text else before
    at = _incident(state)
    if at is not None and now != before:
        frame = offered(await concern.keep(chat, state["frames"][at], now), now - before, text)
        now = concern.of(known(frame))
        state = {**state, "frames": [*state["frames"][:at], frame, *state["frames"][at + 1 :]]}
    concern.from_here_on(now)
    return state, [*concern.said(before, now, chat), *await known_names.asked(chat, text, now)]


def so_far(chat: Chat, state: State) -> frozenset[str]:
    """What was heard before this message: in the incident that is open, or in what was told before anybody asked."""
    at = _incident(state)
    if at is not None:
        return concern.of(known(state["frames"][at]))
    return concern.heard(registry.listener, chat, state["told"]) if state["told"] else frozenset()


def offered(frame: Frame, heard: frozenset[str], words: str) -> Frame:
    """With what the words say for the questions about the adult, where those are still to come."""
    who = next((name for name in (concern.DSL, concern.HEAD, concern.DEPUTY) if name in heard), "")
    if not who or concern.is_only_near(registry.listener, words):
        return frame
    picked = {ABOUT: ["adult"], WHO: ["works_with_children" if who == concern.DEPUTY else who]}
    open_now = registry.flows[frame["flow"]].interview.current(frame)
    asked = {question.name for question in registry.flows[frame["flow"]].interview.questions}
    left = {name: one for name, one in picked.items() if name in asked - set(frame["answers"])}
    left.pop(open_now.name if open_now else "", None)
    return {**frame, "said_earlier": {**frame["said_earlier"], **said_earlier(left, words)}}


def _incident(state: State) -> int | None:
    """An incident that is described, or a worry that is put to youth justice: who hears of either depends on it."""
    told = (registry.starts["report"], registry.starts["informal_talk"])
    return next((at for at, frame in enumerate(state["frames"]) if frame["flow"] in told), None)

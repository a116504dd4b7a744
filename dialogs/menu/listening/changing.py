"""An answer is changed: the one that is named, or 'which one?'."""

from dataclasses import replace

from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview
from dialogs.interview.read_back import find_answer, summary
from dialogs.interview.shown import number_in
from dialogs.menu.listening.asking import Flows, ask, put
from dialogs.turn import Choice, Reply, State
from dialogs.words import reply


async def change(chat: Chat, state: State, which: str, flows: Flows) -> tuple[State, list[Reply]]:
    """Asks the question that `which` names again; where it names none or several, which answer is meant."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    found = find_answer(chat.shown, interview, frame, which)
    if not found and not interview.answered(frame):
        return await ask(chat, state, [reply("menu.nothing_to_change")], flows)
    if not found and number_in(which) is not None:
        return await ask(chat, state, [summary(chat, interview, frame)], flows)
    if len(found) != 1:
        key = "menu.change_which" if found else "menu.change_none"
        listed = found or interview.answered(frame)
        labels = tuple(Choice(f"change {interview.label(q)}", interview.label(q)) for q in listed)
        said = reply(key, labels=", ".join(c.title for c in labels))
        few = labels if len(labels) <= 6 else ()
        asks_which: Frame = {**frame, "which_to_change": True} if found else frame
        return await ask(chat, put(state, asks_which), [replace(said, choices=few)], flows)
    return await ask(chat, put(state, interview.change(frame, found[0].name)), [], flows)


def names_an_answer(interview: Interview, frame: Frame, said: str) -> bool:
    """The name of an answer, typed alone after 'which one?'."""
    return plain(said) in {plain(interview.label(question)) for question in interview.answered(frame)}

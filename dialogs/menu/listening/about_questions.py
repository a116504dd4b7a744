"""A command about the questions: back, change, skip, not sure, why, more, answers, save."""

from dialogs.interview.answers import Refusal
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.read_back import summary
from dialogs.menu.listening.answering import refused, said_back
from dialogs.menu.listening.asking import Flows, answered, ask, put
from dialogs.menu.listening.changing import change
from dialogs.turn import Reply, State
from dialogs.words import reply


def _taken_as(interview: Interview, question: Question, frame: Frame) -> list[Reply]:
    """'Not sure' about what to do comes to the careful choice: it is said which, and can be changed."""
    return [said_back(interview, question, frame)] if frame["answers"].get(question.name) == question.unsure else []


async def command(chat: Chat, state: State, name: str, rest: str, flows: Flows) -> tuple[State, list[Reply]]:
    """A command about the questions: back, change, skip, not sure, why, more, answers, save."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.asked(frame) if interview.current(frame) else None
    if question is None:
        return await ask(chat, state, [], flows)
    if name == "save":
        return {**state, "paused": True}, [reply("menu.saved", choices=("resume",))]
    if name == "why":
        return await ask(chat, state, [reply(interview.key(question, "why"))], flows)
    if name == "back":
        earlier = interview.back(frame)
        if earlier is None:
            return await ask(chat, state, [reply("menu.at_the_beginning")], flows)
        return await ask(chat, put(state, earlier), [], flows)
    if name in ("skip", "not_sure"):
        new = interview.skip(frame) if name == "skip" else interview.not_known(frame)
        if isinstance(new, Refusal):
            return await refused(chat, state, "", new, flows)
        return await answered(chat, state, new, question, flows, last=_taken_as(interview, question, new))
    if name == "more":
        return await ask(chat, state, await flows[frame["flow"]].more(chat, frame), flows)
    if name == "that_is_all":
        if not interview.deciding:
            return await ask(chat, state, [], flows)
        return await _that_is_all(chat, state, question, flows)
    if name == "answers":
        return await ask(chat, state, [summary(chat, interview, frame)], flows)
    return await change(chat, state, rest, flows)


async def _that_is_all(chat: Chat, state: State, question: Question, flows: Flows) -> tuple[State, list[Reply]]:
    interview = flows[state["frames"][-1]["flow"]].interview
    new, said = interview.that_is_all(state["frames"][-1]), [reply("menu.all_you_know")]
    if interview.current(new) is question:
        return await ask(chat, put(state, new), said, flows)
    return await answered(chat, state, new, question, flows, last=said)

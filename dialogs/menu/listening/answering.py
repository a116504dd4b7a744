"""An answer to the open question: taken and said back, refused and asked again, or a question in between."""

import re
from collections.abc import Mapping
from dataclasses import replace

from dialogs.interview import meaning, own_words
from dialogs.interview.answers import Heard, OwnWords, Refusal, plain, typed
from dialogs.interview.chat import Chat, HearsConcerns
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import Interview, Question
from dialogs.interview.own_words import BEFORE_THE_QUESTIONS
from dialogs.interview.shown import number_in
from dialogs.menu import opening
from dialogs.menu.listening import in_between
from dialogs.menu.listening.asking import Flows, answered, ask, follow, put
from dialogs.menu.listening.changing import change, names_an_answer
from dialogs.menu.listening.in_between import listener_of
from dialogs.menu.listening.question import WAS_MY_ANSWER
from dialogs.turn import JSON, Choice, Reply, State
from dialogs.words import reply, say
from knowledge.safety_plan import describes_behaviour

CHOICES_AGAIN = frozenset({"pick_one", "pick_many", "nearest"})
"""Refusals that 'Did you mean ...?' takes the place of, where something was likely meant."""

MOST_SAID_AT_ONCE = 2
"""Questions that what was asked for may answer too."""
_SENTENCE = re.compile(r"[^.?!\n]*\w[^.?!\n]*")
WHERE_IT_MUST_BE_KNOWN = {
    "pick_one": "pick_one_of_these", "pick_many": "pick_many_of_these", "cannot_skip": "cannot_skip_this",
}  # fmt: skip
"""Refusals that say that 'not sure' will do, and what they are where it won't."""
UNSURE_IS_FINE = frozenset(
    "pick_one pick_many needs_words which_age needs_age school_year school_year_named this_day needs_day which_day"
    " needs_time future_time".split()
)
"""Refusals after which it is said that 'not sure' will do, where it will."""


async def hear(chat: Chat, state: State, said: str | Mapping[str, JSON], flows: Flows) -> tuple[State, list[Reply]]:
    """An answer to the open question, or a question in between; what follows, and the next question."""
    frame: Frame = state["frames"][-1]
    flow = flows[frame["flow"]]
    interview = flow.interview
    question = interview.current(frame)
    if question is None:
        return await ask(chat, state, [], flows)
    as_written = await _as_written(chat, state, question, typed(said, question.name)[0], flows)
    if as_written:
        return as_written
    if isinstance(said, str):
        state = put(state, {**frame, "which_to_change": False})
        if frame["which_to_change"] and names_an_answer(interview, frame, said):
            return await change(chat, state, said, flows)
        aside = await in_between.aside(chat, state, question, said, flows) or await in_between.asked(
            chat, state, said, flows
        )
        if aside:
            return aside
        frame = state["frames"][-1]
    new, heard = meaning.hear(listener_of(flows), interview, frame, said, chat.turn.now)
    if isinstance(heard, Refusal):
        if isinstance(said, str) and isinstance(flow, HearsConcerns) and _tells_of_a_concern(flows, said):
            return await follow(chat, put(state, new), await flow.concern_told(chat, new, said), flows)
        return await refused(chat, put(state, new), said, heard, flows, kept_before=frame["kept_words"])
    question = interview.question(next(iter(heard.answers)))
    first = [_day_said_back(heard)] if heard.said_back else []
    offered = question.name in frame["offered"]
    last = _heard(interview, question, new, said, heard, offered=offered)
    return await answered(chat, state, new, question, flows, first, last)


async def say_on(chat: Chat, state: State, replies: list[Reply], text: str, flows: Flows) -> tuple[State, list[Reply]]:
    """What was asked for in own words answers the first questions too, where it says so: 'cancel the thurs one' says
    what to do, and with which. `replies` are what was said to it, the first question last.
    """
    for _ in range(MOST_SAID_AT_ONCE):
        frame: Frame = state["frames"][-1]
        interview = flows[frame["flow"]].interview
        question = interview.current(frame)
        if question is None or state["paused"] or not question.reader.choices(known(frame)):
            break
        found = listener_of(flows)().hear_open(interview, question, text, known(frame))
        if not found.took and not (found.offered and interview.spellings(question, known(frame)).get(found.offered[0])):
            break
        state, more = await hear(chat, state, text, flows)
        replies = [*replies[:-1], *more]
        if not found.took or not state["frames"]:
            break
    return state, replies


def _tells_of_a_concern(flows: Flows, text: str) -> bool:
    """Whether a message that answers nothing tells of something that happened, and says what a child did."""
    return bool(describes_behaviour(text)) and opening.kind(listener_of(flows)(), text) == "tells"


def _day_said_back(heard: Heard) -> Reply:
    return reply(heard.said_back_as, when=heard.said_back)


def _heard(
    interview: Interview,
    question: Question,
    frame: Frame,
    said: str | Mapping[str, JSON],
    heard: Heard,
    *,
    offered: bool,
) -> list[Reply]:
    """What was typed is said back in the choice's words: one slip of the thumb, or of the ear, can change a view."""
    if not isinstance(said, str) or not (heard.understood or question.reader.choices(known(frame))):
        return []
    numbers = any(c.isdecimal() for c in said.split(":")[0])
    answers = known(frame)
    if numbers and not heard.understood and (not offered or ":" in said):
        return [reply("menu.heard", answer=interview.shown(question, answers))] if question.reader.many else []
    shown = interview.shown(question, {**answers, f"{question.name}_words": ""})
    return [] if plain(said) == plain(shown) else [said_back(interview, question, frame)]


def said_back(interview: Interview, question: Question, frame: Frame) -> Reply:
    """What was understood, in the choice's words, with 'change' one tap away."""
    answers = {**known(frame), f"{question.name}_words": ""}
    change = Choice(f"change {interview.label(question)}", say("menu.choices.change"))
    return replace(reply("menu.heard", answer=interview.shown(question, answers)), choices=(change,))


async def refused(
    chat: Chat,
    state: State,
    said: str | Mapping[str, JSON],
    refusal: Refusal,
    flows: Flows,
    kept_before: dict[str, list[str]] | None = None,
) -> tuple[State, list[Reply]]:
    """Why not, and the question again; or, where it looks like a question, the answer to it. `kept_before`: the words
    that waited before it was asked; what only asks does not join them.
    """
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.current(frame)
    if question is not None:
        offered = {question.name: list(refusal.offered)} if refusal.offered else {}
        state = put(state, {**frame, "again": question.name, "offered": offered})
    if isinstance(said, str) and in_between.looks_like_a_question(said):
        state, found = await in_between.answer_to(chat, state, said, flows)
        if found:
            if kept_before is not None and len(_SENTENCE.findall(said)) == 1:
                frame = state["frames"][-1]
                state = put(state, {**frame, "kept_words": kept_before})
            return await ask(chat, state, found, flows)
    kind = [reply("incident.hard")] if isinstance(said, str) and is_hard(said) else []
    if refusal.key in CHOICES_AGAIN and refusal.offered:
        return await ask(chat, state, kind, flows)
    key, may_be_unsure = refusal.key, question is not None and interview.may_be_unsure(frame)
    if not may_be_unsure:
        key = WHERE_IT_MUST_BE_KNOWN.get(key, key)
    text = say(f"refusals.{key}", **refusal.params)
    if may_be_unsure and key in UNSURE_IS_FINE:
        text = f"{text} {say('menu.unsure_is_fine')}"
    return await ask(chat, state, [*kind, Reply(f"refusals.{key}", text)], flows)


async def _as_written(
    chat: Chat, state: State, question: Question, text: str, flows: Flows
) -> tuple[State, list[Reply]] | None:
    """'Use what I wrote', by its number, its title or its value, means the words: never the number or the title.

    Where nothing is offered, it leaves an answer that is there as it stands.
    """
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    if not isinstance(question.reader, OwnWords):
        return None
    offered = frame["offered_words"].get(question.name)
    is_button = plain(text) in (plain(say(f"menu.choices.{WAS_MY_ANSWER}")), WAS_MY_ANSWER)
    if offered and (is_button or number_in(text) == 1):
        frame = own_words.let_go(own_words.let_go(frame, question.name, offered), BEFORE_THE_QUESTIONS, offered)
        new, heard = interview.hear(frame, offered, chat.turn.now)
        if isinstance(heard, Refusal):
            return await refused(chat, put(state, frame), "", heard, flows)
        return await answered(chat, state, new, question, flows)
    if not is_button:
        return None
    if question.name in frame["answers"]:
        return await ask(chat, put(state, {**frame, "at": None}), [], flows)
    return await refused(chat, state, "", Refusal("needs_words"), flows)


_HARD = re.compile(
    r"\b(fuck\w*|shit|scared|terrified|shaking|horrible|awful|can't cope|cant cope|crying|panick\w*|oh god|god)\b"
)


def is_hard(text: str) -> bool:
    """The worker is having a hard time: a kind word before the form goes on."""
    return bool(_HARD.search(plain(text)))

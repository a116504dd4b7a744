"""An open interview's side of a turn: an answer, a command about the questions, or a question in between."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogs import contacts
from dialogs.interview import meaning, own_words
from dialogs.interview.answers import Heard, OwnWords, Refusal, folded, plain, typed
from dialogs.interview.chat import Chat, Flow, Then
from dialogs.interview.frame import Frame, known, open_frame
from dialogs.interview.interview import Interview, Question
from dialogs.interview.listener import Listener, listener
from dialogs.interview.own_words import BEFORE_THE_QUESTIONS
from dialogs.interview.parsing.days import Day
from dialogs.interview.read_back import find_answer, progress, summary
from dialogs.interview.shown import Shown, number_in
from dialogs.interview.signs import asks
from dialogs.menu import danger, opening
from dialogs.menu.commands import ONE_OF_A_LIST
from dialogs.turn import JSON, Choice, Reply, State
from dialogs.words import choice, reply, say

Flows = Mapping[str, Flow]
CHOICES_AGAIN = frozenset({"pick_one", "pick_many", "nearest"})
"""Refusals that 'Did you mean ...?' takes the place of, where something was likely meant."""
LONGEST_SAID_AGAIN = 120
"""Characters. A longer message is not repeated, only referred to."""
WAS_MY_ANSWER = "was_my_answer"
"""The button 'Use what I wrote'."""
MOST_STEPS = 20
"""Turns of the loop in `ask`. More would mean that two flows open each other without end."""

FEW_QUESTIONS = 6
"""So few are soon answered: nobody is told how many are left."""
DAYS_OFTEN = ("today", "yesterday")

_ASKS = re.compile(
    r"^((?:what|who|where|how|when)s?|whom|why|which|is|are|do|does|did|can|could|should|must|shall|will|would|may|am)\b"
)


async def begin(chat: Chat, state: State, flows: Flows) -> tuple[State, list[Reply]]:
    """The first words of a flow that has just been opened, and its first question."""
    frame: Frame = state["frames"][-1]
    then = await flows[frame["flow"]].opened(chat, frame)
    return await _follow(chat, state, then, flows)


async def ask(chat: Chat, state: State, replies: list[Reply], flows: Flows) -> tuple[State, list[Reply]]:
    """What comes before the current question, and the question; or what comes at the end."""
    frame: Frame = state["frames"][-1]
    flow = flows[frame["flow"]]
    frame = flow.interview.leave_rest(frame)
    state = _put(state, frame)
    question = flow.interview.current(frame)
    if question is None:
        then = await flow.finished(chat, frame)
        if not then.ends and flow.interview.current(then.frame) is None:
            raise RuntimeError(f"{frame['flow']} neither ended nor asked anything")
        return await _follow(chat, state, then, flows, replies)
    then = await flow.before(chat, frame, question.name)
    replies = [*replies, *then.replies]
    if then.opens or then.ends or then.pauses or flow.interview.current(then.frame) is not question:
        return await _follow(chat, state, Then(then.frame, [], then.opens, then.ends, then.pauses), flows, replies)
    asked = meaning.offer_earlier(flow.interview, then.frame)
    return _put(state, asked), [*replies, _question(flow.interview, asked)]


def _question(interview: Interview, frame: Frame) -> Reply:
    question = interview.asked(frame)
    asked = replace(interview.ask(frame), note=_how_far(interview, frame))
    if question.name in frame["answers"] and not question.private:
        said = say("menu.you_said", answer=interview.shown(question, known(frame)))
        asked = replace(asked, text=f"{asked.text}\n\n{said}")
    if question.name in frame["offered_words"]:
        offer = choice(WAS_MY_ANSWER)
        return replace(asked, choices=(*asked.choices, offer), asked="")
    return _with_buttons(question, _asked_again(interview, frame, question, asked))


def _how_far(interview: Interview, frame: Frame) -> str:
    """'8 of about 22', once there is something to count, in what is long enough for it to matter."""
    done, total = progress(interview, frame)
    return say("menu.progress", done=done, total=total) if done and total > FEW_QUESTIONS else ""


def _with_buttons(question: Question, asked: Reply) -> Reply:
    """What is often answered where there are no choices, as it would be typed: the day, or that it may be skipped."""
    often = (*(DAYS_OFTEN if isinstance(question.reader, Day) else ()), *(("skip",) if question.may_skip else ()))
    if asked.choices or asked.dialog or not often:
        return asked
    titles = [say(f"menu.choices.{one}") for one in often]
    return replace(asked, choices=tuple(Choice(title, title) for title in titles), asked="")


def _asked_again(interview: Interview, frame: Frame, question: Question, asked: Reply) -> Reply:
    """After an answer that was not understood: what was likely meant, or the question with its choices, in short."""
    if frame["earlier"] and frame["offered"].get(question.name):
        # who went back stands at another question, of which nothing was said earlier
        return _said_earlier(interview, frame, question, asked)
    if frame["again"] != question.name:
        return asked
    short = _short(asked.text)
    offered = frame["offered"].get(question.name, ())
    if not offered:
        return replace(asked, text=short)
    if not asked.choices or any(meaning.is_age(one) for one in offered):
        # typed as they stand: an age, or a day; the number before an age would be an age itself
        return replace(asked, text=short, choices=tuple(Choice(one, one) for one in offered), asked="")
    titles = {choice.value: choice.title for choice in asked.choices}
    few = (*(Choice(one, _together(one, titles)) for one in offered), choice(meaning.THE_LIST))
    key = "menu.did_you_mean" if len(offered) == 1 else "menu.did_you_mean_one_of"
    return replace(asked, text=f"{short}\n\n{say(key, answer=_together(offered[0], titles))}", choices=few, many=False)


def _together(picked: str, titles: Mapping[str, str]) -> str:
    """One choice's title, or those of several that were said together."""
    return "; ".join(titles[one] for one in picked.split(","))


def _short(text: str) -> str:
    """The question alone, without what stands after it; a list in it is part of the question."""
    return text if "\n•" in text or "?" not in text else f"{text.partition('?')[0]}?"


def _said_earlier(interview: Interview, frame: Frame, question: Question, asked: Reply) -> Reply:
    """What the person said for this question before it was asked: a yes takes it, and nothing is taken without one."""
    picked, *others = frame["offered"][question.name]
    words = frame["earlier"]
    said = say("menu.said_earlier_long" if len(words) > LONGEST_SAID_AGAIN else "menu.said_earlier", words=words)
    titles = {choice.value: choice.title for choice in asked.choices}
    answer = _together(picked, titles) if titles else picked
    if others:
        choices = tuple(Choice(one, one) for one in (picked, *others))
        return replace(asked, text=f"{_short(asked.text)}\n\n{said}", choices=choices, asked="")
    text = f"{_short(asked.text)}\n\n{said}\n{say('menu.is_that_right', answer=answer)}"
    if not titles:
        return replace(asked, text=text, choices=(Choice(picked, picked),), asked="")
    yes = Choice(picked, say("menu.choices.as_i_said"))
    return replace(asked, text=text, choices=(yes, choice(meaning.THE_LIST)), many=False)


async def _follow(
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
    state = _put(state, then.frame)
    if then.pauses:
        return {**state, "paused": True}, replies
    if then.opens:
        inner = open_frame(then.opens, secrets.token_hex(6), chat.turn.now, within=then.frame["id"])
        state = {**state, "frames": [*state["frames"], inner]}
        state, more = await begin(chat, state, flows)
        return state, [*replies, *more]
    return await ask(chat, state, replies, flows)


# -- answers -------------------------------------------------------------------------------------------------------


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
        state = _put(state, {**frame, "which_to_change": False})
        if frame["which_to_change"] and _names_an_answer(interview, frame, said):
            return await _change(chat, state, said, flows)
        aside = await _aside(chat, state, question, said, flows) or await _asked_in_between(chat, state, said, flows)
        if aside:
            return aside
        frame = state["frames"][-1]
    new, heard = meaning.hear(_listener(flows), interview, frame, said, chat.turn.now)
    if isinstance(heard, Refusal):
        return await _refused(chat, _put(state, new), said, heard, flows)
    question = interview.question(next(iter(heard.answers)))
    first = [_said_back(heard)] if heard.said_back else []
    offered = question.name in frame["offered"]
    last = _heard(interview, question, new, said, heard, offered=offered)
    return await _answered(chat, state, new, question, flows, first, last)


def _names_an_answer(interview: Interview, frame: Frame, said: str) -> bool:
    """The name of an answer, typed alone after 'which one?'."""
    return plain(said) in {plain(interview.label(question)) for question in interview.answered(frame)}


def _listener(flows: Flows) -> Callable[[], Listener]:
    """The one listener for every conversation; made only where somebody uses their own words."""
    return lambda: listener(*(flow.interview for flow in flows.values()))


async def _answered(
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
    return await _follow(chat, state, then, flows, [*first])


def _said_back(heard: Heard) -> Reply:
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
    shown = question.reader.shown(answers[question.name], interview.spellings(question, answers))
    if plain(said) == plain(shown):
        return []
    change = Choice(f"change {interview.label(question)}", say("menu.choices.change"))
    return [replace(reply("menu.heard", answer=shown), choices=(change,))]


async def _refused(
    chat: Chat, state: State, said: str | Mapping[str, JSON], refusal: Refusal, flows: Flows
) -> tuple[State, list[Reply]]:
    """Why not, and the question again; or, where it looks like a question, the guidance on it."""
    frame: Frame = state["frames"][-1]
    question = flows[frame["flow"]].interview.current(frame)
    if question is not None:
        offered = {question.name: list(refusal.offered)} if refusal.offered else {}
        state = _put(state, {**frame, "again": question.name, "offered": offered})
    if isinstance(said, str) and _looks_like_a_question(said):
        state, found = await _guidance(chat, state, said)
        if found:
            return await ask(chat, state, found, flows)
    kind = [reply("incident.hard")] if isinstance(said, str) and is_hard(said) else []
    if refusal.key in CHOICES_AGAIN and refusal.offered:
        return await ask(chat, state, kind, flows)
    why = Reply(f"refusals.{refusal.key}", say(f"refusals.{refusal.key}", **refusal.params))
    return await ask(chat, state, [*kind, why], flows)


# -- a question in between -----------------------------------------------------------------------------------------


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
            return await _refused(chat, _put(state, frame), "", heard, flows)
        return await _answered(chat, state, new, question, flows)
    if not is_button:
        return None
    if question.name in frame["answers"]:
        return await ask(chat, _put(state, {**frame, "at": None}), [], flows)
    return await _refused(chat, state, "", Refusal("needs_words"), flows)


async def _aside(
    chat: Chat, state: State, question: Question, text: str, flows: Flows
) -> tuple[State, list[Reply]] | None:
    """In the place of own words, a short question is answered from the guidance; 'use what I wrote' keeps it."""
    frame: Frame = state["frames"][-1]
    if not isinstance(question.reader, OwnWords) or not _looks_like_a_question(text) or not asks(text):
        return None
    state, found = await _guidance(chat, state, text)
    found = found or [contacts.no_guidance(chat, ())]
    state = _put(state, {**frame, "offered_words": {question.name: text}})
    return await ask(chat, state, found, flows)


async def _asked_in_between(chat: Chat, state: State, text: str, flows: Flows) -> tuple[State, list[Reply]] | None:
    """At a question with choices, a question that says none of them is answered from the guidance; it is no answer,
    and is not on the record. At one about safety there is always a word to it: it must not be taken for 'hurt'.
    """
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.asked(frame)
    if not question.reader.choices(known(frame)) or not _looks_like_a_question(text) or frame["offered"]:
        return None
    about = [question, *([interview.question(question.takes_back)] if question.takes_back else [])]
    if any(_listener(flows)().says(interview, one, text, known(frame)) for one in about):
        return None
    state, found = _about_bot(chat, state, text, flows) or await _guidance(chat, state, text)
    if not found and question.name in danger.SAFETY:
        found = [contacts.no_guidance(chat, ())]
    return await ask(chat, _put(state, {**frame, "again": question.name}), found, flows) if found else None


def _about_bot(chat: Chat, state: State, text: str, flows: Flows) -> tuple[State, list[Reply]] | None:
    """Whom to ring, who sees this and the like. 'Can I delete it?' may be asked of a picture: the guidance has that."""
    heard = _listener(flows)()
    kind = opening.kind(heard, text)
    if kind not in ("contact", "about_bot") or heard.hear("about_bot", text).took == ("delete",):
        return None
    said = opening.said_to(chat, heard, kind, text)
    return (state, [said, reply("menu.back_to_where_we_were")]) if said else None


async def _guidance(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    from dialogs import guidance

    if not guidance.has_guidance(chat, text):
        return state, []
    found = await guidance.look_up(chat, text)
    if found is None:
        return state, []
    look, replies = found
    return {**state, "look": look}, [*replies, reply("menu.back_to_where_we_were")]


_HARD = re.compile(
    r"\b(fuck\w*|shit|scared|terrified|shaking|horrible|awful|can't cope|cant cope|crying|panick\w*|oh god|god)\b"
)


def is_hard(text: str) -> bool:
    """The worker is having a hard time: a kind word before the form goes on."""
    return bool(_HARD.search(plain(text)))


def _looks_like_a_question(text: str) -> bool:
    said = plain(text)
    if not any(len(word) > 1 and word.isalpha() for word in said.split()):
        return False
    return len(said.split()) <= 20 and (asks(text) or bool(_ASKS.match(said)))


# -- commands about the questions ----------------------------------------------------------------------------------


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
        return await ask(chat, _put(state, earlier), [], flows)
    if name in ("skip", "not_sure"):
        new = interview.skip(frame) if name == "skip" else interview.not_known(frame)
        if isinstance(new, Refusal):
            return await _refused(chat, state, "", new, flows)
        return await _answered(chat, state, new, question, flows)
    if name == "more":
        return await ask(chat, state, await flows[frame["flow"]].more(chat, frame), flows)
    if name == "that_is_all":
        if not interview.deciding:
            return await ask(chat, state, [], flows)
        return await ask(chat, _put(state, {**frame, "rest_unknown": True}), [reply("menu.all_you_know")], flows)
    if name == "answers":
        return await ask(chat, state, [summary(chat, interview, frame)], flows)
    return await _change(chat, state, rest, flows)


async def _change(chat: Chat, state: State, which: str, flows: Flows) -> tuple[State, list[Reply]]:
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
        return await ask(chat, _put(state, asks_which), [replace(said, choices=few)], flows)
    return await ask(chat, _put(state, interview.change(frame, found[0].name)), [], flows)


# -- helpers -------------------------------------------------------------------------------------------------------


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


MOST_WORDS_OF_A_COMMAND = 6
"""While a question is open, more than so many words are its answer, not a command."""
_SOMEBODY = re.compile(r"(?:her|him|them|me|us|you|each|both|if|to|for|why)\b")


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


def is_choice(state: State, text: str, flows: Flows) -> bool:
    """Whether a text is, word for word, one of the open question's choices."""
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.current(frame)
    if question is None:
        return False
    spelt = interview.spellings(question, known(frame)).values()
    return plain(text) in {folded(spelling) for spellings in spelt for spelling in spellings}


def _put(state: State, frame: Frame) -> State:
    return {**state, "frames": [*state["frames"][:-1], frame]}

"""A question in between: it is answered, it is no answer, and it stays out of the record."""

import re
from collections.abc import Callable

from dialogs import contacts
from dialogs.interview.answers import OwnWords, plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import Question
from dialogs.interview.listener import Listener, listener
from dialogs.interview.typed_signs import asks
from dialogs.menu import danger, opening
from dialogs.menu.listening.asking import Flows, ask, put
from dialogs.turn import Reply, State
from dialogs.words import reply

_ASKS = re.compile(
    r"^((?:what|who|where|how|when)s?|whom|why|which|is|are|do|does|did|can|could|should|must|shall|will|would|may|am)\b"
)


_ASKS_FOR_THEMSELVES = re.compile(
    r"^(?:(?:what|who|whom|how|when|where) )?(?:can|could|should|shall|do|must|may|am|will) (?:i|we)\b(?! just| say)"
)
"""'can i get advice first', 'who do i ring': asked without a question mark, and no account of a child."""


def listener_of(flows: Flows) -> Callable[[], Listener]:
    """The one listener for every conversation; made only where somebody uses their own words."""
    return lambda: listener(*(flow.interview for flow in flows.values()))


async def answer_to(chat: Chat, state: State, text: str, flows: Flows) -> tuple[State, list[Reply]]:
    """What is said to a question: about Waymark and its people, or from the guidance; nothing where there is none."""
    return about_bot(chat, state, text, flows) or await guidance(chat, state, text)


async def aside(
    chat: Chat, state: State, question: Question, text: str, flows: Flows
) -> tuple[State, list[Reply]] | None:
    """In the place of own words, a short question is answered; 'use what I wrote' keeps it."""
    frame: Frame = state["frames"][-1]
    if not isinstance(question.reader, OwnWords) or not looks_like_a_question(text):
        return None
    said = about_bot(chat, state, text, flows)
    if not (said or asks(text) or _ASKS_FOR_THEMSELVES.match(plain(text))):
        return None
    state, found = said or await guidance(chat, state, text)
    found = found or [contacts.no_guidance(chat, ())]
    state = put(state, {**frame, "offered_words": {question.name: text}})
    return await ask(chat, state, found, flows)


async def asked(chat: Chat, state: State, text: str, flows: Flows) -> tuple[State, list[Reply]] | None:
    """At a question with choices, a question that says none of them is answered from the guidance; it is no answer,
    and is not on the record. At one about safety there is always a word to it: it must not be taken for 'hurt'.
    """
    frame: Frame = state["frames"][-1]
    interview = flows[frame["flow"]].interview
    question = interview.asked(frame)
    if not question.reader.choices(known(frame)) or not looks_like_a_question(text) or frame["offered"]:
        return None
    about = [question, *([interview.question(question.takes_back)] if question.takes_back else [])]
    if any(listener_of(flows)().says(interview, one, text, known(frame)) for one in about):
        return None
    state, found = await answer_to(chat, state, text, flows)
    if not found and question.name in danger.SAFETY:
        found = [contacts.no_guidance(chat, ())]
    return await ask(chat, put(state, {**frame, "again": question.name}), found, flows) if found else None


def about_bot(chat: Chat, state: State, text: str, flows: Flows) -> tuple[State, list[Reply]] | None:
    """Whom to ring, who sees this and the like. 'Can I delete it?' may be asked of a picture: the guidance has that."""
    heard = listener_of(flows)()
    kind = opening.kind(heard, text)
    if kind not in ("contact", "about_bot") or heard.hear("about_bot", text).took == ("delete",):
        return None
    said = opening.said_to(chat, heard, kind, text)
    return (state, [said, reply("menu.back_to_where_we_were")]) if said else None


async def guidance(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """What the guidance says to a question in between, and the way back; nothing where it has no answer."""
    from dialogs import guidance

    if not guidance.has_guidance(chat, text):
        return state, []
    found = await guidance.look_up(chat, text, worry=True)
    if found is None:
        return state, []
    look, replies = found
    return {**state, "look": look}, [*replies, reply("menu.back_to_where_we_were")]


def looks_like_a_question(text: str) -> bool:
    """Whether it asks something, in at most twenty words."""
    said = plain(text)
    if not any(len(word) > 1 and word.isalpha() for word in said.split()):
        return False
    return len(said.split()) <= 20 and (asks(text) or bool(_ASKS.match(said)))

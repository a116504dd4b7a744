"""What is this message about: an open interview, a command, or something to look up?

Urgent words come first (`danger.py`). A command is done by `dispatch.py`, an answer taken by `listening/`. What a
person's state holds stands at the head of `state.py`.
"""

import re
from dataclasses import replace

from dialogs import concern
from dialogs.interview.answers import LEADING, is_bare, plain
from dialogs.interview.chat import Chat, HearsConcerns
from dialogs.interview.meaning import is_no_account
from dialogs.interview.parsing.dates import weekday_in, written_month
from dialogs.interview.parsing.days import today
from dialogs.interview.shown import Shown, number_in
from dialogs.interview.typed_signs import asks
from dialogs.menu import (
    danger,
    dispatch,
    drafts,
    known_names,
    listening,
    lookup,
    misspelt,
    offers,
    opening,
    pressed,
    rights,
    whose,
)
from dialogs.menu.commands import OF_A_CONCERN, as_command
from dialogs.menu.danger import Danger
from dialogs.menu.registry import registry
from dialogs.menu.state import is_asking, is_choice, is_open, read, was_away
from dialogs.turn import Choice, Reply, State
from dialogs.words import choice, passing_the_dsl_by, reply, several

LONGEST_MESSAGE = 20_000
"""Characters. Longer than any answer, so that a refusal can say how long an answer may be."""
OF_THE_LAST_RECORD = frozenset({"decide", "add", "timeline"})
"""Asked for in own words, they are about the record that was spoken of last: 'has he done this before'."""
SAYS_NO = frozenset({"back", "skip", "not_sure", "cancel", "save"})
"""Commands that are a no where a yes or no is waited for: 'cancel' then speaks of what was asked about."""


async def answer(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    """One turn: the new state and what to say. The state given is left as it was."""
    with passing_the_dsl_by(False):
        return await _turn(chat, read(state))


async def _turn(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    chat = replace(chat, shown=Shown(state["shown"]))
    away = was_away(state, chat.turn.now)
    if away:
        state["told"] = ""
    state["at"] = chat.turn.now.isoformat()
    state["stopped"] = not await rights.may_go_on(chat, state, registry.flows)
    chat = _as_meant_while_asked(chat, state)
    had_open = is_open(state)
    if away:
        state["child"] = False
    found = _danger(state, (chat.turn.text or "").strip())
    answers_safety = listening.asks_of(state, danger.SAFETY, registry.flows)
    comes_first = found.comes_first or found.child
    state, of_whose = await whose.hear(chat, state, _own_words(chat, state))
    first = [] if comes_first else _first(chat, state)
    state["greeted"] = state["greeted"] or not comes_first
    state, replies = await _answer(chat, state, away, found, greeted_now=bool(first))
    replies = [*of_whose, *replies]
    if had_open and not is_open(state) and state["aside"]:
        replies = [*replies, reply("menu.still_saved", choices=("resume",))]
    if answers_safety and danger.is_safe(state):
        # what was typed at that question is its answer: 'no, they are apart now'
        found = replace(found, now=False)
    urgent = [] if danger.was_said(replies) and not found.self_harm else found.words(chat)
    lists_drafts = any(said.key == "menu.which_draft" for said in replies)
    offered = any(said.key == "menu.tell_me" or offers.describes(said) for said in replies)
    state = {**state, "shown": chat.shown.kept, "which": lists_drafts, "offered": offered}
    return state, [*urgent, *first, *replies]


def _first(chat: Chat, state: State) -> list[Reply]:
    first = [] if state["greeted"] else [_greeting(chat)]
    return [*first, reply("menu.attachment")] if chat.turn.attachments else first


def _own_words(chat: Chat, state: State) -> str:
    """What was typed in own words, beside a card's choices too; '' for a command or a choice, and for a form."""
    value = chat.turn.value
    if value is not None:
        words = [one for one in value.values() if isinstance(one, str) and " " in one]
        return "" if "dialog" in value else " . ".join(words)
    text = (chat.turn.text or "").strip()
    said = as_command(text)
    is_command = said is not None and (not said[1] or said[0] in OF_A_CONCERN)
    return "" if is_command or len(text) > LONGEST_MESSAGE or is_choice(state, text) else text


def _greeting(chat: Chat) -> Reply:
    text = (chat.turn.text or "").strip()
    said = as_command(text)
    return offers.greeting(chat, short=bool(text) and (said is None or said[0] not in ("hello", "help")))


def _danger(state: State, text: str) -> Danger:
    """Whether the message says that a child is in danger. Words that are a command or a choice say nothing of it."""
    said = as_command(text)
    if not text or len(text) > LONGEST_MESSAGE or (said and not said[1]) or is_choice(state, text):
        return Danger()
    if state["child"]:
        return Danger(child=True)
    return danger.hear(registry.listener, text, asked=is_asking(state))


async def _answer(
    chat: Chat, state: State, away: bool, found: Danger, *, greeted_now: bool
) -> tuple[State, list[Reply]]:
    turn = chat.turn
    if turn.value is not None:
        return await pressed.card(chat, state)
    text = (turn.text or "").strip()
    if len(text) > LONGEST_MESSAGE:
        return await offers.again(chat, state, [reply("menu.message_too_long", longest=f"{LONGEST_MESSAGE:,}")])
    if not text:
        empty = [] if turn.attachments or greeted_now else [reply("menu.empty")]
        return await offers.again(chat, state, empty)
    if concern.is_put_right(text) or (is_open(state) and known_names.is_confirmed(text)):
        return await offers.again(chat, state, [], reask=True)
    if found.child:
        # nothing that was made for staff: whom to tell, and no question; also at what they type after it
        return {**state, "child": True}, []
    if found.comes_first and not listening.asks_of(state, danger.SAFETY[:1], registry.flows):
        return await _safety_first(chat, {**state, "confirm": ""}, text)
    welcome = [offers.where_we_were(state)] if away and is_open(state) and not state["stopped"] else []
    if state["confirm"]:
        return await _confirmed(chat, state, text)
    if plain(text) in several("commands.late_yes") and not is_choice(state, text):
        return await offers.again(chat, state, [reply("menu.nothing_to_confirm")], reask=True)
    said = await _as_command(chat, state, text) or _as_month(chat, state, text) or await _as_meant(chat, state, text)
    wanted = _wants_to_tell(state, said, text)
    if wanted is not None:
        return await _told_or_not(chat, state, wanted)
    if said:
        name, rest = said
        welcome = [] if name == "resume" else welcome
        state, replies = await dispatch.command(chat, state, name, rest, greeted_now)
        return state, [*welcome, *replies]
    if is_asking(state):
        state, replies = await _answered(chat, state, text)
        return state, [*welcome, *replies]
    return await _nothing_asked(chat, state, text)


async def _answered(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """An answer to the open question, unless it is plainly a command, which is offered."""
    if meant := await _command_while_asked(chat, state, text):
        return await offers.again(chat, state, [_did_you_mean(meant)])
    if _tells_of_another(chat, state, text):
        state = {**state, "told": danger.joined(state["told"], text), "confirm": "describe_it"}
        return state, [reply("menu.tells_of_another", choices=("describe_it", "confirm_no"))]
    return await listening.hear(chat, state, text, registry.flows)


def _tells_of_another(chat: Chat, state: State, text: str) -> bool:
    """In the middle of something that describes no incident, such as the review of a plan: a new act is told, which
    needs a report of its own. In the place of own words it is the answer.
    """
    flow = state["frames"][-1]["flow"]
    if flow == registry.starts["report"] or isinstance(registry.flows[flow], HearsConcerns):
        return False
    if not offers.may_report(chat) or is_choice(state, text) or listening.open_words(state, registry.flows):
        return False
    is_answer = listening.says_a_choice(state, text, registry.flows)
    return not is_answer and opening.tells_of_an_act(registry.listener, text)


async def _nothing_asked(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """In own words: something that happened, a command, a question about the bot, whom to ring, or a look-up."""
    if state["stopped"] and (_is_short(text) or not state["paused"]):
        return {**state, "paused": True}, [offers.stopped(state)]
    if is_open(state) and _is_short(text):
        return state, [reply("menu.paused", choices=("resume", "cancel"))]
    if state["offered"] and state["look"].get("describe") and plain(text) in several("choices.yes.spellings"):
        # a card that offered 'Describe it now' was shown
        return await dispatch.command(chat, state, "describe_it", "", False)
    if is_bare(text):
        return state, [reply("menu.nothing_open", choices=offers.choices(chat, state))]
    kind = opening.kind(registry.listener, text)
    account = kind in ("tells", "may_tell") or bool(concern.heard(registry.listener, chat, text))
    begins = account and offers.may_report(chat)
    if begins:
        state = {**state, "told": danger.joined(state["told"], text)}
        found = chat.library.guidance.find(text)
        # where an adult is accused, the adults' route comes before 'then your DSL', who may be that adult
        told = kind == "tells" or (not asks(text) and concern.is_only_near(registry.listener, text))
        if not found.is_about_an_adult and (told or not found.is_sure):
            return state, [opening.shall_i()]
    if wanted := await _asked_for(chat, text, kind, begins=begins):
        return await _done_in_own_words(chat, state, wanted, text)
    if kind == "never_mind":
        return {**state, "told": ""}, [reply("menu.rather_not", choices=offers.choices(chat, state))]
    said = opening.said_to(chat, registry.listener, kind, text)
    if said:
        return state, [replace(said, choices=tuple(map(choice, offers.choices(chat, state))))]
    return await lookup.find(chat, state, text, account=account)


async def _asked_for(chat: Chat, text: str, kind: str, *, begins: bool) -> str:
    """The command that is asked for in own words, or ''. `begins`: what happened is being told."""
    wanted = "" if begins else opening.asked_for(registry.listener, text)
    if not (wanted and dispatch.may_do(chat, wanted) and await dispatch.is_one_for(chat, wanted, "")):
        wanted = opening.COMMANDS.get(kind, "")
    # who keeps the slots books none
    return "month" if wanted == "book" and dispatch.may_do(chat, "month") else wanted


async def _done_in_own_words(chat: Chat, state: State, wanted: str, text: str) -> tuple[State, list[Reply]]:
    """The command, with what the same words say besides: a weekday, a record, what to do with which slot."""
    about = weekday_in(text) if wanted == "book" else "it" if wanted in OF_THE_LAST_RECORD else ""
    state, replies = await dispatch.command(chat, state, wanted, about, False)
    if is_asking(state) and wanted not in opening.COMMANDS:
        return await listening.say_on(chat, state, replies, text, registry.flows)
    return state, replies


def _is_short(text: str) -> bool:
    """Too short for a question, while something is saved for later: 'ok', '1', 'nah'."""
    return len(text.split()) <= 3 and not asks(text)


async def _safety_first(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """After the urgent words: one question, whether everyone is safe now. Nothing that is open is lost."""
    incident = registry.starts["report"]
    if state["stopped"]:
        return {**state, "paused": True}, [offers.stopped(state)]
    if not offers.may_report(chat):
        return await offers.again(chat, state, [], menu=True)
    if is_open(state) and state["frames"][-1]["flow"] == incident:
        *outer, frame = state["frames"]
        words = listening.open_words(state, registry.flows) if is_asking(state) else ""
        frame = danger.safety_again(frame, text, open_words=words)
        state = {**state, "frames": [*outer, frame], "paused": False}
    else:
        told = danger.joined(state["told"], text)
        state = {**drafts.put_aside(state), "told": "", "frames": [dispatch.new_frame(chat, incident, told=told)]}
    return await listening.ask(chat, state, [], registry.flows)


async def _as_command(chat: Chat, state: State, text: str) -> tuple[str, str] | None:
    """A command, unless it is an answer: a choice of the open question, or a story that begins like a command. Nor is
    it one where it is only one for others.
    """
    if is_choice(state, text):
        return None
    if state["which"] and not is_asking(state) and number_in(text):
        return "resume", str(number_in(text))
    said = as_command(text)
    if said and is_asking(state) and not listening.is_unmistakable(state, *said, text, registry.flows):
        return None
    return said if said and await dispatch.is_one_for(chat, *said) else None


async def _as_meant(chat: Chat, state: State, text: str) -> tuple[str, str] | None:
    """A command with a slip in it, or politely, where nothing is asked: only one that this person may do."""
    if is_asking(state):
        return None
    return await dispatch.theirs(chat, misspelt.politely(text, _is_word) or misspelt.with_a_slip(text, _is_word))


def _as_meant_while_asked(chat: Chat, state: State) -> Chat:
    """A command about the open questions that has a slip in it is read as it was meant: 'save and finsh later'."""
    text = (chat.turn.text or "").strip()
    if not is_asking(state) or is_choice(state, text) or as_command(text):
        return chat
    meant = misspelt.about_the_questions(text, _is_word)
    said = as_command(meant)
    if not said or not (is_choice(state, meant) or listening.is_unmistakable(state, *said, meant, registry.flows)):
        return chat
    return replace(chat, turn=replace(chat.turn, text=meant))


async def _command_while_asked(chat: Chat, state: State, text: str) -> str:
    """A command with a slip, or in own words, at a question with choices, an age or a day: offered, and neither done
    nor taken for an answer. In the place of own words it is one, and stays it. At one about safety it is as any answer
    that is not 'safe'.
    """
    if listening.open_words(state, registry.flows) or listening.asks_of(state, danger.SAFETY, registry.flows):
        return ""
    if is_choice(state, text) or is_no_account(text):
        return ""
    meant = misspelt.with_a_slip(text, _is_word)
    if not meant and not listening.says_a_choice(state, text, registry.flows):
        meant = opening.plainly_wanted(registry.listener, text)
    return meant if meant and await dispatch.theirs(chat, meant) else ""


def _did_you_mean(command: str) -> Reply:
    said = reply("menu.did_you_mean_command", command=command)
    return replace(said, choices=(Choice(command, command),))


def _is_word(word: str) -> bool:
    return registry.listener.understanding.is_word(word)


def _as_month(chat: Chat, state: State, text: str) -> tuple[str, str] | None:
    """'January', 'next month', 'slots for decmber': for whoever keeps the consultations, where nothing is asked."""
    if is_asking(state) or "month" not in registry.commands or not dispatch.may_do(chat, "month"):
        return None
    month = misspelt.month_in(text, _is_word)
    return ("month", month) if month and written_month(month, today(chat.turn.now)) else None


def _wants_to_tell(state: State, said: tuple[str, str] | None, text: str) -> bool | None:
    """The answer to 'shall I take you through it?', where that was asked; None where it is something else."""
    if not state["told"] or not state["offered"] or is_asking(state):
        return None
    if said:
        return True if said == ("resume", "") and not drafts.waiting(state) else None
    return opening.wants_to_tell(registry.listener, text)


async def _told_or_not(chat: Chat, state: State, wanted: bool) -> tuple[State, list[Reply]]:
    """Into the questions, with what was told already: it is offered where its question comes. Or it is let go."""
    told, state = state["told"], {**state, "told": ""}
    if wanted:
        return await dispatch.start(chat, {**state, "told": told}, registry.starts["report"])
    return state, [reply("menu.rather_not", choices=offers.choices(chat, state))]


async def _another_or_not(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """After 'that needs a report of its own': yes begins it, no goes on here, anything else is what it always is."""
    is_pressed = (as_command(text) or ("", ""))[0] == "describe_it"
    wants = None if is_choice(state, text) else opening.wants_to_tell(registry.listener, text)
    if is_pressed or wants:
        return await dispatch.command(chat, state, "describe_it", "", False)
    if wants is False or plain(text) == "confirm_no":
        return await offers.again(chat, {**state, "told": ""}, [], reask=True)
    return await _answer(chat, state, False, Danger(), greeted_now=False)


async def _confirmed(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """The one answer to a yes or no. Anything but a clear yes changes nothing; a command is done all the same."""
    wanted, state = state["confirm"], {**state, "confirm": ""}
    if wanted == "cancel":
        return await dispatch.deleted_or_kept(chat, state, plain(text))
    if wanted == "describe_it":
        return await _another_or_not(chat, state, text)
    words = as_command(wanted if plain(text) in several("commands.yes_cancel") else text)
    if words and words[0] not in SAYS_NO:
        return await dispatch.command(chat, state, *words, False)
    left = reply("menu.left_as_it_was")
    if is_asking(state) or words or is_bare(text) or re.split(r"\W", plain(text))[0] in LEADING:
        return await offers.again(chat, state, [left], reask=True)
    state, replies = await _answer(chat, state, False, Danger(), greeted_now=False)
    return state, [left, *replies]

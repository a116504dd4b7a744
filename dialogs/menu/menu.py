"""What is this message about: an open interview, a command, or something to look up?

Conversations register here: a flow (an interview with its talk) by name, a command by the name of its words in
`text/commands.yaml`. A person's state is plain JSON:

    {"greeted", "frames", "aside", "paused", "stopped", "confirm", "at", "look", "told", "shown", "edits"}

`frames` holds the open interview and, inside it, one that was opened from it; `aside` those that were saved and left
for something else (`drafts.py`); `stopped` says that the roles no longer
allow it; `look` what was looked up last; `told` what happened, where it was told before anybody asked; `shown` the
lists that were shown last; `confirm` the words that a yes stands for, where a yes or no is waited for; `edits` where it
was last said that an edit in Teams changes nothing.
"""

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from dialogs import contacts
from dialogs.interview import read_back
from dialogs.interview.answers import LEADING, is_bare, plain
from dialogs.interview.chat import Chat, Command, Flow
from dialogs.interview.days import today
from dialogs.interview.interview import Frame, open_frame
from dialogs.interview.listener import Listener, listener
from dialogs.interview.shown import Shown
from dialogs.interview.signs import asks
from dialogs.menu import danger, drafts, listening, opening, rights
from dialogs.menu.commands import as_command
from dialogs.menu.danger import Danger
from dialogs.turn import Reply, State
from dialogs.words import choice, reply, say, several
from storage.people.people import Role

LONGEST_MESSAGE = 20_000
"""Characters. Longer than any answer, so that a refusal can say how long an answer may be."""
AWAY = timedelta(minutes=30)
"""After this long, one line says where we were."""
NOTHING_YET: State = {
    "greeted": False, "frames": [], "aside": [], "paused": False, "confirm": "", "at": "", "look": {}, "told": "",
    "shown": {}, "edits": "",
}  # fmt: skip
SAYS_NO = frozenset({"back", "skip", "not_sure", "cancel", "save"})
"""Commands that are a no where a yes or no is waited for: 'cancel' then speaks of what was asked about."""


@dataclass
class Registry:
    """Which conversations and commands there are. Filled once, by `dialogs.conversations`."""

    flows: dict[str, Flow] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    """The command that starts a flow."""
    commands: dict[str, tuple[Command, frozenset[Role] | None]] = field(default_factory=dict)

    def flow(self, flow: Flow, *, command: str | None = None) -> None:
        self.flows[flow.interview.name] = flow
        if command:
            self.starts[command] = flow.interview.name

    @cached_property
    def listener(self) -> Listener:
        """What people mean, at every question of the conversations. Made at the first message."""
        return listener(*(flow.interview for flow in self.flows.values()))

    def command(self, name: str, answers: Command, roles: frozenset[Role] | None = None) -> None:
        self.commands[name] = (answers, roles)


registry = Registry()


async def answer(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    """One turn: the new state and what to say. The state given is left as it was."""
    state = {**NOTHING_YET, **state}
    chat = replace(chat, shown=Shown(state["shown"]))
    away = _away(state, chat.turn.now)
    if away:
        state["told"] = ""
    state["at"] = chat.turn.now.isoformat()
    state["stopped"] = not await rights.may_go_on(chat, state, registry.flows)
    had_open = _open(state)
    found = _danger(state, (chat.turn.text or "").strip())
    first = [] if found.comes_first else _first(chat, state)
    state["greeted"] = state["greeted"] or not found.comes_first
    state, replies = await _answer(chat, state, away, found, greeted_now=bool(first))
    if had_open and not _open(state) and state["aside"]:
        replies = [*replies, reply("menu.still_saved", choices=("resume",))]
    urgent = [] if danger.was_said(replies) and not found.self_harm else found.words(chat)
    return {**state, "shown": chat.shown.kept}, [*urgent, *first, *replies]


def _first(chat: Chat, state: State) -> list[Reply]:
    first = [] if state["greeted"] else [_greeting(chat)]
    return [*first, reply("menu.attachment")] if chat.turn.attachments else first


def _danger(state: State, text: str) -> Danger:
    """Whether the message says that a child is in danger. Words that are a command or a choice say nothing of it."""
    said = as_command(text)
    if not text or len(text) > LONGEST_MESSAGE or (said and not said[1]) or _is_choice(state, text):
        return Danger()
    return danger.hear(registry.listener, text, asked=_asking(state))


async def _answer(
    chat: Chat, state: State, away: bool, found: Danger, *, greeted_now: bool
) -> tuple[State, list[Reply]]:
    turn = chat.turn
    if turn.value is not None:
        return await _card(chat, state)
    text = (turn.text or "").strip()
    if len(text) > LONGEST_MESSAGE:
        return await _again(chat, state, [reply("menu.message_too_long", longest=f"{LONGEST_MESSAGE:,}")])
    if not text:
        empty = [] if turn.attachments or greeted_now else [reply("menu.empty")]
        return await _again(chat, state, empty)
    if found.comes_first and not listening.asks_of(state, danger.SAFETY[:1], registry.flows):
        return await _safety_first(chat, {**state, "confirm": ""}, text)
    welcome = [_where_we_were(state)] if away and _open(state) and not state["stopped"] else []
    if state["confirm"]:
        return await _confirmed(chat, state, text)
    if plain(text) in several("commands.late_yes") and not _is_choice(state, text):
        return await _again(chat, state, [reply("menu.nothing_to_confirm")], reask=True)
    said = _as_command(state, text)
    wanted = _wants_to_tell(state, said, text)
    if wanted is not None:
        return await _told_or_not(chat, state, wanted)
    if said:
        name, rest = said
        welcome = [] if name == "resume" else welcome
        state, replies = await _command(chat, state, name, rest, greeted_now)
        return state, [*welcome, *replies]
    if _asking(state):
        state, replies = await listening.hear(chat, state, text, registry.flows)
        return state, [*welcome, *replies]
    return await _nothing_asked(chat, state, text)


async def _nothing_asked(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """In own words: something that happened, a command, a question about the bot, whom to ring, or a look-up."""
    if state["stopped"] and (_is_short(text) or not state["paused"]):
        return {**state, "paused": True}, [_stopped(state)]
    if _open(state) and _is_short(text):
        return state, [reply("menu.paused", choices=("resume", "cancel"))]
    if is_bare(text):
        return state, [reply("menu.nothing_open", choices=_choices(chat, state))]
    kind = opening.kind(registry.listener, text)
    account = kind in ("tells", "may_tell")
    if account and _may_report(chat):
        state = {**state, "told": danger.joined(state["told"], text)}
        if kind == "tells" or not chat.library.guidance.find(text).is_sure:
            return state, [opening.shall_i()]
    if kind in opening.COMMANDS:
        return await _command(chat, state, opening.COMMANDS[kind], "", False)
    if kind == "thanks":
        return state, [reply("menu.thanks", choices=_choices(chat, state))]
    if kind == "contact":
        return state, [replace(opening.contacts(chat), choices=tuple(map(choice, _choices(chat, state))))]
    if kind == "about_bot" and (said := opening.about_bot(chat, registry.listener, text)):
        return state, [replace(said, choices=tuple(map(choice, _choices(chat, state))))]
    return await _find(chat, state, text, account=account)


async def _safety_first(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """After the urgent words: one question, whether everyone is safe now. Nothing that is open is lost."""
    incident = registry.starts["report"]
    if state["stopped"]:
        return {**state, "paused": True}, [_stopped(state)]
    if not _may_report(chat):
        return await _again(chat, state, [], menu=True)
    if _open(state) and state["frames"][-1]["flow"] == incident:
        *outer, frame = state["frames"]
        words = listening.open_words(state, registry.flows) if _asking(state) else ""
        frame = danger.safety_again(frame, text, open_words=words)
        state = {**state, "frames": [*outer, frame], "paused": False}
    else:
        told = danger.joined(state["told"], text)
        state = {**drafts.put_aside(state), "told": "", "frames": [_new_frame(chat, incident, told=told)]}
    return await listening.ask(chat, state, [], registry.flows)


def _as_command(state: State, text: str) -> tuple[str, str] | None:
    """A command, unless it is an answer: a choice of the open question, or a story that begins like a command."""
    if _is_choice(state, text):
        return None
    said = as_command(text)
    if said and _asking(state) and not listening.is_unmistakable(state, *said, text, registry.flows):
        return None
    return said


def _wants_to_tell(state: State, said: tuple[str, str] | None, text: str) -> bool | None:
    """The answer to 'shall I take you through it?', where that was asked; None where it is something else."""
    if not state["told"] or _asking(state):
        return None
    if said:
        return True if said == ("resume", "") and not drafts.waiting(state) else None
    return opening.wants_to_tell(registry.listener, text)


async def _told_or_not(chat: Chat, state: State, wanted: bool) -> tuple[State, list[Reply]]:
    """Into the questions, with what was told already: it is offered where its question comes. Or it is let go."""
    told, state = state["told"], {**state, "told": ""}
    if wanted:
        return await _start(chat, {**state, "told": told}, registry.starts["report"])
    return state, [reply("menu.rather_not", choices=_choices(chat, state))]


def _is_short(text: str) -> bool:
    """Too short for a question, while something is saved for later: 'ok', '1', 'nah'."""
    return len(text.split()) <= 3 and not asks(text)


# -- commands ------------------------------------------------------------------------------------------------------


async def _command(chat: Chat, state: State, name: str, rest: str, greeted_now: bool) -> tuple[State, list[Reply]]:
    if name in ("hello", "help"):
        first = [_help(chat, state)] if name == "help" else [] if greeted_now else [reply("menu.hello")]
        return await _again(chat, state, first, menu=name == "hello")
    if name == "resume":
        return await _resume(chat, state, rest)
    if name in ("sorry", "describe_it", "just_a_question"):
        return await _said_to(chat, state, name)
    if name == "ask":
        state, replies = await _find(chat, state, rest)
        return await _again(chat, state, replies, reask=True)
    if name in ("source", "not_meant") or (name == "more" and not _asking(state)):
        state, replies = await _follow_up(chat, state, name)
        return await _again(chat, state, replies, reask=True)
    if name in registry.starts:
        return await _start(chat, state, registry.starts[name], rest)
    if name in registry.commands:
        return await _registered(chat, state, name, rest)
    if not _open(state):
        return state, [reply("menu.nothing_open", choices=_choices(chat, state))]
    if name == "cancel":
        return {**state, "confirm": "cancel"}, [_ask_cancel(state)]
    if state["stopped"]:
        return state, [_stopped(state)]
    return await listening.command(chat, {**state, "paused": False}, name, rest, registry.flows)


async def _registered(chat: Chat, state: State, name: str, rest: str) -> tuple[State, list[Reply]]:
    """A command that is nobody's interview. Where it asks a yes or no, that is what the next message answers."""
    answers, roles = registry.commands[name]
    if roles is not None and not roles & chat.person.roles:
        return await _again(chat, state, [await rights.not_for_them(chat, rest)], reask=True)
    replies = await answers(chat, rest)
    if chat.shown.to_confirm:
        return {**state, "confirm": chat.shown.to_confirm}, replies
    return await _again(chat, state, replies, reask=True)


def _ask_cancel(state: State) -> Reply:
    frame = state["frames"][-1]
    answered = len(frame["answers"])
    return reply("menu.cancel_asks", choices=("cancel_yes", "cancel_no"), count=answered)


async def _confirmed(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    """The one answer to a yes or no. Anything but a clear yes changes nothing; a command is done all the same."""
    wanted, state = state["confirm"], {**state, "confirm": ""}
    if wanted == "cancel":
        return await _deleted_or_kept(chat, state, plain(text))
    words = as_command(wanted if plain(text) in several("commands.yes_cancel") else text)
    if words and words[0] not in SAYS_NO:
        return await _command(chat, state, *words, False)
    left = reply("menu.left_as_it_was")
    if _asking(state) or words or is_bare(text) or re.split(r"\W", plain(text))[0] in LEADING:
        return await _again(chat, state, [left], reask=True)
    state, replies = await _answer(chat, state, False, Danger(), greeted_now=False)
    return state, [left, *replies]


async def _deleted_or_kept(chat: Chat, state: State, said: str) -> tuple[State, list[Reply]]:
    """'Really delete?' Anything but a clear yes keeps what was written."""
    if said not in several("commands.yes_delete"):
        return await _again(chat, state, [reply("menu.cancel_kept")], reask=True)
    *outer, frame = state["frames"]
    flow = registry.flows[frame["flow"]]
    replies = await flow.cancelled(chat, frame)
    state = {**state, "frames": outer, "paused": False}
    if outer and state["stopped"]:
        return state, [*replies, _stopped(state)]
    if outer:
        return await listening.closed_inner(chat, state, registry.flows, replies, frame["flow"])
    return state, [*replies, reply("menu.after", choices=_choices(chat, state))]


async def _start(chat: Chat, state: State, name: str, about: str = "") -> tuple[State, list[Reply]]:
    """`about` is what was typed after the command, such as a record's reference. What is saved waits, and is said."""
    flow = registry.flows[name]
    if not flow.roles & chat.person.roles:
        return await _again(chat, state, [await rights.not_for_them(chat, about)], reask=True)
    if _asking(state) or state["stopped"]:
        said = reply("menu.already_open", choices=("resume", "cancel"), what=say(f"menu.flows.{_flow(state)}"))
        return state, [said]
    first = [reply("menu.put_aside", what=say(f"menu.flows.{_flow(state)}"))] if _open(state) else []
    told = state["told"] if name == registry.starts["report"] else ""
    state = {**drafts.put_aside(state), "told": "" if told else state["told"]}
    state = {**state, "frames": [_new_frame(chat, name, about, told=told)]}
    state, replies = await listening.begin(chat, state, registry.flows)
    return state, [*first, *replies]


def _new_frame(chat: Chat, name: str, about: str = "", *, told: str = "") -> Frame:
    """`told`: what happened, told before anybody asked; it is offered where its questions come, and so is what it
    plainly says for others.
    """
    frame = open_frame(name, secrets.token_hex(6), chat.turn.now)
    earlier = opening.told(registry.listener, told)
    return {**frame, "about": about, "told": told, "said_earlier": earlier, "setting": chat.setting.id}


async def _said_to(chat: Chat, state: State, name: str) -> tuple[State, list[Reply]]:
    """'Sorry', and the two answers to a story. What was told is kept also where it was just a question, should it be
    described after all.
    """
    if name == "sorry":
        return await _again(chat, state, [reply("menu.sorry", choices=_choices(chat, state))], reask=True)
    if name == "describe_it":
        return await _start(chat, state, registry.starts["report"])
    if not state["told"]:
        return await _again(chat, state, [], menu=True)
    state, replies = await _find(chat, state, state["told"], account=True)
    return await _again(chat, state, replies, reask=True)


async def _resume(chat: Chat, state: State, which: str = "") -> tuple[State, list[Reply]]:
    if _asking(state) and not which:
        return await listening.ask(chat, state, [_where_we_were(state)], registry.flows)
    waiting = drafts.waiting(state)
    if not waiting:
        return state, [reply("menu.nothing_open", choices=_choices(chat, state))]
    at = int(which) - 1 if which else 0
    if (len(waiting) > 1 and not which) or not 0 <= at < len(waiting):
        return state, [drafts.which(state, registry.flows)]
    state = drafts.bring_back(state, at)
    state["stopped"] = not await rights.may_go_on(chat, state, registry.flows)
    if state["stopped"]:
        return state, [_stopped(state)]
    return await listening.ask(chat, state, [_where_we_were(state)], registry.flows)


# -- cards ---------------------------------------------------------------------------------------------------------


async def _card(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    value = chat.turn.value or {}
    if value.get("event") == "edited":
        return await _edited(chat, state)
    state = {**state, "confirm": ""}
    if value.get("event") == "opened":
        welcome = [_where_we_were(state)] if _open(state) and not state["stopped"] else []
        return await _again(chat, state, welcome, menu=not _open(state))
    if isinstance(value.get("command"), str):
        said = as_command(value["command"])
        if said:
            return await _command(chat, state, *said, False)
    if not _open(state):
        return state, [reply("menu.stale_nothing_open", choices=_choices(chat, state))]
    if state["stopped"]:
        return state, [_stopped(state)]
    if not listening.is_current(state, value, registry.flows):
        return await _again(chat, state, [reply("menu.stale")], reask=True)
    return await listening.hear(chat, {**state, "paused": False}, value, registry.flows)


async def _edited(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    """An edit in Teams changes nothing here. It is said once: in each interview, and once a day where none is open."""
    where = state["frames"][0]["id"] if _open(state) else today(chat.turn.now).isoformat()
    if state["edits"] == where:
        return state, []
    kind = "open" if _open(state) else "nothing_open"
    # a question that was open, such as 'really delete?', is no longer the last thing that was said
    return await _again(chat, {**state, "edits": where, "confirm": ""}, [reply(f"menu.edits.{kind}")], reask=True)


# -- helpers -------------------------------------------------------------------------------------------------------


async def _again(
    chat: Chat, state: State, replies: list[Reply], *, menu: bool = False, reask: bool = False
) -> tuple[State, list[Reply]]:
    """What was to be said, then the open question again, or what there is to do."""
    if _asking(state):
        return await listening.ask(chat, state, replies, registry.flows)
    if replies and not menu and (reask or replies[-1].choices):
        return state, replies
    return state, [*replies, reply("menu.what_now", choices=_choices(chat, state))]


async def _find(chat: Chat, state: State, text: str, *, account: bool = False) -> tuple[State, list[Reply]]:
    from dialogs import guidance

    found = await guidance.look_up(chat, text, describe=not _asking(state) and _may_report(chat), account=account)
    if found is None:
        return state, [contacts.no_guidance(chat, _choices(chat, state))]
    look, replies = found
    return {**state, "look": look}, replies


async def _follow_up(chat: Chat, state: State, name: str) -> tuple[State, list[Reply]]:
    """'Source', 'more' and 'not what I meant': about what was looked up last."""
    from dialogs import guidance

    if name == "source":
        return state, guidance.source(chat, state["look"])
    if name == "more":
        look, replies = guidance.more(chat, state["look"])
    else:
        look, replies = await guidance.not_meant(chat, state["look"])
    return {**state, "look": look}, replies


def _greeting(chat: Chat) -> Reply:
    """Who it is, whose copy it is, and who sees what is written: each role reads its own."""
    practice = say("menu.practice", setting=chat.setting.name) if chat.setting.is_demo else ""
    hello = say("menu.greeting", practice=f"{practice} " if practice else "")
    return Reply("menu.greeting", f"{hello}\n\n{say(f'menu.who_sees.{_kind(chat)}')}")


def _help(chat: Chat, state: State) -> Reply:
    kind = "open" if _asking(state) else _kind(chat)
    return reply(f"menu.help.{kind}", choices=_choices(chat, state) if kind != "open" else ())


def _kind(chat: Chat) -> str:
    """Whose menu: that of safeguarding leads, of the consultation service, or of everyone else."""
    if chat.person.roles & {Role.DSL, Role.DEPUTY, Role.HEAD}:
        return "dsl"
    return "consultation" if Role.CONSULTATION in chat.person.roles else "worker"


def _choices(chat: Chat, state: State) -> tuple[str, ...]:
    listed = several(f"menu.offers.{_kind(chat)}")
    is_waiting = state["aside"] or (_open(state) and not state["stopped"])
    return ("resume", *listed) if is_waiting else listed


def _open(state: State) -> bool:
    return bool(state["frames"])


def _may_report(chat: Chat) -> bool:
    return bool(registry.flows[registry.starts["report"]].roles & chat.person.roles)


def _asking(state: State) -> bool:
    """Whether a question is waiting for its answer now."""
    return _open(state) and not state["paused"] and not state["stopped"]


def _flow(state: State) -> str:
    return str(state["frames"][0]["flow"])


def _is_choice(state: State, text: str) -> bool:
    """A choice of the open question is an answer, even where the same words are a command elsewhere."""
    return _asking(state) and listening.is_choice(state, text, registry.flows)


def _where_we_were(state: State) -> Reply:
    frame: Frame = state["frames"][-1]
    interview = registry.flows[frame["flow"]].interview
    done, total = read_back.progress(interview, frame)
    return reply("menu.where_we_were", what=say(f"menu.flows.{frame['flow']}"), done=done, total=total)


def _stopped(state: State) -> Reply:
    return reply("menu.stopped", choices=("help", "cancel"), what=say(f"menu.flows.{_flow(state)}"))


def _away(state: State, now: datetime) -> bool:
    return bool(state["at"]) and now - datetime.fromisoformat(state["at"]) > AWAY


__all__ = ["Registry", "answer", "choice", "registry"]

"""What is this message about: an open interview, a command, or something to look up?

Conversations register here: a flow (an interview with its talk) by name, a command by the name of its words in
`text/commands.yaml`. A person's state is plain JSON:

    {"greeted", "frames", "paused", "stopped", "confirm", "at", "look", "told", "shown", "edits"}

`frames` holds the open interview and, inside it, one that was opened from it; `stopped` says that the roles no longer
allow it; `look` what was looked up last; `told` what happened, where it was told before anybody asked; `shown` the
lists that were shown last; `confirm` the words that a yes stands for, where a yes or no is waited for; `edits` where it
was last said that an edit in Teams changes nothing.
"""

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dialogs import contacts
from dialogs.interview import read_back
from dialogs.interview.answers import LEADING, is_bare, plain
from dialogs.interview.chat import Chat, Command, Flow
from dialogs.interview.days import today
from dialogs.interview.heuristics import may_be_a_story, may_be_self_harm
from dialogs.interview.interview import Frame, open_frame
from dialogs.interview.shown import Shown
from dialogs.interview.signs import asks
from dialogs.menu import listening, rights
from dialogs.menu.commands import as_command, wants_to_tell
from dialogs.turn import Reply, State
from dialogs.words import choice, reply, say, several
from storage.people.people import Role

LONGEST_MESSAGE = 20_000
"""Characters. Longer than any answer, so that a refusal can say how long an answer may be."""
AWAY = timedelta(minutes=30)
"""After this long, one line says where we were."""
NOTHING_YET: State = {
    "greeted": False, "frames": [], "paused": False, "confirm": "", "at": "", "look": {}, "told": "", "shown": {},
    "edits": "",
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
    first = [] if state["greeted"] else [_greeting(chat)]
    state["greeted"] = True
    state["stopped"] = not await rights.may_go_on(chat, state, registry.flows)
    if chat.turn.attachments:
        first.append(reply("menu.attachment"))
    if may_be_self_harm(chat.turn.text or ""):
        first.append(contacts.self_harm(chat))
    state, replies = await _answer(chat, state, away, greeted_now=bool(first))
    return {**state, "shown": chat.shown.kept}, [*first, *replies]


async def _answer(chat: Chat, state: State, away: bool, *, greeted_now: bool) -> tuple[State, list[Reply]]:
    turn = chat.turn
    if turn.value is not None:
        return await _card(chat, state)
    text = (turn.text or "").strip()
    if len(text) > LONGEST_MESSAGE:
        return await _again(chat, state, [reply("menu.message_too_long", longest=f"{LONGEST_MESSAGE:,}")])
    if not text:
        empty = [] if turn.attachments or greeted_now else [reply("menu.empty")]
        return await _again(chat, state, empty)
    welcome = [_where_we_were(state)] if away and _open(state) and not state["stopped"] else []
    if state["confirm"]:
        return await _confirmed(chat, state, text)
    if plain(text) in several("commands.late_yes") and not _is_choice(state, text):
        return await _again(chat, state, [reply("menu.nothing_to_confirm")], reask=True)
    if state["told"] and not _open(state) and (wanted := wants_to_tell(text)) is not None:
        return await _told_or_not(chat, state, wanted)
    said = _as_command(state, text)
    if said:
        name, rest = said
        welcome = [] if name == "resume" else welcome
        state, replies = await _command(chat, state, name, rest, greeted_now)
        return state, [*welcome, *replies]
    if _asking(state):
        state, replies = await listening.hear(chat, state, text, registry.flows)
        return state, [*welcome, *replies]
    if state["stopped"] and (_is_short(text) or not state["paused"]):
        return {**state, "paused": True}, [_stopped(state)]
    if _open(state) and _is_short(text):
        return state, [reply("menu.paused", choices=("resume", "cancel"))]
    if is_bare(text):
        return state, [reply("menu.nothing_open", choices=_choices(chat, state))]
    return await _look_up(chat, state, text)


def _as_command(state: State, text: str) -> tuple[str, str] | None:
    """A command, unless it is an answer: a choice of the open question, or a story that begins like a command."""
    if _is_choice(state, text):
        return None
    said = as_command(text)
    if said and _asking(state) and not listening.is_unmistakable(state, *said, text, registry.flows):
        return None
    return said


async def _told_or_not(chat: Chat, state: State, wanted: bool) -> tuple[State, list[Reply]]:
    """Into the questions, with what was told already: it is offered where its question comes. Or it is let go."""
    told, state = state["told"], {**state, "told": ""}
    if wanted:
        return await _start(chat, state, registry.starts["report"], told=told)
    return state, [reply("menu.rather_not", choices=_choices(chat, state))]


def _is_short(text: str) -> bool:
    """Too short for a question, while something is saved for later: 'ok', '1', 'nah'."""
    return len(text.split()) <= 3 and not asks(text)


# -- commands ------------------------------------------------------------------------------------------------------


async def _command(chat: Chat, state: State, name: str, rest: str, greeted_now: bool) -> tuple[State, list[Reply]]:
    if name == "hello":
        return await _again(chat, state, [] if greeted_now else [reply("menu.hello")], menu=True)
    if name == "help":
        return await _again(chat, state, [_help(chat, state)])
    if name == "resume":
        return await _resume(chat, state)
    if name == "ask":
        state, replies = await _look_up(chat, state, rest)
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
    state, replies = await _answer(chat, state, False, greeted_now=False)
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


async def _start(chat: Chat, state: State, name: str, about: str = "", *, told: str = "") -> tuple[State, list[Reply]]:
    """`about` is what was typed after the command, such as a record's reference; `told` what was told before it."""
    flow = registry.flows[name]
    if not flow.roles & chat.person.roles:
        return await _again(chat, state, [await rights.not_for_them(chat, about)], reask=True)
    if _open(state):
        said = reply("menu.already_open", choices=("resume", "cancel"), what=say(f"menu.flows.{_flow(state)}"))
        return state, [said]
    opened = open_frame(name, secrets.token_hex(6), chat.turn.now)
    frame = {**opened, "about": about, "told": told, "setting": chat.setting.id}
    return await listening.begin(chat, {**state, "frames": [frame], "paused": False}, registry.flows)


async def _resume(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    if not _open(state):
        return state, [reply("menu.nothing_open", choices=_choices(chat, state))]
    if state["stopped"]:
        return state, [_stopped(state)]
    state = {**state, "paused": False}
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


async def _look_up(chat: Chat, state: State, text: str) -> tuple[State, list[Reply]]:
    from dialogs import guidance

    if may_be_a_story(text):
        return {**state, "told": text}, [reply("menu.tell_me", choices=_choices(chat, state))]
    found = await guidance.look_up(chat, text)
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
    return ("resume", *listed) if _open(state) and not state["stopped"] else listed


def _open(state: State) -> bool:
    return bool(state["frames"])


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

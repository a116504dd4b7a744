"""A command is done: one of the menu's own, one that begins an interview, one that a conversation registered, or one
about the open question (`listening/`).
"""

import secrets

from dialogs import concern
from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Earlier, Frame, known, note, open_frame, sealed
from dialogs.interview.meaning import ages_said_earlier, said_earlier
from dialogs.interview.parsing.days import WORKS_EVENINGS, days_named, today
from dialogs.menu import drafts, listening, lookup, offers, rights, whose
from dialogs.menu.commands import OF_A_RECORD, as_command, names_one
from dialogs.menu.registry import registry
from dialogs.menu.state import flow_of, is_asking, is_open
from dialogs.turn import Reply, State
from dialogs.words import reply, say, several
from knowledge.lookup.first_matters import without_their_children

WORKS_IN_THE_EVENING = frozenset({"youth", "residential", "foster", "secure"})
"""Kinds of setting where 'half seven' is in the evening."""
ABOUT, DAY = "about", "noticed_on"
AGES = ("displayed_ages", "targeted_ages")
"""An incident's questions about ages, in the order in which a story's are read."""


async def command(chat: Chat, state: State, name: str, rest: str, greeted_now: bool) -> tuple[State, list[Reply]]:
    """Do a command by its name in `text/commands.yaml`; `rest` is what was typed after it."""
    if name in OF_A_RECORD and registry.record_meant is not None and may_do(chat, name):
        meant = await registry.record_meant(chat, name, rest)
        if not isinstance(meant, str):
            return await offers.again(chat, state, meant, reask=True)
        rest = meant
    return await _done(chat, state, name, rest, greeted_now)


async def _done(chat: Chat, state: State, name: str, rest: str, greeted_now: bool) -> tuple[State, list[Reply]]:
    if name in ("hello", "help"):
        first = [offers.give_help(chat, state)] if name == "help" else [] if greeted_now else [reply("menu.hello")]
        return await offers.again(chat, state, first, menu=name == "hello")
    if name == "resume":
        return await _resume(chat, state, rest)
    if name in ("sorry", "describe_it", "just_a_question") or (name == "that_is_all" and not is_open(state)):
        return await _said_to(chat, state, name)
    if name == "what_next" and registry.what_next is not None:
        frames = [frame for frame in state["frames"] if frame["flow"] == registry.starts["report"]]
        replies = await registry.what_next(chat, known(frames[0]) if frames else None)
        return await offers.again(chat, state, replies, reask=True)
    if name == "ask":
        state, replies = await lookup.find(chat, state, rest)
        return await offers.again(chat, state, replies, reask=True)
    if name in ("source", "not_meant") or (name == "more" and not is_asking(state)):
        state, replies = await lookup.follow_up(chat, state, name)
        return await offers.again(chat, state, replies, reask=True)
    if name in registry.starts:
        return await start(chat, state, registry.starts[name], rest)
    if name in registry.commands:
        return await _registered(chat, state, name, rest)
    if not is_open(state):
        return await _nothing_open(chat, state, name)
    if name == "cancel":
        return {**state, "confirm": "cancel"}, [_ask_cancel(state)]
    if state["stopped"]:
        return state, [offers.stopped(state)]
    return await listening.command(chat, {**state, "paused": False}, name, rest, registry.flows)


async def _nothing_open(chat: Chat, state: State, name: str) -> tuple[State, list[Reply]]:
    """What is said about an open question, where there is none. 'Back' is also what somebody says who was away."""
    if name == "back" and chat.person.is_away(chat.turn.now):
        return await _registered(chat, state, "returned", "")
    return state, [reply("menu.nothing_open", choices=offers.choices(chat, state))]


async def is_one_for(chat: Chat, name: str, rest: str) -> bool:
    """Whether it is a command from this person at all: the words of some are looked up where others type them. With a
    reference it is one, whoever types it: nobody looks that up, and the command says whose it is.
    """
    is_theirs = registry.only_for.get(name)
    return is_theirs is None or names_one(rest) or await is_theirs(chat)


async def theirs(chat: Chat, command: str) -> tuple[str, str] | None:
    """A command as it is spelt, with what stands after it, where this person may do it."""
    said = as_command(command)
    if not said:
        return None
    name = said[0]
    is_kept_apart = name in registry.starts or name in registry.commands
    return said if (not is_kept_apart or may_do(chat, name)) and await is_one_for(chat, *said) else None


def may_do(chat: Chat, name: str) -> bool:
    """Whether a command is for this person's roles."""
    if name in registry.starts:
        return bool(registry.flows[registry.starts[name]].roles & chat.person.roles)
    roles = registry.commands[name][1] if name in registry.commands else frozenset()
    return roles is None or bool(roles & chat.person.roles)


async def _registered(chat: Chat, state: State, name: str, rest: str) -> tuple[State, list[Reply]]:
    """A command that is nobody's interview. Where it asks a yes or no, that is what the next message answers."""
    answers, roles = registry.commands[name]
    if roles is not None and not roles & chat.person.roles:
        return await offers.again(chat, state, [await rights.not_for_them(chat, rest)], reask=True)
    replies = await answers(chat, rest)
    if chat.shown.to_confirm:
        return {**state, "confirm": chat.shown.to_confirm}, replies
    return await offers.again(chat, state, replies, reask=True)


async def start(chat: Chat, state: State, name: str, about: str = "") -> tuple[State, list[Reply]]:
    """`about` is what was typed after the command, such as a record's reference. What is saved waits, and is said."""
    flow = registry.flows[name]
    if not flow.roles & chat.person.roles:
        return await offers.again(chat, state, [await rights.not_for_them(chat, about)], reask=True)
    if is_asking(state) or state["stopped"]:
        said = reply("menu.already_open", choices=("resume", "cancel"), what=say(f"menu.flows.{flow_of(state)}"))
        return state, [said]
    first = [reply("menu.put_aside", what=say(f"menu.flows.{flow_of(state)}"))] if is_open(state) else []
    told = state["told"] if name == registry.starts["report"] else ""
    state = {**drafts.put_aside(state), "told": "" if told else state["told"]}
    state = {**state, "frames": [new_frame(chat, name, about, told=told)]}
    state, replies = await listening.begin(chat, state, registry.flows)
    return state, [*first, *replies]


def new_frame(chat: Chat, name: str, about: str = "", *, told: str = "") -> Frame:
    """`told`: what happened, told before anybody asked; it is offered where its questions come, and so is what it
    plainly says for others.
    """
    frame = open_frame(name, secrets.token_hex(6), chat.turn.now, setting=chat.setting.id, about=about, told=told)
    if chat.setting.kind in WORKS_IN_THE_EVENING:
        frame = note(frame, **{WORKS_EVENINGS: "yes"})
    if chat.setting.kind in concern.LIVED_IN:
        frame = note(frame, **{concern.HOME: "yes"})
    if not told:
        return frame
    if concerns := concern.heard(registry.listener, chat, told):
        frame = whose.offered(note(frame, **{concern.HEARD: sorted(concerns)}), concerns, told)
    return {**frame, "said_earlier": {**_read_from(chat, told), **frame["said_earlier"]}}


def _read_from(chat: Chat, told: str) -> dict[str, Earlier]:
    """What is plain from a story: what it is about, the acts, the ages, the day. Each is confirmed at its question."""
    heard = registry.listener.hear("opening", told)
    days = days_named(plain(told), today(chat.turn.now))
    plainly = {
        **heard.kept,
        ABOUT: registry.listener.hear(ABOUT, without_their_children(told)).took,
        DAY: days if len(days) == 1 else (),
    }
    ages = registry.listener.understanding.ages_of_a_story(told)
    said = said_earlier({name: picked for name, picked in plainly.items() if picked}, told)
    return {**said, **ages_said_earlier(AGES, ages, told)}


async def _said_to(chat: Chat, state: State, name: str) -> tuple[State, list[Reply]]:
    """'Sorry', and the two answers to a story. What was told is kept also where it was just a question,
    should it be described after all.
    """
    if name == "sorry":
        return await offers.again(chat, state, [reply("menu.sorry", choices=offers.choices(chat, state))], reask=True)
    if name == "that_is_all":
        return state, [reply("menu.thanks", choices=offers.choices(chat, state))]
    if name == "describe_it":
        if state["told"] and is_asking(state) and flow_of(state) != registry.starts["report"]:
            # what is open waits: 'he did it again', said at the review of a plan
            state = {**state, "paused": True}
        return await start(chat, state, registry.starts["report"])
    if not state["told"]:
        return await offers.again(chat, state, [], menu=True)
    state, replies = await lookup.find(chat, state, state["told"], account=True)
    return await offers.again(chat, state, replies, reask=True)


async def _resume(chat: Chat, state: State, which: str = "") -> tuple[State, list[Reply]]:
    if is_asking(state) and not which:
        return await listening.ask(chat, state, [offers.where_we_were(state)], registry.flows)
    waiting = drafts.waiting(state)
    if not waiting:
        return state, [reply("menu.nothing_open", choices=offers.choices(chat, state))]
    at = int(which) - 1 if which else 0
    if (len(waiting) > 1 and not which) or not 0 <= at < len(waiting):
        return state, [drafts.which(state, registry.flows)]
    state = drafts.bring_back(state, at)
    state["stopped"] = not await rights.may_go_on(chat, state, registry.flows)
    if state["stopped"]:
        return state, [offers.stopped(state)]
    return await listening.ask(chat, state, [offers.where_we_were(state)], registry.flows)


def _ask_cancel(state: State) -> Reply:
    frame: Frame = state["frames"][-1]
    if sealed(frame):
        return reply("menu.cancel_asks_signed", choices=("cancel_yes", "cancel_no"))
    count = len(registry.flows[frame["flow"]].interview.answered(frame))
    what = say(f"menu.to_delete.{('none', 'one', 'many')[min(count, 2)]}", count=count)
    return reply("menu.cancel_asks", choices=("cancel_yes", "cancel_no"), what=what)


async def deleted_or_kept(chat: Chat, state: State, said: str) -> tuple[State, list[Reply]]:
    """'Really delete?' Anything but a clear yes keeps what was written."""
    if said not in several("commands.yes_delete"):
        return await offers.again(chat, state, [reply("menu.cancel_kept")], reask=True)
    *outer, frame = state["frames"]
    flow = registry.flows[frame["flow"]]
    replies = await flow.cancelled(chat, frame)
    state = {**state, "frames": outer, "paused": False}
    if outer and state["stopped"]:
        return state, [*replies, offers.stopped(state)]
    if outer:
        return await listening.ask(chat, state, replies, registry.flows)
    return state, [*replies, reply("menu.after", choices=offers.choices(chat, state))]

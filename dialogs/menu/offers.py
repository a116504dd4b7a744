"""What there is to do: who this is, what may be asked for, where we were, and the open question again."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.interview import read_back
from dialogs.interview.answers import plain
from dialogs.interview.chat import CASE_SETTINGS, HOMES, Chat
from dialogs.interview.frame import Frame
from dialogs.menu import listening
from dialogs.menu.registry import registry
from dialogs.menu.state import flow_of, is_asking, is_open
from dialogs.turn import Reply, State
from dialogs.words import reply, say, several
from storage.people.people import Role


async def again(
    chat: Chat, state: State, replies: list[Reply], *, menu: bool = False, reask: bool = False
) -> tuple[State, list[Reply]]:
    """What was to be said, then the open question again, or what there is to do."""
    if is_asking(state):
        return await listening.ask(chat, state, replies, registry.flows)
    if replies and not menu and (reask or replies[-1].choices):
        return state, replies
    return state, [*replies, reply("menu.what_now", choices=choices(chat, state))]


def choices(chat: Chat, state: State) -> tuple[str, ...]:
    """What the person's menu offers now."""
    listed = several(f"menu.offers.{whose_menu(chat)}")
    is_waiting = state["aside"] or (is_open(state) and not state["stopped"])
    return ("resume", *listed) if is_waiting else listed


def whose_menu(chat: Chat) -> str:
    """Whose menu: that of safeguarding leads, of the consultation service, of youth justice, of who does nothing here
    but training, leading groups or reading reports, or of everyone else.
    """
    if chat.person.roles & {Role.DSL, Role.DEPUTY, Role.HEAD}:
        return "dsl"
    for role in (Role.CONSULTATION, Role.YOUTH_JUSTICE):
        if role in chat.person.roles:
            return str(role)
    for role in (Role.TRAINING, Role.GROUP_LEAD, Role.READER):
        if role in chat.person.roles and not may_report(chat):
            return str(role)
    return "worker"


def may_report(chat: Chat) -> bool:
    """Whether their roles let them describe an incident."""
    return bool(registry.flows[registry.starts["report"]].roles & chat.person.roles)


def greeting(chat: Chat, *, short: bool = False) -> Reply:
    """Who it is, whose copy it is, and who sees what is written: each role reads its own. `short`: before an answer."""
    practice = say("menu.practice", setting=chat.setting.name) if chat.setting.is_demo else ""
    if short:
        return Reply("menu.greeting", say("menu.greeting_short", practice=f"{practice} " if practice else ""))
    hello = say("menu.greeting", practice=f"{practice} " if practice else "")
    return Reply("menu.greeting", f"{hello}\n\n{say(f'menu.who_sees.{whose_menu(chat)}')}")


def give_help(chat: Chat, state: State) -> Reply:
    """How to answer, where a question is open; what there is to do otherwise."""
    kind = "open" if is_asking(state) else whose_menu(chat)
    said = reply(f"menu.help.{kind}", choices=choices(chat, state) if kind != "open" else ())
    return replace(said, text="\n\n".join((said.text, *_more_help(chat)))) if kind == "worker" else said


def _more_help(chat: Chat) -> Iterator[str]:
    """What some who work with children have besides: in a home, with cases, and as somebody's manager."""
    if chat.setting.kind in HOMES:
        yield say("menu.help_in_a_home")
    if chat.setting.kind in CASE_SETTINGS:
        yield say("menu.help_with_cases")
    if Role.MANAGER in chat.person.roles:
        yield say("menu.help_for_managers")


def where_we_were(state: State) -> Reply:
    """What is open, and how far it has come."""
    frame: Frame = state["frames"][-1]
    interview = registry.flows[frame["flow"]].interview
    done, total = read_back.progress(interview, frame)
    return reply("menu.where_we_were", what=say(f"menu.flows.{frame['flow']}"), done=done, total=total)


def stopped(state: State) -> Reply:
    """What is open may not go on, since a role was withdrawn. What was written is kept."""
    return reply("menu.stopped", choices=("help", "cancel"), what=say(f"menu.flows.{flow_of(state)}"))


def describes(said: Reply) -> bool:
    """Whether an answer offers to describe what happened now."""
    return any(plain(one.value) in ("describe_it", *several("commands.alone.describe_it")) for one in said.choices)

"""'It is about the head WM-...': known only after signing. From then on they may know nothing of the record, until
it is taken back, where it was a slip ('not about the head WM-...').
"""

from collections.abc import Awaitable, Callable
from functools import partial

from dialogs.interview.chat import Chat
from dialogs.safeguarding import sure
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.problems import NotFound
from storage.records import addenda, later_concern
from storage.records.later_concern import NobodyElse, NotTheirs, SignedSo

Act = Callable[[Chat, str, Role, str], Awaitable[Reply]]
"""Does it for a reference and a role, which has this name."""


async def _once_asked(chat: Chat, rest: str, role: Role, *, no: str, act: Act) -> list[Reply]:
    """Asked once, with what follows from it; whoever signed the record or may read it can say so. `no`: 'not ', or
    nothing.
    """
    reference, is_sure = sure.named(rest)
    found = await addenda.may_add(chat.tx, chat.person, reference) if reference else None
    if not found:
        return [reply("inbox.not_found")]
    who = say(f"about_whom.roles.{role}")
    if not is_sure:
        question = "about_whom.sure_not" if no else "about_whom.sure"
        return sure.asked(chat, f"{no}about the {role} {found}", question, reference=found, who=who)
    try:
        return [await act(chat, found, role, who)]
    except NotFound:
        return [reply("inbox.not_found")]


async def _about(chat: Chat, found: str, role: Role, who: str) -> Reply:
    try:
        marked = await later_concern.mark(chat.tx, chat.person, found, role)
    except NobodyElse:
        return reply("about_whom.nobody_else", reference=found, who=who)
    if not marked:
        return reply("about_whom.known", reference=found, who=who)
    again = say(f"about_whom.not_about.{role}")
    return reply("about_whom.marked", references=", ".join(marked), who=who, again=f"{again} {found}")


async def _not_about(chat: Chat, found: str, role: Role, who: str) -> Reply:
    try:
        back = await later_concern.take_back(chat.tx, chat.person, found, role)
    except NotTheirs:
        return reply("about_whom.said_by_another", reference=found, who=who)
    except SignedSo:
        return reply("about_whom.signed_so", reference=found, who=who)
    if not back:
        return reply("about_whom.never_said", reference=found, who=who)
    return reply("about_whom.taken_back", references=", ".join(back), who=who)


COMMANDS: dict[str, Callable[[Chat, str], Awaitable[list[Reply]]]] = {
    f"{no.replace(' ', '_')}about_the_{role}": partial(_once_asked, role=role, no=no, act=act)
    for no, act in (("", _about), ("not ", _not_about))
    for role in (Role.DSL, Role.DEPUTY, Role.HEAD)
}

"""'It is about the head WM-...': known only after signing. From then on they may know nothing of the record, until
it is taken back, where it was a slip ('not about the head WM-...').
"""

from collections.abc import Awaitable, Callable
from functools import partial

from dialogs.interview.chat import Chat
from dialogs.interview.typed_signs import trimmed
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.problems import NotFound
from storage.records import addenda, later_concern
from storage.records.later_concern import NobodyElse, NotTheirs, SignedSo

SURE = "yes"
"""After the reference, where the question was answered."""


async def _about(chat: Chat, rest: str, role: Role) -> list[Reply]:
    """Asked once; whoever signed the record or may read it can say so."""
    found, is_sure = await _which(chat, rest)
    if not found:
        return [reply("inbox.not_found")]
    who = say(f"about_whom.roles.{role}")
    if not is_sure:
        chat.shown.to_confirm = f"about the {role} {found} {SURE}"
        return [reply("about_whom.sure", choices=("cancel_yes", "cancel_no"), reference=found, who=who)]
    try:
        marked = await later_concern.mark(chat.tx, chat.person, found, role)
    except NotFound:
        return [reply("inbox.not_found")]
    except NobodyElse:
        return [reply("about_whom.nobody_else", reference=found, who=who)]
    if not marked:
        return [reply("about_whom.known", reference=found, who=who)]
    again = say(f"about_whom.not_about.{role}")
    return [reply("about_whom.marked", references=", ".join(marked), who=who, again=f"{again} {found}")]


async def _not_about(chat: Chat, rest: str, role: Role) -> list[Reply]:
    """Asked once, with what follows from it."""
    found, is_sure = await _which(chat, rest)
    if not found:
        return [reply("inbox.not_found")]
    who = say(f"about_whom.roles.{role}")
    if not is_sure:
        chat.shown.to_confirm = f"not about the {role} {found} {SURE}"
        return [reply("about_whom.sure_not", choices=("cancel_yes", "cancel_no"), reference=found, who=who)]
    try:
        back = await later_concern.take_back(chat.tx, chat.person, found, role)
    except NotFound:
        return [reply("inbox.not_found")]
    except NotTheirs:
        return [reply("about_whom.said_by_another", reference=found, who=who)]
    except SignedSo:
        return [reply("about_whom.signed_so", reference=found, who=who)]
    if not back:
        return [reply("about_whom.never_said", reference=found, who=who)]
    return [reply("about_whom.taken_back", references=", ".join(back), who=who)]


async def _which(chat: Chat, rest: str) -> tuple[str, bool]:
    """The reference, '' where it is none of theirs; and whether they were asked and said yes."""
    words = trimmed(rest).split()
    found = await addenda.may_add(chat.tx, chat.person, words[0]) if words else None
    return found or "", words[1:] == [SURE]


COMMANDS: dict[str, Callable[[Chat, str], Awaitable[list[Reply]]]] = {
    f"{no}about_the_{role}": partial(answers, role=role)
    for no, answers in (("", _about), ("not_", _not_about))
    for role in (Role.DSL, Role.DEPUTY, Role.HEAD)
}

"""'It is about the head WM-...': known only after signing. From then on they may know nothing of the record."""

from collections.abc import Awaitable, Callable
from functools import partial

from dialogs.interview.chat import Chat
from dialogs.interview.typed_signs import trimmed
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.people import Role
from storage.problems import NotFound
from storage.records import addenda, later_concern
from storage.records.later_concern import NobodyElse

SURE = "yes"
"""After the reference, where the question was answered."""


async def _about(chat: Chat, rest: str, role: Role) -> list[Reply]:
    """Asked once, since it cannot be taken back; whoever signed the record or may read it can say so."""
    words = trimmed(rest).split()
    reference = words[0] if words else ""
    found = await addenda.may_add(chat.tx, chat.person, reference) if reference else None
    if found is None:
        return [reply("inbox.not_found")]
    who = say(f"about_whom.roles.{role}")
    if words[1:] != [SURE]:
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
    return [reply("about_whom.marked", references=", ".join(marked), who=who)]


COMMANDS: dict[str, Callable[[Chat, str], Awaitable[list[Reply]]]] = {
    f"about_the_{role}": partial(_about, role=role) for role in (Role.DSL, Role.DEPUTY, Role.HEAD)
}

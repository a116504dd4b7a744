"""Which plan a message is about: by its reference, by the reference of a record about the child, or the only one."""

import re

from dialogs.interview.chat import SAFEGUARDING, Chat
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.plans import access
from storage.plans.plan import Plan
from storage.problems import NotFound
from storage.records.reference import LETTERS, first_reference

REFERENCE = re.compile(rf"\bSP-[{LETTERS}]{{4}}-[{LETTERS}]{{2}}\b", re.IGNORECASE)


async def leads(chat: Chat) -> bool:
    """Whether they are one of those who write plans: of everybody else, the words are looked up."""
    return bool(SAFEGUARDING & chat.person.roles)


async def meant(chat: Chat, command: str, rest: str) -> Plan | Reply:
    """The plan that is named, or the only one that is theirs; otherwise what to say. Looked for, not read."""
    named = REFERENCE.search(rest)
    if named:
        try:
            return await access.look(chat.tx, chat.person, named[0])
        except NotFound:
            return reply("plans.not_found", choices=("safety_plans",))
    record = first_reference(rest)
    rows = [row for row in await access.rows_for(chat.tx, chat.person) if row.ended_at is None]
    if record:
        try:
            found = await access.record_for(chat.tx, chat.person, record)
        except NotFound:
            return reply("inbox.not_found")
        ids = {row.id for row in await access.of_child(chat.tx, chat.person, found.id, found.child_label)}
        rows = [row for row in rows if row.id in ids]
    if len(rows) == 1:
        return await access.with_version(chat.tx, rows[0])
    if not rows:
        return reply("plans.not_found", choices=("safety_plans",))
    start = say(f"plans.typed.{command}")
    listed = tuple(Choice(f"{start} {row.reference}", f"{start} {row.reference}") for row in rows[:6])
    return Reply("plans.which", say("plans.which"), choices=listed)


def without_reference(rest: str) -> str:
    """What was typed beside the reference."""
    return REFERENCE.sub("", rest).strip()

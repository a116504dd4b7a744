"""Whether what is open may go on. Asked at every turn: a role may have been withdrawn since it was begun.

What was written stays where it is, seen by nobody else, so that whoever gets the role back goes on where they were.
"""

import re
from collections.abc import Mapping

from dialogs.interview.chat import Chat, Flow
from dialogs.turn import Reply, State
from dialogs.words import reply
from storage.records import access

REFERENCE = re.compile(r"\bwm-[0-9a-z]{4}-[0-9a-z]{2}\b", re.IGNORECASE)


async def may_go_on(chat: Chat, state: State, flows: Mapping[str, Flow]) -> bool:
    """Whether the roles still allow every open interview, and the record that it is about.

    What was begun in another setting is not signed in this one: its record would go to people whom it does not concern.
    """
    for frame in state["frames"]:
        if not flows[frame["flow"]].roles & chat.person.roles:
            return False
        if frame["setting"] not in ("", chat.setting.id):
            return False
        reference = frame["about"]
        if reference and not await access.is_theirs(chat.tx, chat.person, reference):
            return False
    return True


async def not_for_them(chat: Chat, rest: str) -> Reply:
    """What they asked for isn't part of their role. Each record that they named keeps in its history that they did."""
    for reference in sorted(set(REFERENCE.findall(rest.upper()))):
        await access.note_refusal(chat.tx, chat.person, reference)
    return reply("menu.not_for_you")

"""Whether what is open may go on. Asked at every turn: a role may have been withdrawn since it was begun.

What was written stays where it is, seen by nobody else, so that whoever gets the role back goes on where they were.
"""

from collections.abc import Mapping

from dialogs.chat import Chat, Flow
from dialogs.turn import State
from storage import access


async def may_go_on(chat: Chat, state: State, flows: Mapping[str, Flow]) -> bool:
    """Whether the roles still allow every open interview, and the record that it is about.

    What was begun in another setting is not signed in this one: its record would go to people whom it does not concern.
    """
    for frame in state["frames"]:
        if not flows[frame["flow"]].roles & chat.person.roles:
            return False
        if frame.get("setting", chat.setting.id) != chat.setting.id:
            return False
        reference = frame.get("about")
        if reference and not await access.is_theirs(chat.tx, chat.person, reference):
            return False
    return True

"""A question that the guidance may answer, and what is asked about what was found."""

from dialogs import contacts
from dialogs.interview.chat import Chat
from dialogs.menu import offers
from dialogs.menu.state import is_asking, is_open
from dialogs.turn import Reply, State


async def find(chat: Chat, state: State, text: str, *, account: bool = False) -> tuple[State, list[Reply]]:
    """Look something up; where the guidance has nothing, whom to ask. `account`: what was typed may be an incident."""
    from dialogs import guidance

    describe = not is_asking(state) and offers.may_report(chat)
    worry = is_open(state) or bool(state["told"])
    found = await guidance.look_up(chat, text, describe=describe, account=account, worry=worry)
    if found is None:
        return state, [contacts.no_guidance(chat, offers.choices(chat, state))]
    look, replies = found
    return {**state, "look": look}, replies


async def follow_up(chat: Chat, state: State, name: str) -> tuple[State, list[Reply]]:
    """'Source', 'more' and 'not what I meant': about what was looked up last."""
    from dialogs import guidance

    if name == "source":
        return state, guidance.source(chat, state["look"])
    if name == "more":
        look, replies = guidance.more(chat, state["look"])
    else:
        look, replies = await guidance.not_meant(chat, state["look"])
    return {**state, "look": look}, replies

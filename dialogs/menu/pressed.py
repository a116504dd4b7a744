"""What came from Teams without being typed: a card's button or form, the bot opened, a message edited."""

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import today
from dialogs.menu import dispatch, listening, offers
from dialogs.menu.commands import as_command
from dialogs.menu.registry import registry
from dialogs.menu.state import is_open
from dialogs.turn import Reply, State
from dialogs.words import reply


async def card(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    """What a card or Teams sent: an event, a command behind a button, or answers to a question."""
    value = chat.turn.value or {}
    if value.get("event") == "edited":
        return await _edited(chat, state)
    state = {**state, "confirm": ""}
    if value.get("event") == "opened":
        welcome = [offers.where_we_were(state)] if is_open(state) and not state["stopped"] else []
        return await offers.again(chat, state, welcome, menu=not is_open(state))
    if isinstance(value.get("command"), str):
        said = as_command(value["command"])
        if said:
            return await dispatch.command(chat, state, *said, False)
    if not is_open(state):
        return state, [reply("menu.stale_nothing_open", choices=offers.choices(chat, state))]
    if state["stopped"]:
        return state, [offers.stopped(state)]
    if not listening.is_current(state, value, registry.flows):
        return await offers.again(chat, state, [reply("menu.stale")], reask=True)
    return await listening.hear(chat, {**state, "paused": False}, value, registry.flows)


async def _edited(chat: Chat, state: State) -> tuple[State, list[Reply]]:
    """An edit in Teams changes nothing here. It is said once: in each interview, and once a day where none is open."""
    where = state["frames"][0]["id"] if is_open(state) else today(chat.turn.now).isoformat()
    if state["edits"] == where:
        return state, []
    kind = "open" if is_open(state) else "nothing_open"
    # a question that was open, such as 'really delete?', is no longer the last thing that was said
    return await offers.again(chat, {**state, "edits": where, "confirm": ""}, [reply(f"menu.edits.{kind}")], reask=True)

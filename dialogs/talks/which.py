"""Which talk is meant: by its number in the list as it was shown last, by a button, or by its reference."""

from collections.abc import Sequence

from dialogs.interview.chat import Chat
from dialogs.interview.shown import Item, Stale
from storage.records.reference import tidy
from storage.talks import access
from storage.talks.access import Listed

TALKS = "talks"
"""The list of the talks that somebody may know of."""


def item(one: Listed) -> Item:
    """As it stands in the list: by how far it has come, so that nothing is done to what has changed meanwhile."""
    return Item(one.id, one.state)


def keep(chat: Chat, listed: Sequence[Listed]) -> None:
    """This list is being shown now."""
    chat.shown.keep(TALKS, map(item, listed))


async def meant(chat: Chat, said: str) -> Listed | Stale | None:
    """None where nothing of the list is meant. That a talk was named which isn't theirs stays in its history."""
    listed = await access.known_to(chat.tx, chat.person)
    by_item = {item(one): one for one in listed}
    if tidy(said).startswith("WT-"):
        found = next((one for one in listed if one.reference == tidy(said)), None)
        if found is None:
            await access.asked_in_vain(chat.tx, chat.person, said)
        return found or Stale.GONE
    wanted = chat.shown.meant(TALKS, said, by_item)
    return by_item[wanted] if isinstance(wanted, Item) else wanted

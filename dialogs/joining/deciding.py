"""'who wants to join': whoever looks after Waymark, or the DSL of the setting, lets somebody in with one button."""

from dataclasses import replace

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.administration import joining
from storage.administration.joining import Request
from storage.administration.organisation import Taken
from storage.people import settings
from storage.people.people import Role
from storage.problems import NotFound

DECIDE = frozenset({Role.ADMIN, Role.DSL})


async def who_joins(chat: Chat, rest: str) -> list[Reply]:
    """Everybody who waits and whom this person may let in, with two buttons each."""
    found = await joining.waiting(chat.tx, chat.person)
    return [await _one(chat, request) for request in found] or [reply("joining.nobody_waits")]


async def let_in(chat: Chat, rest: str) -> list[Reply]:
    """'let them in ID': as a worker of the setting that they named."""
    try:
        person = await joining.let_in(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("joining.nobody_waits")]
    except Taken:
        return [reply("joining.there_already")]
    place = await settings.setting(chat.tx, person.setting_id)
    return [reply("joining.let_in", name=person.name, setting=place.name)]


async def turn_away(chat: Chat, rest: str) -> list[Reply]:
    """'turn them away ID': nothing of it is kept."""
    try:
        request = await joining.turn_away(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("joining.nobody_waits")]
    return [reply("joining.turned_away", name=request.name)]


async def _one(chat: Chat, request: Request) -> Reply:
    place = await settings.setting(chat.tx, request.setting_id or "")
    at = moment_in_words(request.changed_at) if request.changed_at else ""
    said = reply("joining.one", name=request.name, setting=place.name, at=at)
    choices = (
        Choice(f"let them in {request.id}", say("joining.let_them_in")),
        Choice(f"turn them away {request.id}", say("joining.turn_them_away")),
    )
    return replace(said, choices=choices)

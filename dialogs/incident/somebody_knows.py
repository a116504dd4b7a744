"""No one is left alone with a red: 'I've told them' and 'I can't reach them', under the view and whenever Waymark asks
again. The clock is `storage/records/safety_watch.py`.
"""

from datetime import timedelta

from dialogs import contacts
from dialogs.interview.chat import Chat
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.people.responsible import NoOneResponsible
from storage.records import safety_watch
from storage.records.safety_watch import Watch

RECENT = timedelta(days=7)
"""Older than this, nobody means it any more by 'I've told them'."""


async def told_them(chat: Chat, _rest: str = "") -> list[Reply]:
    """The worker says that somebody knows."""
    watch = await _open(chat)
    return [reply("red.nothing_waiting")] if watch is None else await told(chat, watch.case)


async def not_reached(chat: Chat, _rest: str = "") -> list[Reply]:
    """The worker can't reach those they were asked to ring."""
    watch = await _open(chat)
    return [reply("red.nothing_waiting")] if watch is None else await nobody_answers(chat, watch.case)


async def told(chat: Chat, case: str) -> list[Reply]:
    """Of this case: the clock stops."""
    await safety_watch.somebody_told(chat.tx, case)
    return [reply("red.noted")]


async def nobody_answers(chat: Chat, case: str) -> list[Reply]:
    """Of this case: whoever comes next is asked at once to come, and the worker has a number that answers."""
    number = contacts.who_answers(chat)
    try:
        asked = await safety_watch.not_reached(chat.tx, case)
    except NoOneResponsible:
        asked = []
    if not asked:
        return [reply("red.everybody_asked", who=number)]
    one, *other = [contacts.in_role(person, chat.setting) for person in asked]
    who = say("red.both", one=one, other=other[0]) if other else one
    return [reply("red.next_asked", who=who, answers=number)]


async def _open(chat: Chat) -> Watch | None:
    watch = await safety_watch.last_of(chat.tx, chat.person.id)
    return watch if watch is not None and watch.shown_at > chat.turn.now - RECENT else None

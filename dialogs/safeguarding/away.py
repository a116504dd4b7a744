"""'Away until Friday', and 'I'm back': what is signed meanwhile goes to whoever comes next."""

from datetime import date

from dialogs.contacts import in_role
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.coming_days import coming_day
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.turn import Reply
from dialogs.words import reply
from storage.people import away as kept
from storage.people import responsible
from storage.people.responsible import NoOneResponsible


async def away(chat: Chat, rest: str) -> list[Reply]:
    """Until a day, which is the one on which they are back."""
    back_on = coming_day(rest, today(chat.turn.now)) if rest else None
    if back_on is None:
        return [reply("away.until_when" if not rest else "away.no_such_day")]
    return [await go(chat, back_on)]


async def go(chat: Chat, back_on: date) -> Reply:
    """Kept, and who stands in for them in the setting they work in."""
    person = await kept.go(chat.tx, chat.person, back_on)
    day = day_in_words(back_on)
    try:
        stands_in = await responsible.first_of(chat.tx, chat.setting.id, {person.id})
    except NoOneResponsible:
        return reply("away.nobody", day=day)
    if stands_in.is_away(chat.turn.now):
        return reply("away.nobody", day=day)
    return reply("away.gone", day=day, who=in_role(stands_in, chat.setting))


async def returned(chat: Chat, rest: str) -> list[Reply]:
    """Back, on the day or before it."""
    if not chat.person.is_away(chat.turn.now):
        return [reply("away.not_away")]
    await kept.come_back(chat.tx, chat.person)
    return [reply("away.back", choices=("inbox",))]

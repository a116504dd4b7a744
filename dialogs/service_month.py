"""The consultation service's own side in chat: its month, who booked, and what help is wanted. No child is named."""

from datetime import timedelta

from dialogs.chat import Chat
from dialogs.slot_words import in_words
from dialogs.turn import Reply
from dialogs.when import today
from dialogs.words import say
from storage import consultations, people


async def month(chat: Chat, rest: str) -> list[Reply]:
    """Which slots of this month and the next are free and which are booked, by whom and what help is wanted."""
    day = today(chat.turn.now)
    rows: list[str] = []
    for first in (day.replace(day=1), (day.replace(day=1) + timedelta(days=32)).replace(day=1)):
        for slot, booked in await consultations.month(chat.tx, chat.person, first.year, first.month):
            if not booked:
                rows.append(say("booking.month_free", when=in_words(slot)))
            for one in booked:
                who = await people.get(chat.tx, one.person_id)
                setting = await people.setting(chat.tx, who.setting_id)
                rows.append(
                    say("booking.month_booked", when=in_words(slot), who=who.name, setting=setting.name,
                        help=one.help_wanted, manager=one.manager_name)
                )  # fmt: skip
    return [Reply("booking.month", "\n".join([say("booking.month"), *(rows or [say("booking.month_none")])]))]

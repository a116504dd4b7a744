"""Replies that were kept and not sent: Teams was out of reach, or the process ended in between. They are
sent late.
"""

import logging
from datetime import timedelta

from botbuilder.core import TurnContext

from bot.teams.adapter import TeamsAdapter
from bot.teams.chats import write_to
from bot.teams.delivery import deliver
from bot.turns import House
from dialogs.turn import Reply
from storage import addresses, conversations

logger = logging.getLogger(__name__)

NOT_YET = timedelta(seconds=90)
"""A turn as young as this may still be on its way: longer than a turn and its sending may take."""
TOO_OLD = timedelta(days=1)
"""What a person was not told by then is not sent as if it were new: the conversation itself is as it was."""


async def deliver_what_is_late(context: TurnContext, house: House, person_id: str, *, besides: str = "") -> None:
    """Before a person's next message is answered: what they should have been told before."""
    now = house.clock()
    async with house.database.transaction(now) as tx:
        late = await conversations.undelivered(tx, since=now - TOO_OLD, until=now, person_id=person_id)
    for turn in late:
        if turn.activity_id != besides:
            replies = [Reply.from_json(reply) for reply in turn.replies]
            try:
                await deliver(context, house, person_id, turn.activity_id, replies)
            except Exception:
                logger.exception("late replies could not be sent yet")
                return


async def deliver_all_that_is_late(house: House, adapter: TeamsAdapter, app_id: str) -> int:
    """To everyone, in their own chats; how many people it was tried for."""
    now = house.clock()
    async with house.database.transaction(now) as tx:
        late = await conversations.undelivered(tx, since=now - TOO_OLD, until=now - NOT_YET)
        to = {turn.person_id: await addresses.get(tx, turn.person_id) for turn in late}

    for person_id, address in to.items():

        async def tell(context: TurnContext, person_id: str = person_id) -> None:
            await deliver_what_is_late(context, house, person_id)

        if address.chat is not None:
            await write_to(adapter, app_id, address.chat, tell)
    return len(to)

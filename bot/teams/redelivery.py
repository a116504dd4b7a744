"""Replies that were kept and not sent: Teams was out of reach, or the process ended in between. They are
sent late.
"""

import asyncio
import logging
from datetime import timedelta

from botbuilder.core import TurnContext

from bot.runtime import Runtime
from bot.teams.adapter import TeamsAdapter
from bot.teams.chats import write_to
from bot.teams.delivery import SENDING, Cleared, clear, deliver
from bot.turns import TOO_OLD
from dialogs.turn import Reply
from storage import conversations
from storage.conversations import StoredTurn
from storage.people import addresses

logger = logging.getLogger(__name__)

NOT_YET = timedelta(seconds=10)
"""A turn as young as this is on its way."""
PATIENCE = 5.0
"""Seconds that a reply waits for an earlier one that another process is sending."""
LOOK_AGAIN = 0.1


async def deliver_what_is_late(
    context: TurnContext, runtime: Runtime, cleared: Cleared, person_id: str, before: str = ""
) -> None:
    """What a person should have been told, by us or by whoever is at it; up to their message `before`, if given."""
    until = runtime.clock()
    patience = PATIENCE
    while patience > 0:
        async with runtime.database.transaction(runtime.clock()) as tx:
            late = await conversations.undelivered(tx, since=until - TOO_OLD, until=until, person_id=person_id)
        late = _before(late, before)
        if not late:
            return
        for turn in late:
            if not turn.being_sent and not await _delivered(context, runtime, cleared, turn):
                return
        if any(turn.being_sent for turn in late):
            await asyncio.sleep(LOOK_AGAIN)
            patience -= LOOK_AGAIN


def _before(late: list[StoredTurn], activity_id: str) -> list[StoredTurn]:
    if not activity_id:
        return late
    number = next((turn.number for turn in late if turn.activity_id == activity_id), 0)
    return [turn for turn in late if turn.number < number]


async def _delivered(context: TurnContext, runtime: Runtime, cleared: Cleared, turn: StoredTurn) -> bool:
    replies = [Reply.from_json(reply) for reply in turn.replies]
    try:
        async with runtime.database.transaction(runtime.clock()) as tx:
            if not await conversations.claim_sending(tx, turn.person_id, turn.activity_id, SENDING):
                return True
            known = await addresses.get(tx, turn.person_id)
        await deliver(context, runtime, cleared, turn.person_id, turn.activity_id, replies)
        if replies:
            await clear(context, cleared, turn.person_id, known.open_cards, None)
    except Exception:
        logger.exception("late replies could not be sent yet")
        return False
    return True


async def deliver_all_that_is_late(runtime: Runtime, cleared: Cleared, adapter: TeamsAdapter) -> int:
    """To everyone, in their own chats; how many people it was tried for."""
    now = runtime.clock()
    async with runtime.database.transaction(now) as tx:
        late = await conversations.undelivered(tx, since=now - TOO_OLD, until=now - NOT_YET)
        to = {turn.person_id: await addresses.get(tx, turn.person_id) for turn in late if not turn.being_sent}

    for person_id, address in to.items():

        async def tell(context: TurnContext, person_id: str = person_id) -> None:
            await deliver_what_is_late(context, runtime, cleared, person_id)

        if address.chat is not None:
            await write_to(adapter, address.chat, tell)
    return len(to)

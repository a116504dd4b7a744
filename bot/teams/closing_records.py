"""Records that were shown in a chat close by themselves: nobody may be looking at the screen any more.

A card closes with the next message anyway (`delivery.clear`). This is for when there is none.
"""

import logging
from datetime import datetime, timedelta

from botbuilder.core import TurnContext

from bot.runtime import Runtime
from bot.teams.adapter import TeamsAdapter
from bot.teams.chats import write_to
from bot.teams.delivery import NAMES_STAY, Cleared, OpenCard, clear, names_children
from storage.people import addresses
from storage.queues import jobs
from storage.queues.jobs import Job, JobKind

logger = logging.getLogger(__name__)

AGAIN = timedelta(minutes=1)
"""Until it is tried again, where Teams could not be reached."""
TRIES = 60


async def put_away_what_is_over(runtime: Runtime, cleared: Cleared, adapter: TeamsAdapter) -> None:
    """In the chats of everyone for whom it has come due."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        claimed = await jobs.claim(tx, kinds=frozenset({JobKind.PUT_AWAY}))
    for job in claimed:
        async with runtime.one_at_a_time(f"cards of {job.key}"):
            left = await _close_of(runtime, cleared, adapter, job)
            async with runtime.database.transaction(runtime.clock()) as tx:
                if left is None or job.attempts >= TRIES:
                    await jobs.done(tx, job)
                else:
                    await jobs.retry(tx, job, max(left, tx.now + AGAIN))


async def _close_of(runtime: Runtime, cleared: Cleared, adapter: TeamsAdapter, job: Job) -> datetime | None:
    """Close what is over in one person's chat; when the next of theirs is over, None where none is left."""
    now, person_id = runtime.clock(), job.key
    async with runtime.database.transaction(now) as tx:
        known = await addresses.get(tx, person_id)
    shown = [card for card in known.open_cards if names_children(card)]
    over = [card for card in cleared.left_of(person_id, shown) if _ends(card, now) <= now]

    async def close(context: TurnContext) -> None:
        await clear(context, cleared, person_id, over, None)

    if known.chat is None:
        return None
    if over:
        try:
            await write_to(adapter, known.chat, close)
        except Exception:
            logger.exception("a record could not be put away yet")
    return min((_ends(card, now) for card in cleared.left_of(person_id, shown)), default=None)


def _ends(card: OpenCard, now: datetime) -> datetime:
    """One without its moment was kept by an earlier release."""
    return datetime.fromisoformat(card["at"]) + NAMES_STAY if card.get("at") else now

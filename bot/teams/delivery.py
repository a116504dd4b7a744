"""Sends a turn's replies, and clears the cards that came before them. What could not be sent is sent
later.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from botbuilder.core import TurnContext
from msrest.exceptions import HttpOperationError

from bot.teams import activities
from bot.teams.activities import Pressed
from bot.teams.chats import chat_of
from bot.turns import House
from dialogs import cards
from dialogs.turn import JSON, Reply
from storage import addresses, conversations

logger = logging.getLogger(__name__)

SENDING = timedelta(seconds=20)
"""After this long whoever claimed a turn's replies has come to grief, and somebody else sends them."""

OpenCard = Mapping[str, Any]
"""A card that must not stay as it is: the `id` of its activity, the `reply` it shows, and what stands `before` that."""


async def deliver(
    context: TurnContext,
    house: House,
    person_id: str,
    activity_id: str,
    replies: Sequence[Reply],
    pressed: Pressed | None = None,
) -> None:
    """Sends them unless another process does. Raises what goes wrong; the turn then stays undelivered."""
    if any(reply.key.startswith("problems.") for reply in replies):
        # the turn changed nothing, so its cards stay as they are
        return await _send(context, replies, [])
    async with house.database.transaction(house.clock()) as tx:
        if not await conversations.claim_sending(tx, person_id, activity_id, SENDING):
            return None
        known = await addresses.get(tx, person_id)
        before, chat = known.open_cards, chat_of(context.activity)
        if known.chat != chat:
            await addresses.keep_chat(tx, person_id, chat)
    still_open = await _clear(context, before, pressed)
    complete = False
    try:
        await _send(context, replies, still_open)
        complete = True
    finally:
        async with house.database.transaction(house.clock()) as tx:
            if still_open or before:
                await addresses.keep_open_cards(tx, person_id, still_open)
            if complete:
                await conversations.mark_delivered(tx, person_id, activity_id)
            else:
                await conversations.stop_sending(tx, person_id, activity_id)
    return None


async def _send(context: TurnContext, replies: Sequence[Reply], still_open: list[OpenCard]) -> None:
    """Cards that can be pressed are added to `still_open` as they are sent."""
    for message in activities.outgoing(replies):
        sent = await context.send_activity(message.activity)
        if not message.stays and sent is not None:
            still_open.append({"id": sent.id, "reply": message.reply.as_json(), "before": message.before})


async def _clear(context: TurnContext, open_cards: Sequence[OpenCard], pressed: Pressed | None) -> list[OpenCard]:
    """Take buttons and names out of the cards so far; those where it did not work, to be tried again."""
    left: list[OpenCard] = []
    for card in open_cards:
        value = pressed.value if pressed and pressed.card_id == card["id"] else None
        now = cards.answered(Reply.from_json(card["reply"]), value, card["before"])
        if not await _replace(context, card["id"], now):
            left.append(card)
    if pressed and pressed.card_id not in {card["id"] for card in open_cards}:
        await _replace(context, pressed.card_id, cards.passed())
    return left


async def _replace(context: TurnContext, card_id: str, card: dict[str, JSON]) -> bool:
    """Whether the card is as it should be now, or gone for good."""
    activity = activities.of_card(card)
    activity.id = card_id
    try:
        await context.update_activity(activity)
    except HttpOperationError as error:
        return getattr(error.response, "status", 0) in (403, 404, 410)
    except Exception as error:
        logger.warning("a card could not be cleared: %s", type(error).__name__)
        return False
    return True


async def say_at_the_door(context: TurnContext, text: str) -> None:
    """A sentence that belongs to no conversation and is not kept. Where it can't be sent, that is all: Teams would
    only send the same activity again.
    """
    try:
        await context.send_activity(activities.of_words(text))
    except Exception:
        logger.exception("a sentence at the door could not be sent")

"""Sends a turn's replies, then clears the cards that came before them. What could not be sent is sent
later.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from botbuilder.core import TurnContext
from msrest.exceptions import HttpOperationError

from bot.runtime import Runtime
from bot.teams import activities
from bot.teams.activities import Pressed
from bot.teams.chats import chat_of
from dialogs import cards
from dialogs.turn import JSON, Reply
from dialogs.words import say
from storage import conversations
from storage.people import addresses

logger = logging.getLogger(__name__)

SENDING = timedelta(seconds=20)
"""After this long whoever claimed a turn's replies has come to grief, and somebody else sends them."""

TOO_LARGE = 413
"""How Teams refuses a message that is too long, today and on every later try."""

OpenCard = Mapping[str, Any]
"""A card that must not stay as it is: the `id` of its activity, the `reply` it shows, and what stands `before` that."""


async def deliver(
    context: TurnContext,
    runtime: Runtime,
    person_id: str,
    activity_id: str,
    replies: Sequence[Reply],
    pressed: Pressed | None = None,
) -> None:
    """Sends them unless another process does. Raises what goes wrong; the turn then stays undelivered."""
    if any(reply.key.startswith("problems.") for reply in replies):
        # the turn changed nothing, so its cards stay as they are
        return await _send(context, replies, [])
    async with runtime.database.transaction(runtime.clock()) as tx:
        if not await conversations.claim_sending(tx, person_id, activity_id, SENDING):
            return None
        known = await addresses.get(tx, person_id)
        if known.chat != (chat := chat_of(context.activity)):
            await addresses.keep_chat(tx, person_id, chat)
    if not replies:
        # nothing new is shown, so what can be pressed stays as it is
        async with runtime.database.transaction(runtime.clock()) as tx:
            return await conversations.mark_delivered(tx, person_id, activity_id)
    shown: list[OpenCard] = []
    arrived = False
    try:
        await _send(context, replies, shown)
        arrived = True
    finally:
        async with runtime.database.transaction(runtime.clock()) as tx:
            await addresses.change_open_cards(tx, person_id, shown=shown)
            if arrived:
                await conversations.mark_delivered(tx, person_id, activity_id)
            else:
                await conversations.stop_sending(tx, person_id, activity_id)
        await _clear_what_came_before(context, runtime, person_id, known.open_cards, pressed)
    return None


async def _send(context: TurnContext, replies: Sequence[Reply], shown: list[OpenCard]) -> None:
    """Cards that can be pressed are added to `shown` as they are sent; without an id there is no coming back to one."""
    for message in activities.outgoing(replies):
        try:
            sent = await context.send_activity(message.activity)
        except HttpOperationError as error:
            if _status(error) != TOO_LARGE:
                raise
            # it would be refused each time: said instead, so that what comes after it is not held up for ever
            logger.error("a reply was too large for Teams: %s", message.reply.key or "plain words")
            await context.send_activity(activities.of_words(say("edge.too_large")))
            continue
        if not message.stays and sent is not None and sent.id:
            shown.append({"id": sent.id, "reply": message.reply.as_json(), "before": message.before})


async def _clear_what_came_before(
    context: TurnContext, runtime: Runtime, person_id: str, before: Sequence[OpenCard], pressed: Pressed | None
) -> None:
    """Take buttons and names out of the cards so far. Where it does not work, it is tried again after the next turn.

    After the replies, never before: nobody waits for it, and a place that has lost the old card (Microsoft's
    Playground, loaded again) has the new one by then.
    """
    gone = set()
    for card in before:
        value = pressed.value if pressed and pressed.card_id == card["id"] else None
        now = cards.answered(Reply.from_json(card["reply"]), value, card["before"])
        # one without an id was kept by an earlier release, and can't be reached
        if not card["id"] or await _replace(context, card["id"], now):
            gone.add(card["id"])
    if gone:
        async with runtime.database.transaction(runtime.clock()) as tx:
            await addresses.change_open_cards(tx, person_id, gone=gone)
    if pressed and pressed.card_id not in {card["id"] for card in before}:
        await _replace(context, pressed.card_id, cards.superseded_card())


async def _replace(context: TurnContext, card_id: str, card: dict[str, JSON]) -> bool:
    """Whether the card is as it should be now, or gone for good."""
    activity = activities.of_card(card)
    activity.id = card_id
    try:
        await context.update_activity(activity)
    except HttpOperationError as error:
        if _status(error) == TOO_LARGE and card != cards.superseded_card():
            return await _replace(context, card_id, cards.superseded_card())
        return _status(error) in (403, 404, 410, TOO_LARGE)
    except Exception as error:
        logger.warning("a card could not be cleared: %s", type(error).__name__)
        return False
    return True


def _status(error: HttpOperationError) -> int:
    return int(getattr(error.response, "status", 0))


async def say_at_the_door(context: TurnContext, text: str) -> None:
    """A sentence that belongs to no conversation and is not kept. Where it can't be sent, that is all: Teams would
    only send the same activity again.
    """
    try:
        await context.send_activity(activities.of_words(text))
    except Exception:
        logger.exception("a sentence at the door could not be sent")

"""Sends a turn's replies, then clears the cards that came before them. What could not be sent is sent later."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from botbuilder.core import TurnContext

from bot.runtime import Runtime
from bot.teams import activities, connector
from bot.teams.activities import Pressed
from bot.teams.transport import Refused
from dialogs import cards
from dialogs.turn import JSON, Reply
from dialogs.words import say
from storage import conversations
from storage.people import addresses
from storage.queues import jobs
from storage.queues.jobs import JobKind

logger = logging.getLogger(__name__)

SENDING = timedelta(seconds=20)
"""After this long whoever claimed a turn's replies has come to grief, and somebody else sends them."""

TOO_LARGE = 413
"""How Teams refuses a message that is too long, today and on every later try."""

NAMES_STAY = timedelta(minutes=15)
"""How long a record stands in a chat where nothing more is said. The project's own rule, as long as the desk's."""

OpenCard = Mapping[str, Any]
"""A card that must not stay as it is: the `id` of its activity, the `reply` it shows, what stands `before` that, and
when it was shown (`at`; one of an earlier release has none).
"""


class Cleared:
    """Cards that are as they should be by now, by person, until a transaction writes it down: that person's next, or
    that of the next round. Should the process end before, they are cleared once more.
    """

    def __init__(self) -> None:
        self._cards: dict[str, set[str]] = {}

    def add(self, person_id: str, cards: Collection[str]) -> None:
        """These of that person are as they should be."""
        if cards:
            self._cards.setdefault(person_id, set()).update(cards)

    def of(self, person_id: str) -> frozenset[str]:
        """Those of that person that nothing has written down yet."""
        return frozenset(self._cards.get(person_id, ()))

    def left_of(self, person_id: str, cards: Sequence[OpenCard]) -> list[OpenCard]:
        """Those of the cards that are not cleared yet."""
        done = self.of(person_id)
        return [card for card in cards if card["id"] not in done]

    def is_written(self, person_id: str, cards: Collection[str]) -> None:
        """It has been written down of these."""
        left = self._cards.get(person_id, set()).difference(cards)
        if left:
            self._cards[person_id] = left
        else:
            self._cards.pop(person_id, None)

    async def write(self, runtime: Runtime) -> None:
        """Of everyone, in one transaction; none where there is nothing to write."""
        if not self._cards:
            return
        written = {person_id: frozenset(cards) for person_id, cards in sorted(self._cards.items())}
        async with runtime.database.transaction(runtime.clock()) as tx:
            for person_id, cards in written.items():
                await addresses.change_open_cards(tx, person_id, gone=cards)
        for person_id, cards in written.items():
            self.is_written(person_id, cards)


async def deliver(
    context: TurnContext, runtime: Runtime, cleared: Cleared, person_id: str, activity_id: str, replies: Sequence[Reply]
) -> frozenset[str]:
    """Sends replies that are ours to send, and keeps that they arrived; which cards need not be cleared any more.

    Raises what goes wrong; the turn then stays undelivered.
    """
    shown: list[OpenCard] = []
    arrived = False
    try:
        await send(context, replies, shown)
        arrived = True
    finally:
        gone = cleared.of(person_id)
        # without waiting for the disk: where the power fails now, the replies are sent once more
        async with runtime.database.transaction(runtime.clock(), durable=False) as tx:
            if shown or gone:
                dated = [{**card, "at": tx.now.isoformat()} for card in shown]
                await addresses.change_open_cards(tx, person_id, shown=dated, gone=gone)
            if any(names_children(card) for card in shown):
                await jobs.schedule(tx, JobKind.PUT_AWAY, tx.now + NAMES_STAY, person_id)
            if arrived:
                await conversations.mark_delivered(tx, person_id, activity_id)
            else:
                await conversations.stop_sending(tx, person_id, activity_id)
        cleared.is_written(person_id, gone)
    return gone


async def send(context: TurnContext, replies: Sequence[Reply], shown: list[OpenCard]) -> None:
    """Cards that can be pressed are added to `shown` as they are sent; without an id there is no coming back to one."""
    for message in activities.outgoing(replies):
        try:
            sent = await connector.send(context, message.activity)
        except Refused as refused:
            if refused.status != TOO_LARGE:
                raise
            # it would be refused each time: said instead, so that what comes after it is not held up for ever
            logger.error("a reply was too large for Teams: %s", message.reply.key or "plain words")
            await connector.send(context, activities.of_words(say("edge.too_large")))
            continue
        if sent and not message.stays:
            shown.append({"id": sent, "reply": message.reply.as_json(), "before": message.before})


async def clear(
    context: TurnContext, cleared: Cleared, person_id: str, before: Sequence[OpenCard], pressed: Pressed | None
) -> None:
    """Take buttons and names out of the cards so far. Where it does not work, it is tried again after the next turn.

    After the replies, never before, and all at once: nobody waits for it, the person's next turn neither, and a place
    that has lost the old card (Microsoft's Playground, loaded again) has the new one by then.
    """
    open_cards = cleared.left_of(person_id, before)
    gone = await asyncio.gather(*(_answered(context, card, pressed) for card in open_cards))
    cleared.add(person_id, {card["id"] for card, is_gone in zip(open_cards, gone, strict=True) if is_gone})
    if pressed and pressed.card_id not in {card["id"] for card in open_cards}:
        await _replace(context, pressed.card_id, cards.superseded_card())


async def _answered(context: TurnContext, card: OpenCard, pressed: Pressed | None) -> bool:
    """Whether a card shows what was answered, and no more."""
    value = pressed.value if pressed and pressed.card_id == card["id"] else None
    now = cards.answered(Reply.from_json(card["reply"]), value, card["before"])
    # one without an id was kept by an earlier release, and can't be reached
    return not card["id"] or await _replace(context, card["id"], now)


async def _replace(context: TurnContext, card_id: str, card: dict[str, JSON]) -> bool:
    """Whether the card is as it should be now, or gone for good."""
    activity = activities.of_card(card)
    activity.id = card_id
    try:
        await connector.update(context, activity)
    except Refused as refused:
        if refused.status == TOO_LARGE and card != cards.superseded_card():
            return await _replace(context, card_id, cards.superseded_card())
        return refused.status in (403, 404, 410, TOO_LARGE)
    except Exception as error:
        logger.warning("a card could not be cleared: %s", type(error).__name__)
        return False
    return True


def names_children(card: OpenCard) -> bool:
    """Whether an open card shows a record."""
    return cards.names_children(Reply.from_json(card["reply"]))


async def say_at_the_door(context: TurnContext, text: str) -> None:
    """A sentence that belongs to no conversation and is not kept. Where it can't be sent, that is all: Teams would
    only send the same activity again.
    """
    try:
        await context.send_activity(activities.of_words(text))
    except Exception:
        logger.exception("a sentence at the door could not be sent")

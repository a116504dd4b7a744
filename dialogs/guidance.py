"""The look-up: the card that answers, where it comes from, and what else there is. Nothing is made up."""

from dialogs.chat import Chat
from dialogs.turn import Choice, Reply
from dialogs.when import today
from dialogs.words import say
from knowledge.guidance import Card

RELATED = 3


def look_up(chat: Chat, question: str) -> list[Reply] | None:
    """The best card as one message; None where there is no guidance on it."""
    found = chat.library.guidance.ask(question)
    if not found:
        return None
    best, *others = [answer.card for answer in found]
    return [_card(chat, best, others)]


def _card(chat: Chat, card: Card, others: list[Card]) -> Reply:
    related = [chat.library.guidance.cards[name] for name in card.related if name in chat.library.guidance.cards]
    offered = list({c.id: c for c in [*others, *related] if c.id != card.id}.values())[:RELATED]
    text = [
        say("guidance.card", title=card.title, text=card.text),
        say("guidance.sources", sources=", ".join(card.citations)),
    ]
    text += card.notes(today(chat.turn.now))
    return Reply(
        "guidance.card",
        "\n\n".join(text),
        choices=tuple(Choice(say("guidance.ask", title=c.title), c.title) for c in offered),
    )

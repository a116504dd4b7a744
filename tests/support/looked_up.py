"""What the look-up finds, as the tests and the bench ask about it: what answers, and what is only near."""

from functools import cache

from knowledge.lookup.card import Card, Reader
from knowledge.lookup.cards import load_cards
from knowledge.lookup.search import Answer, Guidance


@cache
def guidance() -> Guidance:
    """The guidance without a council's own cards, read once for all tests."""
    return Guidance.load()


@cache
def every_card() -> dict[str, Card]:
    """The cards of the files themselves, read once for all tests. Not to be changed."""
    return load_cards()


def answers_to(guidance: Guidance, question: str, limit: int = 3, reader: Reader | None = None) -> list[Answer]:
    """The cards that answer; empty when it is not sure that there is guidance on it."""
    found = guidance.find(question, limit, reader)
    return found.answers if found.is_sure else []


def nearest_to(guidance: Guidance, question: str) -> list[Answer]:
    """The nearest cards, where it is not sure that there is guidance on the question; else empty."""
    found = guidance.find(question)
    return [] if found.is_sure else found.answers

"""What the look-up finds, as the tests and the bench ask about it: what answers, and what is only near."""

from knowledge.lookup.card import Reader
from knowledge.lookup.search import Answer, Guidance


def answers_to(guidance: Guidance, question: str, limit: int = 3, reader: Reader | None = None) -> list[Answer]:
    """The cards that answer; empty when it is not sure that there is guidance on it."""
    found = guidance.find(question, limit, reader)
    return found.answers if found.is_sure else []


def nearest_to(guidance: Guidance, question: str) -> list[Answer]:
    """The nearest cards, where it is not sure that there is guidance on the question; else empty."""
    found = guidance.find(question)
    return [] if found.is_sure else found.answers

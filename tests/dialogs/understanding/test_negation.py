"""No sentence with a negation is understood as its opposite by dropping it.

Sentences are made from the words of every choice, with and without a negator before them. Where the negated sentence
is taken as the choice, something must have needed the negation: 'nobody made her' may be 'no force', 'made her' never
is.
"""

from collections.abc import Iterator

import pytest

from dialogs.interview.listener import Listener
from dialogs.understanding.hearing import Asked
from dialogs.understanding.lexicon import Evidence, Words
from dialogs.understanding.message import Message

NEGATORS = (
    "not {}", "she was not {}", "he wasnt {}", "they were never {}", "nobody {}", "no one was {}", "it isnt {}",
    "i dont think it was {}", "shes not really {}",
)  # fmt: skip
NO_SENTENCE = frozenset(
    "any and until except if while in apart bar but only because so then still yet as however just".split()
)
"""A sentence is not made by a 'not' before one of these."""


def sentences(listener: Listener, asked: Asked) -> Iterator[tuple[Words, str]]:
    """The words of the data that read as words; of a pattern's alternatives, one."""
    for words in listener.understanding.words_of(asked.words):
        plain = not set("@^$!?=N.") & set(words.pattern.written)
        if words.choice and words.strength == "sure" and plain:
            parts = [part.split("/") for part in words.pattern.written.split()]
            yield words, " ".join(part[len(words.pattern.written) % len(part)] for part in parts).replace("_", " ")


def may_be_made_of(listener: Listener, sentence: str) -> bool:
    message = listener.understanding.message(sentence)
    return bool(message.words) and not message.negators and not message.lead and message.words[0] not in NO_SENTENCE


def needs_its_not(one: Evidence, message: Message) -> bool:
    return bool(message.nots[one.first] % 2) or bool(message.negators & set(range(one.first, one.last)))


@pytest.mark.parametrize("negator", NEGATORS)
def test_a_not_is_never_dropped(listener: Listener, negator: str) -> None:
    dropped = []
    for asked in listener.with_choices().values():
        if not asked.words:
            continue
        for words, sentence in sentences(listener, asked):
            if not may_be_made_of(listener, sentence):
                continue
            said = negator.format(sentence)
            if words.choice in listener.understanding.outcome(asked, said).took:
                message, found = listener.understanding.evidence(asked.words, said)
                for_it = [one for one in found if one.choice == words.choice and not one.denied]
                if not any(needs_its_not(one, message) for one in for_it):
                    dropped.append((asked.name, words.choice, said))
    assert dropped == []


def test_a_denied_choice_is_not_taken_without_its_not(listener: Listener) -> None:
    """'! safe' is words for danger: 'safe' alone is none."""
    taken = []
    for asked in listener.with_choices().values():
        for words in listener.understanding.words_of(asked.words) if asked.words else ():
            if words.pattern.denied and not set("@^$?=N.") & set(words.pattern.written) and words.choice:
                said = " ".join(part.split("/")[0] for part in words.pattern.written.split()[1:]).replace("_", " ")
                message, found = listener.understanding.evidence(asked.words, said)
                if not message.negators and words.choice in listener.understanding.outcome(asked, said).took:
                    by_itself = [one for one in found if one.choice == words.choice and one.strength == "sure"]
                    if not by_itself:
                        taken.append((asked.name, words.choice, said))
    assert taken == []

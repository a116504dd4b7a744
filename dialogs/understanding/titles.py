"""Choices that are found rather than written, such as free slots: known by the words of their titles."""

from collections.abc import Mapping, Sequence

from dialogs.understanding.decide import MOST_OFFERED, Outcome
from dialogs.understanding.message import Message
from dialogs.understanding.speech import Speech, is_mark

_LITTLE = frozenset(
    "i me it that this one please at on in to for of and is be will would can have take like go with want".split()
)


def by_title(message: Message, choices: Sequence[str], titles: Mapping[str, Sequence[str]], speech: Speech) -> Outcome:
    """The one choice whose title has every word that matters; where several have, these are offered."""
    said = {stem for stem in message.stems if not is_mark(stem)} | ({message.lead} if message.lead else set())
    for choice in choices:
        if any(said and said == _stems(spelt, speech) for spelt in titles.get(choice, ())):
            return Outcome((choice,))
    wanted = said - _LITTLE - {"yes"}
    if not wanted or message.asks or message.negators:
        return Outcome()
    fits = [choice for choice in choices if any(wanted <= _stems(spelt, speech) for spelt in titles.get(choice, ()))]
    return Outcome(tuple(fits)) if len(fits) == 1 else Outcome((), tuple(fits)[:MOST_OFFERED])


def _stems(text: str, speech: Speech) -> set[str]:
    return {speech.stem(word) for word in speech.words(text, mend=False) if not is_mark(word)}

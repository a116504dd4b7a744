"""Choices that are found rather than written, such as free slots: known by the words of their titles."""

from collections.abc import Collection, Mapping, Sequence

from dialogs.understanding.decide import MOST_OFFERED, Outcome
from dialogs.understanding.message import Message
from dialogs.understanding.speech import Speech, is_mark

_LITTLE = frozenset(
    "i me it that this one please at on in to for of and is be will would can have take like go with want".split()
)
_HALVES = frozenset({"oclock", "am", "pm"})
_BEGINNING = 3
"""Letters of a month or the like that are enough for it."""


def by_title(message: Message, choices: Sequence[str], titles: Mapping[str, Sequence[str]], speech: Speech) -> Outcome:
    """The one choice whose title has every word that matters. Where several have, or where the message has other words
    beside them ('cancel the tues 10 oclock'), these are offered.
    """
    said = {stem for stem in message.stems if not is_mark(stem)} | ({message.lead} if message.lead else set())
    for choice in choices:
        if any(said and said == _stems(spelt, speech) for spelt in titles.get(choice, ())):
            return Outcome((choice,))
    wanted = _with_hours(message, said) - _LITTLE - {"yes"}
    if not wanted or message.asks or message.negators:
        return Outcome()
    words = {choice: [_stems(spelt, speech) for spelt in titles.get(choice, ())] for choice in choices}
    known = {word for rows in words.values() for row in rows for word in row}
    telling = {told for word in wanted if (told := _in_full(word, known))}
    fits = [choice for choice, rows in words.items() if any(telling <= row for row in rows)] if telling else []
    return (
        Outcome(tuple(fits))
        if len(fits) == 1 and len(telling) == len(wanted)
        else Outcome((), tuple(fits)[:MOST_OFFERED])
    )


def _with_hours(message: Message, said: set[str]) -> set[str]:
    """'2 oclock', '3 pm' and '10 am' as the clock of a title has them."""
    found = set(said)
    for hour, half in zip(message.words, message.words[1:], strict=False):
        if hour.isdecimal() and 0 < int(hour) <= 12 and half in _HALVES:
            is_after = half == "pm" or (half == "oclock" and int(hour) < 7)
            found = (found - {hour, half}) | {f"{int(hour) % 12 + 12 * (is_after or hour == '12'):02d}:00"}
    return found


def _in_full(word: str, known: Collection[str]) -> str:
    """The word of the titles that was said, also where only its beginning was: 'dec'; or ''."""
    if word in known:
        return word
    begun = [one for one in known if len(word) >= _BEGINNING and word.isalpha() and one.startswith(word)]
    return begun[0] if len(begun) == 1 else ""


def _stems(text: str, speech: Speech) -> set[str]:
    return {speech.stem(word) for word in speech.words(text, mend=False) if not is_mark(word)}

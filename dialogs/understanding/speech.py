"""Typed words made plain: text-speak, slips of the thumb, run-together words, tense.

What a phone, a tired hand or a second language does to a sentence is undone here, once, for the words that people
type and for the words in the data alike, so that whoever corrects the data writes plain English. `speech.yaml` says
which words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

_TOKEN = re.compile(r"\d+(?:[.:]\d+)?|[a-z]+(?:'[a-z]+)*|[,.;:!?&+/\"]|👍|👌|✅|\n")
_MARKS = frozenset(',.;:!?"/\n')
_SHORTEST_TO_MEND = 5
"""Letters. Shorter words are too near to each other."""
_LONG = 8
"""Letters from which two slips are mended."""


def signs(text: str) -> list[str]:
    """Words, numbers and marks, in small letters; a word's apostrophes are dropped."""
    if text.isalpha() and text.isascii() and text.islower():
        return [text]
    small = re.sub(r"\bTA(s?)\b", r"teaching assistant\1", text) if not text.isupper() else text
    small = small.casefold().replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    small = re.sub(r"(\d)(st|nd|rd|th|x)\b", r"\1 \2", small)
    small = re.sub(r"(\d)([a-z])", r"\1 \2", re.sub(r"\b(y|yr|year)s?(\d)", r"\1 \2", small))
    small = re.sub(r"\bi'll\b", "i will", re.sub(r"\b(she|he|we|they|i)'d\b", r"\1 would", small))
    small = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", small)
    return [sign.replace("'", "") for sign in _TOKEN.findall(small)]


class Speech:
    """What `speech.yaml` says, ready to use. `vocabulary` are the words that a misspelt one may have meant."""

    def __init__(self, data: Mapping[str, Any], known: Iterable[str] = ()) -> None:
        said: Mapping[str, str] = data["means"]
        pairs = [(str(name), str(meant)) for name, meant in said.items()]
        pairs += [(str(name), one) for one, names in data["sayings"].items() for name in names]
        self._phrases = _by_first_word(pairs)
        self._ends: Mapping[str, str] = {form: base for base, forms in data["forms"].items() for form in forms.split()}
        self._dropped = frozenset(str(data["dropped"]).split())
        self._known = (
            set(known) | {word for name, meant in pairs for word in f"{name} {meant}".split()} | set(self._ends)
        )
        self._known |= self._dropped | set(self._ends.values())
        self._by_letter: dict[str, list[str]] = {}

    def learn(self, words: Iterable[str]) -> None:
        """Words of the data: a misspelt word may have meant one of them."""
        listed = {word for word in words if word.isalpha()}
        self._known |= listed | {self.stem(word) for word in listed}
        for word in sorted(listed):
            if len(word) >= _SHORTEST_TO_MEND:
                self._by_letter.setdefault(word[0], []).append(word)

    def knows(self, word: str) -> bool:
        """Whether a word, or the form it comes from, is one of the data or of the known words."""
        is_doubled = len(word) > 1 and word[-1] == word[-2]
        return word in self._known or (not is_doubled and self.stem(word) in self._known)

    def words(self, text: str, *, mend: bool = True) -> list[str]:
        """A text as plain words and marks."""
        found = [self._mended(sign) if mend else sign for sign in signs(text)]
        return [word for word in self._meant(self._meant(found)) if word not in self._dropped]

    def _meant(self, found: Sequence[str]) -> list[str]:
        """Phrases of the data replaced, the longest first."""
        plain: list[str] = []
        at = 0
        while at < len(found):
            for phrase, meant in self._phrases.get(found[at], ()):
                if tuple(found[at : at + len(phrase)]) == phrase:
                    plain += meant
                    at += len(phrase)
                    break
            else:
                plain.append(found[at])
                at += 1
        return plain

    def _mended(self, word: str) -> str:
        if len(word) < _SHORTEST_TO_MEND or word in self._known or not word.isalpha() or self.stem(word) in self._known:
            return word
        return self._nearest(word)

    def _nearest(self, word: str) -> str:
        """The word of the data that was meant, with the same first letter; the word itself where none is near."""
        slips = 2 if len(word) >= _LONG else 1
        found = extractOne(word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found else word

    def stem(self, word: str) -> str:
        """One form for a word's tenses and plurals."""
        return self._ends.get(word) or stemmed(word)


def _by_first_word(pairs: Iterable[tuple[str, str]]) -> dict[str, list[tuple[tuple[str, ...], list[str]]]]:
    found: dict[str, list[tuple[tuple[str, ...], list[str]]]] = {}
    for name, meant in pairs:
        phrase = tuple(signs(name))
        found.setdefault(phrase[0], []).append((phrase, meant.split()))
    for phrases in found.values():
        phrases.sort(key=lambda pair: -len(pair[0]))
    return found


@lru_cache(maxsize=16_384)
def stemmed(word: str) -> str:
    """An ending taken off. Blunt, and the same for what people type and for the data, which is all that is needed."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "i"
    for ending, least in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is", "eed")):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "slfze":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if len(word) > 4 and word.endswith("y") and word[-2] not in "aeiou" else word


def is_mark(word: str) -> bool:
    """Whether it is a sign between clauses, such as a comma, and no word."""
    return word in _MARKS

"""A text looked through for names: at each word the longest name that begins there, and how sure it is."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from storage.documents.redaction.wanted import SHORTEST_SMALL, Wanted, begun, gone_on
from storage.names import folding, short_forms
from storage.names.folding import Word
from storage.names.spellings import Kind

MOST_GLUE = 3
"""Signs between two words that may be one name: ' - ' is the longest."""
BEFORE = 20
"""Signs that are looked at before a word, for the end of a sentence."""
PIECE = 3
"""Letters in the shortest piece of a name that somebody has parted with a blank where it has none."""

_LABELS = re.compile(r"\b[Cc]hild(?:ren)? [A-Z]\b(?:(?:,| and| or|, and) [A-Z]\b)*")
_BEGINS = re.compile(r"(?:^|[.!?:;\n•|])[\s\"'“‘”’(\[«–—-]*$")
_NUMBER_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?\s*$", re.IGNORECASE)
_OF_A_SOURCE = re.compile(r"-\d")
"""After letters: a section of a source, as NY-2.3, which our own sentences cite."""
_OF_THE_CLOCK = frozenset({"am", "pm"})
_NUMBER_AFTER = re.compile(r"^\s*\d")


class Sure(IntEnum):
    """How sure it is that a word is another child's name, and so what stands there."""

    CERTAIN = 1
    """[Child B]"""
    LIKELY = 2
    """[Child B?]"""
    POSSIBLE = 3
    """[word?]: left as it was typed, and marked"""


@dataclass(frozen=True)
class _Found:
    """Words `first` to `last` of a text are a name. `letter` is '' where it is the child's of this form."""

    first: int
    last: int
    letter: str
    sure: Sure


@dataclass
class Looking:
    """One text, looked through from its beginning: at each word the longest name that begins there."""

    text: str
    known: Wanted
    misspelt: Callable[[str], str]

    @cached_property
    def words(self) -> list[Word]:
        """The text as words, each with where it stands."""
        return folding.words(self.text)

    def all(self) -> Iterable[tuple[int, int, str]]:
        """Where each name begins and ends in the text, and what is to stand there."""
        fixed, at = self._fixed(), 0
        while at < len(self.words):
            start = self.words[at].start
            there = next(((span, letter) for span, letter in fixed if span[0] <= start < span[1]), None)
            if there is not None:
                span, letter = there
                if letter:
                    yield *span, f"[{letter}]"
                at = next((n for n in range(at, len(self.words)) if self.words[n].start >= span[1]), len(self.words))
                continue
            found = self._at(at)
            at = at + 1 if found is None else found.last + 1
            if found is not None and found.letter:
                end = self.words[found.last].end
                mark = "?" if found.sure is not Sure.CERTAIN else ""
                shown = self.text[start:end] if found.sure is Sure.POSSIBLE else found.letter
                yield start, end, f"[{shown}{mark}]"

    def _fixed(self) -> list[tuple[tuple[int, int], str]]:
        """Where nothing is looked for: our own letters, as 'Child B', which stay; and names with signs in them."""
        found = [(match.span(), "") for match in _LABELS.finditer(self.text)]
        for typed, letter in self.known.with_signs.items():
            pattern = rf"(?<!\w){re.escape(typed)}(?!\w)"
            found += [(match.span(), letter) for match in re.finditer(pattern, self.text, re.IGNORECASE)]
        return found

    def _at(self, first: int) -> _Found | None:
        best, joined, begins = None, "", set[int]()
        for last in range(first, len(self.words)):
            word = self.words[last]
            if last > first:
                if not self._may_be_one(last):
                    break
                begins |= {len(joined)} if folding.BLANK in word.glue or "." in word.glue else set()
            joined += word.letters
            if len(joined) > self.known.longest + len("es"):
                break
            if last == first or not self._owns(last):
                best = self._as_name(first, last, joined, begins) or best
        if best is not None and best.sure is not Sure.POSSIBLE:
            return best
        near = self._as_misspelt(first)
        if best is not None:
            # 'O'Neill' is more than the O of Olu
            return near if near is not None and near.last > best.last else best
        return near or self._as_begun(first)

    def _may_be_one(self, at: int) -> bool:
        """Whether this word and the one before may be of one name: 'Anne-Marie', 'T. Smith', 'O'Neil'."""
        glue = self.words[at].glue
        if "." in glue:
            return glue == "." or (glue == ". " and len(self.words[at - 1].letters) == 1)
        return len(glue) <= MOST_GLUE and set(glue) <= folding.JOINING

    def _owns(self, at: int) -> bool:
        """Whether it is the s of 'Tom's', which stays."""
        word = self.words[at]
        return word.letters == "s" and word.glue == folding.APOSTROPHE

    def _as_name(self, first: int, last: int, joined: str, begins: set[int]) -> _Found | None:
        """What these words are, put together: a name, or the plural of one."""
        for spelt in _singulars(joined):
            if spelt in self.known.own:
                return _Found(first, last, "", Sure.CERTAIN)
            if spelt not in self.known.meant or (first == last and _is_another_word(joined, spelt)):
                continue
            kind, letter = self.known.meant[spelt]
            sure = self._how_sure(first, last, spelt, kind, begins)
            if sure is not None:
                return _Found(first, last, letter, sure)
        return None

    def _how_sure(self, first: int, last: int, spelt: str, kind: Kind, begins: set[int]) -> Sure | None:
        """None where it is no name at all."""
        own_beginnings = self.known.beginnings.get(spelt, set())
        if kind is Kind.INITIALS:
            return Sure.POSSIBLE if self._are_initials(first, last, spelt) else None
        if kind is Kind.SHORTENED:
            return self._of_shortened(first, last) if begins >= own_beginnings else None
        if first != last and not begins <= own_beginnings:
            return Sure.LIKELY if self._pieces_are_long(first, last) else None
        if kind is Kind.WHOLE and first != last:
            return Sure.CERTAIN
        sure = self._of_one_word(first, spelt, kind)
        if sure is Sure.CERTAIN and (self._is_glued(first, last) or spelt in self.known.own_forms):
            return Sure.LIKELY
        return sure

    def _of_one_word(self, at: int, spelt: str, kind: Kind) -> Sure | None:
        word = self.words[at]
        if spelt in short_forms.months() and self._is_of_a_date(word):
            return None
        if not self._is_capital(word):
            is_word = spelt in short_forms.everyday_words() or (kind is Kind.FORM and len(spelt) < PIECE)
            return Sure.POSSIBLE if is_word else Sure.CERTAIN
        if spelt not in short_forms.everyday_words():
            return Sure.CERTAIN
        if spelt in short_forms.months():
            return Sure.LIKELY
        return Sure.LIKELY if self._begins_a_sentence(word) or self._is_shouted(at) else Sure.CERTAIN

    def _is_of_a_date(self, word: Word) -> bool:
        before, after = self.text[max(0, word.start - BEFORE) : word.start], self.text[word.end : word.end + BEFORE]
        return bool(_NUMBER_BEFORE.search(before) or _NUMBER_AFTER.search(after))

    def _of_shortened(self, first: int, last: int) -> Sure | None:
        """'T Smith' and 'Tom S', in capitals; 'A Bell' may be any bell, and 'a bell' is one."""
        words = self.words[first : last + 1]
        if not all(map(self._is_capital, (words[0], words[-1]))):
            return None
        lone = next((word for word in words if len(word.letters) == 1), words[0])
        return (
            Sure.LIKELY
            if lone.letters in ("a", "i") and "." not in self.text[lone.end : lone.end + 1]
            else Sure.CERTAIN
        )

    def _are_initials(self, first: int, last: int, spelt: str) -> bool:
        start, end = self.words[first].start, self.words[last].end
        if not self.text[start:end].isupper() or _OF_A_SOURCE.match(self.text, end):
            return False
        if len(spelt) > 1:
            return not (spelt in _OF_THE_CLOCK and _NUMBER_BEFORE.search(self.text[max(0, start - BEFORE) : start]))
        before = self.words[first - 1].letters if first else ""
        lone = spelt not in (*"ai", *self.known.letters_in_use) and before not in short_forms.lettered()
        return lone and folding.APOSTROPHE not in self.words[first].glue

    def _as_misspelt(self, at: int) -> _Found | None:
        """One word; or what an apostrophe holds together, as O'Neill."""
        word, last = self.words[at], at
        letters = word.letters
        if at + 1 < len(self.words) and self.words[at + 1].glue == folding.APOSTROPHE and not self._owns(at + 1):
            last, letters = at + 1, letters + self.words[at + 1].letters
        is_capital = self._is_capital(word)
        if not is_capital and len(letters) < SHORTEST_SMALL:
            return None
        letter = next(filter(None, map(self.misspelt, _singulars(letters))), "")
        if not letter:
            return None
        return _Found(at, last, letter, Sure.LIKELY if is_capital else Sure.POSSIBLE)

    def _as_begun(self, at: int) -> _Found | None:
        """'Olu' of Oluwaseun; or a name with something hung on to it. In small letters, or at the beginning of a
        sentence, it may as well be another word.
        """
        word = self.words[at]
        is_capital = self._is_capital(word)
        if (not is_capital and len(word.letters) < SHORTEST_SMALL) or self._is_of_a_date(word):
            return None
        letter = begun(word.letters, self.known)
        longer = gone_on(word.letters, self.known) if is_capital and not letter else ""
        if not letter and not longer:
            return None
        is_likely = letter and is_capital and not self._begins_a_sentence(word)
        return _Found(at, at, letter or longer, Sure.LIKELY if is_likely else Sure.POSSIBLE)

    def _pieces_are_long(self, first: int, last: int) -> bool:
        """A name parted where it has no blank: 'Anne Marie' for Annemarie, and never 'am I' for Ami."""
        return all(len(word.letters) >= PIECE for word in self.words[first : last + 1])

    def _is_glued(self, first: int, last: int) -> bool:
        """Whether only something invisible parts it from the word beside it, as in a softly hyphenated 'Tomorrow'."""
        after = self.words[last + 1] if last + 1 < len(self.words) else None
        before = self.words[first]
        return any(word is not None and word.unseen and not word.glue for word in (before if first else None, after))

    def _is_capital(self, word: Word) -> bool:
        sign = self.text[word.start]
        return sign.isupper() or sign.istitle()

    def _begins_a_sentence(self, word: Word) -> bool:
        return bool(_BEGINS.search(self.text[max(0, word.start - BEFORE) : word.start]))

    def _is_shouted(self, at: int) -> bool:
        """Whether a word beside it is in capitals too: then they tell nothing."""
        beside = [self.words[n] for n in (at - 1, at, at + 1) if 0 <= n < len(self.words)]
        typed = [self.text[word.start : word.end] for word in beside]
        return len([one for one in typed if len(one) > 1 and one.isupper()]) > 1


def _is_another_word(typed: str, singular: str) -> bool:
    """'this' is no plural of Thi; 'bells' is one of Bell."""
    usual = short_forms.everyday_words()
    return typed != singular and typed in usual and singular not in usual


def _singulars(joined: str) -> list[str]:
    """A word, and what it may be the plural of: Smiths, Joneses, Kennedies."""
    found = [joined]
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y")):
        if joined.endswith(ending) and len(joined) >= len(ending) + 2 - len(instead):
            found.append(joined[: -len(ending)] + instead)
    return found

"""One folding for names: the same name is the same letters, however it was typed. Pure, and used by whatever compares
names: hiding them in documents, and finding a child's earlier records.

Case, accents, apostrophes, hyphens, blanks and letters that are only another way to write a letter fall together; signs
that nobody can see are dropped. Nothing is guessed here: what sounds alike is in `phonetics.py`, what is short for
what in `short_forms.py`.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHE, HYPHEN, BLANK = "'", "-", " "
JOINING = frozenset((APOSTROPHE, HYPHEN, BLANK, "_"))
"""What stands between two parts of one name."""

LETTERS = {
    "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ȷ": "j", "þ": "th", "ŋ": "n",
    "ŧ": "t", "ƶ": "z", "ƀ": "b", "ɓ": "b", "ƈ": "c", "ɗ": "d", "ɖ": "d", "ǝ": "e", "ə": "e", "ɛ": "e", "ƒ": "f",
    "ǥ": "g", "ɠ": "g", "ɣ": "g", "ɨ": "i", "ɩ": "i", "ƙ": "k", "ĸ": "k", "ƚ": "l", "ɲ": "n", "ɔ": "o", "ɵ": "o",
    "ƥ": "p", "ƭ": "t", "ʉ": "u", "ʊ": "u", "ʋ": "v", "ƴ": "y", "ǿ": "o",
    # Arabic: the same letter as another keyboard gives it, or as it stands at a word's end
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا",
    # Cyrillic: letters that passports and keyboards put for each other
    "ґ": "г", "є": "е", "і": "и", "ѣ": "е", "ѵ": "и", "ѳ": "ф",
}  # fmt: skip
"""Letters that Unicode does not take apart, and what stands for them where a keyboard lacks them."""

APOSTROPHES = frozenset("'’‘‛`´ʼʻʹʽʾʿˈˊˋ′‵＇՚՛׳ꞌ᾽῾᾿ʽ｀")
HYPHENS = frozenset("-‐‑‒–—―−⁃﹘﹣－⸗゠־᐀⹀")

# Accents: they tell letters apart for the eye, and are left out where a keyboard has none. The vowel signs of Indic and
# other scripts are marks too, and part of the name.
_ACCENTS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x0711, 0x0711), (0x0730, 0x074A), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20F0),
    (0xFE20, 0xFE2F),
)  # fmt: skip
_VARIATIONS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_TATWEEL = "\u0640"

# Scripts that set no blanks between words: a name stands in the midst of other letters.
_RUN_TOGETHER = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF),
    (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One word of a text: its letters as folded, and where they stand in the text as it was typed.

    `glue` is what stands before it, folded, back to the word before; `unseen` says that something invisible does.
    """

    letters: str
    start: int
    end: int
    glue: str
    unseen: bool = False

    @property
    def runs_together(self) -> bool:
        """Whether it is of a script that puts no blanks between words."""
        return _within(self.letters[0], _RUN_TOGETHER)


def fold(text: str) -> str:
    """The text with each sign folded. Folding again changes nothing."""
    return "".join(map(_folded, text))


def words(text: str) -> list[Word]:
    """The words of a text, in order: letters that follow each other, whatever stands between them.

    A sign that nobody sees parts words as a blank does, and is told; who compares may put them together again.
    """
    found: list[Word] = []
    letters, start, end, glue, unseen = "", 0, 0, "", False
    for at, sign in enumerate(text):
        folded = _folded(sign)
        if is_mark(sign) and not is_unseen(sign):
            if not letters and found and not glue:
                # only something invisible stands between the letter and its mark
                word = found.pop()
                letters, start, glue, unseen = word.letters, word.start, word.glue, word.unseen
            if letters:
                letters, end = letters + folded, at + 1
                continue
        of_word = bool(folded) and all(map(_is_of_word, folded))
        if letters and not (of_word and _goes_on(letters, folded)):
            found.append(Word(letters, start, end, glue, unseen))
            letters, glue, unseen = "", "", False
        if of_word:
            start = start if letters else at
            letters, end = letters + folded, at + 1
        else:
            glue, unseen = glue + folded, unseen or not folded
    return [*found, Word(letters, start, end, glue, unseen)] if letters else found


def parts(name: str) -> list[str]:
    """The plain parts of a name in the order in which they stand: 'O’Neill-Ó Dubh' is oneill, o, dubh."""
    plain = "".join(_of_name(sign) for sign in fold(name))
    return plain.split()


def normalised(name: str) -> str:
    """A name as it is matched: folded, without the order of its parts."""
    return " ".join(sorted(parts(name)))


def is_mark(sign: str) -> bool:
    """Whether it is a sign upon a letter, such as an accent that stands by itself."""
    return unicodedata.category(sign).startswith("M")


def is_unseen(sign: str) -> bool:
    """Whether it takes no room and no ink: joiners, direction marks, soft hyphens, variation selectors."""
    return (
        sign in _UNSEEN
        or _within(sign, _VARIATIONS)
        or (unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Cn", "Co") and not sign.isspace())
    )


@lru_cache(maxsize=8192)
def _folded(sign: str) -> str:
    """What one sign becomes: '' for what is dropped, several letters for a ligature."""
    if sign in APOSTROPHES:
        return APOSTROPHE
    if sign in HYPHENS:
        return HYPHEN
    if is_unseen(sign) or sign == _TATWEEL or _within(sign, _ACCENTS):
        return ""
    if sign.isspace():
        return BLANK
    opened = _opened(_opened(sign))
    return opened if opened == sign else "".join(map(_folded, opened))


def _opened(sign: str) -> str:
    """In small letters and taken apart, with the letters put in that Unicode leaves whole."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(LETTERS.get(letter, letter) for letter in plain)


def _of_name(sign: str) -> str:
    if sign in (BLANK, HYPHEN, "/"):
        return BLANK
    return sign if _is_of_word(sign) else ""


def _is_of_word(sign: str) -> bool:
    return sign.isalpha() or is_mark(sign)


def _goes_on(letters: str, folded: str) -> bool:
    """Whether these letters belong to the word before. In a script without blanks each letter is a word of its own."""
    return not (_within(letters[-1], _RUN_TOGETHER) or _within(folded[0], _RUN_TOGETHER))


def _within(sign: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(sign) <= last for first, last in ranges)

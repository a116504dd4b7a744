"""What keyboards, phones and Teams put into a text beside its words: signs that nobody sees, curly quotes, emoji.

`readable` is applied once, where a text enters a turn (`bot/turns.py`), to what was typed and to every field of a form.
It keeps own words as they were meant, with their emoji. `trimmed` is for comparing only: what a command or an answer is
when quotes, bullets, full stops and emoji around it are left out.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_NEW_LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f"  # controls, but for a tab and the end of a line
    "\xad\u034f\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, joiners and spaces of no width
    "\u206a-\u206f"  # forms of letters, long out of use
    "\ufff9-\ufffc]"  # the place of a picture, as a phone leaves it after dictation
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Which way a text runs. It has a meaning only where some of the letters run from right to left."""
_JOINS = re.compile("[\u200c\u200d\ufe0e\ufe0f\U000e0001-\U000e007f]")
"""They join letters in some scripts, or make one emoji of several. Anywhere else they are not seen."""

_QUOTES = {ord(sign): "'" for sign in "‘’‛ʼ′`´"} | {ord(sign): '"' for sign in "“”„‟″«»"}
_DASHES = {ord(sign): "-" for sign in "‐‑‒–—−"}
_AS_TYPED_ON_A_KEYBOARD = _QUOTES | _DASHES
_BULLET = re.compile(r"^(?:[-*•·‣◦▪●○]\s+)+")
_FACE = re.compile(r"\s[:;]-?[()DdPp]$")
_DICTATED = re.compile(r"\s(?:full stop|exclamation mark)$", re.IGNORECASE)
_ENDS_OF_A_FACE_OR_DICTATED = "DdPpKk"
_AROUND = " .!,;:'\"…"
_OF_AN_EMOJI = frozenset("\u200d\ufe0e\ufe0f")


def readable(value: Any) -> Any:
    """Plain JSON as it came, every text in it without what nobody sees and what no table keeps (half a character)."""
    if isinstance(value, str):
        return _readable(value)
    if isinstance(value, Mapping):
        return {readable(str(key)): readable(child) for key, child in value.items()}
    if isinstance(value, list):
        return [readable(child) for child in value]
    return value


def _readable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _KEYCAP.sub(r"\1", _SPACE.sub(" ", _NEW_LINE.sub("\n", text)))
    text = _UNSEEN.sub("", text)
    if not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in _DIRECTION.sub("", text)):
        text = _DIRECTION.sub("", text)
    return _JOINS.sub(_kept, text)


def _kept(found: re.Match[str]) -> str:
    """A joiner stays inside an emoji and inside a word of a script that needs it."""
    text, sign = found.string, found[0]
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    if sign in "\u200c\u200d" and _joins_letters(before) and _joins_letters(after):
        return sign
    if sign == "\u200c":
        return ""
    if sign == "\u200d" and not _is_emoji(after):
        return ""
    # what stands before belongs to the same emoji, or nothing does
    return sign if _is_emoji(before) or before in _OF_AN_EMOJI or _is_tag(before) else ""


def _joins_letters(sign: str) -> bool:
    """A letter, or a sign on one, of a script after Latin, Greek and Cyrillic: from Hebrew on."""
    return sign >= "\u0590" and unicodedata.category(sign)[0] in "LM"


def _is_emoji(sign: str) -> bool:
    """A picture sign, or one that becomes one with the sign for it, such as ‼ and ↔; never a letter or a digit."""
    if not sign or sign.isascii():
        return False
    return sign == "ℹ" or unicodedata.category(sign) in ("So", "Sk", "Sm", "Po", "Pd")


def _is_tag(sign: str) -> bool:
    return "\U000e0001" <= sign <= "\U000e007f"


def trimmed(text: str) -> str:
    """Single spaces, straight quotes and hyphens; nothing around the words: bullets, closing punctuation, emoji."""
    return text if _is_trimmed(text) else _trim(text)


def _trim(text: str) -> str:
    text = " ".join(text.translate(_AS_TYPED_ON_A_KEYBOARD).split())
    before = ""
    while text != before:
        before = text
        text = _DICTATED.sub("", _FACE.sub("", _BULLET.sub("", text)))
        first, last = 0, len(text)
        while first < last and _is_around(text[first]):
            first += 1
        while first < last and _is_around(text[last - 1]):
            last -= 1
        text = text[first:last]
    return text


def _is_trimmed(text: str) -> bool:
    """Whether it is plainly so already, as most answers and choices are: found out in a tenth of the time."""
    if not (text.isascii() and text.isprintable() and text[:1].isalnum() and text[-1:].isalnum()) or "  " in text:
        return False
    return text[-1] not in _ENDS_OF_A_FACE_OR_DICTATED or not (_FACE.search(text) or _DICTATED.search(text))


def asks(text: str) -> bool:
    """Whether it ends as a question, whatever a phone puts after the question mark, or with one that was dictated."""
    return trimmed(text).casefold().endswith(("?", " question mark"))


def _is_around(sign: str) -> bool:
    if sign in _AROUND or sign in _OF_AN_EMOJI or _is_tag(sign):
        return True
    return not sign.isascii() and unicodedata.category(sign) in ("So", "Sk")


__all__ = ["asks", "readable", "trimmed"]

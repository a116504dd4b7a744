"""The recording form as a tagged PDF on A4, set by typst with the fonts that its wheel carries and no others.

Tagged after PDF/UA-1, with a title and a language. No outside checker has passed it, so it is 'tagged', not
'conformant'.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import typst

from storage.form.fields import HERE, words
from storage.form.layout import Form

# A longer word could run off the page; it may break after so many letters, at a mark that takes no room.
LONGEST_WORD = 40
BREAK_HERE = "\u200b"

_NOT_IN_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')


def render(form: Form) -> bytes:
    """The whole document.

    A letter that no carried font has (an emoji, say) is printed as its name in square brackets, so nothing is
    lost. The same form always gives the same bytes.
    """
    data = {**asdict(form), "words": words()}
    data = _each_text(data, _breakable)
    try:
        return _compile(data)
    except typst.TypstError as error:
        missing = {_unescaped(found) for found in _NOT_IN_FONT.findall(error.diagnostic)}
        if not missing:
            raise
    return _compile(_each_text(data, lambda text: _in_words(text, missing)))


def _compile(data: Mapping[str, Any]) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler((HERE / "form.typ").read_bytes(), font_paths=fonts)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs={"form": json.dumps(data)})
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    """The same plain data with every text in it changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {key: _each_text(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_each_text(value, change) for value in data]
    return data


def _breakable(text: str) -> str:
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", rf"\1{BREAK_HERE}", text)


def _unescaped(shown: str) -> str:
    """A letter as typst's message shows it: itself, or escaped as in `\\u{a70}`."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), shown)


def _in_words(text: str, missing: set[str]) -> str:
    for letters in missing:
        named = " ".join(unicodedata.name(letter, f"U+{ord(letter):04X}").lower() for letter in letters)
        text = text.replace(letters, f"[{named}]")
    return text

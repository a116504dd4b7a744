"""The recording form as a tagged PDF on A4, set by typst with the fonts that its wheel carries and no others.

Tagged after PDF/UA-1, with a title and a language. No outside checker has passed it, so it is 'tagged', not
'conformant'.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import typst

from storage.documents.layout import Form
from storage.documents.record_fields import TEMPLATES, words

# A longer word could run off the page; it may break after so many letters, at a mark that takes no room.
LONGEST_WORD = 40
BREAK_HERE = "\u200b"

TAGGED: Mapping[str, Any] = {"format": "pdf", "pdf_standards": ["ua-1"]}
"""A letter that no font has is an error only under this standard."""

SOURCE = ("drawing.typ", "form.typ")

LAST_LATIN = "\u024f"

# each letter in a paragraph of its own, in the fonts of form.typ
EACH_ALONE = """
#set document(title: "letters")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#for letter in json(bytes(sys.inputs.form)) { par(letter) }
"""

_NOT_IN_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')


def render(form: Form) -> bytes:
    """The whole document.

    A letter that no carried font has (an emoji, say) is printed as its name in square brackets, so nothing is
    lost. The same form always gives the same bytes.
    """
    (document,) = _made(form, TAGGED)
    return document


def pictures(form: Form, *, dots_per_inch: float = 80) -> list[bytes]:
    """Each page as a PNG, for the documentation."""
    return _made(form, {"format": "png", "ppi": dots_per_inch})


def _made(form: Form, how: Mapping[str, Any]) -> list[bytes]:
    data = _each_text({**asdict(form), "words": words()}, _breakable)
    data = _each_text(data, partial(_in_words, missing=_unknown(data)))
    return _spelling("".join((TEMPLATES / name).read_text("utf-8") for name in SOURCE), data, how)


def _unknown(data: Any) -> set[str]:
    """The letters in `data` that no carried font has, each tried by itself.

    In the midst of a text they can make typst 0.15 fall over rather than complain, so they are looked for first.
    """
    letters = sorted({letter for letter in json.dumps(data, ensure_ascii=False) if letter > LAST_LATIN})
    try:
        if letters:
            _compile(EACH_ALONE, letters, TAGGED)
    except typst.TypstError as error:
        return _named_in(error)
    return set()


def _spelling(source: str, data: Any, how: Mapping[str, Any]) -> list[bytes]:
    """Compile, and spell out what is missed only beside other letters, such as an accent on a foreign letter."""
    while True:
        try:
            return _compile(source, data, how)
        except typst.TypstError as error:
            spelled = _each_text(data, partial(_in_words, missing=_named_in(error)))
            if spelled == data:
                raise
            data = spelled


def _compile(source: str, data: Any, how: Mapping[str, Any]) -> list[bytes]:
    """One document, or one picture a page."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(source.encode(), font_paths=fonts)
    try:
        made = compiler.compile(sys_inputs={"form": json.dumps(data)}, **how)
    except BaseException as fault:
        # a panic in Rust is no Exception to Python: unchecked, it would end the whole bot
        if type(fault).__name__ == "PanicException":
            raise RuntimeError("the PDF could not be set; the HTML form holds the same") from None
        raise
    return made if isinstance(made, list) else [made] if isinstance(made, bytes) else []


def _named_in(error: typst.TypstError) -> set[str]:
    return {_unescaped(letters) for letters in _NOT_IN_FONT.findall(error.diagnostic)}


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
    for letters in sorted(missing, key=lambda letters: (-len(letters), letters)):
        named = " ".join(unicodedata.name(letter, f"U+{ord(letter):04X}").lower() for letter in letters)
        text = text.replace(letters, f"[{named}]")
    return text

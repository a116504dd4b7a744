"""Every sentence the bot says, by key, from the files in `dialogs/text/`.

A key is the file's name and the path inside it: `incident.questions.place.ask`. The folders there are for finding a
file, and no part of a key. Code says which words, the files hold them, so a practitioner can correct a sentence
without touching code.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dialogs.turn import Choice, Reply
from knowledge.prepared import files_in, prepared

TEXT = Path(__file__).parent / "text"


class MissingWords(LookupError):
    """Code asked for words that no file holds. For us, never for people."""


@cache
def everything() -> Mapping[str, Any]:
    """All words as one tree, by file and then as the files have them."""
    files = files_in(TEXT)
    found: Mapping[str, Any] = prepared("words", TEXT, files, lambda: {path.stem: read_yaml(path) for path in files})
    return found


def read_yaml(file: Path) -> Any:
    """What a file holds; `understanding` reads its words by it too. The parser written in C, where it was built, is ten
    times faster.
    """
    import yaml  # most starts read what was kept, and need no parser

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text("utf-8"), loader)  # noqa: S506 - always a safe loader


@lru_cache(maxsize=8_192)
def _find(key: str) -> Any:
    found: Any = everything()
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def say(key: str, **params: object) -> str:
    """The words of a key, with `{name}` places filled. What a person typed may be a parameter, never a pattern."""
    text = _find(key)
    if not isinstance(text, str):
        raise MissingWords(key)
    text = _unwrapped(text)
    text = _without_dsl(text) if is_dsl_passed_by() else text
    return text.format_map({k: str(v) for k, v in params.items()})


_passing_by: ContextVar[bool] = ContextVar("passing_by", default=False)


@contextmanager
def passing_the_dsl_by(passing: bool) -> Iterator[None]:
    """In here `pass_the_dsl_by` may say what the words are; afterwards they are as they were. It begins with this."""
    token = _passing_by.set(passing)
    try:
        yield
    finally:
        _passing_by.reset(token)


def pass_the_dsl_by(passing: bool) -> None:
    """From here on in this turn the words say 'the deputy DSL or the head' where they would say 'your DSL'."""
    _passing_by.set(passing)


def is_dsl_passed_by() -> bool:
    """Whether the DSL is not to be named as the one to go to: the concern is about the DSL, or near them."""
    return _passing_by.get()


def without_dsl(text: str, *, about_dsl: bool) -> str:
    """A guidance card's words. Where the DSL is passed by it sends nobody to the DSL; what a card that is `about_dsl`
    says of the DSL stays.
    """
    if not is_dsl_passed_by():
        return text
    return _to_nobody_but(text) if about_dsl else _without_dsl(text)


@cache
def _without_dsl(text: str) -> str:
    """The pairs of `text/passed_by.yaml`, except where what stands before or after says that the DSL is meant."""
    for said, instead in _find("passed_by.instead"):
        text = re.sub(_meant().format(re.escape(said)), str(instead), text)
    return text


@cache
def _to_nobody_but(text: str) -> str:
    instead, goes = dict(_find("passed_by.instead")), "|".join(several("passed_by.goes"))
    text = re.sub(rf"\b({goes}) the DSL\b", lambda found: f"{found[1]} {instead['the DSL']}", text)
    for said in several("passed_by.yours"):
        text = text.replace(said, instead["Your DSL" if said[0] == "Y" else "your DSL"])
    return text


@cache
def _meant() -> str:
    after = "".join(f"(?<!{re.escape(word)} )" for word in several("passed_by.after"))
    return after + r"\b{}\b" + f"(?! (?:{'|'.join(several('passed_by.before'))}))"


@cache
def _unwrapped(text: str) -> str:
    """A paragraph on one line: the files break lines where it suits an editor. Lists keep theirs."""
    return re.sub(r"(?<!\n)\n(?![\n•])", " ", text.strip())


def has(key: str) -> bool:
    """Whether a key holds a sentence."""
    return isinstance(_find(key), str)


def there(key: str) -> bool:
    """Whether a key holds anything: a sentence, a list, or more keys."""
    return _find(key) is not None


@lru_cache(maxsize=8_192)
def several(key: str) -> tuple[str, ...]:
    """A list of words, such as the spellings of a command."""
    found = _find(key)
    if not isinstance(found, list):
        raise MissingWords(key)
    return tuple(str(item) for item in found)


def names(key: str) -> tuple[str, ...]:
    """The keys directly under a key, in the file's order."""
    found = _find(key)
    if not isinstance(found, Mapping):
        raise MissingWords(key)
    return tuple(str(name) for name in found)


def reply(key: str, *, choices: tuple[str, ...] = (), **params: object) -> Reply:
    """A plain message, with choices by their keys under `menu.choices`."""
    return Reply(key, say(key, **params), choices=tuple(choice(c) for c in choices))


def quoted(said: str) -> str:
    """In quotation marks, where it has none of its own around it."""
    return said if said[:1] in '“"' and said[-1:] in '”"' else f"“{said}”"


def choice(value: str) -> Choice:
    """A suggested answer that is a command, such as `help`."""
    return Choice(value, say(f"menu.choices.{value}"))

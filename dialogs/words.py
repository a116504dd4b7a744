"""Every sentence the bot says, by key, from the files in `dialogs/text/`.

A key is the file's name and the path inside it: `incident.questions.place.ask`. The folders there are for finding a
file, and no part of a key. Code says which words, the files hold them, so a practitioner can correct a sentence
without touching code.
"""

import re
from collections.abc import Mapping
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
    return _unwrapped(text).format_map({k: str(v) for k, v in params.items()})


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

"""What names.yaml knows of names: what is short for what, and which are everyday words too. Folded, as all names."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from storage import yaml_file
from storage.names.folding import normalised

FILE = Path(__file__).with_name("short_forms.yaml")
ALIKE = 2
"""Letters with which two short forms of one name begin, where one may stand for the other: Kate and Katie, not Liz
and Beth."""


def first_forms(part: str) -> frozenset[str]:
    """The names that this one is a form of, as katherine for kate; itself, where it heads a list."""
    return _first()[part]


def forms(part: str) -> frozenset[str]:
    """Other forms of a first name: what it is short for, what is short for it, and short forms that begin alike."""
    found: set[str] = set()
    for first in first_forms(part):
        others = _groups()[first]
        found |= others if part == first else {first, *(one for one in others if one[:ALIKE] == part[:ALIKE])}
    return frozenset(found - {part})


@cache
def mark() -> str:
    """A mark of all the lists of forms, which is another one when somebody has corrected them."""
    listed = {first: sorted(others) for first, others in _groups().items()}
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()


@cache
def everyday_words() -> frozenset[str]:
    """Words that are names too, such as 'will' and 'may'."""
    return _listed("everyday_words")


@cache
def particles() -> frozenset[str]:
    """Little words inside names, such as 'van' and 'de'."""
    return _listed("particles")


@cache
def months() -> frozenset[str]:
    """Months that are first names too: beside a number they are left."""
    return _listed("months")


@cache
def lettered() -> frozenset[str]:
    """Words before a single letter that is no initial: 'class B'."""
    return _listed("lettered")


def _listed(key: str) -> frozenset[str]:
    return _plain(_loaded()[key])


@cache
def _first() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for first, others in _groups().items():
        for one in (first, *others):
            found[one].add(first)
    return defaultdict(frozenset, {part: frozenset(firsts) for part, firsts in found.items()})


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    return {normalised(first): _plain(others) - {normalised(first)} for first, others in _loaded()["forms"].items()}


def _plain(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalised, listed))


@cache
def _loaded() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml_file.read(FILE)
    return loaded

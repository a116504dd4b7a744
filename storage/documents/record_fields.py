"""The recording form's one ordered list of fields, and the words beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage import yaml_file

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
"""How a document looks: in HTML (Jinja2) and on paper (typst)."""


@dataclass(frozen=True)
class Field:
    """One field of the form. What the values mean stands at the head of record_fields.yaml."""

    key: str
    section: str
    kind: str
    nature: str
    cites: str
    required: bool = False
    if_said: bool = False


def read(name: str) -> Any:
    """What one of the files of this folder holds, or of `kinds/` below it: `kinds/referral.yaml`."""
    return yaml_file.read(HERE / name)


@cache
def fields() -> tuple[Field, ...]:
    """Every field, in the order in which it is printed (NY-9)."""
    return tuple(Field(**row) for row in read("record_fields.yaml"))


@cache
def words() -> Mapping[str, Any]:
    """The form's own words (words.yaml)."""
    loaded: Mapping[str, Any] = read("words.yaml")
    return loaded

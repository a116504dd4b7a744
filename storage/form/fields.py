"""The recording form's one list of fields, the words beside them, and what content may fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
COLOURS = ("green", "not_enough_information", "amber", "red")

_TEXT = {"type": "string"}
_LIST = {"type": "array", "items": _TEXT}
_REASON = {
    "type": "object",
    "properties": {"criterion": _TEXT, "weight": _TEXT, "text": _TEXT, "citations": _LIST},
    "required": ["text", "citations"],
    "additionalProperties": False,
}
_REASONS = {"type": "array", "items": _REASON}
VIEW_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "colour": {"enum": list(COLOURS)},
        "adult_pathway": {"type": "boolean"},
        "take_advice_today": {"type": "boolean"},
        "reasons": _REASONS,
        "balancing": _REASONS,
        "unknowns": _LIST,
        "would_change": _LIST,
        "who_decides": _TEXT,
        "rules_version": _TEXT,
        "rules_hash": _TEXT,
    },
    "required": ["colour"],
    "additionalProperties": False,
}
"""A view as `knowledge` gives it in JSON, its unknowns already in words for people, and who decides."""


class FormProblem(ValueError):
    """Content that cannot be printed. The message names every key that is wrong, never what was typed in it."""


@dataclass(frozen=True)
class Field:
    """One field of the form. What the values mean stands at the head of fields.yaml."""

    key: str
    section: str
    kind: str
    nature: str
    cites: str
    required: bool = False


@cache
def fields() -> tuple[Field, ...]:
    """Every field, in the order in which it is printed (NY-9)."""
    return tuple(Field(**row) for row in yaml.safe_load((HERE / "fields.yaml").read_text("utf-8")))


@cache
def words() -> Mapping[str, Any]:
    """The form's own words (words.yaml)."""
    loaded: Mapping[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
    return loaded


def content_schema() -> dict[str, Any]:
    """A JSON Schema of the content that `as_html` and `as_pdf` take.

    Every value may also be one of the keys under `empty` in words.yaml, such as `not_asked`, or null for 'not recorded'.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": words()["title"],
        "type": "object",
        "properties": {field.key: _schema(field) for field in fields()},
        "required": [field.key for field in fields() if field.required],
        "additionalProperties": False,
    }


def _schema(field: Field) -> dict[str, Any]:
    if field.required:
        return {"type": "string", "minLength": 1}
    empty: dict[str, Any] = {"enum": [None, *words()["empty"]]}
    full = {"list": _LIST, "view": VIEW_SCHEMA}.get(field.kind, _TEXT)
    return {"anyOf": [full, empty]}


def check(content: Mapping[str, Any]) -> None:
    """Refuse content with an unknown key, a missing required key or a value of the wrong shape.

    Raises FormProblem naming all of them at once.
    """
    known = {field.key: field for field in fields()}
    wrong = [f"{key}: no such field on the recording form" for key in content if key not in known]
    wrong += [f"{key}: needed" for key, field in known.items() if field.required and not content.get(key)]
    for key, field in known.items():
        if key in content and not is_empty(content[key]):
            wrong += _shape_problems(field, content[key])
    if wrong:
        raise FormProblem("; ".join(wrong))


def is_empty(value: Any) -> bool:
    """Whether nothing was answered: null, blank, or one of the words for empty fields."""
    if isinstance(value, str):
        return not value.strip() or value in words()["empty"]
    return value is None or value == [] or value == {}


def _shape_problems(field: Field, value: Any) -> list[str]:
    if field.kind == "view":
        return _problems(field.key, value, VIEW_SCHEMA)
    return _problems(field.key, value, _LIST if field.kind == "list" else _TEXT)


def _problems(name: str, value: Any, schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with `value` by the few words of JSON Schema used in this module."""
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{name}: must be one of {', '.join(schema['enum'])}"]
    kinds: dict[str, tuple[type, str]] = {
        "string": (str, "text"),
        "boolean": (bool, "true or false"),
        "array": (list, "a list"),
        "object": (dict, "an object"),
    }
    python_type, said = kinds[schema["type"]]
    if not isinstance(value, python_type):
        return [f"{name}: must be {said}"]
    if schema["type"] == "array":
        return [p for n, item in enumerate(value) for p in _problems(f"{name}[{n}]", item, schema["items"])]
    if schema["type"] == "object":
        parts = schema["properties"]
        found = [f"{name}.{key}: no such part" for key in value if key not in parts]
        found += [f"{name}.{key}: needed" for key in schema["required"] if key not in value]
        return found + [p for k in parts if k in value for p in _problems(f"{name}.{k}", value[k], parts[k])]
    return []

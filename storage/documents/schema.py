"""What content may fill the recording form: its JSON Schema, and the check before it is printed."""

from collections.abc import Mapping
from typing import Any

from storage.documents.fields import Field, fields, words

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_LIST: Schema = {"type": "array", "items": _TEXT}
_REASON: Schema = {
    "type": "object",
    "properties": {
        "criterion": _TEXT,
        "weight": _TEXT,
        "text": _TEXT,
        "citations": _LIST,
        "project_rule": {"type": "boolean"},
    },
    "required": ["text", "citations"],
    "additionalProperties": False,
}
_REASONS: Schema = {"type": "array", "items": _REASON}
_VIEW: Schema = {
    "type": "object",
    "properties": {
        "colour": {"enum": list(words()["view"]["colours"])},
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
# A view in JSON as the rules give it, with its unknowns already in words for people, and who decides.

_PYTHON: dict[str, tuple[Any, str]] = {
    "string": (str, "text"),
    "boolean": (bool, "true or false"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}


class FormProblem(ValueError):
    """Content that cannot be printed. The message names every wrong key, never what was typed in it."""


def content_schema() -> Schema:
    """A JSON Schema of the content that `lay_out` takes.

    Every value that is not required may also be null, or one of the keys under `empty` in words.yaml, such as
    `not_asked`.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": words()["title"],
        "type": "object",
        "properties": {field.key: _schema(field) for field in fields()},
        "required": [field.key for field in fields() if field.required],
        "additionalProperties": False,
    }


def _schema(field: Field) -> Schema:
    if field.required:
        return {"type": "string", "pattern": r"\S"}
    return {"anyOf": [_full(field), {"enum": [None, *words()["empty"]]}]}


def _full(field: Field) -> Schema:
    other: dict[str, Schema] = {"list": _LIST, "view": _VIEW}
    return other.get(field.kind, _TEXT)


def check(content: Mapping[str, Any]) -> None:
    """Refuse content with an unknown key, a missing required key or a value of the wrong shape.

    Raises FormProblem naming all of them at once.
    """
    known = {field.key: field for field in fields()}
    wrong = [f"{key}: no such field on the recording form" for key in content if key not in known]
    wrong += [f"{key}: needed" for key, field in known.items() if field.required and is_empty(content.get(key))]
    for key, field in known.items():
        if not is_empty(content.get(key)):
            wrong += _problems(key, content[key], _full(field))
    if wrong:
        raise FormProblem("; ".join(wrong))


def is_empty(value: Any) -> bool:
    """Whether nothing was answered: null, blank, or one of the words for empty fields."""
    if isinstance(value, str):
        return not value.strip() or value in words()["empty"]
    return value is None or value == [] or value == {}


def _problems(name: str, value: Any, schema: Schema) -> list[str]:
    """What is wrong with `value` by the few words of JSON Schema used in this module."""
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{name}: must be one of {', '.join(schema['enum'])}"]
    python_type, said = _PYTHON[schema["type"]]
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

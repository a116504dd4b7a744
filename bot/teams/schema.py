"""Botbuilder's activities as JSON and back, by the SDK's own table of their fields.

Stock, msrest checks every field of a message on its way out and in, which takes longer than everything else that is
done to send it. What comes in is checked by `adapter.py`; what goes out is made by ourselves.
"""

from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from botbuilder import schema
from msrest.serialization import Model

M = TypeVar("M", bound=Model)
MODELS: dict[str, type[Model]] = {
    name: kind for name, kind in vars(schema).items() if isinstance(kind, type) and issubclass(kind, Model)
}
MORE = "additional_properties"
"""Where a model keeps what its table does not name."""


def as_json(value: Any) -> Any:
    """A model as plain JSON. Fields that are None are left out; what is plain already stays as it is."""
    if isinstance(value, Model):
        kind: Any = type(value)
        fields = {key: as_json(part) for name, key in _out(kind) if (part := getattr(value, name, None)) is not None}
        return {**as_json(getattr(value, MORE, None) or {}), **fields}
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def from_json(kind: type[M], data: dict[str, Any]) -> M:
    """The model of an object. What is of another kind than the table says stays plain, or is None where it would be a
    model.
    """
    model = kind.__new__(kind)
    known, blank = _in(kind)  # type: ignore[arg-type]  # msrest says that its classes have no hash
    fields, more = dict(blank), {}
    for key, value in data.items():
        if key not in known:
            more[key] = value
            continue
        name, inner, is_list = known[key]
        fields[name] = value if inner is None or value is None else _models(inner, value, is_list=is_list)
    vars(model).update(fields, **{MORE: more})
    return model


def _models(kind: type[Model], value: Any, *, is_list: bool) -> Any:
    if is_list:
        return [from_json(kind, one) for one in value if isinstance(one, dict)] if isinstance(value, list) else None
    return from_json(kind, value) if isinstance(value, dict) else None


def _key(field: dict[str, str]) -> str:
    return field["key"].replace("\\.", ".")


@cache
def _out(kind: type[Model]) -> list[tuple[str, str]]:
    """Each field's name here, and in JSON."""
    return [(name, _key(field)) for name, field in kind._attribute_map.items() if name != MORE]


@cache
def _in(kind: type[Model]) -> tuple[dict[str, tuple[str, type[Model] | None, bool]], dict[str, None]]:
    """By the name in JSON: the name here, the model that it holds, and whether it is a list of them; and all names."""
    table = {name: field for name, field in kind._attribute_map.items() if name != MORE}
    known = {
        _key(field): (name, MODELS.get(field["type"].strip("[]")), field["type"].startswith("["))
        for name, field in table.items()
    }
    return known, dict.fromkeys(table)

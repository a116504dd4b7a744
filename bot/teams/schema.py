"""Botbuilder's activities as JSON and back, by the SDK's own table of their fields.

Stock, msrest checks every field of a message on its way out and in, which takes longer than everything else that is
done to send it. What comes in is checked by `adapter.py`; what goes out is made by ourselves.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar

from botbuilder import schema
from msrest.serialization import Model

from dialogs.turn import JSON

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


def from_json(kind: type[M], data: JSON) -> M:
    """The model of an object. Raises ValueError or TypeError where a part is of another kind than the table says."""
    if not isinstance(data, dict):
        raise TypeError(f"{kind.__name__} is an object")
    model = kind.__new__(kind)
    known, blank = _in(kind)  # type: ignore[arg-type]  # msrest says that its classes have no hash
    fields, more = dict(blank), {}
    for key, value in data.items():
        if key in known:
            name, read = known[key]
            fields[name] = value if read is None or value is None else read(value)
        else:
            more[key] = value
    vars(model).update(fields, **{MORE: more})
    return model


def _reader(kind: str) -> Callable[[JSON], Any] | None:
    """What makes of JSON what the table says; None for what stays as it is."""
    if kind == "iso-8601":
        return datetime.fromisoformat
    model = MODELS.get(kind.strip("[]"))
    if model is None:
        return None
    read = partial(from_json, model)
    return partial(_each, read) if kind.startswith("[") else read


def _each(read: Callable[[JSON], Any], values: JSON) -> list[Any]:
    if not isinstance(values, list):
        raise TypeError("a list is wanted")
    return [read(value) for value in values]


def _key(field: dict[str, str]) -> str:
    return field["key"].replace("\\.", ".")


@cache
def _out(kind: type[Model]) -> list[tuple[str, str]]:
    """Each field's name here, and in JSON."""
    return [(name, _key(field)) for name, field in kind._attribute_map.items() if name != MORE]


@cache
def _in(kind: type[Model]) -> tuple[dict[str, tuple[str, Callable[[JSON], Any] | None]], dict[str, None]]:
    """By the name in JSON: the name here, and how it is read; and all names."""
    table = {name: field for name, field in kind._attribute_map.items() if name != MORE}
    return {_key(field): (name, _reader(field["type"])) for name, field in table.items()}, dict.fromkeys(table)

"""What content may fill the recording form, checked before it is printed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from storage.documents.record_fields import Field, fields, words


class FormProblem(ValueError):
    """Content that cannot be printed. The message names every wrong key, never what was typed in it."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Reason(_Part):
    text: str
    citations: list[str]
    criterion: str = ""
    weight: str = ""
    project_rule: bool = False


class _View(_Part):
    """A view in JSON as the rules give it, with its unknowns already in words for people, and who decides."""

    colour: str
    adult_pathway: bool = False
    take_advice_today: bool = False
    reasons: list[_Reason] = []
    balancing: list[_Reason] = []
    unknowns: list[str] = []
    would_change: list[str] = []
    who_decides: str = ""
    rules_version: str = ""
    rules_hash: str = ""

    @field_validator("colour")
    @classmethod
    def _known(cls, colour: str) -> str:
        if colour not in (known := list(words()["view"]["colours"])):
            raise PydanticCustomError("colour", "must be one of {known}", {"known": ", ".join(known)})
        return colour


class _Statement(_Part):
    """What the writer typed, under a heading of words.yaml (`known`)."""

    heading: str
    question: str
    about: str
    words: str


@cache
def _content() -> type[BaseModel]:
    """The content as a model, from record_fields.yaml."""
    kinds: Mapping[str, Any] = {"list": list[str], "view": _View, "statements": list[_Statement]}

    def of(field: Field) -> Any:
        return kinds.get(field.kind, str), ... if field.required else None

    return create_model("Content", __base__=_Part, **{field.key: of(field) for field in fields()})


def check(content: Mapping[str, Any]) -> None:
    """Refuse content with an unknown key, a missing required key or a value of the wrong shape.

    Every value may be empty where it is not required. Raises FormProblem naming all that is wrong at once.
    """
    known = _content().model_fields
    full = {key: value for key, value in content.items() if key not in known or not is_empty(value)}
    try:
        _content().model_validate(full)
    except ValidationError as problem:
        wrong = sorted(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
        raise FormProblem("; ".join(map(_said, wrong))) from None


def is_empty(value: Any) -> bool:
    """Whether nothing was answered: null, blank, or one of the words for empty fields."""
    if isinstance(value, str):
        return not value.strip() or value in words()["empty"]
    return value is None or value == [] or value == {}


_SAID = {
    "missing": "needed",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be an object",
}
"""By pydantic's type of an error; each names no more than the shape that is wanted."""


def _said(error: ErrorDetails) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).removeprefix(".")
    if error["type"] == "extra_forbidden":
        return f"{place}: {'no such part' if '.' in place else 'no such field on the recording form'}"
    return f"{place}: {_SAID.get(error['type'], error['msg'])}"

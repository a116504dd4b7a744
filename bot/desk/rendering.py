"""Pages from templates. Everything that is shown is escaped; every word comes from `dialogs/text/`."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.desk import when
from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.words import has, say

HERE = Path(__file__).parent
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def page(template: str, data: Mapping[str, Any]) -> str:
    """The HTML of a template, filled."""
    return _templates().get_template(f"{template}.html.j2").render(data)


@cache
def static(name: str) -> tuple[bytes, str, str] | None:
    """A file of ours: its content, its kind, and a mark that changes with it; None where there is none."""
    file = HERE / "static" / name
    if file.parent != HERE / "static" or file.suffix[1:] not in KINDS or not file.is_file():
        return None
    content = file.read_bytes()
    return content, KINDS[file.suffix[1:]], hashlib.sha256(content).hexdigest()[:12]


def address_of_static(name: str) -> str:
    """With its mark, so that a browser keeps it for as long as it stays the same."""
    found = static(name)
    return f"/desk/static/{name}?v={found[2] if found else ''}"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals |= {"say": say, "has": has, "static": address_of_static}
    templates.filters |= {
        "moment": moment_in_words,
        "day": day_in_words,
        "since": when.since,
        "how_soon": when.how_soon,
    }
    return templates

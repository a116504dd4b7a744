"""`waymark hear -`: what Waymark understands by what somebody typed, one line at a time, without a database."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, refused, show, tell

if TYPE_CHECKING:
    from dialogs.understanding.hearing import Heard


def hear(
    source: Annotated[str, typer.Argument(help="'-': one JSON object a line from standard input")] = "-",
    as_json: Json = False,
) -> None:
    """What is understood by what was typed: {"at": question, "said": words, "answers": {...}} a line."""
    if source != "-":
        raise refused("hear.only_standard_input")
    from dialogs import conversations  # noqa: F401  conversations register themselves
    from dialogs.interview.listener import listener as every_question
    from dialogs.menu.registry import registry

    listener = every_question(*(flow.interview for flow in registry.flows.values()))
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        at, said, answers = _parts(number, line)
        if not listener.knows(at):
            raise refused("hear.no_such_question", number=number, at=at)
        found = listener.hear(at, said, answers)
        if as_json:
            show({"took": list(found.took), "offered": list(found.offered)})
        else:
            tell("; ".join(_shown(found)))
        sys.stdout.flush()


def _shown(found: "Heard") -> Iterator[str]:
    from dialogs.words import say

    yield f"{found.sureness.replace('_', ' ')}: {', '.join(found.took or found.offered) or '-'}"
    for question, choices in found.kept.items():
        yield say("operations.hear.kept_for", question=question, choices=", ".join(choices))


def _parts(number: int, line: str) -> tuple[str, str, dict[str, Any]]:
    """The question, the words and the answers so far of a line, or why it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise refused("hear.bad_line", number=number) from None
    at, said, answers = (
        (value.get(part) for part in ("at", "said", "answers")) if isinstance(value, dict) else (None,) * 3
    )
    if not isinstance(at, str) or not isinstance(said, str) or not isinstance(answers, dict | None):
        raise refused("hear.bad_line", number=number)
    return at, said, answers or {}

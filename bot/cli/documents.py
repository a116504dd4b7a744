"""What a command makes to be kept: as which kind, into a new file, or on standard output."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import harmless, refused, run, settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.exports.exporting import Exported
    from bot.settings import Settings


AsHtml = Annotated[bool, typer.Option("--html", help="One page, made to print on A4 (the default)")]
AsPdf = Annotated[bool, typer.Option("--pdf", help="The same as a PDF")]
AsWord = Annotated[bool, typer.Option("--docx", help="The same as a Word file")]

FOR_A_FILE = ("pdf", "docx", "zip")
"""Kinds that are no text."""


def the_one(**wanted: bool) -> str:
    """The kind that was asked for, html where none was. Ends the command where there are several."""
    kinds = [kind for kind, is_wanted in wanted.items() if is_wanted] or ["html"]
    if len(kinds) > 1:
        raise refused("records.one_kind", kinds=", ".join(f"--{kind}" for kind in wanted))
    return kinds[0]


def written(out: Path | None, kind: str, make: "Callable[[Settings], Awaitable[Exported]]") -> None:
    """Make a document, into a new file, or on standard output."""
    from dialogs.words import say

    if out is not None and os.path.lexists(out):
        raise refused("records.exists", file=out)
    if out is None and kind in FOR_A_FILE and sys.stdout.isatty():
        raise refused("records.needs_file")
    of = settings()
    made = run(lambda: make(of))
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
    else:
        sys.stderr.write(harmless(say("operations.records.exported", file=out, sha256=made.sha256)) + "\n")

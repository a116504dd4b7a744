"""What a command makes to be kept: into a new file, or on standard output."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import harmless, refused, run, settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.exports.written import Exported
    from bot.settings import Settings


def written(out: Path | None, kind: str, make: "Callable[[Settings], Awaitable[Exported]]") -> None:
    """Make a document, into a new file, or on standard output."""
    from dialogs.words import say

    if out is not None and os.path.lexists(out):
        raise refused("records.exists", file=out)
    if out is None and kind == "pdf" and sys.stdout.isatty():
        raise refused("records.pdf_needs_file")
    of = settings()
    made = run(lambda: make(of))
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
    else:
        sys.stderr.write(harmless(say("operations.records.exported", file=out, sha256=made.sha256)) + "\n")

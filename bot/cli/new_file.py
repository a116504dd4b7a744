"""A file that a command makes: new, for its owner's eyes only, and whole or not there at all."""

import errno
import os
from pathlib import Path

from bot.cli.console import refused


def refuse_where_it_cannot_go(out: Path) -> None:
    """Stop the command before anything is done where there is a file already, or no folder that can be written to."""
    if os.path.lexists(out):
        raise refused("records.exists", file=out)
    if not out.parent.is_dir():
        raise refused("records.cannot_write", file=out, why=os.strerror(errno.ENOENT))
    if not os.access(out.parent, os.W_OK | os.X_OK):
        raise refused("records.cannot_write", file=out, why=os.strerror(errno.EACCES))


def write(out: Path, content: bytes) -> None:
    """Never over a file that is there. Stops the command with a clear sentence where it cannot be written."""
    try:
        file = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise refused("records.exists", file=out) from None
    except OSError as error:
        raise refused("records.cannot_write", file=out, why=error.strerror) from None
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        take_away(out)
        raise refused("records.cannot_write", file=out, why=error.strerror) from None


def take_away(out: Path) -> None:
    """A file that is not whole, or that the history knows nothing of."""
    out.unlink(missing_ok=True)

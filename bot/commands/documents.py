"""A document about a child, written for the eyes of whoever asked for it, and kept in the record's history."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from bot.commands.as_whom import reading
from bot.running import refused
from storage import access, audit
from storage.engine import Database
from storage.people import Person
from storage.records import Record
from storage.verify import export_action


@dataclass(frozen=True)
class Exported:
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


async def keep(opened: Database, record: Record, person: Person, kind: str, made: Exported, out: Path | None) -> None:
    """Write the file, if one is wanted, and the export into the record's history: both, or neither.

    Raises NotFound where the role was withdrawn while the document was made.
    """
    if out is not None:
        _write(out, made.content)
    try:
        async with reading(opened, record.reference, person.id) as (tx, _):
            await access.row_for(tx, person, record.reference)
            await audit.note(tx, record.id, person.id, export_action(kind, made.content))
    except BaseException:
        _take_away(out)
        raise


def _write(out: Path, content: bytes) -> None:
    """A new file for its owner's eyes only; never over one that is there."""
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
        _take_away(out)
        raise refused("records.cannot_write", file=out, why=error.strerror) from None


def _take_away(out: Path | None) -> None:
    if out is not None:
        out.unlink(missing_ok=True)

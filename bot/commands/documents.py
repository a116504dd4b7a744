"""A document about a child, written for the eyes of whoever asked for it, and kept in the record's history."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.commands import new_file
from bot.commands.as_whom import reading
from storage import access, audit
from storage.audit import AuditAction
from storage.engine import Database
from storage.people import Person
from storage.records import Record
from storage.verify import export_detail


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
        new_file.write(out, made.content)
    try:
        async with reading(opened, record.reference, person.id) as (tx, _):
            await access.row_for(tx, person, record.reference)
            await audit.note(tx, record.id, person.id, AuditAction.EXPORTED, export_detail(kind, made.content))
    except BaseException:
        new_file.take_away(out)
        raise

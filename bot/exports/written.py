"""A document about a child, written for the eyes of whoever asked for it, and kept in the record's history."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import typer

from bot.cli import new_file
from bot.cli.acting_as import reading
from bot.cli.console import CONTROL, real_clock
from storage import audit
from storage.audit import AuditAction, Subject
from storage.database.engine import Database, Tx
from storage.documents import printed
from storage.documents.layout import Form
from storage.people.people import Person
from storage.records import access
from storage.records.integrity import export_detail
from storage.records.signing import Record


def document(form: Form, kind: str) -> bytes:
    """A form as one of the FORMATS. Raises FormProblem.

    In a page, signs that do something to a terminal stand as references: a page may be printed to one.
    """
    made = printed(form, kind)
    if kind != "html":
        return made
    return CONTROL.sub(lambda found: f"&#x{ord(found[0]):x};", made.decode()).encode()


@dataclass(frozen=True)
class Exported:
    """A document, whole and in memory: HTML, PDF, Word or JSON."""

    content: bytes

    @property
    def sha256(self) -> str:
        """Of the content, in hexadecimal: the history holds the same."""
        return hashlib.sha256(self.content).hexdigest()


async def keep(opened: Database, record: Record, person: Person, kind: str, made: Exported, out: Path | None) -> None:
    """The export into the record's history, for good; only then the file, if one is wanted: no file without an entry.

    Raises NotFound where the role was withdrawn while the document was made.
    """
    if out is not None:
        new_file.refuse_where_it_cannot_go(out)
    async with reading(opened, record.reference, person.id) as (tx, _):
        await noted(tx, record, person, kind, made)
    if out is not None:
        await write_what_is_noted(opened, out, made.content, record.id, person)


async def noted(tx: Tx, record: Record, person: Person, kind: str, made: Exported) -> None:
    """An export into the record's history. Raises NotFound where this person may not read it (any more)."""
    await access.row_for(tx, person, record.reference)
    await audit.note(tx, record.id, person.id, AuditAction.EXPORTED, export_detail(kind, made.content))


async def write_what_is_noted(
    opened: Database, out: Path, content: bytes, about: Subject | str, person: Person
) -> None:
    """A file that is in a history already. Where it cannot be written after all, the history says that too."""
    try:
        new_file.write(out, content)
    except typer.Exit:
        async with opened.transaction(real_clock()) as tx:
            await audit.note(tx, about, person.id, AuditAction.NOT_WRITTEN)
        raise

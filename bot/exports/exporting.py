"""A document about a child, written for the eyes of whoever asked for it, and kept in the record's history."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot.cli import new_file
from bot.cli.acting_as import named, reading
from bot.cli.console import CONTROL, database, real_clock, spelt_out
from bot.settings import Settings
from storage import audit
from storage.audit import AuditAction, Subject
from storage.database.engine import Database, Tx
from storage.database.vault import canonical
from storage.documents import printed
from storage.documents.layout import Form
from storage.people.people import Person
from storage.problems import NotFound
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


def in_plain_json(content: Any) -> bytes:
    """All that is kept of something, in plain JSON, for whoever asks what is held."""
    return (spelt_out(canonical(content)) + "\n").encode()


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days and moments as text: the others are plain already."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


@dataclass(frozen=True)
class Wanted:
    """Which document, where there are several, in which kind (html, pdf, docx, json), into which file; None for
    standard output.
    """

    kind: str
    out: Path | None
    what: str = ""


@dataclass(frozen=True)
class Made:
    """A document that is whole, whose history it is kept in, and what is said of it there before its checksum."""

    content: bytes
    about: Subject
    detail: str


@dataclass(frozen=True)
class Exported:
    """A document, whole and in memory: HTML, PDF, Word or JSON."""

    content: bytes

    @property
    def sha256(self) -> str:
        """Of the content, in hexadecimal: the history holds the same."""
        return hashlib.sha256(self.content).hexdigest()


async def by_own_right(
    of: Settings,
    who: str,
    out: Path | None,
    look: Callable[[Tx, Person], Awaitable[object]],
    make: Callable[[Tx, Person], Awaitable[Made]],
) -> Exported:
    """A document for somebody who may read what it is of, and the export in its history.

    `look` reads it, or raises NotFound: either stands in its history before anything is made. `make` reads it again,
    without another entry, and lays it out. The file is whole and in the history, or there is no file.
    """
    if out is not None:
        new_file.refuse_where_it_cannot_go(out)
    async with database(of) as opened:
        refusal: NotFound | None = None
        async with opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            try:
                await look(tx, person)
            except NotFound as problem:
                # it stands in the history once this transaction has ended
                refusal = problem
        if refusal is not None:
            raise refusal
        async with opened.transaction(real_clock()) as tx:
            made = await make(tx, person)
            exported = Exported(made.content)
            await audit.note(tx, made.about, person.id, AuditAction.EXPORTED, f"{made.detail} {exported.sha256}")
        if out is not None:
            await write_what_is_noted(opened, out, made.content, made.about, person)
    return exported


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

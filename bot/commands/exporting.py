"""One record as a document, for somebody who may read it, and the export in its history.

The document is made outside any transaction: setting a PDF takes longer than others should wait for the database.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commands.as_whom import reading
from bot.running import database, real_clock, refused
from bot.settings import Settings
from storage import audit, decisions, people, records
from storage.decisions import Decision
from storage.engine import Database, Tx
from storage.form import Addition, FormProblem, as_html, as_pdf
from storage.form.names import hiding
from storage.people import Person
from storage.records import Record
from storage.vault import canonical
from storage.verify import export_action


@dataclass(frozen=True)
class Exported:
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


async def export(of: Settings, reference: str, who: str, kind: str, out: Path | None) -> Exported:
    """`kind` is html, pdf or json. Raises NotFound where there is no such record for this person.

    The file is whole and in the history, or there is no file.
    """
    async with database(of) as opened:
        async with reading(opened, reference, who) as (tx, person):
            record = await records.read(tx, person, reference)
            additions = [await _addition(tx, one) for one in await records.addenda_of(tx, record.id)]
            additions += [await _decision(tx, one) for one in await decisions.of(tx, record.id)]
            additions.sort(key=lambda one: one.added_at)
        made = Exported(_document(record, additions, kind))
        await keep(opened, record, person, kind, made, out)
    return made


async def keep(opened: Database, record: Record, person: Person, kind: str, made: Exported, out: Path | None) -> None:
    """Write the file, if one is wanted, and the export into the record's history: both, or neither."""
    if out is not None:
        _write(out, made.content)
    try:
        async with opened.transaction(real_clock()) as tx:
            await audit.note(tx, record.id, person.id, export_action(kind, made.content))
    except BaseException:
        _take_away(out)
        raise


def _document(record: Record, additions: list[Addition], kind: str) -> bytes:
    others = {child["name"]: child["label"] for child in record.children if child["label"] != record.child_label}
    others.pop("", None)
    try:
        if kind == "json":
            return (canonical(_as_json(record, additions, others)) + "\n").encode()
        if kind == "pdf":
            return as_pdf(record.content, additions=additions, checksum=record.hash, others=others)
        return as_html(record.content, additions=additions, checksum=record.hash, others=others).encode()
    except FormProblem as problem:
        raise refused("records.does_not_fit", keys=problem) from None


def _as_json(record: Record, additions: list[Addition], others: dict[str, str]) -> Any:
    """Everything about this child and this incident. Other children by their letters only, as in the printed form."""
    without_others = hiding(others, str(record.content.get("child_name", "")))

    def cleared(value: Any) -> Any:
        if isinstance(value, str):
            return without_others(value)
        if isinstance(value, dict):
            return {key: cleared(part) for key, part in value.items()}
        return [cleared(part) for part in value] if isinstance(value, list) else value

    return {
        "reference": record.reference,
        "status": record.status.value,
        "colour": record.colour,
        "signed_at": record.signed_at.isoformat(),
        "signed_name": record.signed_name,
        "received_at": record.received_at and record.received_at.isoformat(),
        "read_at": record.read_at and record.read_at.isoformat(),
        "child": record.child_label,
        "content": cleared(record.content),
        "view": record.view,
        "observations": record.observations,
        "additions": [cleared(vars(one)) for one in additions],
        "rules_version": record.rules_version,
        "rules_hash": record.rules_hash,
        "checksum": record.hash,
    }


async def _addition(tx: Tx, one: records.Addendum) -> Addition:
    author = await people.get(tx, one.author_id)
    return Addition(author.name, one.added_at.isoformat(), one.reason, one.text)


async def _decision(tx: Tx, one: Decision) -> Addition:
    author = await people.get(tx, one.author_id)
    text = "\n".join(f"{row['label']}: {row['text']}" for row in one.content["rows"])
    return Addition(author.name, one.decided_at.isoformat(), one.content["reason"], text)


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

"""One record as a document, for somebody who may read it, and the export in its history.

The document is made outside any transaction: setting a PDF takes longer than others should wait for the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.cli.acting_as import reading
from bot.cli.console import database, refused, spelt_out
from bot.exports import sealed
from bot.exports.chronology import told_of
from bot.exports.exporting import Exported, document, keep
from bot.exports.sealed import Signed
from bot.settings import Settings
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.documents import Addition, Decided, FormProblem, who_is_who
from storage.documents.kinds.chronology import chronology_sections
from storage.documents.layout import Form, Section, lay_out, plain_without_names
from storage.documents.redaction.hiding import hiding, lettered
from storage.people import people
from storage.people.people import Person
from storage.records import access, addenda, decisions, inbox
from storage.records.decisions import Decision
from storage.records.signing import Record


async def export(
    of: Settings, reference: str, who: str, kind: str, out: Path | None, *, own_file: bool = False
) -> Exported:
    """`kind` is html, pdf, docx, json, or zip for one that anybody can check (`sealed.py`).

    `own_file`: for the setting's own file, with who is who; a record that was handed over has none. Raises NotFound
    where there is no such record for this person.

    The file is whole and in the history, or there is no file.
    """
    async with database(of) as opened:
        async with reading(opened, reference, who) as (tx, person):
            record = await inbox.open_for(tx, person, reference, AuditAction.READ)
            whole = await gathered(tx, person, record, own_file=own_file)
            signed = await sealed.around(tx, person, record.id) if kind == sealed.KIND else None
        made = Exported(_document(whole, kind, signed))
        await keep(opened, record, person, f"own_file_{kind}" if whole.who else kind, made, out)
    return made


@dataclass(frozen=True)
class Gathered:
    """A record, what was added to it, and what else is on record about its child."""

    record: Record
    additions: list[Addition]
    decisions: list[Decided]
    story: Sequence[Section]
    who: Section | None = None
    """Which child each letter stands for; only in the setting's own file."""

    @property
    def others(self) -> dict[str, str]:
        """The other children of the incident, name to letter."""
        return lettered(self.record.children, but=self.record.child_label)

    def form(self) -> Form:
        """As printed, the names of the other children hidden. Raises FormProblem where content does not fit."""
        record = self.record
        form = lay_out(
            record.content,
            additions=self.additions,
            checksum=record.hash,
            others=self.others,
            decisions=self.decisions,
            story=self.story,
        )
        if self.who is None:
            return form
        first, *rest = form.sections
        return replace(form, sections=(first, self.who, *rest))


async def gathered(tx: Tx, person: Person, record: Record, *, own_file: bool = False) -> Gathered:
    """For somebody who has just read the record."""
    own_file = own_file and not await access.comes_by_handover(tx, person, record.id)
    additions = [await addition_of(tx, one) for one in await addenda.addenda_of(tx, record.id)]
    decided = [await _decision(tx, one) for one in await decisions.of(tx, record.id)]
    told = await told_of(tx, person, record, record.child_label)
    story = chronology_sections(told) if told.has_more else ()
    who = who_is_who.section(record.children, record.observations) if own_file else None
    return Gathered(record, additions, decided, story, who)


def in_format(whole: Gathered, kind: str) -> bytes:
    """As html, pdf, docx or json. Raises FormProblem where content does not fit."""
    if kind == "json":
        return (spelt_out(canonical(_as_json(whole))) + "\n").encode()
    return document(whole.form(), kind)


def in_one_file(whole: Gathered, signed: Signed) -> bytes:
    """With its history and a signature, for anybody to check. Raises FormProblem."""
    documents = {f"record.{kind}": in_format(whole, kind) for kind in ("json", "html", "pdf")}
    return sealed.packed(whole.record, documents, signed)


def _document(whole: Gathered, kind: str, signed: Signed | None) -> bytes:
    try:
        return in_format(whole, kind) if signed is None else in_one_file(whole, signed)
    except FormProblem as problem:
        raise refused("records.does_not_fit", keys=problem) from None


def _as_json(whole: Gathered) -> Any:
    """Everything about this child and this incident. Other children by their letters only, as in the printed form, and
    what must be read through is said as there.
    """
    record = whole.record
    hide = hiding(whole.others, str(record.content.get("child_name", "")))

    def cleared(value: Any) -> Any:
        return plain_without_names(value, hide)

    return {
        "reference": record.reference,
        "status": record.status.value,
        "colour": record.colour,
        "signed_at": record.signed_at.isoformat(),
        "signed_name": record.signed_name,
        "received_at": record.received_at and record.received_at.isoformat(),
        "read_at": record.read_at and record.read_at.isoformat(),
        "child": record.child_label,
        "read_through": whole.form().read_through,
        "content": cleared(record.content),
        "view": record.view,
        "observations": record.observations,
        "additions": [cleared(vars(one)) for one in whole.additions],
        "decisions": [cleared(vars(one)) for one in whole.decisions],
        "story": [_in_short(section) for section in whole.story],
        **({"who_is_who": _in_short(whole.who)} if whole.who else {}),
        "rules_version": record.rules_version,
        "rules_hash": record.rules_hash,
        "checksum": record.hash,
    }


def _in_short(section: Section) -> dict[str, Any]:
    """A section of the story as it is printed: its names were taken out when it was made."""
    rows = [{"label": e.label, "text": "\n".join(line for p in e.paragraphs for line in p)} for e in section.entries]
    return {"title": section.heading, "rows": rows}


async def addition_of(tx: Tx, one: addenda.Addendum) -> Addition:
    """Something added to a record, with the name of whoever added it."""
    author = await people.get(tx, one.author_id)
    return Addition(author.name, one.added_at.isoformat(), one.reason, one.text)


async def _decision(tx: Tx, one: Decision) -> Decided:
    author = await people.get(tx, one.author_id)
    rows = tuple((row["label"], row["text"]) for row in one.content["rows"])
    return Decided(one.number, author.name, one.decided_at.isoformat(), rows, one.signed_name, one.hash)

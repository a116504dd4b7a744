"""The story of one child: every record of theirs that the asker may read, in order. Each is noted as read in it."""

from pathlib import Path

from bot.cli.acting_as import reading
from bot.cli.arguments import label_from
from bot.cli.console import database
from bot.exports.exporting import Exported, document, keep
from bot.settings import Settings
from storage import audit, traces
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.documents.kinds import chronology as chronology_document
from storage.documents.kinds.chronology import Event, Together, Told
from storage.documents.layout import Form
from storage.documents.record_content import is_empty
from storage.documents.redaction.hiding import lettered
from storage.history import chronology
from storage.history.matching import Sureness
from storage.history.patterns import patterns
from storage.people.people import Person
from storage.problems import NotFound
from storage.records import decisions, inbox
from storage.records.signing import Record


async def tell(of: Settings, reference: str, who: str, letter: str, kind: str, out: Path | None) -> Exported:
    """`kind` is html, pdf or docx; `letter` is the child's in that record, '' for the one it is about.

    Raises NotFound.
    """
    label = label_from(letter) if letter else ""
    async with database(of) as opened:
        async with reading(opened, reference, who) as (tx, person):
            record = await inbox.open_for(tx, person, reference, AuditAction.READ)
            form = await story_of(tx, person, record, label or record.child_label)
        made = Exported(document(form, kind))
        await keep(opened, record, person, f"story_{kind}", made, out)
    return made


async def story_of(tx: Tx, person: Person, record: Record, label: str) -> Form:
    """The document about the child `label` of a record that this person has just read. Raises NotFound."""
    return chronology_document.lay_out_chronology(
        await told_of(tx, person, record, label),
        setting_name=str(record.content["setting_name"]),
        reference=f"{record.reference}, {label}",
        made_at=tx.now.isoformat(),
        made_for=person.name,
    )


async def told_of(tx: Tx, person: Person, record: Record, label: str) -> Told:
    """What this person may be told of the child `label` of a record they have just read. Raises NotFound where there
    is no such child.
    """
    from dialogs.incident.second_view import seen_by
    from dialogs.safeguarding import timeline

    child = next((child for child in record.children if child["label"] == label), None)
    if child is None:
        raise NotFound("child")
    found = await chronology.of(tx, record, label, person=person)
    for other in sorted({entry.record.id for entry in found.entries} - {record.id}):
        await audit.note(tx, other, person.id, audit.AuditAction.READ_IN_STORY)
    uncertain = [match.reference for match in found.uncertain]
    await traces.shown(tx, person.id, uncertain, within=record.reference, by="story")
    second = await seen_by(tx, record, person) if label == record.child_label else None
    return Told(
        child_name=str(child["name"]),
        date_of_birth=str(child["date_of_birth"]),
        events=[await _event(tx, entry, record) for entry in found.entries],
        together=[Together(timeline.shows(one), one.references) for one in patterns(found.entries)],
        second_view=timeline.second_view(second) if second else (),
        uncertain=uncertain,
    )


async def _event(tx: Tx, entry: chronology.Entry, asked: Record) -> Event:
    content, made = entry.record.content, await decisions.of(tx, entry.record.id)
    setting = str(content.get("setting_name", ""))
    return Event(
        reference=entry.record.reference,
        day=entry.day,
        day_known=entry.happened_on is not None,
        colour=entry.record.colour,
        displayed=entry.displayed,
        likely=entry.sureness is Sureness.LIKELY,
        time=_typed(content.get("happened_at")),
        place=_typed(content.get("place")),
        acts=[] if is_empty(content.get("behaviour")) else content["behaviour"],
        setting_name=setting if setting != asked.content["setting_name"] else "",
        level=str(made[-1].content["answers"].get("level", "")) if made else "",
        others=lettered(entry.others),
    )


def _typed(value: object) -> str:
    return "" if is_empty(value) else str(value)

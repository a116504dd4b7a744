"""A referral pack for one child of an incident, for the safeguarding lead who decided on it, kept in the history."""

from pathlib import Path

from bot.cli.acting_as import reading
from bot.cli.arguments import label_from
from bot.cli.console import database
from bot.exports.exporting import Exported, document, keep
from bot.exports.record import addition_of
from bot.settings import Settings
from storage import traces
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.documents.kinds import referral
from storage.documents.layout import Form
from storage.history import chronology
from storage.people import people, settings
from storage.people.people import Person, Role
from storage.problems import NotFound
from storage.records import addenda, decisions, inbox
from storage.records.decisions import Decision, NotDecided
from storage.records.signing import Record


async def refer(of: Settings, reference: str, who: str, letter: str, kind: str, out: Path | None) -> Exported:
    """`kind` is html, pdf or docx; `letter` is the child's. Raises NotFound, and NotDecided before a decision."""
    label = label_from(letter)
    async with database(of) as opened:
        async with reading(opened, reference, who) as (tx, person):
            record = await inbox.open_for(tx, person, reference, AuditAction.READ)
            form = await pack_of(tx, person, record, label)
        made = Exported(document(form, kind))
        await keep(opened, record, person, f"referral_{kind}", made, out)
    return made


async def pack_of(tx: Tx, person: Person, record: Record, label: str) -> Form:
    """The pack of the child `label`, from the last decision on a record that this person has just read."""
    from dialogs.incident import safety_plan

    if label not in {child["label"] for child in record.children}:
        raise NotFound("child")
    made = await decisions.of(tx, record.id)
    if not made:
        raise NotDecided
    said = made[-1].content
    return referral.lay_out_referral(
        record.content,
        record.children,
        label,
        referral.Decided(
            answers=said["answers"],
            made_by=(await people.get(tx, made[-1].author_id)).name,
            reason=str(said["reason"]),
            plan=safety_plan.rows(said["answers"]),
            telephone=await _telephone(tx, record, made[-1]),
        ),
        referral.Later(
            additions=[await addition_of(tx, one) for one in await addenda.addenda_of(tx, record.id)],
            earlier=await _earlier(tx, person, record),
            observations=record.observations,
            checksum=record.hash,
        ),
    )


async def _telephone(tx: Tx, record: Record, made: Decision) -> str:
    """Where whoever decided can be rung back: as they gave it, or as their setting has it; '' where it is not known."""
    referred = made.content["answers"].get("referrals")
    given = referred.get("telephone") if isinstance(referred, dict) else ""
    setting = await settings.setting(tx, record.setting_id)
    author = await people.get(tx, made.author_id)
    for role in (Role.DSL, Role.DEPUTY):
        if not given and author.has(role, setting.id):
            given = setting.contacts.get(role.value, {}).get("phone", "")
    return str(given or "")


async def _earlier(tx: Tx, person: Person, record: Record) -> list[str]:
    from dialogs.safeguarding.timeline import in_words

    story = await chronology.of(tx, record, person=person)
    others = [entry for entry in story.entries if entry.record.id != record.id]
    shown = [entry.record.reference for entry in others]
    await traces.shown(tx, person.id, shown, within=record.reference, by="referral")
    return [in_words(entry) for entry in others]

"""What was done with a note about an adult, by whoever it was sent to: received, passed on, decided. Only ever added.

Where nobody could be sent it, its writer rings the LADO, and says so here. How long a note is kept follows from the
last decision. The periods are those of KCSIE (part four, records and retention), except where marked as our own:
undecided, a note stays; an allegation that was false or malicious goes, and any other stays ten years, or to the day
of the adult's pension age where that is later; a low-level concern stays at least until the adult has left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import adult_notes
from storage.records.adult_notes import AdultNote
from storage.retention_schedule.schedule import by_itself, years_after, years_of
from storage.working_hours import LONDON


class Step(StrEnum):
    """What can be done; stored, rename none."""

    RECEIVED = "received"
    PASSED_ON = "passed_on"
    DECIDED = "decided"


class Outcome(StrEnum):
    """What a decision says the matter was, in the words of KCSIE's part four; stored, rename none."""

    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    UNFOUNDED = "unfounded"
    FALSE = "false"
    MALICIOUS = "malicious"
    LOW_LEVEL = "low_level"


GONE = frozenset({Outcome.FALSE, Outcome.MALICIOUS})
YEARS = years_of("adult_note")
AFTER_FALSE = by_itself("adult_note_false")
"""KCSIE says that it is removed, not when."""

steps = sa.Table(
    "adult_note_steps",
    metadata,
    sa.Column("note_id", sa.String(32), sa.ForeignKey("adult_notes.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("step", sa.String(16), nullable=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    # of a decision: the last day on which the note is kept; none where it stays
    sa.Column("keep_until", sa.Date),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    sa.Column("said_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)


class NotePeriod(Problem):
    """A day until which the note would be kept for less than the ten years."""

    reason = "note_period"


@dataclass(frozen=True)
class Done:
    """One step. `said` is what was typed with it, by field."""

    step: Step
    person_id: str
    at: datetime
    said: Mapping[str, str]
    keep_until: date | None


def may_act(person: Person, note: AdultNote) -> bool:
    """Whoever it was sent to; its writer, where it could be sent to nobody."""
    return person.id == (note.recipient_id or note.author_id)


async def of(tx: Tx, note: AdultNote) -> list[Done]:
    """What was done with it, in order."""
    query = sa.select(steps).where(steps.c.note_id == note.id).order_by(steps.c.number)
    return [
        Done(
            Step(row.step),
            row.person_id,
            row.at,
            tx.vault.open_for_good(row.own_key_sealed, row.said_sealed)["said"],
            row.keep_until,
        )
        for row in await tx.connection.execute(query)
    ]


async def receive(tx: Tx, person: Person, reference: str) -> AdultNote:
    """Say that one has it and takes it on, once; its writer is told. Raises NotFound."""
    note = await _held(tx, person, reference)
    if not any(done.step is Step.RECEIVED for done in await of(tx, note)):
        await _add(tx, person, note, Step.RECEIVED, {})
        await running.stop(tx, adult_notes.READ, audit.of_adult_note(note.id))
        if note.author_id != person.id:
            about = {"reference": note.reference}
            await outbox.put(
                tx, note.author_id, Alert.ADULT_NOTE_RECEIVED, about, once=once.adult_note_received(note.id)
            )
    return note


async def pass_on(tx: Tx, person: Person, reference: str, said: Mapping[str, str]) -> AdultNote:
    """Keep to whom it was passed, on which day and how (`to`, `on`, `how`). Raises NotFound."""
    note = await receive(tx, person, reference)
    await _add(tx, person, note, Step.PASSED_ON, said)
    return note


async def decide(
    tx: Tx, person: Person, reference: str, outcome: Outcome, reason: str, at_least_until: date | None = None
) -> date | None:
    """Keep what came of it, and until when the note stays for that. Raises NotFound, and NotePeriod where the day given
    is earlier than the ten years.
    """
    note = await receive(tx, person, reference)
    until = keep_until(outcome, note.signed_at, tx.now, at_least_until)
    said = {"outcome": outcome.value, "reason": reason}
    await _add(tx, person, note, Step.DECIDED, said, until)
    return until


def keep_until(outcome: Outcome, signed_at: datetime, decided_at: datetime, given: date | None) -> date | None:
    """The last day on which a note is kept; None where it stays until somebody decides anew. Raises NotePeriod."""
    if outcome in GONE:
        return (decided_at + AFTER_FALSE).astimezone(LONDON).date()
    if outcome is Outcome.LOW_LEVEL:
        return given
    least = years_after(signed_at.astimezone(LONDON).date(), YEARS)
    if given is not None and given < least:
        raise NotePeriod
    return given or least


def past(day: date) -> sa.ColumnElement[bool]:
    """Notes whose last decision let them go before this day."""
    last = sa.select(sa.func.max(steps.c.number)).where(
        steps.c.note_id == adult_notes.adult_notes.c.id, steps.c.step == Step.DECIDED
    )
    return sa.exists().where(
        steps.c.note_id == adult_notes.adult_notes.c.id,
        steps.c.number == last.correlate(adult_notes.adult_notes).scalar_subquery(),
        steps.c.keep_until < day,
    )


async def tidy(tx: Tx) -> int:
    """Delete the notes that are past their time, with all that was done with them; how many."""
    table = adult_notes.adult_notes
    over = list(await tx.connection.scalars(sa.select(table.c.id).where(past(tx.now.astimezone(LONDON).date()))))
    for note_id in over:
        await audit.note(tx, audit.of_adult_note(note_id), None, AuditAction.TIME_OVER)
    await tx.connection.execute(steps.delete().where(steps.c.note_id.in_(over)))
    await tx.connection.execute(table.delete().where(table.c.id.in_(over)))
    return len(over)


async def _held(tx: Tx, person: Person, reference: str) -> AdultNote:
    note = await adult_notes.read(tx, person, reference, noted=False)
    table = adult_notes.adult_notes
    await tx.connection.execute(sa.select(table.c.id).where(table.c.id == note.id).with_for_update())
    if not may_act(person, note):
        raise NotFound("note")
    return note


async def _add(
    tx: Tx, person: Person, note: AdultNote, step: Step, said: Mapping[str, str], until: date | None = None
) -> None:
    number = len(await of(tx, note)) + 1
    signed = {
        "note": note.hash,
        "number": number,
        "step": step.value,
        "person_id": person.id,
        "at": tx.now.isoformat(timespec="microseconds"),
        "keep_until": until.isoformat() if until else None,
        "said": dict(said),
    }
    own_key, sealed = tx.vault.seal_for_good(signed)
    await tx.connection.execute(
        steps.insert().values(
            note_id=note.id,
            number=number,
            step=step.value,
            person_id=person.id,
            at=tx.now,
            keep_until=until,
            own_key_sealed=own_key,
            said_sealed=sealed,
            hash=tx.vault.checksum(signed),
        )
    )
    await audit.note(tx, audit.of_adult_note(note.id), person.id, _ACTIONS[step])


_ACTIONS = {
    Step.RECEIVED: AuditAction.RECEIVED,
    Step.PASSED_ON: AuditAction.PASSED_ON,
    Step.DECIDED: AuditAction.DECIDED,
}

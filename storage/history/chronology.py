"""A child's records in the order of what happened, and what they show together (HM-3.1): the earlier signs are looked
at as one story, not each by itself.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.history import matching
from storage.history.matching import Match, Sureness
from storage.people.people import Person
from storage.records.access import Which, fresh, may_read
from storage.records.signing import WHOLE, Record, opened
from storage.records.tables import records
from storage.working_hours import LONDON


@dataclass(frozen=True)
class Entry:
    """One record of the child, who has the letter `label` in it."""

    record: Record
    label: str
    sureness: Sureness

    @property
    def happened_on(self) -> date | None:
        """None where nobody knew the day."""
        try:
            return date.fromisoformat(str(self.record.content.get("happened_on", "")))
        except ValueError:
            return None

    @property
    def day(self) -> date:
        """The day it happened, or where nobody knew, the day it was signed."""
        return self.happened_on or self.record.signed_at.astimezone(LONDON).date()

    @property
    def displayed(self) -> bool:
        """Whether this child displayed the behaviour there; otherwise they were the one targeted."""
        return any(child["label"] == self.label and child["displayed"] for child in self.record.children)

    @property
    def others(self) -> list[dict[str, Any]]:
        """The other children of this record."""
        return [child for child in self.record.children if child["label"] != self.label]


@dataclass(frozen=True)
class Chronology:
    """`entries` with this record, oldest first; `uncertain` wait for a person's word and count for nothing yet."""

    entries: list[Entry]
    uncertain: list[Match]

    @property
    def references(self) -> list[str]:
        """Of every record that it names."""
        return [*(entry.record.reference for entry in self.entries), *(match.reference for match in self.uncertain)]


async def of(tx: Tx, record: Record, label: str | None = None, *, person: Person) -> Chronology:
    """The story of one child of a record, of what this person may read: the child it is about, where no label is given.

    One entry an incident: where several children displayed the behaviour there is a record each.
    """
    return await among(tx, record, may_read(await fresh(tx, person)), label)


async def among(tx: Tx, record: Record, which: Which, label: str | None = None) -> Chronology:
    """The same, of the records of which `which` is true (see `access`)."""
    incident = await tx.connection.scalar(sa.select(records.c.submission_key).where(records.c.id == record.id))
    label = label or record.child_label
    found = await matching.matches(tx, record.id, label, which)
    counted: dict[str, Entry] = {str(incident): Entry(record, label, Sureness.SURE)}
    ids = {match.record_id: match for match in found if match.counts}
    for other in await tx.connection.execute(sa.select(*WHOLE).where(records.c.id.in_(ids))):
        match = ids[other.id]
        entry = Entry(opened(tx, other), match.label, match.sureness)
        if other.submission_key not in counted or entry.record.child_label == match.label:
            counted[other.submission_key] = entry
    uncertain = {match.record_id: match for match in found if not match.counts}
    entries = sorted(counted.values(), key=lambda entry: (entry.day, entry.record.signed_at))
    return Chronology(entries, list(uncertain.values()))

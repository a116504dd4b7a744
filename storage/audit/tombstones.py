"""What is left of something that was disposed of at the end of its time: that, when and by which two people; not what.

The tables refuse to let a signed row go before its tombstone is there. That a tombstone is not invented, the signed
history says: it has an entry `disposed` of the same subject (`storage/administration/checking_history.py`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime

import sqlalchemy as sa

from storage.audit.actions import Kind, Subject
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx

SUBMISSION = "submission"
"""Beside the kinds of subjects: what a worker sent in one go. It has no history of its own."""

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("of_kind", sa.String(16), primary_key=True),
    sa.Column("of_id", sa.String(64), primary_key=True),
    sa.Column("reference", sa.String(16), index=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
    # by which line of the schedule (storage/retention_schedule/schedule.yaml)
    sa.Column("matter", sa.String(32), nullable=False),
    sa.Column("asked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("agreed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("agreed_at", Moment, nullable=False),
    sa.CheckConstraint("asked_by <> agreed_by", name="two_people"),
)


@dataclass(frozen=True)
class Tombstone:
    """`of_kind` is a Kind, or SUBMISSION. Moments are in UTC."""

    of_kind: str
    of_id: str
    reference: str | None
    setting_id: str
    matter: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime

    @property
    def about(self) -> Subject:
        """Whose history goes on to say so."""
        return Subject(Kind(self.of_kind), self.of_id)


_COLUMNS = [tombstones.c[one.name] for one in dataclass_fields(Tombstone)]


async def set_up(tx: Tx, one: Tombstone) -> None:
    """Before the rows go."""
    await tx.connection.execute(tombstones.insert().values(**vars(one)))


async def of_reference(tx: Tx, reference: str) -> Tombstone | None:
    """By the reference that people spoke of it by, in its stored spelling."""
    row = (await tx.connection.execute(sa.select(*_COLUMNS).where(tombstones.c.reference == reference))).first()
    return None if row is None else Tombstone(**row._mapping)


async def of_kinds(tx: Tx, kinds: Collection[str]) -> list[Tombstone]:
    """In the order in which they were set up."""
    query = sa.select(*_COLUMNS).where(tombstones.c.of_kind.in_(kinds))
    rows = await tx.connection.execute(query.order_by(tombstones.c.agreed_at, tombstones.c.of_id))
    return [Tombstone(**row._mapping) for row in rows]

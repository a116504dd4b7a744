"""What was decided at the end of something's time, step by step. Only ever added to; it goes with what it is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.database import row_seals
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx


class Step(StrEnum):
    """What can be done; stored, rename none."""

    DUE = "due"
    """Noticed, by nobody: its time has come."""
    KEPT = "kept"
    ASKED = "asked"
    """Somebody asks that it be disposed of."""


retention_steps = sa.Table(
    "retention_steps",
    metadata,
    sa.Column("of_kind", sa.String(16), primary_key=True),
    sa.Column("of_id", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("step", sa.String(16), nullable=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("at", Moment, nullable=False),
    # of one that is kept on: the day on which it is looked at again
    sa.Column("keep_until", sa.Date),
    # on the command line: who was signed in to the machine
    sa.Column("os_user", sa.String(128)),
    sa.Column("why_sealed", sa.LargeBinary),
)


@dataclass(frozen=True)
class Taken:
    """One step. `person_id` is nobody where it was noticed; `why` is what was typed."""

    number: int
    step: Step
    person_id: str | None
    at: datetime
    keep_until: date | None
    os_user: str | None
    why: str


async def take(
    tx: Tx, about: Subject, step: Step, person_id: str | None = None, why: str = "", keep_until: date | None = None
) -> None:
    """Keep the next one."""
    last = await latest(tx, about)
    await tx.connection.execute(
        retention_steps.insert().values(
            of_kind=about.kind.value,
            of_id=about.id,
            number=last.number + 1 if last else 1,
            step=step.value,
            person_id=person_id,
            at=tx.now,
            keep_until=keep_until,
            os_user=tx.origin.os_user,
            why_sealed=tx.vault.seal(why) if why else None,
        )
    )


async def latest(tx: Tx, about: Subject) -> Taken | None:
    """How it stands. Raises DatabaseProblem (damaged) where it was changed beside Waymark."""
    query = row_seals.select(retention_steps).where(is_of(about)).order_by(retention_steps.c.number.desc()).limit(1)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else _taken(tx, row_seals.checked(tx, row))


async def any_of(tx: Tx, kind: Kind, ids: Collection[str]) -> list[str]:
    """Those of these that ever fell due."""
    these = (retention_steps.c.of_kind == kind.value) & retention_steps.c.of_id.in_(ids)
    return list(await tx.connection.scalars(sa.select(retention_steps.c.of_id).where(these).distinct()))


async def standing(tx: Tx) -> dict[Subject, Taken]:
    """The last step of everything that ever fell due, what has waited longest first."""
    found: dict[Subject, Taken] = {}
    for row in await tx.connection.execute(row_seals.select(retention_steps).order_by(retention_steps.c.number)):
        found[Subject(Kind(row.of_kind), row.of_id)] = _taken(tx, row_seals.checked(tx, row))
    return dict(sorted(found.items(), key=lambda one: one[1].at))


def is_of(about: Subject) -> sa.ColumnElement[bool]:
    """Its rows."""
    return (retention_steps.c.of_kind == about.kind.value) & (retention_steps.c.of_id == about.id)


def _taken(tx: Tx, row: sa.Row[Any]) -> Taken:
    why = tx.vault.open(row.why_sealed) if row.why_sealed else ""
    return Taken(row.number, Step(row.step), row.person_id, row.at, row.keep_until, row.os_user, why)

"""A legal hold: while one is in force nothing is deleted by its time, not the hourly deletions either.

It holds for the whole installation: what a court or an inquiry will ask for is not known when it begins, and what is
kept a while too long can be deleted later. Who set it, why and until when stays in the history and with the hold.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from storage import audit
from storage.audit import INSTALLATION, AuditAction
from storage.database import row_seals
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.working_hours import LONDON

MAY = frozenset({Role.ADMIN, Role.HEAD})
"""Who sets a hold and lifts it (our own choice; the council's lawyer decides, and tells one of them)."""

legal_holds = sa.Table(
    "legal_holds",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("placed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("placed_at", Moment, nullable=False),
    # the last day on which it holds; none where it holds until it is lifted
    sa.Column("until", sa.Date),
    sa.Column("why_sealed", sa.LargeBinary, nullable=False),
    sa.Column("lifted_by", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("lifted_at", Moment),
    sa.Column("lifted_why_sealed", sa.LargeBinary),
)


class NoReason(Problem):
    """A hold is set, and lifted, for a reason that somebody reads later."""

    reason = "hold_no_reason"


class OverBefore(Problem):
    """It would end on a day that is over."""

    reason = "hold_over"


@dataclass(frozen=True)
class Hold:
    """`until` is its last day, in London; None until it is lifted."""

    id: str
    placed_by: str
    placed_at: datetime
    until: date | None
    why: str
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lifted_why: str = ""

    def is_in_force(self, today: date) -> bool:
        """Whether it keeps things on this day."""
        return self.lifted_at is None and (self.until is None or today <= self.until)


async def place(tx: Tx, person: Person, why: str, until: date | None = None) -> Hold:
    """From now on. Raises NotAllowed, NoReason, OverBefore."""
    _may(person, why)
    if until is not None and until < _today(tx):
        raise OverBefore
    hold = Hold(uuid.uuid4().hex, person.id, tx.now, until, why.strip())
    await tx.connection.execute(
        legal_holds.insert().values(
            id=hold.id, placed_by=person.id, placed_at=tx.now, until=until, why_sealed=tx.vault.seal(hold.why)
        )
    )
    await audit.note(tx, INSTALLATION, person.id, AuditAction.HOLD_PLACED, until.isoformat() if until else "")
    return hold


async def lift(tx: Tx, person: Person, hold_id: str, why: str) -> None:
    """What is past its time is deleted with the next hour. Raises NotAllowed, NoReason, NotFound."""
    _may(person, why)
    if all(one.id != hold_id for one in await in_force(tx)):
        raise NotFound("hold")
    values = {"lifted_by": person.id, "lifted_at": tx.now, "lifted_why_sealed": tx.vault.seal(why.strip())}
    await tx.connection.execute(legal_holds.update().where(legal_holds.c.id == hold_id).values(**values))
    await audit.note(tx, INSTALLATION, person.id, AuditAction.HOLD_LIFTED)


async def every(tx: Tx) -> list[Hold]:
    """Those in force and those that were, in order. For whoever runs the server."""
    rows = await tx.connection.execute(
        row_seals.select(legal_holds).order_by(legal_holds.c.placed_at, legal_holds.c.id)
    )
    return [_hold(tx, row_seals.checked(tx, row)) for row in rows]


async def in_force(tx: Tx) -> list[Hold]:
    """Raises DatabaseProblem (damaged) where somebody changed one beside Waymark: then nothing is deleted either."""
    return [one for one in await every(tx) if one.is_in_force(_today(tx))]


def _may(person: Person, why: str) -> None:
    if not person.roles & MAY:
        raise NotAllowed
    if not why.strip():
        raise NoReason


def _today(tx: Tx) -> date:
    return tx.now.astimezone(LONDON).date()


def _hold(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Hold:
    lifted = row.lifted_why_sealed
    return Hold(
        row.id, row.placed_by, row.placed_at, row.until, tx.vault.open(row.why_sealed), row.lifted_by, row.lifted_at,
        tx.vault.open(lifted) if lifted else "",
    )  # fmt: skip

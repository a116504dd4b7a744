"""The view with earlier records counted, kept beside the one that was signed: for the safeguarding roles only.

One is shared by all who may come to answer for the record: it rests on those earlier records that they all may know of.
Whoever may know of more, or of fewer, has their own, which nobody else is shown, not even that there is one.
The worker who signed never sees any, since they may not see earlier records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people.people import Person
from storage.queues import once
from storage.queues.alerts import Alert
from storage.records import access
from storage.records.signing import Record
from storage.records.tables import second_views


@dataclass(frozen=True)
class Made:
    """`view` and `observations` as the rules gave and took them, in plain JSON; `rests_on` are the earlier records'
    references.
    """

    view: dict[str, Any]
    observations: dict[str, Any]
    rests_on: list[str]
    is_higher: bool

    @property
    def colour(self) -> str:
        """As the rules name it: green, not_enough_information, amber or red."""
        return str(self.view["colour"])


@dataclass(frozen=True)
class SecondView(Made):
    """As it was kept."""

    number: int
    made_at: datetime


async def keep(
    tx: Tx,
    record: Record,
    person: Person | None,
    made: Made,
    *,
    by: str | None = None,
) -> SecondView:
    """Kept once for the same records and observations: what was shown stays as the rules gave it then.

    `person` is whom it is made for; None, where all share it. `by` is who signed, or said that it is the same child:
    that stands in the record's history, and of a view that is somebody's own, nothing does.
    """
    # held, so that numbers do not collide
    await access.row_where(tx, record.reference, sa.true())
    audiences = [second_views.c.is_shared] + ([second_views.c.person_id == person.id] if person else [])
    for before in [await _last(tx, record.id, audience) for audience in audiences]:
        if before and (before.rests_on, before.observations) == (made.rests_on, made.observations):
            return before
    kept = {"view": made.view, "observations": made.observations, "rests_on": made.rests_on}
    own_key, sealed = tx.vault.seal_for_good(kept)
    if by is not None:
        await audit.note(tx, record.id, by, audit.AuditAction.SECOND_VIEW)
    here = second_views.c.record_id == record.id
    number = (await tx.connection.scalar(sa.select(sa.func.max(second_views.c.number)).where(here)) or 0) + 1
    await tx.connection.execute(
        second_views.insert().values(
            record_id=record.id,
            number=number,
            made_at=tx.now,
            colour=made.colour,
            is_higher=made.is_higher,
            view_sealed=sealed,
            own_key_sealed=own_key,
            is_shared=person is None,
            person_id=person.id if person else None,
        )
    )
    return SecondView(**vars(made), number=number, made_at=tx.now)


async def alert(tx: Tx, record: Record, seen: Mapping[str, SecondView]) -> None:
    """`seen`: by person, the view of each who may come to answer for the record. Where it is higher, the person
    responsible is alerted at once, and so is whoever knows of earlier records of which the person responsible may not:
    nobody else can look at them together.
    """
    responsible = await access.fresh(tx, record.responsible_id)
    about = {"reference": record.reference}
    for person_id, second in seen.items():
        alone = set(second.rests_on) - await access.known(tx, responsible, second.rests_on)
        if second.is_higher and (alone or person_id == responsible.id):
            name = once.second_view(record.id, person_id if alone else "")
            await access.tell(tx, record.id, person_id, Alert.RECORD_LOOKS_SERIOUS, about, once=name)


async def _last(tx: Tx, record_id: str, which: sa.ColumnElement[bool]) -> SecondView | None:
    query = row_seals.select(second_views).where(second_views.c.record_id == record_id, which)
    row = (await tx.connection.execute(query.order_by(second_views.c.number.desc()).limit(1))).first()
    if row is None:
        return None
    row_seals.require(tx, row.row_seal)
    kept = tx.vault.open_for_good(row.own_key_sealed, row.view_sealed)
    return SecondView(**kept, is_higher=row.is_higher, number=row.number, made_at=row.made_at)

"""The view with earlier records counted, kept beside the one that was signed: for the safeguarding roles only.

The worker who signed never sees it, since they may not see earlier records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit, escalation, outbox
from storage.alerts import Alert
from storage.engine import Tx
from storage.life_tables import second_views
from storage.signing import Record


@dataclass(frozen=True)
class SecondView:
    """`view` and `observations` as the rules gave and took them; `rests_on` are the earlier records' references."""

    number: int
    made_at: datetime
    colour: str
    is_higher: bool
    view: dict[str, Any]
    observations: dict[str, Any]
    rests_on: list[str]


async def keep(
    tx: Tx,
    record: Record,
    *,
    view: Mapping[str, Any],
    observations: Mapping[str, Any],
    rests_on: Sequence[str],
    is_higher: bool,
) -> None:
    """Where it is higher, the person responsible is alerted at once, and the record is treated at that view's pace."""
    before = await latest(tx, record.id)
    if before is not None and before.observations == observations and before.rests_on == list(rests_on):
        return
    kept = {"view": dict(view), "observations": dict(observations), "rests_on": list(rests_on)}
    own_key, sealed = tx.vault.seal_for_good(kept)
    number = before.number + 1 if before else 1
    await audit.note(tx, record.id, record.author_id, audit.AuditAction.SECOND_VIEW)
    await tx.connection.execute(
        second_views.insert().values(
            record_id=record.id,
            number=number,
            made_at=tx.now,
            colour=view["colour"],
            is_higher=is_higher,
            view_sealed=sealed,
            own_key_sealed=own_key,
        )
    )
    if is_higher and not (before and before.is_higher):
        about = {"reference": record.reference}
        await outbox.put(tx, record.responsible_id, Alert.RECORD_LOOKS_SERIOUS, about, once=f"second_view:{record.id}")
        await escalation.hurry(tx, record.id)


async def latest(tx: Tx, record_id: str) -> SecondView | None:
    """The caller has asked the roles."""
    query = sa.select(second_views).where(second_views.c.record_id == record_id)
    row = (await tx.connection.execute(query.order_by(second_views.c.number.desc()).limit(1))).first()
    if row is None:
        return None
    kept = tx.vault.open_for_good(row.own_key_sealed, row.view_sealed)
    return SecondView(
        row.number, row.made_at, row.colour, row.is_higher, kept["view"], kept["observations"], kept["rests_on"]
    )

"""The figures of a unit: exact for whoever manages it, noted and not to be passed on; and an edition to pass on.

The one to pass on is made for a quarter that is over, once, and kept: two editions side by side could give a small
number away.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.plans.intervention.gaps import last_quarter
from storage.problems import NotAllowed
from storage.tracking.figures import Figures, PassedOn, of_unit, passed_on
from storage.tracking.tables import outcome_reports
from storage.working_hours import LONDON

READERS = frozenset({Role.MANAGER, Role.READER})
"""Of the edition to pass on; the exact one is for the managers of the unit alone."""


async def exact(tx: Tx, person: Person, setting_id: str | None = None) -> Figures:
    """As it is today, for a manager of the unit (their own where none is named); noted. Raises NotAllowed."""
    person = await people.get(tx, person.id)
    unit = setting_id or person.setting_id
    if not person.has(Role.MANAGER, unit):
        raise NotAllowed
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.OUTCOMES_SHOWN, "exact")
    # a plan that was signed today is in it
    return await of_unit(tx, unit, _today(tx) + timedelta(days=1))


async def read(tx: Tx, person: Person, setting_id: str | None = None) -> tuple[str, PassedOn]:
    """The quarter, and the edition to pass on: for a manager of the unit, or a reader of any. Raises NotAllowed."""
    person = await people.get(tx, person.id)
    unit = setting_id or person.setting_id
    if Role.READER not in person.roles and not person.has(Role.MANAGER, unit):
        raise NotAllowed
    _, end = last_quarter(_today(tx))
    quarter = quarter_before(end)
    await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.OUTCOMES_SHOWN, quarter)
    this = (outcome_reports.c.setting_id == unit) & (outcome_reports.c.quarter == quarter)
    kept = await tx.connection.scalar(sa.select(outcome_reports.c.figures).where(this))
    if kept is None:
        kept = passed_on(await of_unit(tx, unit, end)).as_json()
        await tx.connection.execute(
            outcome_reports.insert().values(setting_id=unit, quarter=quarter, figures=kept, made_at=tx.now)
        )
    return quarter, PassedOn.from_json(kept)


def quarter_before(end: date) -> str:
    """'2026-4' for the first of January 2027."""
    last = end - timedelta(days=1)
    return f"{last.year}-{(last.month + 2) // 3}"


def _today(tx: Tx) -> date:
    return tx.now.astimezone(LONDON).date()

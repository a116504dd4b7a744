"""Which special schools were offered training and which have had it, by year (PB-targeted, PB-roles).

Educational psychology promotes it and watches the uptake; the training team enters it.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.groups.tables import training_offers
from storage.people.people import Person, Role
from storage.problems import NotAllowed, Problem
from storage.working_hours import LONDON


class TrainedTooEarly(Problem):
    """Training that is still to come, or before it was offered."""

    reason = "trained_too_early"


@dataclass(frozen=True)
class Offer:
    """`trained_on` is None where it was offered and not taken up."""

    school: str
    year: int
    offered_on: date
    trained_on: date | None


async def offer(tx: Tx, by: Person, school: str, offered_on: date, trained_on: date | None) -> Offer:
    """Enter it for a school, once a year: a later entry for the same school and year puts the first right, and a day of
    training that was entered stays. Raises NotAllowed, TrainedTooEarly.
    """
    if Role.TRAINING not in by.roles:
        raise NotAllowed
    today = tx.now.astimezone(LONDON).date()
    if offered_on > today or (trained_on is not None and not offered_on <= trained_on <= today):
        raise TrainedTooEarly
    name = " ".join(school.split())
    known = next((one for one in await of_year(tx, offered_on.year) if one.school.casefold() == name.casefold()), None)
    if known is not None:
        trained_on = trained_on or known.trained_on
        this = (training_offers.c.school == known.school) & (training_offers.c.year == known.year)
        offered_on = min(offered_on, known.offered_on)
        values = {"offered_on": offered_on, "trained_on": trained_on, "entered_by": by.id}
        await tx.connection.execute(training_offers.update().where(this).values(**values))
        name = known.school
    else:
        await tx.connection.execute(
            training_offers.insert().values(
                school=name, year=offered_on.year, offered_on=offered_on, trained_on=trained_on, entered_by=by.id
            )
        )
    await audit.note(tx, audit.of_person(by.id), by.id, AuditAction.SCHOOL_TRAINING_NOTED)
    return Offer(name, offered_on.year, offered_on, trained_on)


async def of_year(tx: Tx, year: int) -> list[Offer]:
    """By the school's name."""
    query = sa.select(training_offers).where(training_offers.c.year == year).order_by(training_offers.c.school)
    rows = await tx.connection.execute(query)
    return [Offer(row.school, row.year, row.offered_on, row.trained_on) for row in rows]

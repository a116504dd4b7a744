"""Which cases are audited is drawn by lot, and can be drawn again: the same seed gives the same cases.

A seed is one number, such as 202611174821: the day up to which cases count, and four digits by chance. So cases that
are opened later change nothing, and anybody who manages the same settings can see that nothing was picked by hand.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework.parts import Side
from storage.casework.tables import case_members, cases
from storage.database.engine import Tx
from storage.oversight.case_audits.tables import case_audits
from storage.people import managers, people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, Problem
from storage.working_hours import LONDON

MOST = 24
"""Cases in one sample: as many as the inspection looked at."""
CHANCES = 10_000


class NotASample(Problem):
    """Of no case, or of more than anybody audits."""

    reason = "not_a_sample"


class NotASeed(Problem):
    """A number that was not printed with a sample."""

    reason = "not_a_seed"


@dataclass(frozen=True)
class Drawn:
    """One case of a sample. `is_theirs`: whether whoever drew it is part of it, and so does not audit it."""

    reference: str
    is_theirs: bool
    is_audited: bool


@dataclass(frozen=True)
class Sample:
    """`of`: how many cases it was drawn from; `before` the day from which none counts."""

    seed: int
    before: date
    of: int
    cases: tuple[Drawn, ...]


def draw(references: Sequence[str], size: int, seed: int) -> list[str]:
    """The same for the same cases and seed, in whatever order they come; all of them where there are too few."""
    there = sorted(references)
    return sorted(Random(seed).sample(there, min(size, len(there))))  # noqa: S311 - to be drawn again, not kept secret


async def sample(tx: Tx, by: Person, size: int, seed: int | None = None) -> Sample:
    """Cases of the settings that they manage or have staff in, about who displayed the behaviour. Noted with its seed.

    Raises NotAllowed for who is no manager, NotASample, NotASeed.
    """
    fresh = await people.get(tx, by.id)
    if Role.MANAGER not in fresh.roles:
        raise NotAllowed
    if not 1 <= size <= MOST:
        raise NotASample
    today = tx.now.astimezone(LONDON).date()
    if seed is None:
        seed = int(f"{today:%Y%m%d}") * CHANCES + secrets.randbelow(CHANCES)
    before = _day_of(seed)
    if before is None or before > today:
        raise NotASeed
    midnight = datetime.combine(before, time(), tzinfo=LONDON)
    settings = {one.setting_id for one in await managers.staff_of(tx, fresh)} | fresh.settings_as(Role.MANAGER)
    here = cases.c.setting_id.in_(settings) & (cases.c.side == Side.DISPLAYED.value)
    query = sa.select(cases.c.id, cases.c.reference).where(here, cases.c.opened_at < midnight)
    ids = {row.reference: row.id for row in await tx.connection.execute(query)}
    drawn = draw(list(ids), size, seed)
    mine = sa.select(case_members.c.case_id).where(case_members.c.person_id == by.id)
    theirs = set(await tx.connection.scalars(mine))
    audited = set(await tx.connection.scalars(sa.select(case_audits.c.case_id).distinct()))
    await audit.note(tx, audit.of_person(by.id), by.id, AuditAction.SAMPLE_DRAWN, f"{size} {seed}")
    found = tuple(Drawn(one, ids[one] in theirs, ids[one] in audited) for one in drawn)
    return Sample(seed, before, len(ids), found)


def _day_of(seed: int) -> date | None:
    try:
        return datetime.strptime(str(seed // CHANCES), "%Y%m%d").replace(tzinfo=LONDON).date()
    except ValueError:
        return None

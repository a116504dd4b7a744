"""A child turns 12 or 18 while an assessment is made: its route is found anew, and those who carry it hear.

One job looks each working morning, some in each transaction, while there is anything to look at: so no day of birth
stands unsealed in a queue. That a young person will be 18 is said on a Monday, at least eight weeks before (our own
choice), and by the reference alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import assessments, cases, managing
from storage.casework.assessments import EACH_MORNING, Assessment, first_look
from storage.casework.cases import Child
from storage.casework.parts import NOT_MADE_YET
from storage.casework.tables import assessments as table
from storage.database.engine import Tx
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.working_hours import LONDON

OF_AIM, ADULT = 12, 18
"""Years from which it is another assessment, and from which it is none any more."""
AHEAD = timedelta(weeks=8)
AT_ONCE = 100


@dataclass(frozen=True)
class Rerouted:
    """What the rules say at the new age. `tool` is what is made from now on; None where that stays."""

    tool: str | None
    route: Mapping[str, Any]
    rules_version: str
    rules_hash: str


Reroute = Callable[[Assessment, int], Rerouted]
"""The rules, asked again with an age in whole years."""


async def look(tx: Tx, job: Job, reroute: Reroute) -> None:
    """Do the next portion; then the next morning, while there is an assessment that is made."""
    after = str(job.params.get("reference", ""))
    making = table.c.state.in_([state.value for state in NOT_MADE_YET])
    query = sa.select(table.c.id, table.c.reference).where(making, table.c.reference > after)
    rows = (await tx.connection.execute(query.order_by(table.c.reference).limit(AT_ONCE))).all()
    for row in rows:
        await _look_at(tx, await assessments.get(tx, row.id), reroute)
    if not await jobs.done(tx, job):
        return
    if len(rows) == AT_ONCE:
        await jobs.schedule(tx, JobKind.CASE_DAY, tx.now, EACH_MORNING, {"reference": rows[-1].reference})
    elif rows or after:
        await jobs.schedule(tx, JobKind.CASE_DAY, first_look(tx), EACH_MORNING)


def birthday(child: Child, age: int) -> date:
    """On which they are that old; of somebody born on 29 February, the first of March in other years."""
    year = child.born.year + age
    try:
        return child.born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def is_soon_adult(child: Child, today: date) -> bool:
    """Whether they are 18 in so few weeks that the way for adults is to be agreed now."""
    return today < birthday(child, ADULT) <= today + AHEAD + timedelta(days=6)


async def _look_at(tx: Tx, one: Assessment, reroute: Reroute) -> None:
    child = (await cases.get(tx, one.case_id)).child
    today = tx.now.astimezone(LONDON).date()
    age, was = child.age_on(today), _age_of_route(one, child)
    if any(was < limit <= age for limit in (OF_AIM, ADULT)):
        found = reroute(one, age)
        values: dict[str, Any] = {"tool": found.tool} if found.tool else {}
        await assessments.keep(
            tx,
            one,
            route_sealed=tx.vault.seal_json(dict(found.route)),
            rules_version=found.rules_version,
            rules_hash=found.rules_hash,
            **values,
        )
        await audit.note(tx, one.about, None, AuditAction.STATE_CHANGED, "rerouted")
        await _tell(tx, one, Alert.ASSESSMENT_REROUTED)
    elif is_soon_adult(child, today) and today.weekday() == 0:
        await _tell(tx, one, Alert.ASSESSMENT_SOON_ADULT)


def _age_of_route(one: Assessment, child: Child) -> int:
    """In years: as the route was found with."""
    known = one.route.get("facts", {}).get("age")
    return int(known) if known is not None else child.age_on(one.asked_at.astimezone(LONDON).date())


async def _tell(tx: Tx, one: Assessment, what: Alert) -> None:
    told = {one.lead_id or one.asked_by, *await managing.managers_of(tx, one.case_id, one.lead_id or one.asked_by)}
    for person_id in sorted(told):
        name = once.state(what, f"{one.id}:{one.tool}:{person_id}")
        await outbox.put(tx, person_id, what, {"reference": one.reference}, once=name)

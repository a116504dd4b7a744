"""The end of a case, and what follows from it.

A case ends by the word of a manager in it, once nothing goes on: no assessment that is still made, no plan that is in
force, no tracking. With it its clocks stop, and everybody is out but those who manage it: they read it until it is
disposed of (`closed_at` is what retention counts from), and may open it again. All of that is the project's own choice;
that no child is left with a plan that nobody carries on is the sources'.
"""

from collections.abc import Collection
from dataclasses import dataclass

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import assessments, cases, handing_over, information, managing, members
from storage.casework.cases import QUIET, Case
from storage.casework.finishing import FIRST_MEETING
from storage.casework.members import InBothCases, about
from storage.casework.parts import ClosedAs, Part
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.plans.good_life import plan as good_life
from storage.plans.intervention import plan as intervention
from storage.problems import NotAllowed, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert


@dataclass(frozen=True)
class GoesOn:
    """What still goes on in a case, and the reference by which it is seen."""

    kind: Kind
    reference: str


class StillGoing(Problem):
    """Something in the case goes on: it is ended first, each by its own way."""

    reason = "case_still_going"

    def __init__(self, going: Collection[GoesOn]) -> None:
        self.going = tuple(going)
        super().__init__()


class NotClosed(Problem):
    """The case is open."""

    reason = "case_not_closed"


async def going_on(tx: Tx, case: Case) -> list[GoesOn]:
    """Assessments that are not over, plans that have not ended, an offer that nobody has answered."""
    made = await assessments.of_case(tx, case.id)
    found = [GoesOn(Kind.ASSESSMENT, one.reference) for one in made if not one.is_over]
    plan = await intervention.of_case(tx, case)
    if plan is not None and plan.ended_at is None:
        found.append(GoesOn(Kind.INTERVENTION, case.reference))
    life = await good_life.of_case(tx, case)
    if life is not None and life.ended_at is None:
        found.append(GoesOn(Kind.GOOD_LIFE, case.reference))
    if await handing_over.waiting(tx, case) is not None:
        found.append(GoesOn(Kind.CASE, case.reference))
    return found


async def close(tx: Tx, by: Person, case: Case, closed_as: ClosedAs) -> Case:
    """It is over. Raises CaseClosed, NotAllowed, StillGoing."""
    case.check_open()
    await _must_manage(tx, by, case)
    if going := await going_on(tx, case):
        raise StillGoing(going)
    await _stop_clocks(tx, case)
    out = [one for one in await members.of_case(tx, case.id) if one.until is None and one.part is not Part.LINE_MANAGER]
    for person_id in sorted({one.person_id for one in out}):
        await members.end(tx, case.id, person_id, by.id, *(part for part in Part if part is not Part.LINE_MANAGER))
    managing_it = {one.id for one in await members.with_part(tx, case.id, Part.LINE_MANAGER)}
    closed = await cases.set_closed(tx, case, closed_as)
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_CLOSED, closed_as)
    for person_id in sorted(({one.person_id for one in out} | managing_it) - {by.id}):
        await outbox.put(tx, person_id, Alert.CASE_CLOSED, {"reference": case.reference})
    return closed


async def reopen(tx: Tx, by: Person, case: Case) -> Case:
    """It was closed too soon: it goes on, and whoever was in it at the end and may take part still is in it again.

    Raises NotClosed, NotAllowed.
    """
    if case.closed_at is None:
        raise NotClosed
    await _must_manage(tx, by, case)
    opened = await cases.set_closed(tx, case, None)
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_REOPENED)
    back = [one for one in await members.of_case(tx, case.id) if one.until == case.closed_at]
    for one in back:
        if (await people.get(tx, one.person_id)).roles & members.MAY_TAKE_PART:
            try:
                await members.add(tx, case.id, one.person_id, one.part, by.id)
            except InBothCases:  # they are in the other child's meanwhile: a manager lets them in, with the reason
                continue
            await outbox.put(tx, one.person_id, Alert.CASE_REOPENED, {"reference": case.reference})
    await running.start(tx, QUIET, about(case.id), case.reference)
    return opened


async def ask_to_close(tx: Tx, by: Person, case: Case) -> list[str]:
    """Somebody who works in it says that it is over: those who manage it hear. Their ids. Raises CaseClosed."""
    case.check_open()
    told = await managing.managers_of(tx, case.id, by.id)
    for person_id in told:
        await outbox.put(tx, person_id, Alert.CASE_QUIET, {"reference": case.reference})
    return told


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told by a clock of a case. Whether it is over is asked only while nothing goes on in it."""
    if clock.clock.name == handing_over.CLOCK:
        return await handing_over.audience(tx, clock, part)
    if clock.clock.name != QUIET:
        return await information.audience(tx, clock, part)
    case = await cases.get(tx, clock.about.id)
    if await going_on(tx, case):
        return []
    return await managing.managers_of(tx, case.id, case.opened_by)


async def _must_manage(tx: Tx, by: Person, case: Case) -> None:
    if not await members.manages(tx, by, case.id):
        raise NotAllowed


async def _stop_clocks(tx: Tx, case: Case) -> None:
    for asked in await information.of_case(tx, case.id):
        await running.stop_all(tx, Subject(Kind.CASE, f"{case.id}/{asked.number}"))
    await running.stop_all(tx, about(case.id))
    await running.stop(tx, FIRST_MEETING, intervention.subject(case.id))

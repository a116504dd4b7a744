"""A case goes to another agency or area: a manager offers it to the manager there, who takes it on or does not.

Until then whoever held it holds it, and every limit stays where it is. Whom it was offered to knows its reference and
nothing else of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import assessments, cases, events, members
from storage.casework.cases import Case
from storage.casework.letting_in import NotAManager, somebody
from storage.casework.members import about
from storage.casework.parts import OVER, Happened, Part
from storage.casework.tables import case_handovers
from storage.clocks import running
from storage.clocks.running import Running
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.working_hours import LONDON

CLOCK = "case_handover"
ACCEPTED, DECLINED, TAKEN_BACK = "accepted", "declined", "taken_back"


class OfferedAlready(Problem):
    """It is offered to somebody who has not answered yet."""

    reason = "case_offered_already"


@dataclass(frozen=True)
class Offer:
    """`why` is for whoever holds the case; the one it is offered to reads it once it is theirs."""

    case_id: str
    number: int
    from_id: str
    to_id: str
    to_setting_id: str
    offered_at: datetime
    why: str


async def offer(tx: Tx, by: Person, case: Case, name: str, why: str) -> Person:
    """To the manager of that name, for the setting that they work in. Raises CaseClosed, NotAllowed, OfferedAlready,
    NotSomebodyHere; NotAManager where it is the setting that holds it already.
    """
    case.check_open()
    if not await members.manages(tx, by, case.id):
        raise NotAllowed
    if await waiting(tx, case) is not None:
        raise OfferedAlready
    to = await somebody(tx, name, Role.MANAGER)
    if to.setting_id == case.setting_id or to.id == by.id:
        raise NotAManager
    last = sa.select(sa.func.max(case_handovers.c.number)).where(case_handovers.c.case_id == case.id)
    await tx.connection.execute(
        case_handovers.insert().values(
            case_id=case.id,
            number=(await tx.connection.scalar(last) or 0) + 1,
            from_id=by.id,
            to_id=to.id,
            to_setting_id=to.setting_id,
            why_sealed=tx.vault.seal(why),
            offered_at=tx.now,
        )
    )
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_OFFERED, to.id)
    await running.start(tx, CLOCK, about(case.id), case.reference)
    await outbox.put(tx, to.id, Alert.CASE_OFFERED, {"reference": case.reference})
    return to


async def waiting(tx: Tx, case: Case) -> Offer | None:
    """What nobody has answered yet, of one case. Asks nobody's right."""
    found = await _open(tx, case_handovers.c.case_id == case.id)
    return found[0] if found else None


async def offered_to(tx: Tx, person: Person) -> list[tuple[str, Offer]]:
    """What waits for an answer by this manager, oldest first, each with the reference of its case."""
    if Role.MANAGER not in (await people.get(tx, person.id)).roles:
        return []
    found = await _open(tx, case_handovers.c.to_id == person.id)
    return [((await cases.get(tx, one.case_id)).reference, one) for one in found]


async def take_over(tx: Tx, by: Person, offer: Offer) -> Case:
    """They and their setting hold it from now on, and whoever managed it before is out. Who works in it stays, until
    somebody else is named; assessments that go on keep their limits. Raises NotAllowed, CaseClosed, InBothCases.
    """
    await _must_be_theirs(tx, by, offer)
    case = await cases.get(tx, offer.case_id)
    case.check_open()
    before = await members.with_part(tx, case.id, Part.LINE_MANAGER)
    await members.add(tx, case.id, by.id, Part.LINE_MANAGER, offer.from_id)
    for one in before:
        if one.id != by.id:
            await members.end(tx, case.id, one.id, by.id, Part.LINE_MANAGER)
    agency = (await settings.setting(tx, offer.to_setting_id)).kind
    case = await cases.set_agency(tx, case, offer.to_setting_id, agency)
    for one_of in await assessments.of_case(tx, case.id):
        if one_of.state not in OVER:
            await assessments.keep(tx, one_of, setting_id=case.setting_id, lead_agency=agency)
    await _answered(tx, by, offer, ACCEPTED)
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_TAKEN_OVER, offer.from_id)
    today = tx.now.astimezone(LONDON).date()
    await events.note(tx, case.id, by.id, Happened.SIGNIFICANT_CHANGE, today)
    there = {one.person_id for one in await members.of_case(tx, case.id) if one.until is None}
    for person_id in sorted({*there, *(one.id for one in before)} - {by.id}):
        await outbox.put(tx, person_id, Alert.CASE_TAKEN_OVER, {"reference": case.reference})
    return case


async def decline(tx: Tx, by: Person, offer: Offer) -> None:
    """It stays where it is, and whoever offered it hears. Raises NotAllowed."""
    await _must_be_theirs(tx, by, offer)
    await _answered(tx, by, offer, DECLINED)
    case = await cases.get(tx, offer.case_id)
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_DECLINED)
    await outbox.put(tx, offer.from_id, Alert.CASE_DECLINED, {"reference": case.reference})


async def take_back(tx: Tx, by: Person, case: Case) -> None:
    """It is not offered any more. Raises NotAllowed, NotFound."""
    if not await members.manages(tx, by, case.id):
        raise NotAllowed
    offer = await waiting(tx, case)
    if offer is None:
        raise NotFound("offer")
    await _answered(tx, by, offer, TAKEN_BACK)
    await audit.note(tx, about(case.id), by.id, AuditAction.CASE_DECLINED, TAKEN_BACK)


async def after_roles(tx: Tx, person_id: str) -> None:
    """Whoever manages no more answers no offer: it goes back to who made it."""
    if Role.MANAGER in (await people.get(tx, person_id)).roles:
        return
    for offer in await _open(tx, case_handovers.c.to_id == person_id):
        case = await cases.get(tx, offer.case_id)
        await _answered(tx, None, offer, DECLINED)
        await outbox.put(tx, offer.from_id, Alert.CASE_DECLINED, {"reference": case.reference})


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who hears that nobody has answered: whom it was offered to, and who offered it."""
    offer = await waiting(tx, await cases.get(tx, clock.about.id))
    if offer is None:
        return []
    person = await people.get(tx, offer.to_id if part == "offered_to" else offer.from_id)
    return [person.id] if Role.MANAGER in person.roles else []


async def _must_be_theirs(tx: Tx, by: Person, offer: Offer) -> None:
    fresh = await people.get(tx, by.id)
    if offer.to_id != fresh.id or Role.MANAGER not in fresh.roles or fresh.setting_id != offer.to_setting_id:
        raise NotAllowed


async def _answered(tx: Tx, by: Person | None, offer: Offer, answer: str) -> None:
    this = (case_handovers.c.case_id == offer.case_id) & (case_handovers.c.number == offer.number)
    open_ = case_handovers.c.answered_at.is_(None)
    values = {"answered_at": tx.now, "answer": answer}
    if not (await tx.connection.execute(case_handovers.update().where(this, open_).values(**values))).rowcount:
        raise NotFound("offer")
    await running.stop(tx, CLOCK, about(offer.case_id))


async def _open(tx: Tx, which: sa.ColumnElement[bool]) -> list[Offer]:
    query = row_seals.select(case_handovers).where(which, case_handovers.c.answered_at.is_(None))
    rows = await tx.connection.execute(query.order_by(case_handovers.c.offered_at, case_handovers.c.case_id))
    return [_offer(tx, row) for row in rows]


def _offer(tx: Tx, row: sa.Row[Any]) -> Offer:
    row_seals.require(tx, row.row_seal)
    of = {name: getattr(row, name) for name in Offer.__dataclass_fields__ if name != "why"}
    return Offer(**of, why=tx.vault.open(row.why_sealed))

"""Other agencies are asked for what they know, and have five working days. What is asked and answered is sealed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import cases, members
from storage.casework.members import about
from storage.casework.parts import Agency
from storage.casework.tables import information_requests
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person
from storage.problems import NotFound


@dataclass(frozen=True)
class Request:
    """`number` within the case. `answer` is '' until there is one."""

    case_id: str
    number: int
    agency: Agency
    asked_by: str
    asked_at: datetime
    wanted: str
    answered_at: datetime | None
    answer: str


async def ask(tx: Tx, by: Person, case_id: str, agency: Agency, wanted: str, *, reference: str) -> Request:
    """Ask an agency; `reference` is what a reminder says. Raises NotFound for who is no member, CaseClosed."""
    await _must_be_in(tx, by, case_id)
    (await cases.get(tx, case_id)).check_open()
    last = sa.select(sa.func.max(information_requests.c.number)).where(information_requests.c.case_id == case_id)
    number = (await tx.connection.scalar(last) or 0) + 1
    await tx.connection.execute(
        information_requests.insert().values(
            case_id=case_id,
            number=number,
            agency=agency.value,
            asked_by=by.id,
            asked_at=tx.now,
            wanted_sealed=tx.vault.seal(wanted),
        )
    )
    await audit.note(tx, about(case_id), by.id, AuditAction.INFORMATION_ASKED, agency)
    await running.start(tx, "information", _clock_of(case_id, number), reference)
    return await _one(tx, case_id, number)


async def answer(tx: Tx, by: Person, case_id: str, number: int, said: str) -> Request:
    """What they said, once. Raises NotFound where there is no such open request or they are no member."""
    await _must_be_in(tx, by, case_id)
    this = (information_requests.c.case_id == case_id) & (information_requests.c.number == number)
    done = await tx.connection.execute(
        information_requests.update()
        .where(this, information_requests.c.answered_at.is_(None))
        .values(answered_at=tx.now, answer_sealed=tx.vault.seal(said))
    )
    if not done.rowcount:
        raise NotFound("request")
    await audit.note(tx, about(case_id), by.id, AuditAction.INFORMATION_ANSWERED, str(number))
    await running.stop(tx, "information", _clock_of(case_id, number))
    return await _one(tx, case_id, number)


async def of_case(tx: Tx, case_id: str) -> list[Request]:
    """All of a case, in order. Asks nobody's right."""
    query = sa.select(information_requests).where(information_requests.c.case_id == case_id)
    return [_request(tx, row) for row in await tx.connection.execute(query.order_by(information_requests.c.number))]


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who hears that an answer is missing: whoever asked, if they are in the case still."""
    case_id, _, number = clock.about.id.partition("/")
    asker = await people.get(tx, (await _one(tx, case_id, int(number))).asked_by)
    return [asker.id] if await members.is_in(tx, asker, case_id) else []


async def _must_be_in(tx: Tx, person: Person, case_id: str) -> None:
    if not await members.is_in(tx, person, case_id):
        raise NotFound("case")


def _clock_of(case_id: str, number: int) -> Subject:
    return Subject(Kind.CASE, f"{case_id}/{number}")


async def _one(tx: Tx, case_id: str, number: int) -> Request:
    this = (information_requests.c.case_id == case_id) & (information_requests.c.number == number)
    return _request(tx, (await tx.connection.execute(sa.select(information_requests).where(this))).one())


def _request(tx: Tx, row: sa.Row[Any]) -> Request:
    return Request(
        case_id=row.case_id,
        number=row.number,
        agency=Agency(row.agency),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        wanted=tx.vault.open(row.wanted_sealed),
        answered_at=row.answered_at,
        answer=tx.vault.open(row.answer_sealed) if row.answer_sealed else "",
    )

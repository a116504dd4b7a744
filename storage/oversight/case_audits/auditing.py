"""A case is audited by a manager who is no part of it: nobody audits their own work. Kept, each audit stays as it is;
another of the same case stands beside it, and the newest counts.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import cases, members
from storage.casework.cases import Case
from storage.casework.events import StillToCome
from storage.casework.meetings import Meeting
from storage.casework.parts import Happened, Side
from storage.casework.tables import case_members
from storage.casework.tables import cases as cases_table
from storage.database.engine import Tx
from storage.oversight.case_audits import filling, questions
from storage.oversight.case_audits.days import Days, Known, out_of_order
from storage.oversight.case_audits.filling import Basis
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said, content
from storage.oversight.case_audits.tables import case_audits
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.working_hours import LONDON


class IsMember(Problem):
    """They are part of the case, or were, or of that of another child of the incident: somebody else audits it."""

    reason = "audit_by_member"


class DaysWrong(Problem):
    """Two days that cannot both be right."""

    reason = "audit_days_wrong"


class NotWhole(Problem):
    """A question that applies has no answer: 'not known' is one."""

    reason = "audit_not_whole"


@dataclass(frozen=True)
class Given:
    """What the auditor said beside what Waymark knew. `why` by chapter."""

    answers: Mapping[str, Said]
    days: Days = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)


async def begin(tx: Tx, by: Person, reference: str) -> Basis:
    """What Waymark knows of a case, for who may audit it; noted in its history. Raises NotAllowed for who is no
    manager, NotFound, IsMember.
    """
    case = await _may_audit(tx, by, reference)
    await audit.note(tx, members.about(case.id), by.id, AuditAction.CASE_AUDIT_OPENED)
    return await filling.gather(tx, case)


async def look_again(tx: Tx, by: Person, reference: str) -> Basis:
    """The same in the middle of an audit, without noting it once more."""
    return await filling.gather(tx, await _may_audit(tx, by, reference))


async def keep(tx: Tx, by: Person, reference: str, given: Given) -> AuditedCase:
    """The audit as it stands now. Raises as `begin`, and StillToCome, DaysWrong, NotWhole."""
    case = await _may_audit(tx, by, reference)
    basis = with_days(await filling.gather(tx, case), given.days, given.meetings)
    check_days(basis.days, basis.today)
    if filling.gaps(basis, given.answers):
        raise NotWhole
    known = filling.filled(basis)
    last = sa.select(sa.func.max(case_audits.c.number)).where(case_audits.c.case_id == case.id)
    number = (await tx.connection.scalar(last) or 0) + 1
    made = AuditedCase(
        case_id=case.id, reference=case.reference, number=number, side=case.side, setting_id=case.setting_id,
        lead_agency=case.lead_agency, opened_on=basis.opened_on, closed_on=basis.closed_on, auditor_id=by.id,
        audited_at=tx.now, answers={**given.answers, **known}, filled=frozenset(known), days=basis.days,
        meetings=basis.meetings, earlier_signs=basis.earlier_signs, worker_changes=basis.worker_changes,
        why=given.why,
    )  # fmt: skip
    await tx.connection.execute(
        case_audits.insert().values(
            case_id=case.id,
            number=number,
            auditor_id=by.id,
            at=tx.now,
            questions_hash=_hash(),
            said_sealed=tx.vault.seal_json(as_json(made)),
        )
    )
    await audit.note(tx, members.about(case.id), by.id, AuditAction.CASE_AUDITED, str(number))
    return made


def with_days(basis: Basis, days: Days, more: tuple[Meeting, ...] = ()) -> Basis:
    """With what the auditor said of days and meetings: what Waymark knows stays as it is."""
    known = {kind: one for kind, one in basis.days.items() if one.day is not None or kind not in days}
    met = {Happened.STRATEGY_MEETING: Known(Said.YES, more[0].day, more[0].precision)} if more else {}
    return Basis(**{**vars(basis), "days": {**met, **days, **known}, "meetings": (*basis.meetings, *more)})


def check_days(days: Days, today: date) -> None:
    """Raises StillToCome, DaysWrong."""
    if any(one.earliest and one.earliest > today for kind, one in days.items() if kind in content().asked_days):
        raise StillToCome
    if out_of_order(days):
        raise DaysWrong


async def read(tx: Tx, person: Person, reference: str) -> AuditedCase:
    """The newest audit of a case, for its members and for who audited it; noted. Raises NotFound."""
    case = await cases.by_reference(tx, reference)
    found = await _newest(tx, case_audits.c.case_id == case.id)
    if not found or not (found[0].auditor_id == person.id or await members.is_in(tx, person, case.id)):
        await audit.note(tx, members.about(case.id), person.id, AuditAction.REFUSED_READ)
        raise NotFound("audit")
    await audit.note(tx, members.about(case.id), person.id, AuditAction.READ, "case_audit")
    return found[0]


async def made_by(tx: Tx, person: Person, most: int = 100) -> list[tuple[str, int, datetime]]:
    """The audits that somebody made: the reference of each case, the number of its audit and when; the newest first."""
    query = (
        sa.select(cases_table.c.reference, case_audits.c.number, case_audits.c.at)
        .join(cases_table, cases_table.c.id == case_audits.c.case_id)
        .where(case_audits.c.auditor_id == person.id)
        .order_by(case_audits.c.at.desc(), cases_table.c.reference)
        .limit(most)
    )
    return [(row.reference, row.number, row.at) for row in await tx.connection.execute(query)]


async def newest(tx: Tx, first: date | None = None, until: date | None = None) -> list[AuditedCase]:
    """The newest audit of each case that was audited from `first` to the day before `until`, oldest first; for figures
    only: asks nobody's right.
    """
    within = []
    if first:
        within.append(case_audits.c.at >= datetime.combine(first, time(), tzinfo=LONDON))
    if until:
        within.append(case_audits.c.at < datetime.combine(until, time(), tzinfo=LONDON))
    return await _newest(tx, sa.and_(sa.true(), *within))


async def of_cases(tx: Tx, case_ids: Collection[str]) -> dict[str, AuditedCase]:
    """The newest audit of each of these that has one, by the id of its case; for figures only: asks nobody's right."""
    return {one.case_id: one for one in await _newest(tx, case_audits.c.case_id.in_(case_ids))}


async def whom_to_ask(tx: Tx, reference: str) -> list[Person]:
    """The managers who may audit a case: those of its own setting first. Raises NotFound."""
    case = await cases.by_reference(tx, reference)
    part_of_it = await _part_of_it(tx, case)
    found = [one for one in await people.with_role(tx, Role.MANAGER) if one.id not in part_of_it]
    return sorted(found, key=lambda one: (not one.has(Role.MANAGER, case.setting_id), one.name, one.id))


async def _may_audit(tx: Tx, by: Person, reference: str) -> Case:
    fresh = await people.get(tx, by.id)
    if Role.MANAGER not in fresh.roles:
        raise NotAllowed
    case = await cases.by_reference(tx, reference)
    if fresh.id in await _part_of_it(tx, case):
        await audit.note(tx, members.about(case.id), by.id, AuditAction.REFUSED_AUDIT)
        raise IsMember
    return case


async def _part_of_it(tx: Tx, case: Case) -> frozenset[str]:
    """Whoever is or was in the case, or in that of another child of the same incident."""
    together = cases_table.c.id == case.id
    if case.incident_key:
        together |= cases_table.c.incident_key == case.incident_key
    query = sa.select(case_members.c.person_id).where(
        case_members.c.case_id.in_(sa.select(cases_table.c.id).where(together))
    )
    return frozenset(await tx.connection.scalars(query))


async def every(tx: Tx, case_id: str) -> list[AuditedCase]:
    """All audits of a case, oldest first. Asks nobody's right."""
    query = _audits().where(case_audits.c.case_id == case_id).order_by(case_audits.c.number)
    return [_audited(tx, row) for row in await tx.connection.execute(query)]


async def _newest(tx: Tx, where: sa.ColumnElement[bool]) -> list[AuditedCase]:
    numbers = sa.select(case_audits.c.case_id, sa.func.max(case_audits.c.number).label("number")).where(where)
    last = numbers.group_by(case_audits.c.case_id).subquery()
    these = (case_audits.c.case_id == last.c.case_id) & (case_audits.c.number == last.c.number)
    query = _audits().join(last, these).order_by(case_audits.c.at, case_audits.c.case_id)
    return [_audited(tx, row) for row in await tx.connection.execute(query)]


def _audits() -> sa.Select[Any]:
    """Each with what stands beside it with its case."""
    plain = (cases_table.c.reference, cases_table.c.side, cases_table.c.setting_id, cases_table.c.lead_agency)
    moments = (cases_table.c.opened_at, cases_table.c.closed_at)
    query = sa.select(case_audits, *plain, *moments)
    return query.join(cases_table, cases_table.c.id == case_audits.c.case_id)


def _audited(tx: Tx, row: sa.Row[Any]) -> AuditedCase:
    kept = tx.vault.open_json(row.said_sealed)
    return AuditedCase(
        case_id=row.case_id,
        reference=row.reference,
        number=row.number,
        side=Side(row.side),
        setting_id=row.setting_id,
        lead_agency=row.lead_agency,
        opened_on=row.opened_at.astimezone(LONDON).date(),
        closed_on=row.closed_at.astimezone(LONDON).date() if row.closed_at else None,
        auditor_id=row.auditor_id,
        audited_at=row.at,
        answers={name: Said(value) for name, value in kept["answers"].items()},
        filled=frozenset(kept["filled"]),
        days={Happened(kind): Known.from_json(one) for kind, one in kept["days"].items()},
        meetings=tuple(Meeting.from_json(one) for one in kept["meetings"]),
        earlier_signs=kept["earlier_signs"],
        worker_changes=kept["worker_changes"],
        why=kept["why"],
    )


def as_json(made: AuditedCase) -> dict[str, Any]:
    """What is sealed of it."""
    return {
        "answers": {name: value.value for name, value in made.answers.items()},
        "filled": sorted(made.filled),
        "days": {kind.value: one.as_json() for kind, one in made.days.items()},
        "meetings": [one.as_json() for one in made.meetings],
        "earlier_signs": made.earlier_signs,
        "worker_changes": made.worker_changes,
        "why": dict(made.why),
    }


def _hash() -> str:
    rows = json.dumps(questions.FILE.read_text("utf-8"))
    return hashlib.sha256(rows.encode()).hexdigest()[:16]

"""The work round one child. Who they are is sealed, and found again only by whoever knows name and date of birth.

Nothing searches across settings: another agency is asked (`information.py`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.casework import members, reference
from storage.casework.members import InBothCases, about, may_read
from storage.casework.parts import ClosedAs, Part, Side
from storage.casework.tables import case_index, cases
from storage.clocks import running
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people import people
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.working_hours import LONDON

QUIET = "case_quiet"
"""The clock that asks whether a case in which nothing goes on is over."""
TOO_OLD = 25
"""Years: from this age on nobody is a case here."""


class BornWrong(Problem):
    """A date of birth that is still to come, or of somebody of 25 or over."""

    reason = "born_wrong"


class CaseClosed(Problem):
    """The case is over: nothing begins in it any more, unless it is opened again."""

    reason = "case_closed"


@dataclass(frozen=True)
class Child:
    """Who the case is about. `school` is primary, secondary or ''; `needs` are words of a closed list."""

    name: str
    born: date
    sex: str = ""
    school: str = ""
    needs: Sequence[str] = ()

    def age_on(self, day: date) -> int:
        """In whole years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be sealed; the day of birth as '2012-05-06'."""
        return {**vars(self), "born": self.born.isoformat(), "needs": list(self.needs)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Child":
        """What `as_json` kept."""
        return cls(**{**kept, "born": date.fromisoformat(kept["born"]), "needs": tuple(kept["needs"])})


@dataclass(frozen=True)
class Case:
    """One case with the child. For members only."""

    id: str
    reference: str
    side: Side
    setting_id: str
    lead_agency: str
    incident_key: str | None
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    closed_as: str | None
    child: Child

    def check_open(self) -> None:
        """Raises CaseClosed."""
        if self.closed_at is not None:
            raise CaseClosed


@dataclass(frozen=True)
class NewCase:
    """`part`: what whoever opens it does in it. `incident_key`: the submission of the record it is copied from."""

    child: Child
    setting_id: str
    lead_agency: str
    part: Part
    side: Side = Side.DISPLAYED
    incident_key: str | None = None


async def open_case(tx: Tx, by: Person, new: NewCase) -> Case:
    """A new case with one member. Raises BornWrong, and InBothCases."""
    today = tx.now.astimezone(LONDON).date()
    if not 0 <= new.child.age_on(today) < TOO_OLD or new.child.born > today:
        raise BornWrong
    # before anything is written: the one that asks says so, and goes on
    if await members.is_in_another(tx, new.incident_key, "", by.id):
        raise InBothCases
    case_id = uuid.uuid4().hex
    await tx.connection.execute(
        cases.insert().values(
            id=case_id,
            reference=await reference.unused(tx, "WC", cases.c.reference),
            side=new.side.value,
            setting_id=new.setting_id,
            lead_agency=new.lead_agency,
            incident_key=new.incident_key,
            opened_by=by.id,
            opened_at=tx.now,
            child_sealed=tx.vault.seal_json(new.child.as_json()),
        )
    )
    await tx.connection.execute(
        case_index.insert().values(case_id=case_id, kind="case", token=_token(tx, new.child, new.setting_id))
    )
    await audit.note(tx, about(case_id), by.id, AuditAction.CASE_OPENED)
    await members.add(tx, case_id, by.id, new.part, by.id)
    made = await get(tx, case_id)
    await running.start(tx, QUIET, about(case_id), made.reference)
    return made


async def set_closed(tx: Tx, case: Case, closed_as: ClosedAs | None) -> Case:
    """Over from now on in this way; None: open again. Whether that may be is asked before."""
    values = {"closed_at": None if closed_as is None else tx.now, "closed_as": closed_as and closed_as.value}
    await tx.connection.execute(cases.update().where(cases.c.id == case.id).values(**values))
    return await get(tx, case.id)


async def set_agency(tx: Tx, case: Case, setting_id: str, lead_agency: str) -> Case:
    """Held by another setting from now on, where the same child is found again by it."""
    this = cases.c.id == case.id
    await tx.connection.execute(cases.update().where(this).values(setting_id=setting_id, lead_agency=lead_agency))
    await tx.connection.execute(case_index.delete().where(case_index.c.case_id == case.id))
    token = _token(tx, case.child, setting_id)
    await tx.connection.execute(case_index.insert().values(case_id=case.id, kind="case", token=token))
    return await get(tx, case.id)


async def same_child(tx: Tx, child: Child, setting_id: str, side: Side) -> Case | None:
    """The newest open case of that setting about a child of that name and date of birth. Asks nobody's right."""
    these = sa.select(case_index.c.case_id).where(
        case_index.c.kind == "case", case_index.c.token == _token(tx, child, setting_id)
    )
    query = row_seals.select(cases).where(
        cases.c.id.in_(these), cases.c.side == side.value, cases.c.closed_at.is_(None)
    )
    row = (await tx.connection.execute(query.order_by(cases.c.opened_at.desc()).limit(1))).first()
    return None if row is None else _case(tx, row)


async def get(tx: Tx, case_id: str) -> Case:
    """For the other modules here: asks nobody's right. Raises NotFound."""
    row = (await tx.connection.execute(row_seals.select(cases).where(cases.c.id == case_id))).first()
    if row is None:
        raise NotFound("case")
    return _case(tx, row)


async def after(tx: Tx, last: str, at_most: int) -> list[Case]:
    """The next so many, in the order of their ids, after the id `last` ('' for the first): for figures over all of
    them, which asks nobody's right.
    """
    query = row_seals.select(cases).where(cases.c.id > last).order_by(cases.c.id).limit(at_most)
    return [_case(tx, row) for row in await tx.connection.execute(query)]


async def read(tx: Tx, person: Person, wanted: str, *, action: AuditAction | None = AuditAction.READ) -> Case:
    """A case by its reference, for a member; noted in its history (`action` None: it is only looked for). Raises
    NotFound, alike for one that is not there, and notes a refusal.
    """
    case = await by_reference(tx, wanted)
    if not await members.is_in(tx, await people.get(tx, person.id), case.id):
        await audit.note(tx, about(case.id), person.id, AuditAction.REFUSED_READ)
        raise NotFound("case")
    if action is not None:
        await audit.note(tx, about(case.id), person.id, action)
    return case


async def of_person(tx: Tx, person: Person) -> list[Case]:
    """Those that somebody is a member of and that are not closed, the newest first."""
    theirs = may_read(await people.get(tx, person.id)) & cases.c.closed_at.is_(None)
    query = row_seals.select(cases).where(theirs).order_by(cases.c.opened_at.desc(), cases.c.id)
    return each(tx, await tx.connection.execute(query), _case)


async def about_child(tx: Tx, person: Person, name: str, born: date | None) -> list[Case]:
    """Those about a child of that name, closed ones too, of which somebody is a member: for whoever asks what is held.
    Each look is in the history of the case. Where the date of birth is known, it has to be that.
    """
    theirs = may_read(await people.get(tx, person.id))
    query = row_seals.select(cases).where(theirs).order_by(cases.c.opened_at.desc(), cases.c.id)
    every = each(tx, await tx.connection.execute(query), _case)
    wanted = normalised(name)
    found = [one for one in every if normalised(one.child.name) == wanted and born in (None, one.child.born)]
    for one in found:
        await audit.note(tx, about(one.id), person.id, AuditAction.FOUND_BY_NAME)
    return found


async def by_reference(tx: Tx, wanted: str) -> Case:
    """For the other modules that stand on this: asks nobody's right. Raises NotFound."""
    this = cases.c.reference == reference.tidy(wanted)
    row = (await tx.connection.execute(row_seals.select(cases).where(this))).first()
    if row is None:
        raise NotFound("case")
    return _case(tx, row)


def _token(tx: Tx, child: Child, setting_id: str) -> str:
    return tx.vault.blind(f"case:{setting_id}:{normalised(child.name)}:{child.born.isoformat()}")


def _case(tx: Tx, row: sa.Row[Any]) -> Case:
    row_seals.require(tx, row.row_seal)
    of = {name: getattr(row, name) for name in Case.__dataclass_fields__ if name not in ("child", "side")}
    return Case(**of, side=Side(row.side), child=Child.from_json(tx.vault.open_json(row.child_sealed)))

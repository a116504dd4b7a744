"""A self-audit: begun with the first rating, closed once every item is rated, and due again after six months."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.oversight.self_audit import ratings
from storage.oversight.self_audit.items import is_theirs, items, rates_some
from storage.oversight.self_audit.ratings import Given, Rated, Rating
from storage.oversight.self_audit.tables import self_audit_ratings, self_audits
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.working_hours import LONDON

AGAIN = "self_audit"
"""The clock: six months after one is closed the next is due."""


class NotAllRated(Problem):
    """Items without a rating: `missing` names them."""

    reason = "not_all_rated"

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


@dataclass(frozen=True)
class SelfAudit:
    """One of them, with the newest rating of each item that has one."""

    number: int
    begun_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    rated: Mapping[str, Rated]

    @property
    def about(self) -> Subject:
        """Its history, and its clock."""
        return subject(self.number)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the items that nobody has rated yet."""
        return tuple(name for name in items().items if name not in self.rated)


def subject(number: int) -> Subject:
    """What its history and its clock are of."""
    return Subject(Kind.SELF_AUDIT, str(number))


def may_read(person: Person) -> bool:
    """Whoever rates any of it, and readers of signed reports."""
    return rates_some(person) or Role.READER in person.roles


async def read(tx: Tx, person: Person) -> SelfAudit:
    """The open one, else the last; noted. Raises NotAllowed, and NotFound where there was none yet."""
    if not may_read(await people.get(tx, person.id)):
        raise NotAllowed
    found = await latest(tx)
    if found is None:
        raise NotFound("self_audit")
    await audit.note(tx, found.about, person.id, AuditAction.READ)
    return found


async def latest(tx: Tx, *, closed: bool = False) -> SelfAudit | None:
    """The open one, else the last (`closed`: only one that is closed). Asks nobody's right."""
    query = sa.select(self_audits).order_by(self_audits.c.number.desc()).limit(1)
    if closed:
        query = query.where(self_audits.c.closed_at.is_not(None))
    row = (await tx.connection.execute(query)).first()
    return None if row is None else await _opened(tx, row)


async def closed_before(tx: Tx, until: date) -> list[SelfAudit]:
    """Those that were closed before a day, oldest first: for reports. Asks nobody's right."""
    query = sa.select(self_audits).where(self_audits.c.closed_at.is_not(None)).order_by(self_audits.c.number)
    found = [await _opened(tx, row) for row in (await tx.connection.execute(query)).all()]
    return [one for one in found if one.closed_at and one.closed_at.astimezone(LONDON).date() < until]


async def rate(tx: Tx, by: Person, item: str, given: Given) -> SelfAudit:
    """It is rated so from now on; what it was before stays. Begins a self-audit where none is open.

    Raises NotFound where there is no such item, NotAllowed where it is not theirs, and as `ratings.check`.
    """
    if item not in items().items:
        raise NotFound("item")
    if not is_theirs(await people.get(tx, by.id), items().items[item]):
        raise NotAllowed
    ratings.check(given, tx.now.astimezone(LONDON).date())
    number = await _open_number(tx, by)
    last = sa.select(sa.func.max(self_audit_ratings.c.number)).where(self_audit_ratings.c.audit == number)
    words = {"evidence": given.evidence, "owner": given.owner, "action": given.action}
    await tx.connection.execute(
        self_audit_ratings.insert().values(
            audit=number,
            number=(await tx.connection.scalar(last) or 0) + 1,
            item=item,
            rating=given.rating.value,
            due_on=given.due_on,
            words_sealed=tx.vault.seal_json(words),
            by_id=by.id,
            at=tx.now,
        )
    )
    await audit.note(tx, subject(number), by.id, AuditAction.ITEM_RATED, f"{item} {given.rating}")
    return await _get(tx, number)


async def close(tx: Tx, by: Person) -> SelfAudit:
    """A manager signs it off; the next is due in six months. Raises NotAllowed, NotFound, NotAllRated."""
    if Role.MANAGER not in (await people.get(tx, by.id)).roles:
        raise NotAllowed
    one = await latest(tx)
    if one is None or one.closed_at is not None:
        raise NotFound("self_audit")
    if one.missing:
        raise NotAllRated(one.missing)
    this = self_audits.c.number == one.number
    await tx.connection.execute(self_audits.update().where(this).values(closed_by=by.id, closed_at=tx.now))
    await audit.note(tx, one.about, by.id, AuditAction.SELF_AUDIT_CLOSED)
    await running.stop(tx, AGAIN, subject(one.number - 1))
    await running.start(tx, AGAIN, one.about, str(one.number))
    return await _get(tx, one.number)


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told that the next is due: every manager."""
    return [one.id for one in await people.with_role(tx, Role.MANAGER)]


async def _open_number(tx: Tx, by: Person) -> int:
    """That of the open one; begun where none is."""
    one = await latest(tx)
    if one is not None and one.closed_at is None:
        return one.number
    number = one.number + 1 if one else 1
    await tx.connection.execute(self_audits.insert().values(number=number, begun_by=by.id, begun_at=tx.now))
    await audit.note(tx, subject(number), by.id, AuditAction.SELF_AUDIT_BEGUN)
    return number


async def _get(tx: Tx, number: int) -> SelfAudit:
    query = sa.select(self_audits).where(self_audits.c.number == number)
    return await _opened(tx, (await tx.connection.execute(query)).one())


async def _opened(tx: Tx, row: sa.Row[Any]) -> SelfAudit:
    query = sa.select(self_audit_ratings).where(self_audit_ratings.c.audit == row.number)
    kept = await tx.connection.execute(query.order_by(self_audit_ratings.c.number))
    rated = {one.item: _rated(tx, one) for one in kept}
    return SelfAudit(row.number, row.begun_at, row.closed_by, row.closed_at, rated)


def _rated(tx: Tx, row: sa.Row[Any]) -> Rated:
    given = Given(Rating(row.rating), **tx.vault.open_json(row.words_sealed), due_on=row.due_on)
    return Rated(row.item, row.number, given, row.by_id, row.at)

"""Drafts and editions: a draft is worked out whenever it is asked for; a manager signs it, and with that it is frozen.

What is signed is what was shown. A later edition stands beside the earlier one and says what has changed; nobody takes
an edition back. Whoever reads one is noted.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.oversight.board_report import content, gathering, passing_on, period
from storage.oversight.board_report.content import Content
from storage.oversight.board_report.period import Period
from storage.oversight.board_report.tables import board_reports
from storage.oversight.self_audit import rounds
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.working_hours import LONDON

SIGNERS = frozenset({Role.MANAGER})
READERS = frozenset({Role.MANAGER, Role.READER})
"""Named readers: heads of service and members of boards, and managers."""


AGAIN = "board_report"
"""The clock: once the report of the last year is signed, that of the next is due when its year is over."""


class BoardReportAsItWas(Problem):
    """The newest edition says the same: there is nothing to sign."""

    reason = "board_report_as_it_was"


class HasChanged(Problem):
    """The figures are not those that were shown any more."""

    reason = "board_report_changed"


@dataclass(frozen=True)
class Edition:
    """One that was signed. `superseded_by`: the edition after it, None where it is the newest."""

    period: Period
    edition: int
    content: Content
    signed_name: str
    signed_by: str
    signed_at: datetime
    hash: str
    superseded_by: int | None = None


def about(of: Period) -> Subject:
    """Its history."""
    return Subject(Kind.BOARD_REPORT, str(of))


async def show_draft(tx: Tx, by: Person, of: Period) -> Content:
    """The draft, for whoever may sign it; that they saw it is kept. Raises as `draft`."""
    made = await draft(tx, by, of)
    await audit.note(tx, audit.of_person(by.id), by.id, AuditAction.BOARD_REPORT_SHOWN, str(of))
    return made


async def draft(tx: Tx, by: Person, of: Period) -> Content:
    """As it would be signed now, without what the signer says. Raises NotAllowed, NotOver."""
    if not (await people.get(tx, by.id)).roles & SIGNERS:
        raise NotAllowed
    today = tx.now.astimezone(LONDON).date()
    period.check_over(of, today)
    figures = await gathering.figures_of(tx, of)
    earlier = (await editions_of(tx, of))[-1:]
    before = earlier[0].content if earlier else None
    out = None
    if of.is_year:
        out = passing_on.of(figures, earlier[0].edition + 1 if earlier else 1, before.passed_on if before else None)
    rated = (await rounds.closed_before(tx, today + timedelta(days=1)))[-content.ROUNDS :]
    closed = tuple(one.closed_at.astimezone(LONDON).date().isoformat() for one in rated if one.closed_at)
    made = Content(figures, out, content.rated(rated), closed)
    return replace(made, changes=content.changes(before, made)) if before else made


def mark(of: Content) -> str:
    """By which a draft that was shown is known again."""
    return _hash(of.as_json())


async def sign(tx: Tx, by: Person, of: Period, shown: str, *, text: str, signed_name: str) -> Edition:
    """Sign the draft whose `mark` was `shown`, with what is said to the board. Raises NotAllowed, NotOver, HasChanged,
    and BoardReportAsItWas where the newest edition says the same.
    """
    drafted = await draft(tx, by, of)
    if mark(drafted) != shown:
        raise HasChanged
    earlier = await editions_of(tx, of)
    if earlier and not drafted.changes and earlier[-1].content.text == text:
        raise BoardReportAsItWas
    edition = len(earlier) + 1
    signed = {"content": replace(drafted, text=text).as_json(), "signed_name": signed_name}
    own_key, sealed = tx.vault.seal_for_good(signed)
    await tx.connection.execute(
        board_reports.insert().values(
            period=str(of), edition=edition, own_key_sealed=own_key, content_sealed=sealed, hash=_hash(signed),
            signed_by=by.id, signed_at=tx.now,
        )
    )  # fmt: skip
    await audit.note(tx, about(of), by.id, AuditAction.BOARD_REPORT_SIGNED, f"{edition} {_hash(signed)}")
    await _next_is_due(tx, of)
    for reader in await people.with_role(tx, Role.READER):
        name = once.board_report(str(of), edition, reader.id)
        await outbox.put(tx, reader.id, Alert.BOARD_REPORT_SIGNED, {"reference": str(of)}, once=name)
    return (await editions_of(tx, of))[-1]


async def read(tx: Tx, person: Person, of: Period | None = None, edition: int | None = None) -> Edition:
    """An edition, or the newest; of that period, or of the last that has one. That they read it is kept.

    Raises NotAllowed, and NotFound where there is none.
    """
    if not (await people.get(tx, person.id)).roles & READERS:
        raise NotAllowed
    of = of or await _last_signed(tx)
    found = await editions_of(tx, of) if of else []
    wanted = [one for one in found if edition in (None, one.edition)][-1:]
    if not wanted:
        raise NotFound("board_report")
    one = wanted[0]
    await audit.note(tx, about(one.period), person.id, AuditAction.READ, str(one.edition))
    return one


def is_whole(one: Edition) -> bool:
    """Whether it is as it was signed."""
    return _hash({"content": one.content.as_json(), "signed_name": one.signed_name}) == one.hash


async def signed_periods(tx: Tx) -> list[tuple[Period, int]]:
    """Each that has an edition with the number of its newest, the newest first. Asks nobody's right."""
    query = sa.select(board_reports.c.period, sa.func.max(board_reports.c.edition).label("edition"))
    rows = await tx.connection.execute(query.group_by(board_reports.c.period))
    return sorted(((period.read(row.period), row.edition) for row in rows), reverse=True)


async def editions_of(tx: Tx, of: Period) -> list[Edition]:
    """All of a period, in order. Asks nobody's right."""
    query = sa.select(board_reports).where(board_reports.c.period == str(of)).order_by(board_reports.c.edition)
    rows = (await tx.connection.execute(query)).all()
    return [_edition(tx, row, newest=len(rows)) for row in rows]


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told that the next is due: whoever may sign it."""
    return sorted({one.id for role in SIGNERS for one in await people.with_role(tx, role)})


async def _next_is_due(tx: Tx, of: Period) -> None:
    """The clock of the year after the one that is signed; a quarter, or a year of long ago, leaves it as it is."""
    if of != period.last_year(tx.now.astimezone(LONDON).date()):
        return
    for earlier, _ in await signed_periods(tx):
        if earlier < of:
            await running.stop(tx, AGAIN, about(earlier))
    following = Period(of.year + 1)
    await running.start(tx, AGAIN, about(of), str(following), no_later_than=following.end - timedelta(days=1))


async def _last_signed(tx: Tx) -> Period | None:
    found = await signed_periods(tx)
    return found[0][0] if found else None


def _edition(tx: Tx, row: sa.Row[Any], *, newest: int) -> Edition:
    signed = tx.vault.open_for_good(row.own_key_sealed, row.content_sealed)
    return Edition(
        period=period.read(row.period),
        edition=row.edition,
        content=Content.from_json(signed["content"]),
        signed_name=signed["signed_name"],
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        hash=row.hash,
        superseded_by=row.edition + 1 if row.edition < newest else None,
    )


def _hash(signed: Any) -> str:
    return hashlib.sha256(canonical(signed).encode()).hexdigest()

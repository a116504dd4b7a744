"""The yearly report of training, signed by a named person of the training team, and frozen with that.

What is signed is the figures as they were; the words around them are said when it is read. A later edition stands
beside the earlier one. Whoever reads it is noted.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.training import census, figures
from storage.training.figures import Figures
from storage.training.tables import training_reports

READERS = frozenset({Role.TRAINING, Role.MANAGER, Role.READER})
"""Who reads a signed report: deputy heads and heads of service [DC-monitoring], managers, and the team itself."""


class ReportAsItWas(Problem):
    """The newest edition says the same: there is nothing to sign."""

    reason = "report_as_it_was"


@dataclass(frozen=True)
class Signed:
    """One edition. `joined` are the areas that its passed-on table joined: they stay so in later ones."""

    year: int
    edition: int
    figures: Figures
    joined: frozenset[tuple[str, str]]
    signed_name: str
    signed_by: str
    signed_at: datetime
    hash: str


def about(year: int) -> Subject:
    """Its history."""
    return Subject(Kind.TRAINING, f"report-{year}")


async def draft(tx: Tx, by: Person, year: int) -> Figures:
    """As it would be signed now. Raises NotAllowed, and NotFound where there was no census that year."""
    if Role.TRAINING not in by.roles:
        raise NotAllowed
    if not await census.standing(tx, year):
        raise NotFound("census")
    return await figures.of_year(tx, year)


async def sign(tx: Tx, by: Person, year: int, shown: Figures, signed_name: str) -> Signed:
    """Sign what was shown. Raises NotAllowed, NotFound, and ReportAsItWas where the newest edition says the same."""
    await draft(tx, by, year)
    earlier = await _editions(tx, year)
    if earlier and earlier[-1].figures == shown:
        raise ReportAsItWas
    joined = _joined(shown, earlier[-1].joined if earlier else ())
    content = {"figures": shown.as_json(), "joined": sorted(map(list, joined)), "signed_name": signed_name}
    edition = len(earlier) + 1
    await tx.connection.execute(
        training_reports.insert().values(
            year=year, edition=edition, content_sealed=tx.vault.seal_json(content), hash=_hash(content),
            signed_by=by.id, signed_at=tx.now,
        )
    )  # fmt: skip
    await audit.note(tx, about(year), by.id, AuditAction.TRAINING_REPORT_SIGNED, f"{edition} {_hash(content)}")
    for reader in await people.with_role(tx, Role.READER):
        name = once.training_year(Alert.TRAINING_REPORT_SIGNED, f"{year}-{edition}", reader.id)
        await outbox.put(tx, reader.id, Alert.TRAINING_REPORT_SIGNED, {"reference": str(year)}, once=name)
    return (await _editions(tx, year))[-1]


async def read(tx: Tx, person: Person, year: int | None = None) -> Signed | None:
    """The newest edition, of that year or of the last that has one; that they read it is kept. Raises NotAllowed."""
    if not person.roles & READERS:
        raise NotAllowed
    newest = sa.select(sa.func.max(training_reports.c.year))
    of_year = year if year is not None else await tx.connection.scalar(newest)
    found = await _editions(tx, of_year) if of_year is not None else []
    if not found:
        return None
    await audit.note(tx, about(found[-1].year), person.id, AuditAction.READ, str(found[-1].edition))
    return found[-1]


def is_whole(signed: Signed) -> bool:
    """Whether it is as it was signed."""
    content = {
        "figures": signed.figures.as_json(),
        "joined": sorted(map(list, signed.joined)),
        "signed_name": signed.signed_name,
    }
    return _hash(content) == signed.hash


def _joined(shown: Figures, earlier: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    groups = figures.passed_on(shown, earlier).completed
    return frozenset({*earlier, *(pair for group in groups for pair in pairwise(group.labels))})


async def _editions(tx: Tx, year: int) -> list[Signed]:
    query = sa.select(training_reports).where(training_reports.c.year == year).order_by(training_reports.c.edition)
    return [_signed(tx, row) for row in await tx.connection.execute(query)]


def _signed(tx: Tx, row: sa.Row[Any]) -> Signed:
    content = tx.vault.open_json(row.content_sealed)
    return Signed(
        year=row.year,
        edition=row.edition,
        figures=figures.read(content["figures"]),
        joined=frozenset((first, second) for first, second in content["joined"]),
        signed_name=content["signed_name"],
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        hash=row.hash,
    )


def _hash(content: Any) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()

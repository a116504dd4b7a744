"""Writing to the history. Every entry is linked to the one before it in the whole installation and to the one before it
about the same subject, and signed by a key that is not in the database.

What a transaction notes is written when everything else in it is: then the chain of the installation is held only while
entries are written and committed, not while a turn is thought about, and no two turns wait for each other crosswise.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from storage.audit.actions import INSTALLATION, AuditAction, Subject
from storage.audit.actions import subject as subject_of
from storage.audit.tables import Entry, audit, entry_of
from storage.database.engine import Tx
from storage.database.statements import Statement
from storage.database.vault import canonical
from storage.problems import Problem

LOCK = 0x5741594D4155
"""PostgreSQL's advisory lock of the chain: who writes next waits, then sees the entry before. SQLite has one writer."""
FORM = "waymark-audit-1"

_about = (audit.c.subject_kind == sa.bindparam("kind")) & (audit.c.subject_id == sa.bindparam("id"))
_LAST = Statement(
    sa.select(audit.c.position, audit.c.hash, audit.c.key_id, audit.c.signature)
    .where(audit.c.position.is_not(None))
    .order_by(audit.c.position.desc())
    .limit(1)
)
_LAST_ABOUT = Statement(sa.select(audit.c.number, audit.c.hash).where(_about).order_by(audit.c.number.desc()).limit(1))
_INSERT = Statement(audit.insert())


class NoSigningKey(Problem):
    """The history is signed, and this process was not given the key: nothing is written that nobody vouches for."""

    reason = "signing_key_missing"


class Row(Protocol):
    """What an entry says: a row of the table, or one that is to be written."""

    subject_kind: str
    subject_id: str
    number: int
    at: datetime
    person_id: str | None
    action: str
    via: str | None
    os_user: str | None
    hash: str
    position: int | None
    key_id: str | None
    signature: bytes | None


@dataclass(frozen=True)
class _Noted:
    subject: Subject
    person_id: str | None
    action: str
    at: datetime


async def note(tx: Tx, about: Subject | str, person_id: str | None, action: AuditAction, detail: str = "") -> None:
    """Add to the history of a subject, or of a record by its id. By which way it was done, the transaction knows.

    `detail` is a few plain words or ids, never anything of a case. It is written with the rest of the transaction, at
    its end; raises NoSigningKey then.
    """
    noted = _Noted(subject_of(about), person_id or tx.origin.by, f"{action} {detail}".strip(), tx.now)
    tx.at_end.setdefault(_write, []).append(noted)


async def entries(tx: Tx, about: Subject | str) -> list[Entry]:
    """The whole history of a subject, or of a record by its id, oldest first; with what this transaction noted."""
    await written(tx)
    query = sa.select(audit).where(is_about(subject_of(about))).order_by(audit.c.number)
    return [entry_of(row) for row in await tx.connection.execute(query)]


async def written(tx: Tx) -> None:
    """What this transaction has noted so far is in the table from now on."""
    noted = tx.at_end.pop(_write, None)
    if noted is not None:
        await _write(tx, noted)


async def begin_signing(tx: Tx) -> None:
    """Where a key signs by now and no entry is signed yet, the first signed one is written at the end of this
    transaction: it vouches for what is there.
    """
    tx.at_end.setdefault(_write, [])


async def how_often(tx: Tx, action: AuditAction, since: datetime) -> int:
    """In how many entries, of all subjects, somebody has done this since then."""
    query = sa.select(sa.func.count()).select_from(audit).where(audit.c.action == action, audit.c.at >= since)
    return await tx.connection.scalar(query) or 0


def is_about(subject: Subject) -> sa.ColumnElement[bool]:
    """Of this subject."""
    return (audit.c.subject_kind == subject.kind.value) & (audit.c.subject_id == subject.id)


def link(of: "_Link | Row | None") -> list[str | None]:
    """What the next entry of the installation is tied to: with its signature, so that this cannot be changed either."""
    return [None, None] if of is None else [of.hash, bytes(of.signature).hex() if of.signature else None]


def hash_of(row: Row, before: Sequence[str | None], before_about: str) -> str:
    """SHA-256 over what an entry says, the `link` before it, and the hash before it about the same subject."""
    at = row.at.isoformat(timespec="microseconds")
    said = [FORM, row.position, row.subject_kind, row.subject_id, row.number, at, row.person_id, row.action]
    said += [row.via, row.os_user, row.key_id, *before, before_about]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def hash_before(row: Row, before_about: str) -> str:
    """Of an entry from before there was a chain of the installation. Those from before migration 0013 say nothing of
    the way.
    """
    at = row.at.isoformat(timespec="microseconds")
    said: list[str | int | None] = [before_about, row.number, at, row.person_id, row.action]
    if row.via is not None:
        said += [row.via, row.os_user]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def message(hashed: str) -> bytes:
    """What is signed of an entry."""
    return f"{FORM} {hashed}".encode()


def digest_of(rows: Iterable[Row]) -> str:
    """One checksum of many entries, whatever their order."""
    each = sorted(
        hashlib.sha256(
            canonical(
                [row.position, row.subject_kind, row.subject_id, row.number, row.at.isoformat(timespec="microseconds"),
                 row.person_id, row.action, row.via, row.os_user, row.hash]
            ).encode()
        ).digest()
        for row in rows
    )  # fmt: skip
    return hashlib.sha256(b"".join(each)).hexdigest()


@dataclass(frozen=True)
class _Link:
    hash: str
    signature: bytes | None


@dataclass
class _New:
    """An entry that is to be written, as a row of the table."""

    subject_kind: str
    subject_id: str
    number: int
    at: datetime
    person_id: str | None
    action: str
    via: str | None
    os_user: str | None
    position: int | None
    key_id: str | None
    hash: str = ""
    signature: bytes | None = None


async def _write(tx: Tx, noted: Sequence[_Noted]) -> None:
    if tx.driver is None:
        await tx.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    found = await _LAST.rows(tx, {})
    last: Any = found[0] if found else None
    signer = tx.signer if tx.signer is not None and tx.signer.can_sign else None
    if signer is None and last is not None and last.key_id is not None:
        raise NoSigningKey
    if signer is not None and (last is None or last.key_id is None):
        noted = [*await _taken_over(tx), *noted]
    position, before = (last.position if last else 0), link(last)
    about: dict[Subject, tuple[int, str]] = {}
    for one in noted:
        number, hashed = about.get(one.subject) or await _last_about(tx, one.subject)
        position += 1
        new = _New(
            one.subject.kind.value, one.subject.id, number + 1, one.at, one.person_id, one.action, tx.origin.via.value,
            tx.origin.os_user, position, signer.key_id if signer else None,
        )  # fmt: skip
        new.hash = hash_of(new, before, hashed)
        new.signature = signer.sign(message(new.hash)) if signer else None
        before, about[one.subject] = link(new), (new.number, new.hash)
        await _INSERT.changed(tx, vars(new))


async def _last_about(tx: Tx, subject: Subject) -> tuple[int, str]:
    rows = await _LAST_ABOUT.rows(tx, {"kind": subject.kind.value, "id": subject.id})
    return (rows[0].number, rows[0].hash) if rows else (0, subject.beginning)


async def _taken_over(tx: Tx) -> list[_Noted]:
    """The first signed entry vouches for what is there by then: what was done to it before, nobody can say."""
    there = (await tx.connection.execute(sa.select(audit))).all()
    if not there:
        return []
    rows: Any = there
    return [_Noted(INSTALLATION, None, f"{AuditAction.HISTORY_TAKEN_OVER} {len(there)} {digest_of(rows)}", tx.now)]

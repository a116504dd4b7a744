"""Is a record whole, and is a file what was exported? Neither answer says a word of what is in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Entry
from storage.database.engine import Tx
from storage.problems import DatabaseProblem, NotFound
from storage.records import concerns, standing
from storage.records.reference import tidy
from storage.records.signing import NO_COLOUR
from storage.records.tables import addenda, decisions, records

DIGITS = 48
"""Hexadecimal digits of an exported file's SHA-256 that the audit keeps: 192 bits."""


@dataclass(frozen=True)
class Verdict:
    """`signed`: what was signed matches its hash, and the columns beside it. `additions`: so does each addition
    and each decision, and none is missing. `history`: the chain of who did what is unbroken and begins with the
    signing. `state`: its status, who is responsible for it and to whom it was handed over are what the history says.
    """

    reference: str
    signed: bool
    additions: bool
    history: bool
    state: bool

    @property
    def whole(self) -> bool:
        """Whether everything is as it was written."""
        return self.signed and self.additions and self.history and self.state


async def verify(tx: Tx, reference: str) -> Verdict:
    """Raises NotFound."""
    row = (await tx.connection.execute(sa.select(records).where(records.c.reference == tidy(reference)))).first()
    if row is None:
        raise NotFound("record")
    history = await audit.entries(tx, row.id)
    unbroken = await audit.verify(tx, row.id) and history[0].what == AuditAction.SIGNED
    signed, added, state = await matching(tx, row, history)
    return Verdict(row.reference, signed, added, unbroken, state)


async def matching(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> tuple[bool, bool, bool]:
    """Whether a record's `signed`, `additions` and `state` are as they were written; the history has been checked."""
    added = await _additions(tx, row, history) and await _decisions(tx, row, history)
    return await _signed(tx, row), added, await standing.matches(tx, row, history)


def export_detail(kind: str, content: bytes) -> str:
    """What the audit keeps of an export: its kind (html, pdf, docx, json) and the beginning of its SHA-256."""
    return f"{kind} {_digest(content)}"


async def exported_as(tx: Tx, content: bytes) -> list[tuple[str, Entry]]:
    """The exports that had exactly these bytes: (reference, entry), oldest first; empty where there was none."""
    await audit.written(tx)
    query = (
        sa.select(records.c.reference, audit.audit)
        .join(records, records.c.id == audit.audit.c.subject_id)
        .where(audit.audit.c.subject_kind == audit.Kind.RECORD)
        .where(audit.audit.c.action.like(f"{audit.AuditAction.EXPORTED} % {_digest(content)}"))
        .order_by(audit.audit.c.at, audit.audit.c.number)
    )
    rows = await tx.connection.execute(query)
    return [(row.reference, audit.entry_of(row)) for row in rows]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]


async def _signed(tx: Tx, row: sa.Row[Any]) -> bool:
    signed = _opened(tx, row.own_key_sealed, row.signed_sealed)
    beside = {
        "reference": row.reference,
        "author_id": row.author_id,
        "setting_id": row.setting_id,
        "concern_about_dsl": row.concern_about_dsl,
        "rules_version": row.rules_version,
        "rules_hash": row.rules_hash,
        "signed_at": row.signed_at.isoformat(timespec="microseconds"),
    }
    if (
        signed is None
        or not tx.vault.is_checksum(signed, row.hash)
        or row.colour != signed["view"].get("colour", NO_COLOUR)
    ):
        return False
    return {**signed, **beside} == signed and await concerns.beside_dsl(tx, row.id) == signed.get("also_about", [])


async def _additions(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    query = sa.select(addenda).where(addenda.c.record_id == row.id).order_by(addenda.c.number)
    entries = [entry for entry in history if entry.what == AuditAction.ADDENDUM]
    number = 0
    for number, addition in enumerate(await tx.connection.execute(query), start=1):
        signed = _opened(tx, addition.own_key_sealed, addition.text_sealed)
        if signed is None or not tx.vault.is_checksum(signed, addition.hash) or signed["record"] != row.hash:
            return False
        if (signed["number"], signed["author_id"]) != (addition.number, addition.author_id):
            return False
        if addition.number != number or number > len(entries) or entries[number - 1].at != addition.added_at:
            return False
    return number == len(entries)


async def _decisions(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    query = sa.select(decisions).where(decisions.c.record_id == row.id).order_by(decisions.c.number)
    number = 0
    for number, decision in enumerate(await tx.connection.execute(query), start=1):
        signed = _opened(tx, decision.own_key_sealed, decision.decision_sealed)
        if signed is None or not tx.vault.is_checksum(signed, decision.hash) or signed["record"] != row.hash:
            return False
        decided_at = decision.decided_at.isoformat(timespec="microseconds")
        if (signed["number"], signed["author_id"], signed["decided_at"]) != (number, decision.author_id, decided_at):
            return False
    return number == sum(entry.what == AuditAction.DECISION for entry in history)


def _opened(tx: Tx, own_key: bytes, sealed: bytes) -> dict[str, Any] | None:
    """None where it cannot be opened. The database's own keys are right, or the transaction had not begun."""
    try:
        opened: dict[str, Any] = tx.vault.open_for_good(own_key, sealed)
    except (DatabaseProblem, ValueError):
        return None
    return opened

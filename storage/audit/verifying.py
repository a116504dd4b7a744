"""Is the history whole: nothing changed, taken out, put in, moved, or signed by anybody else?

Each entry is tied to the one before it and to that one's signature, so the signature of the last vouches for all that
come before: only that of the last of each portion is checked, and all of a portion where something is wrong with it, to
say where. A hundred thousand entries are so checked in seconds. What was cut off at the very end shows by the heads
that were sent outside (`heads.py`) and by what stands in the other tables.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from storage.audit import chain
from storage.audit.actions import AuditAction, Kind, Subject
from storage.audit.actions import subject as subject_of
from storage.audit.tables import audit
from storage.database.engine import Tx
from storage.database.signing_keys import Signer

PORTION = 1000
"""Entries that are checked in one transaction: nobody's turn waits longer for it than some tens of milliseconds."""


class Wrong(StrEnum):
    """What is wrong with the history, or with what it vouches for."""

    CHANGED = "changed"
    GAP = "gap"
    """An entry is missing, or has been moved."""
    UNSIGNED = "unsigned"
    """An entry that nobody has signed stands behind one that is."""
    NOT_SIGNED = "not_signed"
    """No entry is signed, since no signing key was ever set: anybody who can write could have written them."""
    FORGED = "forged"
    """The signature is not that of the key that it names."""
    UNKNOWN_KEY = "unknown_key"
    TAKEN_OVER = "taken_over"
    """What was there before entries were signed is not what the first signed entry says."""
    HEAD = "head"
    """The history is not what a signed head of a day says."""
    CUT = "cut"
    """A signed head of a day is of an entry that is not there any more."""
    # what the history vouches for
    MISSING = "missing"
    """Something that the history tells of is not there."""
    INVENTED = "invented"
    """Something is there of which the history knows nothing."""
    DIFFERS = "differs"
    """What is there is not what was signed."""
    TRIGGER = "trigger"
    """What keeps the tables from being changed is gone, or has been changed itself."""


@dataclass(frozen=True)
class Fault:
    """`where` is a table, a trigger or a day; `about` whose history it is in, with the number of the entry there."""

    wrong: Wrong
    about: Subject | None = None
    number: int | None = None
    position: int | None = None
    at: datetime | None = None
    where: str = ""


Seen = Callable[[Any], None]
"""Is told each entry that was checked, in order."""
Key = tuple[str, str]
"""A subject as it is stored: there are many entries."""


@dataclass
class Check:
    """Goes through the history a portion at a time: `while await check.portion(tx)`. What it found is in `faults`.

    `start` is the place of the last entry that was verified before, where there is one; see `heads.last_verified`.
    """

    signer: Signer | None
    start: int = 0
    seen: Seen = lambda _row: None
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    position: int = field(default=0, init=False)
    _last: Any = field(default=None, init=False)
    _ends: dict[Key, tuple[int, str]] = field(default_factory=dict, init=False)
    _unsigned: list[Any] = field(default_factory=list, init=False)
    _signed: bool = field(default=False, init=False)
    _before: "tuple[str, str, int] | None" = field(default=("", "", 0), init=False)

    def __post_init__(self) -> None:
        self.position = self.start
        if self.start:
            self._before = None

    async def portion(self, tx: Tx) -> bool:
        """Whether there is more."""
        if self._before is not None:
            rows = await self._rows_before(tx)
            self._entries_before(rows)
            return True
        if self._last is None and self.start:
            found = await tx.connection.execute(sa.select(audit).where(audit.c.position == self.start))
            self._last = found.first()
            self._signed = True
        query = sa.select(audit).where(audit.c.position > self.position).order_by(audit.c.position).limit(PORTION)
        rows = (await tx.connection.execute(query)).all()
        if self.start:
            await self._read_ends(tx, rows)
        self._entries(rows)
        if len(rows) < PORTION:
            self._at_the_end()
        return len(rows) == PORTION

    async def _rows_before(self, tx: Tx) -> Sequence[Any]:
        """Those from before there was a chain of the installation, by subject."""
        key = (audit.c.subject_kind, audit.c.subject_id, audit.c.number)
        query = sa.select(audit).where(audit.c.position.is_(None), sa.tuple_(*key) > sa.tuple_(*self._before or ()))
        rows = (await tx.connection.execute(query.order_by(*key).limit(PORTION))).all()
        last = rows[-1] if len(rows) == PORTION else None
        self._before = None if last is None else (last.subject_kind, last.subject_id, last.number)
        return rows

    def _entries_before(self, rows: Iterable[Any]) -> None:
        previous: Any = None
        for row in rows:
            about = (row.subject_kind, row.subject_id)
            number, hashed = self._ends.get(about) or (0, _subject(about).beginning)
            lost_its_way = previous is not None and previous.via is not None and row.via is None
            if row.number != number + 1:
                self._wrong(Wrong.GAP, row)
            elif row.hash != chain.hash_before(row, hashed) or (lost_its_way and previous.subject_id == row.subject_id):
                self._wrong(Wrong.CHANGED, row)
            self._keep(about, row)
            self._unsigned.append(row)
            previous = row

    def _entries(self, rows: Sequence[Any]) -> None:
        faults = len(self.faults)
        for row in rows:
            about = (row.subject_kind, row.subject_id)
            number, hashed = self._ends.get(about) or (0, _subject(about).beginning)
            if row.position != self.position + 1:
                self.faults.append(Fault(Wrong.GAP, position=self.position + 1))
            if row.number != number + 1:
                self._wrong(Wrong.GAP, row)
            elif row.position == self.position + 1 and row.hash != chain.hash_of(row, chain.link(self._last), hashed):
                self._wrong(Wrong.CHANGED, row)
            self._check_key(row)
            self._keep(about, row)
            self.position, self._last = row.position, row
        if rows and self.signer is not None and (len(self.faults) > faults or not self._holds(rows[-1])):
            for row in rows:
                if row.key_id is not None and self.signer.knows(row.key_id) and not self._holds(row):
                    self._wrong(Wrong.FORGED, row)
        elif rows and self.signer is not None:
            # where the key changes, the last of the old one
            for row in (before for before, after in pairwise(rows) if before.key_id != after.key_id):
                if not self._holds(row):
                    self._wrong(Wrong.FORGED, row)

    def _check_key(self, row: sa.Row[Any]) -> None:
        if row.key_id is None:
            if self._signed:
                self._wrong(Wrong.UNSIGNED, row)
            else:
                self._unsigned.append(row)
            return
        if not self._signed:
            self._signed = True
            if self._unsigned:
                said = f"{AuditAction.HISTORY_TAKEN_OVER} {len(self._unsigned)} {chain.digest_of(self._unsigned)}"
                if row.action != said:
                    self._wrong(Wrong.TAKEN_OVER, row)
                self._unsigned.clear()
        if self.signer is not None and not self.signer.knows(row.key_id):
            self._wrong(Wrong.UNKNOWN_KEY, row)

    def _holds(self, row: sa.Row[Any]) -> bool:
        if row.key_id is None or self.signer is None or not self.signer.knows(row.key_id):
            return True
        return self.signer.holds(row.key_id, row.signature, chain.message(row.hash))

    def _keep(self, about: Key, row: sa.Row[Any]) -> None:
        self._ends[about] = (row.number, row.hash)
        self.count += 1
        self.seen(row)

    def _wrong(self, wrong: Wrong, row: sa.Row[Any]) -> None:
        about = _subject((row.subject_kind, row.subject_id))
        self.faults.append(Fault(wrong, about, row.number, row.position, row.at))

    def _at_the_end(self) -> None:
        if self.signer is not None and not self._signed and self.count:
            self.faults.append(Fault(Wrong.NOT_SIGNED))

    async def _read_ends(self, tx: Tx, rows: Iterable[Any]) -> None:
        """Of the subjects that were not met since the start: where their history stood then."""
        for row in rows:
            key = (row.subject_kind, row.subject_id)
            if key in self._ends:
                continue
            about = _subject(key)
            earlier = sa.or_(audit.c.position <= self.start, audit.c.position.is_(None))
            query = sa.select(audit.c.number, audit.c.hash).where(chain.is_about(about), earlier)
            last = (await tx.connection.execute(query.order_by(audit.c.number.desc()).limit(1))).first()
            self._ends[key] = (last.number, last.hash) if last else (0, about.beginning)


def _subject(key: Key) -> Subject:
    return Subject(Kind(key[0]), key[1])


async def verify(tx: Tx, about: Subject | str) -> bool:
    """Whether the history of one subject is whole, and there is one."""
    return await faults_of(tx, subject_of(about)) == []


async def faults_of(tx: Tx, about: Subject) -> list[Fault]:
    """What is wrong with the history of one subject; MISSING where it has none.

    Each entry is checked by its own signature. That none was cut off at its end shows in the chain of the installation.
    """
    await chain.written(tx)
    query = sa.select(audit).where(chain.is_about(about)).order_by(audit.c.number)
    rows: Sequence[Any] = (await tx.connection.execute(query)).all()
    linked = await links(tx, [row.position - 1 for row in rows if row.position is not None])
    first_signed = await tx.connection.scalar(
        sa.select(sa.func.min(audit.c.position)).where(audit.c.key_id.is_not(None))
    )
    found: list[Fault] = [] if rows else [Fault(Wrong.MISSING, about)]
    number, hashed, had_a_way = 0, about.beginning, False
    for row in rows:
        if row.position is None:
            right = row.hash == chain.hash_before(row, hashed) and not (had_a_way and row.via is None)
        else:
            right = row.hash == chain.hash_of(row, chain.link(linked.get(row.position - 1)), hashed)
        wrong = Wrong.GAP if row.number != number + 1 else None if right else Wrong.CHANGED
        wrong = wrong or _signature_of(tx.signer, row, first_signed)
        if wrong is not None:
            found.append(Fault(wrong, about, row.number, row.position, row.at))
        number, hashed, had_a_way = row.number, row.hash, row.via is not None
    return found


def _signature_of(signer: Signer | None, row: sa.Row[Any], first_signed: int | None) -> Wrong | None:
    if row.key_id is None:
        late = row.position is not None and first_signed is not None and row.position > first_signed
        return Wrong.UNSIGNED if late else None
    if signer is None:
        return None
    if not signer.knows(row.key_id):
        return Wrong.UNKNOWN_KEY
    return None if signer.holds(row.key_id, row.signature, chain.message(row.hash)) else Wrong.FORGED


async def links(tx: Tx, positions: Sequence[int]) -> dict[int, Any]:
    """What stands at these places of the chain: to what each next one is tied."""
    found: dict[int, Any] = {}
    for begin in range(0, len(positions), 500):
        query = sa.select(audit.c.position, audit.c.hash, audit.c.signature)
        some = await tx.connection.execute(query.where(audit.c.position.in_(positions[begin : begin + 500])))
        found |= {row.position: row for row in some}
    return found

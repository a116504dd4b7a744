"""The head of the history, signed once a day: where it stood, so that an end that was cut off, or a database that was
put in another's place, shows to whoever has kept the heads elsewhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.audit import chain
from storage.audit.tables import audit, heads
from storage.audit.verifying import Fault, Wrong
from storage.database.engine import Tx
from storage.database.signing_keys import Signer
from storage.database.vault import canonical

FORM = "waymark-head-1"


class NotAHead(ValueError):
    """A line in which there is no head of a history."""


@dataclass(frozen=True)
class Head:
    """`position` and `hash` are the last entry's; `is_whole`: all up to it had been verified by then, and was whole."""

    day: date
    position: int
    hash: str
    at: datetime
    is_whole: bool
    key_id: str
    signature: bytes

    @property
    def message(self) -> bytes:
        """What is signed."""
        at = self.at.isoformat(timespec="microseconds")
        said = [FORM, self.day.isoformat(), self.position, self.hash, at, self.is_whole, self.key_id]
        return canonical(said).encode()

    def line(self, public_key: str) -> str:
        """As it is sent outside: one line of JSON."""
        return canonical(
            {
                "form": FORM, "day": self.day.isoformat(), "position": self.position, "hash": self.hash,
                "at": self.at.isoformat(timespec="microseconds"), "is_whole": self.is_whole, "key_id": self.key_id,
                "public_key": public_key, "signature": self.signature.hex(),
            }
        )  # fmt: skip


def read(line: str) -> Head:
    """A line as `Head.line` writes it, also with something before it, as syslog puts there. Raises NotAHead."""
    try:
        data: Mapping[str, Any] = json.loads(line[line.index("{") :])
        if data["form"] != FORM:
            raise NotAHead
        return Head(
            date.fromisoformat(data["day"]), int(data["position"]), str(data["hash"]),
            datetime.fromisoformat(data["at"]), bool(data["is_whole"]), str(data["key_id"]),
            bytes.fromhex(data["signature"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAHead from None


async def sign(tx: Tx, day: date, *, is_whole: bool) -> Head | None:
    """The head of this day, signed and kept; None where there is one already, nothing to sign, or no key."""
    await chain.written(tx)
    last = (
        await tx.connection.execute(sa.select(audit).order_by(audit.c.position.desc().nulls_last()).limit(1))
    ).first()
    if last is None or last.position is None or tx.signer is None or not tx.signer.can_sign:
        return None
    if await tx.connection.scalar(sa.select(heads.c.day).where(heads.c.day == day)):
        return None
    unsigned = Head(day, last.position, last.hash, tx.now, is_whole, tx.signer.key_id, b"")
    signed = Head(**{**vars(unsigned), "signature": tx.signer.sign(unsigned.message)})
    await tx.connection.execute(heads.insert().values(**vars(signed)))
    return signed


async def unsent(tx: Tx) -> list[Head]:
    """Those that were not written outside yet, oldest first."""
    query = sa.select(heads).where(heads.c.sent_at.is_(None)).order_by(heads.c.day)
    return [_of(row) for row in await tx.connection.execute(query)]


async def sent(tx: Tx, head: Head) -> None:
    """It is outside by now."""
    await tx.connection.execute(heads.update().where(heads.c.day == head.day).values(sent_at=tx.now))


async def signed_on(tx: Tx, day: date) -> bool:
    """Whether this day has its head."""
    return await tx.connection.scalar(sa.select(heads.c.day).where(heads.c.day == day)) is not None


async def last_verified(tx: Tx) -> int:
    """Up to which place all was verified and whole, by a head with a good signature that the entry there still agrees
    with; 0 where there is none.
    """
    query = sa.select(heads).where(heads.c.is_whole).order_by(heads.c.day.desc()).limit(1)
    row = (await tx.connection.execute(query)).first()
    if row is None or tx.signer is None or await differing(tx, [_of(row)], tx.signer):
        return 0
    return _of(row).position


async def kept(tx: Tx) -> list[Head]:
    """All that were signed, oldest first."""
    return [_of(row) for row in await tx.connection.execute(sa.select(heads).order_by(heads.c.day))]


async def differing(tx: Tx, some: Iterable[Head], signer: Signer) -> list[Fault]:
    """What these heads say against the history as it is."""
    faults = []
    for head in some:
        where = head.day.isoformat()
        if not signer.knows(head.key_id):
            faults.append(Fault(Wrong.UNKNOWN_KEY, where=where))
        elif not signer.holds(head.key_id, head.signature, head.message):
            faults.append(Fault(Wrong.FORGED, where=where))
        else:
            there = await tx.connection.scalar(sa.select(audit.c.hash).where(audit.c.position == head.position))
            if there != head.hash:
                faults.append(Fault(Wrong.CUT if there is None else Wrong.HEAD, position=head.position, where=where))
    return faults


def _of(row: sa.Row[Any]) -> Head:
    return Head(row.day, row.position, row.hash, row.at, row.is_whole, row.key_id, bytes(row.signature))

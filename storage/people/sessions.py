"""Who is signed in at the desk. The secret of a session is in the browser's cookie alone: here is its fingerprint.

A session ends when nothing was done in it for a while, at the latest some hours after it began, when somebody signs
out, and when they sign out everywhere. Who they are and which roles they have is asked anew at each request.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.database.row_seals import holds, seal_of

NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a session is in use: not with each page."""
LONGEST = timedelta(days=1)
"""That an installation may set."""
SIGN_IN_MINUTES = timedelta(minutes=15)
"""For somebody to come back from where they sign in."""

sessions = sa.Table(
    "desk_sessions",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("way", sa.String(16), nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False, index=True),
)

sign_ins = sa.Table(
    "desk_sign_ins",
    metadata,
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("kept_sealed", sa.LargeBinary, nullable=False),
    sa.Column("begun_at", Moment, nullable=False, index=True),
)
"""Sign-ins that are under way: what must come back from where somebody signs in."""


class Way(StrEnum):
    """How somebody signed in; stored, rename none."""

    BROWSER = "browser"
    TEAMS = "teams"
    DEMO = "demo"


@dataclass(frozen=True)
class Limits:
    """`idle`: so long nothing may be done in a session; `longest`: so long it may last."""

    idle: timedelta = timedelta(minutes=20)
    longest: timedelta = timedelta(hours=10)


@dataclass(frozen=True)
class Session:
    """Of whom, and when (UTC) it began and ends at the latest."""

    person_id: str
    way: Way
    begun_at: datetime
    ends_at: datetime


async def begin(tx: Tx, person_id: str, way: Way) -> str:
    """A new session; its secret, for the cookie and for nothing else."""
    secret = secrets.token_urlsafe(32)
    await audit.note(tx, audit.of_person(person_id), person_id, AuditAction.SIGNED_IN, way)
    await tx.connection.execute(
        sessions.insert().values(
            fingerprint=_of(secret), person_id=person_id, way=way.value, begun_at=tx.now, seen_at=tx.now
        )
    )
    return secret


async def find(tx: Tx, secret: str, limits: Limits) -> Session | None:
    """The session of this secret, in use from now on; None where there is none, or none any more."""
    here = sessions.c.fingerprint == _of(secret)
    row = (await tx.connection.execute(sa.select(sessions, seal_of(sessions)).where(here))).first()
    # one that was put in beside Waymark opens nothing
    if row is None or not holds(tx, row.row_seal):
        return None
    ends_at = row.begun_at + limits.longest
    if tx.now >= min(row.seen_at + limits.idle, ends_at):
        return None
    if tx.now - row.seen_at >= NOTED_EVERY:
        await tx.connection.execute(sessions.update().where(here).values(seen_at=tx.now))
    return Session(row.person_id, Way(row.way), row.begun_at, ends_at)


async def end(tx: Tx, secret: str) -> None:
    """Sign out here."""
    await tx.connection.execute(sessions.delete().where(sessions.c.fingerprint == _of(secret)))


async def end_all(tx: Tx, person_id: str) -> int:
    """Sign out everywhere; how many sessions that were."""
    await audit.note(tx, audit.of_person(person_id), person_id, AuditAction.SIGNED_OUT_EVERYWHERE)
    return (await tx.connection.execute(sessions.delete().where(sessions.c.person_id == person_id))).rowcount


async def begin_sign_in(tx: Tx, kept: Any) -> str:
    """Somebody is sent elsewhere to sign in. `kept` (plain JSON) is given back once to whoever has the secret."""
    secret = secrets.token_urlsafe(32)
    sealed = tx.vault.seal_json(kept)
    await tx.connection.execute(sign_ins.insert().values(fingerprint=_of(secret), kept_sealed=sealed, begun_at=tx.now))
    return secret


async def end_sign_in(tx: Tx, secret: str) -> Any:
    """What was kept, once; None where there is nothing, or it was too long ago."""
    here = sign_ins.c.fingerprint == _of(secret)
    row = (await tx.connection.execute(sa.select(sign_ins).where(here).with_for_update())).first()
    await tx.connection.execute(sign_ins.delete().where(here))
    if row is None or tx.now - row.begun_at >= SIGN_IN_MINUTES:
        return None
    return tx.vault.open_json(row.kept_sealed)


async def tidy(tx: Tx) -> int:
    """Delete sessions that are over in any case, and sign-ins from which nobody came back; how many."""
    over = sessions.c.begun_at <= tx.now - LONGEST
    gone = (await tx.connection.execute(sessions.delete().where(over))).rowcount
    late = sign_ins.c.begun_at <= tx.now - SIGN_IN_MINUTES
    return gone + (await tx.connection.execute(sign_ins.delete().where(late))).rowcount


def _of(secret: str) -> str:
    """A random secret of 256 bits needs no slow hash: nobody can guess it from its fingerprint."""
    return hashlib.sha256(secret.encode()).hexdigest()

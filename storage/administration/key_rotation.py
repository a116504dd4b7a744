"""Seals everything again under the newest key, so that an older one can be taken out of use.

A few rows in each transaction, so that it can go on beside a process that serves; it can be stopped anywhere, and goes
on where it was when it is begun again, since what is under the newest key already is left as it is. What an earlier
version sealed without binding it to its row is bound to it (`storage/database/bound.py`). What was signed is sealed
under a key of its own and is never changed: only that key is sealed again.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.conversations import FORGOTTEN, turns
from storage.database.engine import Database, Tx
from storage.database.installation import all_is_bound, unlock
from storage.database.sealed import ENDING
from storage.problems import DatabaseProblem, WrongKey

OWN_KEY = f"own_key{ENDING}"
AT_ONCE = 200
"""Rows in one transaction: nobody's turn waits longer for it than some tens of milliseconds."""


@dataclass(frozen=True)
class Holding:
    """A table with something sealed: its name, the types of its primary key, and the columns to be sealed again."""

    table: str
    keys: Mapping[str, Any]
    sealed: Sequence[str]


@dataclass
class Rotation:
    """`count`: values that were sealed again. `unopened`: how many do not open, by `table.column`: they stay as they
    are, and so does what says that all is bound.
    """

    count: int = 0
    unopened: Counter[str] = field(default_factory=Counter)


async def rotate(
    database: Database, now: datetime, progress: Callable[[int, int], None] = lambda done, of: None
) -> Rotation:
    """Which columns there are is asked of the database itself, so that none is forgotten. `progress`: tables done, of
    how many.
    """
    gone_through = Rotation()
    async with database.transaction(now) as tx:
        tables = await tx.connection.run_sync(lambda sync: list(holdings(sync)))
    for done, holding in enumerate(tables, start=1):
        after: Sequence[Any] | None = ()
        while after is not None:
            async with database.transaction(now) as tx:
                after = await _portion(tx, holding, after, gone_through)
            # whoever waits for an answer comes first
            await asyncio.sleep(0)
        progress(done, len(tables))
    async with database.transaction(now) as tx:
        if not gone_through.unopened:
            await all_is_bound(tx.connection, tx.vault)
        await audit.note(tx, audit.INSTALLATION, None, audit.AuditAction.KEYS_ROTATED, f"{gone_through.count}")
    return gone_through


def holdings(connection: sa.Connection) -> Iterator[Holding]:
    """Each table in which something is sealed."""
    look = sa.inspect(connection)
    for table in look.get_table_names():
        types = {column["name"]: column["type"] for column in look.get_columns(table)}
        sealed = [name for name in types if name.endswith(ENDING)]
        if sealed:
            keys = {key: types[key] for key in look.get_pk_constraint(table)["constrained_columns"]}
            yield Holding(table, keys, [OWN_KEY] if OWN_KEY in sealed else sealed)


async def check_keys(tx: Tx) -> None:
    """Raises WrongKey where others seal by now with a key that this process was not given.

    It has proved its keys once, at its start; since then a newer key may have come into use elsewhere. What is sealed
    last is what shows it: the keys' own proof, once everything was sealed again, and the newest turn before that.
    """
    await unlock(tx.connection, tx.vault)
    newest = sa.select(turns).where(turns.c.replies_sealed != FORGOTTEN).order_by(turns.c.answered_at.desc())
    last = (await tx.connection.execute(newest.limit(1))).first()
    try:
        if last is not None:
            tx.vault.open_json(last.replies_sealed)
    except WrongKey:
        raise
    except DatabaseProblem:
        # somebody changed it: that says nothing of the keys
        return


async def _portion(tx: Tx, holding: Holding, after: Sequence[Any], so_far: Rotation) -> Sequence[Any] | None:
    """The primary key of the last row, to go on after; None where there are no more."""
    columns = [sa.column(name, of) for name, of in holding.keys.items()]
    lasting = sa.table(holding.table, *columns, *(sa.column(name, sa.LargeBinary) for name in holding.sealed))
    keys = [lasting.c[name] for name in holding.keys]
    query = sa.select(lasting).order_by(*keys).limit(AT_ONCE).with_for_update()
    if after:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*after, types=[key.type for key in keys]))
    rows = (await tx.connection.execute(query)).all()
    for row in rows:
        key = [getattr(row, one.name) for one in keys]
        again = {name: _again(tx, holding.table, name, key, getattr(row, name), so_far) for name in holding.sealed}
        changed = {name: value for name, value in again.items() if value is not None}
        if changed:
            this = [column == value for column, value in zip(keys, key, strict=True)]
            await tx.connection.execute(lasting.update().where(*this).values(**changed))
            so_far.count += len(changed)
    return [getattr(rows[-1], one.name) for one in keys] if len(rows) == AT_ONCE else None


def _again(tx: Tx, table: str, column: str, key: Sequence[Any], value: bytes | None, so_far: Rotation) -> bytes | None:
    """None where it is to stay as it is."""
    if not value:
        return None
    try:
        return tx.vault.seal_again(bytes(value), (table, column, *map(str, key)))
    except DatabaseProblem:
        so_far.unopened[f"{table}.{column}"] += 1
        return None

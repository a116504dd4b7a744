"""Seals everything again under the newest key, so that an older one can be taken out of use.

What is bound to its place is bound to it again, also where an earlier version had not done so (`bound.py`). What was
signed is sealed under a key of its own and is never changed: only that key is sealed again.
"""

from collections.abc import Callable

import sqlalchemy as sa

from storage.conversations import FORGOTTEN, replies_of, turns
from storage.database.bound import BOUND, Place
from storage.database.engine import Tx
from storage.database.installation import unlock

OWN_KEY = "own_key_sealed"


async def rotate(tx: Tx, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
    """How many values were sealed again: all, or none. Raises WrongKey where one of them opens with none of the keys.

    Which columns there are is asked of the database itself, so that none is forgotten. `progress`: tables done, of how
    many.
    """
    count, tables = 0, await tx.connection.run_sync(_sealed)
    for done, (table, keys, sealed) in enumerate(tables, start=1):
        count += await _rotate_table(tx, table, keys, sealed)
        progress(done, len(tables))
    return count


async def check_keys(tx: Tx) -> None:
    """Raises WrongKey where others seal by now with a key that this process was not given.

    It has proved its keys once, at its start; since then a newer key may have come into use elsewhere. What is sealed
    last is what shows it: the keys' own proof, once everything was sealed again, and the newest turn before that.
    """
    await unlock(tx.connection, tx.vault)
    newest = sa.select(turns).where(turns.c.replies_sealed != FORGOTTEN).order_by(turns.c.answered_at.desc())
    last = (await tx.connection.execute(newest.limit(1))).first()
    if last is not None:
        tx.vault.open_json(last.replies_sealed, replies_of(last.person_id, last.activity_id))


async def _rotate_table(tx: Tx, table: str, keys: list[str], sealed: list[str]) -> int:
    lasting = sa.table(table, *(sa.column(name) for name in [*keys, *sealed]))
    # held until the end, so that no turn writes in between
    rows = (await tx.connection.execute(sa.select(lasting).with_for_update())).all()
    count = 0
    for row in rows:
        held = {name: getattr(row, name) for name in sealed}
        again = {
            name: tx.vault.seal_again(value, _place(table, name, [getattr(row, key) for key in keys]))
            for name, value in held.items()
            if value
        }
        if again:
            this = [lasting.c[name] == getattr(row, name) for name in keys]
            await tx.connection.execute(lasting.update().where(*this).values(**again))
        count += len(again)
    return count


def _place(table: str, column: str, key: list[object]) -> Place | None:
    return (table, column, *map(str, key)) if (table, column) in BOUND else None


def _sealed(connection: sa.Connection) -> list[tuple[str, list[str], list[str]]]:
    """Each table with something sealed: its name, its primary key, and the columns to be sealed again."""
    look = sa.inspect(connection)
    found = []
    for table in look.get_table_names():
        columns = [column["name"] for column in look.get_columns(table) if column["name"].endswith("_sealed")]
        if OWN_KEY in columns:
            columns = [OWN_KEY]
        if columns:
            found.append((table, look.get_pk_constraint(table)["constrained_columns"], columns))
    return found

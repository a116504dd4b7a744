"""What all tables share: one MetaData, moments that are always aware, sealed columns that are bound to their rows, and
an insert that yields to an existing row.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.deciding import FREE, LEFT_OUT
from storage.database.sealed import Sealed, bind_columns

COVERED = "covered"
"""In a table's `info`: the columns that the seals of its rows cover (`row_seals.py`)."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@sa.event.listens_for(sa.Table, "after_parent_attach")
def _defined(table: sa.Table, parent: sa.MetaData) -> None:
    """What is sealed in a table of ours is bound to its row (`sealed.py`)."""
    if parent is metadata:
        bind_columns(table)
        if table.name not in FREE:
            open_to_all = [column.name for column in table.columns if not isinstance(column.type, Sealed)]
            no = {*table.primary_key.columns.keys(), *LEFT_OUT.get(table.name, ())}
            table.info[COVERED] = [name for name in open_to_all if name not in no]


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time: aware, in UTC. `timestamptz` in PostgreSQL; in SQLite text of fixed width, which
    sorts.
    """

    impl = sa.String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """PostgreSQL has a type for it; SQLite keeps text that sorts as the moments do."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.String(32))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """In UTC. Raises ValueError for a moment without a time zone: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> datetime | None:
        """An aware moment in UTC, from either database."""
        if value is None:
            return None
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)


async def insert_new(connection: AsyncConnection, table: sa.Table, **values: Any) -> bool:
    """Insert a row unless a unique constraint says that it is there already; whether it was inserted.

    Another transaction about to insert the same row is waited for, and the answer holds whichever way it
    ends.
    """
    in_sqlite, in_postgresql = new_row(table)
    done = await connection.execute(in_postgresql if connection.dialect.name == "postgresql" else in_sqlite, values)
    return done.rowcount == 1


@cache
def new_row(table: sa.Table) -> tuple[sa.Insert, sa.Insert]:
    """The same as statements: SQLite's, and PostgreSQL's."""
    inserts = sqlite.insert(table), postgresql.insert(table)
    return inserts[0].on_conflict_do_nothing(), inserts[1].on_conflict_do_nothing()

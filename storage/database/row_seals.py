"""A keyed seal of each row whose unsealed columns decide something: a role, how a record stands, who is in a case.

Whoever can write in the database has no key: what they change, put in or take out does not match its seal, and a rule
that reads the row says so instead of following it. Every table is covered but those that `deciding.py` names, with all
of its columns that are not sealed themselves. The seals are in a table of their own, made at the end of a transaction
for the rows that it wrote; a row that did not match before is not sealed anew, so nothing is washed clean by being
written again.

The key (HMAC-SHA256) is derived from the blind key, which is sealed in the database and never rotates.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.database.columns import COVERED, metadata
from storage.database.vault import Vault
from storage.problems import DatabaseProblem, Trouble


class Opened(Protocol):
    """A transaction, as far as the seals need it."""

    @property
    def connection(self) -> AsyncConnection:
        """Where the rows are read and written."""
        ...

    @property
    def vault(self) -> Vault:
        """The keys that they are sealed with."""
        ...


NAME = "row_seal"
WRITTEN = "waymark_written"
"""In the `info` of a connection: the rows that its transaction wrote."""
Row = tuple[str, str]
"""A table, and the primary key of a row as one text."""

row_seals = sa.Table(
    "row_seals",
    metadata,
    sa.Column("of_table", sa.String(64), primary_key=True),
    sa.Column("row_key", sa.String(400), primary_key=True),
    sa.Column("seal", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Said:
    """What a row says in its covered columns, and the seal beside it (empty where there is none)."""

    table: str
    key: str
    seal: bytes
    text: str

    def holds(self, key: bytes) -> bool:
        """Whether the seal is the one that this key makes of this row as it stands."""
        return hmac.compare_digest(self.seal, seal_for(key, self.table, self.text))


@dataclass
class Written:
    """The rows that one transaction has written, which are sealed at its end."""

    rows: dict[Row, tuple[Any, ...]] = field(default_factory=dict)
    """With the primary key, by which they are read again."""

    def __contains__(self, said: Said) -> bool:
        return (said.table, said.key) in self.rows


def seal_for(key: bytes, table: str, text: str) -> bytes:
    """32 bytes."""
    return hmac.new(key, f"{table}\n{text}".encode(), hashlib.sha256).digest()


def seal_of(table: sa.Table, columns: Sequence[str] | None = None) -> sa.ColumnElement[Said]:
    """A column for a SELECT of this table: what the row says, with its seal. Give it to `holds` or `require`."""
    return _seal_of(table, tuple(columns if columns is not None else table.info[COVERED]))


@cache
def _seal_of(table: sa.Table, columns: tuple[str, ...]) -> sa.ColumnElement[Said]:
    keys: list[sa.Column[Any]] = list(table.primary_key.columns)
    theirs = (row_seals.c.of_table == sa.literal_column(f"'{table.name}'")) & (row_seals.c.row_key == _Key(*keys))
    seal = sa.select(row_seals.c.seal).where(theirs).correlate(table).scalar_subquery()
    covered = [table.c[name] for name in columns]
    name = sa.literal_column(f"'{table.name}'", sa.String())
    return sa.type_coerce(_Row(name, _Key(*keys), seal, *keys, *covered), _SaidType()).label(NAME)


def select(table: sa.Table) -> sa.Select[Any]:
    """A row with its seal, as `row.row_seal`."""
    return sa.select(table, seal_of(table))


def holds(tx: Opened, said: Said) -> bool:
    """Whether a row is as it was written: by its seal, or by this very transaction."""
    written = _written(tx.connection.sync_connection)
    return said.holds(tx.vault.row_key) or (written is not None and said in written)


def require(tx: Opened, said: Said) -> None:
    """Raises DatabaseProblem (damaged) where somebody has changed the row or put it in."""
    if not holds(tx, said):
        raise DatabaseProblem(Trouble.DAMAGED, f"a row of {said.table} is not as it was written")


def checked(tx: Opened, row: sa.Row[Any]) -> sa.Row[Any]:
    """The row itself, read with its seal. Raises as `require` does."""
    require(tx, row.row_seal)
    return row


async def whole(tx: Opened, *rows: tuple[sa.Table, sa.ColumnElement[bool]]) -> None:
    """All the rows that a rule rests on, by table and condition, in one statement. Raises as `require` does."""
    queries = [sa.select(seal_of(table)).where(these) for table, these in rows]
    for said in (await tx.connection.execute(sa.union_all(*queries) if len(queries) > 1 else queries[0])).scalars():
        require(tx, said)


def covered_tables() -> list[sa.Table]:
    """Those whose rows are sealed, by name."""
    return [table for _, table in sorted(metadata.tables.items()) if COVERED in table.info]


def coverage() -> dict[str, list[str]]:
    """By table, the columns that are covered in this version."""
    return {table.name: list(table.info[COVERED]) for table in covered_tables()}


async def differing(connection: AsyncConnection, key: bytes, table: sa.Table) -> list[tuple[str, bool]]:
    """Each row of a table that does not match its seal, has none, or is gone (then False), by its key."""
    found = (await connection.execute(sa.select(seal_of(table)))).scalars().all()
    query = sa.select(row_seals.c.row_key).where(row_seals.c.of_table == table.name)
    gone = set(await connection.scalars(query)) - {said.key for said in found}
    return [(said.key, True) for said in found if not said.holds(key)] + [(one, False) for one in sorted(gone)]


async def take_over(connection: AsyncConnection, key: bytes, before: Mapping[str, Sequence[str]]) -> None:
    """Seal what is there, where a table is covered for the first time, or by other columns than `before`. What did not
    match its seal of then keeps that, and goes on not to match.
    """
    for table in covered_tables():
        was = [name for name in before.get(table.name, ()) if name in table.c]
        if table.name in before and was == list(table.info[COVERED]):
            continue
        bad: set[str] = set()
        if table.name in before:
            # a column that was covered and is gone can no longer be read: nothing can be said of the seal
            known = len(was) == len(before[table.name])
            rows = (await connection.execute(sa.select(seal_of(table, was)))).scalars()
            bad = {said.key for said in rows if known and not said.holds(key)}
        now = (await connection.execute(sa.select(seal_of(table)))).scalars().all()
        good = [said for said in now if said.key not in bad]
        at = row_seals.c.of_table == table.name
        await connection.execute(row_seals.delete().where(at, row_seals.c.row_key.not_in(bad)))
        await _keep(connection, key, good)


async def seal_written(connection: AsyncConnection, key: bytes) -> None:
    """At the end of a transaction: the rows that it wrote."""
    written = _written(connection.sync_connection)
    if written is None or not written.rows:
        return
    rows, written.rows = written.rows, {}
    there: list[Said] = []
    for name in dict.fromkeys(name for name, _ in rows):
        these = [key for (of, _), key in rows.items() if of == name]
        there += (await connection.execute(_with_keys(metadata.tables[name]), {"keys": these})).scalars()
    await connection.execute(_FORGET, {"rows": list(rows)})
    await _keep(connection, key, there)


@cache
def _with_keys(table: sa.Table) -> sa.Select[Any]:
    keys: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
    return sa.select(seal_of(table)).where(sa.tuple_(*table.primary_key.columns).in_(keys))


_FORGET = row_seals.delete().where(
    sa.tuple_(row_seals.c.of_table, row_seals.c.row_key).in_(sa.bindparam("rows", expanding=True))
)


def begin(connection: AsyncConnection) -> None:
    """A new transaction has written nothing yet."""
    if connection.sync_connection is not None:
        connection.sync_connection.info[WRITTEN] = Written()


def listen(engine: sa.Engine, key: Callable[[], bytes]) -> None:
    """Have every row that is written over this engine sealed at the end of its transaction."""

    def before(conn: Connection, clause: Any, many: Any, params: Any, _options: Any) -> None:
        if _changes_covered(clause, [*many, params]):
            written = _written(conn)
            query = sa.select(*clause.table.primary_key.columns, seal_of(clause.table)).with_for_update()
            where = () if clause.whereclause is None else (clause.whereclause,)
            for one in many or [params]:
                for *its_key, said in conn.execute(query.where(*where), one or {}).all():
                    if written is not None and (said.holds(key()) or said in written):
                        written.rows[said.table, said.key] = tuple(its_key)

    def after(conn: Connection, clause: Any, _many: Any, _params: Any, _options: Any, result: Any) -> None:
        if isinstance(clause, sa.Insert) and COVERED in getattr(clause.table, "info", {}):
            written, given = _written(conn), result.context.compiled_parameters
            # a row that another had put in before is not ours to seal; asyncpg does not count the rows of several
            uncounted = result.rowcount < 0 and getattr(clause, "_post_values_clause", None) is None
            if written is not None and (uncounted or result.rowcount == len(given)):
                table: Any = clause.table
                columns: list[sa.Column[Any]] = list(table.primary_key.columns)
                for one in given:
                    key = tuple(one[column.key] for column in columns)
                    written.rows[table.name, _spelt(conn, columns, key)] = key

    sa.event.listen(engine, "before_execute", before)
    sa.event.listen(engine, "after_execute", after)


def changes_covered(clause: Any) -> bool:
    """Whether a statement writes rows that are sealed: it goes through SQLAlchemy then, never past it."""
    return COVERED in getattr(getattr(clause, "table", None), "info", {}) and not isinstance(clause, sa.Select)


def _changes_covered(clause: Any, params: Iterable[Any]) -> bool:
    table: Any = getattr(clause, "table", None)
    if not isinstance(clause, sa.Update | sa.Delete) or COVERED not in getattr(table, "info", {}):
        return False
    if isinstance(clause, sa.Delete):
        return True
    named = {getattr(column, "name", column) for column in clause._values or ()}
    named |= {name for one in params for name in one or ()}
    return bool(named & {*table.info[COVERED]})


def _written(connection: Connection | None) -> Written | None:
    found: Written | None = None if connection is None else connection.info.get(WRITTEN)
    return found


async def _keep(connection: AsyncConnection, key: bytes, rows: Sequence[Said]) -> None:
    values = [{"of_table": one.table, "row_key": one.key, "seal": seal_for(key, one.table, one.text)} for one in rows]
    if values:
        await connection.execute(row_seals.insert(), values)


def _spelt(conn: Connection, columns: Sequence[sa.Column[Any]], key: Sequence[Any]) -> str:
    """As `_Key` spells it in SQL; asked there where it is not plain text."""
    if all(isinstance(column.type, sa.String | sa.Integer) for column in columns):
        return "/".join(map(str, key))
    this = [column == value for column, value in zip(columns, key, strict=True)]
    return str(conn.scalar(sa.select(_Key(*columns)).where(*this)))


class _SaidType(sa.types.TypeDecorator[Said]):
    """Reads what `_Row` gives."""

    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: str | None, _dialect: sa.Dialect) -> Said | None:
        """None beside a row that is not there, in an outer join."""
        if value is None:
            return None
        table, key, seal, text = value.split("\n", 3)
        return Said(table, key, bytes.fromhex(seal), text)


class _Key(FunctionElement[str]):
    """The primary key of a row as one text."""

    name = "row_key"
    type = sa.String()
    inherit_cache = True


class _Row(FunctionElement[str]):
    """The table, the key, the seal in hexadecimal digits, and the covered columns as JSON."""

    name = "row_said"
    type = sa.String()
    inherit_cache = True


@compiles(_Key)
def _key_as_text(element: _Key, compiler: Any, **options: Any) -> str:
    parts = [f"CAST({compiler.process(one, **options)} AS VARCHAR)" for one in element.clauses]
    return "(" + " || '/' || ".join(parts) + ")"


@compiles(_Row, "sqlite")
def _row_in_sqlite(element: _Row, compiler: Any, **options: Any) -> str:
    table, key, seal, *columns = (compiler.process(one, **options) for one in element.clauses)
    said = [table, key, f"coalesce(hex({seal}), '')", f"json_array({', '.join(columns)})"]
    return "(" + " || char(10) || ".join(said) + ")"


@compiles(_Row, "postgresql")
def _row_in_postgresql(element: _Row, compiler: Any, **options: Any) -> str:
    table, key, seal, *columns = (compiler.process(one, **options) for one in element.clauses)
    said = [table, key, f"coalesce(encode({seal}, 'hex'), '')", f"json_build_array({', '.join(columns)})::text"]
    return "(" + " || chr(10) || ".join(said) + ")"

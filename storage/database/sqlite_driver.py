"""SQLite for SQLAlchemy's asyncio engine, without handing each statement to a thread and back.

A statement on a few rows takes less time than the way to a thread; a turn has dozens. So statements run where they are
called. What may really take long does not: waiting for another process's transaction is asleep, and a commit, which
ends when the disk has it, is done in a thread. SQLAlchemy's own pysqlite dialect does the rest.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import Any

from sqlalchemy import exc, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.util import await_

NAME = "sqlite+inloop"
STATEMENTS = 512
"""So many are kept prepared."""
PAUSES = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025)
"""Seconds between two tries to begin, as SQLite's own way of waiting has them; from then on the longest."""
LONGEST_PAUSE = 0.05
AS_DURABLE = ("PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 1000")
AS_QUICK = ("PRAGMA synchronous = NORMAL", "PRAGMA wal_autocheckpoint = 0")
"""No part of the log is taken over into the file meanwhile: that does wait for the disk."""
BUSY = 5
"""The low byte of SQLite's result code where another connection writes: https://www.sqlite.org/rescode.html."""


class _AtOnce:
    """SQLAlchemy insists that each statement of an asyncio driver awaits something."""

    def __await__(self) -> Iterator[None]:
        return iter(())


AT_ONCE: Any = _AtOnce()


class Cursor:
    """A cursor that has all its rows, so that nothing that follows changes them."""

    server_side = False
    __slots__ = ("_connection", "_cursor", "_rows")

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor = connection.driver_connection.cursor()
        self._rows: deque[Any] = deque()

    def execute(self, operation: str, parameters: Any = ()) -> "Cursor":
        """One statement, at once, with all its rows fetched. Raises what sqlite3 raises."""
        self._connection.has_written |= not operation.startswith("SELECT")
        self._cursor.execute(operation, parameters)
        if self._cursor.description:
            self._rows = deque(self._cursor.fetchall())
        await_(AT_ONCE)
        return self

    def executemany(self, operation: str, parameters: Sequence[Any]) -> "Cursor":
        """The same statement for each of these parameters. Raises what sqlite3 raises."""
        self._connection.has_written = True
        self._cursor.executemany(operation, parameters)
        await_(AT_ONCE)
        return self

    @property
    def description(self) -> Any:
        """The columns, as Python's database API has them; None where the statement gives nothing back."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed; -1 for a statement that changes none."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """SQLite's number of the row that was put in last; None before there is one."""
        return self._cursor.lastrowid

    @property
    def arraysize(self) -> int:
        """How many rows `fetchmany` gives where nobody says how many."""
        return self._cursor.arraysize

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; None where there is none left."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows, at most `size` of them."""
        wanted = min(self.arraysize if size is None else size, len(self._rows))
        return [self._rows.popleft() for _ in range(wanted)]

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def close(self) -> None:
        """Lets go of the rows that were not fetched."""
        self._rows.clear()
        self._cursor.close()

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks this of every cursor of an asyncio driver: the rows are here, nothing holds the database."""


class Connection(AdaptedConnection):
    """One connection, as SQLAlchemy takes one. Its transactions begin by BEGIN IMMEDIATE (see engine.py)."""

    __slots__ = ("_commits", "_durable", "_wait_seconds", "has_written")

    def __init__(self, connection: sqlite3.Connection, wait_seconds: float) -> None:
        self._connection: Any = connection
        self._wait_seconds = wait_seconds
        self._commits = ThreadPoolExecutor(1, "sqlite-commit")
        self._durable = True
        self.has_written = False

    def begin(self) -> None:
        """SQLAlchemy's; a transaction that was begun by `begin_now` is taken as it is."""
        if not self._connection.in_transaction:
            await_(self.begin_now())

    async def begin_now(self, durable: bool = True) -> None:
        """As soon as no other connection writes. Raises OperationalError where that takes too long.

        One that is not `durable` is kept where this process is killed, and may be gone after a loss of power: its
        commit waits for no disk.
        """
        self.has_written = False
        if durable is not self._durable:
            for setting in AS_DURABLE if durable else AS_QUICK:
                self._connection.execute(setting)
            self._durable = durable
        until = time.monotonic() + self._wait_seconds
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            for pause in chain(PAUSES, repeat(LONGEST_PAUSE)):
                try:
                    self._connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != BUSY or time.monotonic() >= until:
                        raise
                await asyncio.sleep(pause)
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {int(self._wait_seconds * 1000)}")

    def commit(self) -> None:
        """SQLAlchemy's."""
        await_(self.commit_now())

    async def commit_now(self) -> None:
        """Returns when it is on disk. What only read, or need not be there, has nothing to wait for."""
        if self.has_written and self._durable and self._connection.in_transaction:
            await self._committed()
        else:
            self._connection.commit()

    async def _committed(self) -> None:
        """A commit that has begun is waited for, also by whoever is told to stop: nobody else may use the connection
        before.
        """
        done = asyncio.get_running_loop().run_in_executor(self._commits, self._connection.commit)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            while not done.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([done])
            done.exception()
            raise

    def rollback(self) -> None:
        """Takes back what was not committed."""
        self._connection.rollback()

    def close(self) -> None:
        """Ends it at once, and waits for no commit."""
        self._commits.shutdown(wait=False)
        self._connection.close()

    def cursor(self, server_side: bool = False) -> Cursor:
        """A new cursor. There is no server, so `server_side` is the same."""
        return Cursor(self)

    def execute(self, operation: str, parameters: Any = ()) -> Cursor:
        """One statement on a cursor of its own. Raises what sqlite3 raises."""
        return self.cursor().execute(operation, parameters)

    def run(self, statement: str, parameters: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        """One statement without SQLAlchemy (see statements.py): its rows, and how many it changed."""
        self.has_written |= not statement.startswith("SELECT")
        cursor = self._connection.execute(statement, parameters)
        return cursor.fetchall(), cursor.rowcount

    @property
    def in_transaction(self) -> bool:
        """Whether something has begun that is neither committed nor taken back."""
        return bool(self._connection.in_transaction)

    def create_function(self, *args: Any, **kw: Any) -> None:
        """Makes a Python function callable in SQL: sqlite3's, with its parameters."""
        self._connection.create_function(*args, **kw)

    @property
    def isolation_level(self) -> str | None:
        """sqlite3's; None, since transactions are begun here and not by it."""
        level: str | None = self._connection.isolation_level
        return level

    @isolation_level.setter
    def isolation_level(self, level: str | None) -> None:
        """SQLAlchemy's, for a connection that is to commit each statement by itself."""
        self._connection.isolation_level = level


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's for SQLite, with these connections."""

    driver = "inloop"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: Any) -> type[pool.Pool]:
        """The pool for asyncio, also for a file."""
        return pool.AsyncAdaptedQueuePool

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """In a thread: a folder may be far away, and a file to be recovered first."""
        return await_(asyncio.to_thread(_connect, *cargs, **cparams))

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begins, where SQLAlchemy would leave that to the driver."""
        dbapi_connection.begin()

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Closes a connection that is given up, without waiting."""
        dbapi_connection.close()


def _connect(file: str, **settings: Any) -> Connection:
    connection = sqlite3.connect(file, isolation_level=None, cached_statements=STATEMENTS, **settings)
    try:
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "recursive_triggers=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except Exception:
        connection.close()
        raise
    return Connection(connection, settings.get("timeout", 5))


@contextlib.contextmanager
def as_sqlalchemy(statement: str) -> Iterator[None]:
    """What the driver raises becomes what SQLAlchemy would have raised, without what the statement was given."""
    try:
        yield
    except sqlite3.Error as error:
        raise exc.DBAPIError.instance(
            statement, None, error, sqlite3.Error, hide_parameters=True, dialect=Dialect()
        ) from error


registry.register("sqlite.inloop", __name__, "Dialect")

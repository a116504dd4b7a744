"""The database: SQLite beside the program, or PostgreSQL, behind one `transaction`.

SQLite: the driver's own transactions are switched off and each begins with BEGIN IMMEDIATE. A transaction
that reads first and writes later would otherwise overwrite what another process wrote in between, without
an error.
"""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import address, row_seals, sealed, sqlite_driver
from storage.database.connections import Connections, One, Pool
from storage.database.driver_errors import troubles_of
from storage.database.installation import unlock
from storage.database.origin import CHAT, Origin
from storage.database.signing_keys import Signer
from storage.database.vault import Vault
from storage.problems import DatabaseProblem, Trouble

WAIT_SECONDS = 15
"""How long a transaction waits for another one before it gives up with 'locked'."""
SMALLEST_FILE = 512
"""Bytes: one page of SQLite's smallest. A file with less holds no database."""


AtEnd = Callable[["Tx", list[Any]], Awaitable[None]]
"""Writes what was gathered in a transaction, when everything else in it is written."""


@dataclass(frozen=True)
class Tx:
    """One open transaction: everything written with it is kept together, or not at all."""

    connection: AsyncConnection
    vault: Vault
    now: datetime
    """Aware, in UTC: the moment of this turn. Nothing in `storage/` asks the clock."""
    origin: Origin = CHAT
    """By which way it came: the history keeps it."""
    closed: frozenset[date] = frozenset()
    """Days on which nobody of this installation is in: they stand beside the clock, and every count of working hours or
    days leaves them out."""
    driver: sqlite_driver.Connection | None = None
    """SQLite's own connection, for the statements of every turn (statements.py)."""
    signer: Signer | None = None
    """Signs what is noted in the history; none where no signing key is set."""
    unopened: list[str] = field(default_factory=list)
    """What was left out of a list because it does not open (each.py): references and ids."""
    at_end: dict[AtEnd, list[Any]] = field(default_factory=dict)
    """What is still to be written when the transaction ends, by what writes it (audit/chain.py)."""

    @asynccontextmanager
    async def tried(self) -> AsyncIterator[None]:
        """A part of the transaction that is taken back, with what it noted, where something is raised in it."""
        before = {write: list(gathered) for write, gathered in self.at_end.items()}
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.at_end.clear()
            self.at_end.update(before)
            raise


class FileReplaced(DatabaseProblem):
    """The open connection writes into files that are no longer there."""


class Database:
    """The one way to the tables. Cheap to make: it connects when the first transaction begins.

    Raises DatabaseProblem when the database cannot be used; then nothing of that transaction was kept.
    """

    def __init__(
        self,
        url: str,
        vault: Vault,
        origin: Origin = CHAT,
        *,
        closed: frozenset[date] = frozenset(),
        signer: Signer | None = None,
    ) -> None:
        self._vault = vault
        self._signer = signer
        self._origin = origin
        self._closed = closed
        engine = make_engine(url)
        row_seals.listen(engine.sync_engine, lambda: vault.row_key)
        self._kind = engine.dialect.name
        self._file = sqlite_file(url)
        self._connections: Connections = Pool(engine) if self._file is None else One(engine, WAIT_SECONDS)
        self._unlocked = False
        self.waited: Callable[[float], None] = lambda seconds: None
        """Called with the seconds that each transaction waited before it could begin."""
        self.left_out: Callable[[Sequence[str]], None] = lambda unopened: None
        """Called with what a transaction could not open and left out of a list."""

    @asynccontextmanager
    async def transaction(
        self, now: datetime, origin: Origin | None = None, *, durable: bool = True
    ) -> AsyncIterator[Tx]:
        """`origin` where it is another than the database was opened for. Without `durable` SQLite does not wait for the
        disk: for what nobody was promised, and would be done once more after a loss of power.
        """
        if now.tzinfo is None:
            raise ValueError("now must be aware, in UTC")
        self._check_there()
        try:
            with troubles_of(self._kind, self._file):
                asked = time.monotonic()
                async with self._connections.begun(durable) as (connection, driver):
                    self.waited(time.monotonic() - asked)
                    self._check_same_files(connection)
                    row_seals.begin(connection)
                    if not self._unlocked:
                        await _check_schema(connection)
                        await unlock(connection, self._vault)
                    tx = Tx(connection, self._vault, now, origin or self._origin, self._closed, driver, self._signer)
                    yield tx
                    while tx.at_end:
                        write, gathered = tx.at_end.popitem()
                        await write(tx, gathered)
                    await row_seals.seal_written(connection, self._vault.row_key)
                    if tx.unopened:
                        self.left_out(tx.unopened)
                    self._check_same_files(connection)
        except FileReplaced:
            # only now is the connection free to be closed
            self._unlocked = False
            await self._connections.close()
            raise
        self._unlocked = True

    async def close(self) -> None:
        """Give all connections back. The database can be opened again."""
        await self._connections.close()

    def _check_there(self) -> None:
        """Raise DatabaseProblem where there is no file, before SQLite's driver tries in a thread of its own."""
        if self._file is not None and not _mark(str(self._file), SMALLEST_FILE):
            raise DatabaseProblem(Trouble.GONE, "there is no file")

    def _check_same_files(self, connection: AsyncConnection) -> None:
        """Raise DatabaseProblem where the connection writes into files that are no longer there.

        SQLite holds a file that was deleted or replaced open, and would go on acknowledging what is lost at the end.
        What is put back in its place is another database, to be looked at anew from the next transaction on.
        """
        if self._file is None:
            return
        now = file_marks(self._file)
        info = connection.sync_connection.info if connection.sync_connection else {}
        if not now[0] or info.setdefault("waymark_files", now) != now:
            raise FileReplaced(Trouble.GONE, "the file was deleted, emptied or replaced")


async def is_current(url: str) -> bool:
    """Whether the tables are those that this version expects, found out without alembic."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return False
    engine = make_engine(url)
    try:
        with troubles_of(engine.dialect.name, file):
            async with Pool(engine).begun() as (connection, _):
                return await schema_version(connection) == newest_migration()
    finally:
        await engine.dispose()


def newest_migration() -> str:
    """The name of the newest migration, which is also its revision."""
    return max(file.stem for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))


async def schema_version(connection: AsyncConnection) -> str | None:
    """Which migration the tables are at; None for an empty database."""
    exists = await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version"))
    if not exists:
        return None
    version: str | None = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def file_marks(file: Path) -> tuple[tuple[int, int] | None, ...]:
    """Which files the database and its write-ahead log are; None for one that is missing or empties the database."""
    return _mark(str(file), SMALLEST_FILE), _mark(f"{file}-wal", 0)


def _mark(file: str, least: int) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size >= least else None


async def _check_schema(connection: AsyncConnection) -> None:
    found, expected = await schema_version(connection), newest_migration()
    if found is None or found < expected:
        raise DatabaseProblem(Trouble.BEHIND, f"the tables are at {found}, this version needs {expected}")
    if found > expected:
        raise DatabaseProblem(Trouble.AHEAD, f"the tables are at {found}, newer than {expected}")


def make_engine(url: str, *, create: bool = False) -> AsyncEngine:
    """An engine with our rules for transactions. With `create`, a SQLite file that is missing is made."""
    parsed = _with_driver(url)
    engine = _sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    sealed.listen(engine.sync_engine)
    return engine


def _postgresql(url: URL) -> AsyncEngine:
    encrypted = address.tls(url)
    return create_async_engine(
        url.difference_update_query(address.TLS),
        hide_parameters=True,  # an error message never repeats what someone typed
        pool_size=5,
        max_overflow=5,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            **({} if encrypted is None else {"ssl": encrypted}),
            "timeout": WAIT_SECONDS,
            "server_settings": {
                "application_name": "waymark",
                "timezone": "UTC",
                "lock_timeout": f"{int(WAIT_SECONDS * 1000)}ms",
                "idle_in_transaction_session_timeout": "60s",
            },
        },
    )


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file, whatever signs there are in its name."""
    return f"sqlite:///{quote(str(file))}"


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for PostgreSQL."""
    parsed = _with_driver(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("Waymark keeps what it is told: SQLite needs a file")
    return Path(parsed.database)


def _with_driver(url: str) -> URL:
    """Raises NotAnAddress."""
    parsed = address.read(url)
    drivers = {
        "sqlite": sqlite_driver.NAME,
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = parsed.drivername.split("+")[0]
    if backend not in drivers:
        raise address.NotAnAddress("no_address")
    return parsed.set(drivername=drivers[backend])


def _sqlite(url: URL, create: bool) -> AsyncEngine:
    # mode=rw: a file that has gone is an error, never silently a new and empty database
    mode = url.query.get("mode", "rwc" if create else "rw")
    url = url.set(database=f"file:{quote(url.database or '')}").update_query_dict({"mode": str(mode), "uri": "true"})
    return create_async_engine(
        url,
        hide_parameters=True,
        # every transaction is a writer, so one connection a process is all that can work at a time
        pool_size=1,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": WAIT_SECONDS},
    )

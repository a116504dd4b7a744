"""What a database is, found out without any key and at any migration: is it there, how old, demo or real?"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.driver_errors import troubles_of, unreachable
from storage.database.engine import Tx, make_engine, newest_migration, schema_version, sqlite_file
from storage.database.installation import installation
from storage.database.server import Server, look_at


@dataclass(frozen=True)
class Status:
    """`kind` is sqlite or postgresql. `at` is the newest migration that ran, None where there are no tables.

    `is_demo` is None until it has been opened with its keys for the first time.
    """

    kind: str
    expected: str
    at: str | None = None
    is_demo: bool | None = None
    is_empty: bool = True
    server: Server | None = None
    """What the server says of itself; None where there is none to ask."""

    @property
    def state(self) -> str:
        """current, behind, ahead, or missing where there are no tables."""
        if self.at is None:
            return "missing"
        if self.at == self.expected:
            return "current"
        return "behind" if self.at < self.expected else "ahead"

    @property
    def is_real(self) -> bool:
        """Whether somebody's own organisation is in it, so that demo data may not be."""
        return not self.is_empty and not self.is_demo


async def status(url: str) -> Status:
    """Raises DatabaseProblem where the database cannot be reached. A file that is missing is no problem here."""
    file = sqlite_file(url)
    kind = "postgresql" if file is None else "sqlite"
    if file is not None and not file.exists():
        return Status(kind, newest_migration())
    engine = make_engine(url)
    try:
        with troubles_of(engine.dialect.name, file), unreachable():
            async with engine.begin() as connection:
                return await _look(connection, kind)
    finally:
        await engine.dispose()


def has_been_opened(url: str) -> bool:
    """Whether something is sealed in this SQLite file, so that it needs the key it was first opened with.

    False for PostgreSQL, and where that cannot be found out: then opening it says what is wrong.
    """
    file = sqlite_file(url)
    if file is None or not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM installation").fetchone()[0])
    except sqlite3.Error:
        return False


async def takes_writes(tx: Tx) -> None:
    """Write a row onto itself. Raises DatabaseProblem where that fails, as on a full disk."""
    await tx.connection.execute(installation.update().values(is_demo=installation.c.is_demo))


async def _look(connection: AsyncConnection, kind: str) -> Status:
    server = await look_at(connection)
    at = await schema_version(connection)
    if at is None:
        return Status(kind, newest_migration(), server=server)
    # the names are those of the first migration, so that a database of any age can be asked
    is_demo = await connection.scalar(sa.text("SELECT is_demo FROM installation"))
    people = await connection.scalar(sa.text("SELECT count(*) FROM people"))
    settings = await connection.scalar(sa.text("SELECT count(*) FROM settings"))
    return Status(
        kind, newest_migration(), at, None if is_demo is None else bool(is_demo), not (people or settings), server
    )

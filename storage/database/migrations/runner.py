"""Runs the migrations without any alembic.ini, from a source tree and from an installed package alike."""

import asyncio
import errno
import os
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory

from storage.database.columns import metadata
from storage.database.driver_errors import SQLITE, troubles_of
from storage.database.engine import WAIT_SECONDS, make_engine, newest_migration, schema_version, sqlite_file
from storage.problems import DatabaseProblem, Trouble

LOCK = 0x5741594D41524B
"""PostgreSQL advisory lock: two processes that start at once do not both migrate."""


async def run(url: str) -> list[str]:
    """Bring the tables up to date in one transaction; the names of the migrations that ran."""
    file = sqlite_file(url)
    if file is not None:
        await asyncio.to_thread(_make_room, file)
    engine = make_engine(url, create=True)
    try:
        with troubles_of(engine.dialect.name, file):
            if file is not None:
                async with engine.begin() as connection:
                    before = await schema_version(connection)
                if before is not None:
                    await asyncio.to_thread(_copy, file)
            async with engine.begin() as connection:
                if engine.dialect.name == "postgresql":
                    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
                return await connection.run_sync(_steps)
    finally:
        await engine.dispose()


def _steps(connection: sa.Connection) -> list[str]:
    scripts = ScriptDirectory(str(Path(__file__).parent))
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    ran: list[str] = []
    for script in _missing(scripts, context.get_current_revision()):
        with Operations.context(context):
            script.module.upgrade()
        ran.append(script.revision)
    if ran:
        context.stamp(scripts, ran[-1])
    return ran


def _missing(scripts: ScriptDirectory, current: str | None) -> list[Script]:
    ordered = list(scripts.walk_revisions())[::-1]
    names = [script.revision for script in ordered]
    if current is None:
        return ordered
    if current not in names:
        raise DatabaseProblem(Trouble.AHEAD, f"the tables are at {current}, which this version does not know")
    return ordered[names.index(current) + 1 :]


def _make_room(file: Path) -> None:
    """The folder and the file, for nobody else's eyes, with a write-ahead log."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise DatabaseProblem(Trouble.FULL if full else Trouble.READ_ONLY, type(error).__name__) from None
    deadline = time.monotonic() + WAIT_SECONDS
    while not _has_write_ahead_log(file):
        # SQLite does not wait for its lock here, and another process may be doing the same
        if time.monotonic() > deadline:
            raise DatabaseProblem(Trouble.LOCKED, "the file is in use")
        time.sleep(0.02)


def _has_write_ahead_log(file: Path) -> bool:
    connection = sqlite3.connect(file)
    try:
        return bool(connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",))
    except sqlite3.Error as error:
        trouble = SQLITE.get(error.sqlite_errorcode & 0xFF)
        if trouble is Trouble.LOCKED:
            return False
        raise DatabaseProblem(trouble or Trouble.DAMAGED, type(error).__name__) from None
    finally:
        connection.close()


def _copy(file: Path) -> None:
    """SQLite's own copy, whole even while others write. A copy of the same name is never written over."""
    name = f"{file.name}.before-{newest_migration()}"
    number, target = 1, file.with_name(name)
    while target.exists():
        number, target = number + 1, file.with_name(f"{name}.{number}")
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    source, copy = sqlite3.connect(file), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()

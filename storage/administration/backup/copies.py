"""A copy of the database at one moment, and what is in a copy: SQLite's file by SQLite, PostgreSQL's by `pg_dump`."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from storage.database import address
from storage.database.driver_errors import troubles_of
from storage.database.engine import make_engine, sqlite_file
from storage.problems import DatabaseProblem, Problem, Trouble


class NoProgram(Problem):
    """`pg_dump` and `pg_restore` are not on this machine, or are older than the server."""

    reason = "no_pg_dump"


@dataclass(frozen=True)
class Content:
    """What is in a copy: how many rows each table has, and a sealed word by which the keys show."""

    rows: Mapping[str, int]
    sealed: bytes


async def copy(url: str, into: Path) -> Content:
    """A file that is made new; what was in the database at that very moment. Raises DatabaseProblem and NoProgram."""
    file = sqlite_file(url)
    if file is not None:
        return await asyncio.to_thread(_copy_sqlite, file, into)
    return await _dump(url, into)


async def content(copied: Path, *, of_postgresql: bool) -> Content:
    """What is in a copy, by opening it. Raises DatabaseProblem where it is damaged."""
    return await asyncio.to_thread(_content_of_dump if of_postgresql else _content_of_sqlite, copied)


# -- SQLite --------------------------------------------------------------------------------------------------------


def _copy_sqlite(file: Path, into: Path) -> Content:
    if not file.exists():
        raise DatabaseProblem(Trouble.GONE, "there is no file")
    with troubles_of("sqlite", file), closing(sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True)) as source:
        # one moment for both: what is written meanwhile is in neither
        source.execute("BEGIN")
        found = _count(source)
        with closing(sqlite3.connect(into)) as target:
            source.backup(target)
        return found


def _content_of_sqlite(copied: Path) -> Content:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(copied))}?mode=ro", uri=True)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise DatabaseProblem(Trouble.DAMAGED)
            return _count(opened)
    except sqlite3.DatabaseError:
        raise DatabaseProblem(Trouble.DAMAGED) from None


def _count(opened: sqlite3.Connection) -> Content:
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [name for (name,) in opened.execute(names)]
    rows = {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 names of its own
    sealed = opened.execute("SELECT check_sealed FROM installation").fetchone() if "installation" in tables else None
    return Content(rows, sealed[0] if sealed else b"")


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


async def _dump(url: str, into: Path) -> Content:
    engine = make_engine(url)
    try:
        with troubles_of("postgresql", None):
            async with engine.connect() as connection:
                await connection.execution_options(isolation_level="REPEATABLE READ")
                # the snapshot lasts as long as this transaction, which says nothing while pg_dump reads
                await connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                snapshot = await connection.scalar(sa.text("SELECT pg_export_snapshot()"))
                tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
                rows = {
                    name: int(await connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0)
                    for name in sorted(tables)
                }
                sealed = await connection.scalar(sa.text("SELECT check_sealed FROM installation"))
                await asyncio.to_thread(_run_pg_dump, url, str(snapshot), into)
                return Content(rows, bytes(sealed or b""))
    finally:
        await engine.dispose()


def _run_pg_dump(url: str, snapshot: str, into: Path) -> None:
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
               f"--file={into}"]  # fmt: skip
    environment = {**os.environ, **address.for_libpq(address.read(url))}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        # what it says may name the server and the user: for nobody's log
        raise NoProgram("pg_dump failed")


def _content_of_dump(copied: Path) -> Content:
    command = [_program("pg_restore"), "--data-only", "--file=-", str(copied)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:  # noqa: S603
        assert reading.stdout is not None  # noqa: S101 asked for above
        found = _read_dump(iter(reading.stdout))
    if reading.returncode:
        raise DatabaseProblem(Trouble.DAMAGED)
    return found


def _read_dump(lines: Iterator[bytes]) -> Content:
    """`COPY public.people (id, ...) FROM stdin;`, a line for each row, and `\\.` at the end."""
    rows, sealed = {}, b""
    for line in lines:
        if not line.startswith(b"COPY public."):
            continue
        name = line.split()[1].decode().removeprefix("public.").strip('"')
        columns = line[line.index(b"(") + 1 : line.index(b")")].decode().split(", ")
        rows[name] = 0
        for row in lines:
            if row == b"\\.\n":
                break
            rows[name] += 1
            if name == "installation":
                value = row.rstrip(b"\n").split(b"\t")[columns.index("check_sealed")]
                sealed = bytes.fromhex(value.decode().removeprefix("\\\\x"))
    return Content(rows, sealed)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoProgram(name)
    return found

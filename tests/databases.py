"""Both databases for the tests: a SQLite file, and a throw-away PostgreSQL cluster that is nobody else's.

Each test gets a database of its own, copied from one that has the tables already.
"""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from storage.engine import upgrade
from tests.left_out import leave_out

T = TypeVar("T")

KINDS = ("sqlite", "postgresql")
# durable enough for a test: what was committed outlives any of OUR processes, only not a power cut
QUICK = "fsync=off synchronous_commit=off full_page_writes=off max_connections=120 shared_buffers=32MB"
DURABLE = "max_connections=120"
"""As PostgreSQL comes: for measuring."""
TEMPLATE = "waymark_template"

# what a test may have changed: the migration it is at, and the triggers
SHAPE = """SELECT (SELECT version_num FROM alembic_version), string_agg(tgname, ',' ORDER BY tgname)
FROM pg_trigger WHERE NOT tgisinternal"""
EMPTY_ALL = """SELECT string_agg(format('DELETE FROM %I', tablename), '; ') FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""


class Cluster:
    """A PostgreSQL server on a socket in its own folder, with no port open."""

    def __init__(self, folder: Path, programs: Path, user: str, settings: str) -> None:
        self.folder, self._programs, self._user, self._settings = folder, programs, user, settings
        self._numbers = count(1)
        self._clean: list[str] = []
        self._shape = self._empty_all = ""

    def start(self) -> None:
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "-U",
            "waymark",
        )
        self._serve()
        self.sql(f"CREATE DATABASE {TEMPLATE}")
        upgrade_now(self.url(TEMPLATE))
        self._shape, self._empty_all = self.sql(SHAPE, TEMPLATE), self.sql(EMPTY_ALL, TEMPLATE)

    def _serve(self) -> None:
        options = ["-k", str(self.folder), "-c", "listen_addresses="]
        for setting in self._settings.split():
            options += ["-c", setting]
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", " ".join(options), "start")

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """No server for a while. What was committed is on disk before it goes."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")
        try:
            yield
        finally:
            self._serve()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def fresh(self) -> str:
        """The address of a database with all tables and nothing in them."""
        if self._clean:
            return self._clean.pop()
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def give_back(self, url: str) -> None:
        """Empty it for the next test, past the triggers: quicker than a new one. One whose shape changed is dropped."""
        name = _name(url)
        if self.sql(SHAPE, name) != self._shape:
            self.drop(url)
            return
        self.sql("SET lock_timeout = '5s'; SET session_replication_role = replica; " + self._empty_all, name)
        self._clean.append(url)

    def drop(self, url: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://waymark@/{name}?host={self.folder}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        return self._run("psql", "-h", str(self.folder), "-U", "waymark", "-XAqtc", statement, database)

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self._programs / program), *arguments]
        # the server refuses to run as root; its client does not mind, and is asked twice for each test
        if os.geteuid() == 0 and program != "psql":
            command = ["runuser", "-u", self._user, "--", *command]
        # a file, not a pipe: the server inherits it and would keep a pipe open for ever
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self.folder, check=False)
            output.seek(0)
            said = output.read()
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{said}")
        return said.strip()


def _name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]


@contextmanager
def throw_away_cluster(*, durable: bool = False) -> Iterator[Cluster | None]:
    """A running cluster; None where PostgreSQL is not installed."""
    programs = postgresql_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    user = "postgres"
    if os.geteuid() == 0:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder, programs, user, DURABLE if durable else QUICK)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_programs() -> Path | None:
    """Where initdb is: Debian keeps it out of the path, one folder a version."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def no_postgresql() -> None:
    leave_out("PostgreSQL", "apt-get install postgresql")


def upgrade_now(url: str) -> None:
    outside_any_loop(upgrade(url))


def outside_any_loop(work: Coroutine[Any, Any, T]) -> T:
    """Done in a thread of its own, so that no test's loop is disturbed."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

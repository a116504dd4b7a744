"""A throw-away PostgreSQL cluster that is nobody else's, and a database in it for each test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.databases import Filling, upgrade_now
from tests.support.kept_connections import KeptConnections
from tests.support.left_out import leave_out

# durable enough for a test: what was committed outlives any of OUR processes, only not a power cut
QUICK = "fsync=off synchronous_commit=off full_page_writes=off max_connections=120 shared_buffers=32MB"
DURABLE = "max_connections=120"
"""As PostgreSQL comes: for measuring."""

# what a test may have changed: the migration it is at, and the triggers
SHAPE = """SELECT (SELECT version_num FROM alembic_version) || string_agg(tgname, ',' ORDER BY tgname)
FROM pg_trigger WHERE NOT tgisinternal"""
TABLES = """SELECT array_agg(tablename::text) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""


@dataclass(frozen=True)
class Template:
    """A database to be copied, its shape, and the statement that makes a used copy what it was."""

    name: str
    shape: str
    again: str


class Cluster:
    """A PostgreSQL server on a socket in its own folder, with no port open."""

    def __init__(self, folder: Path, programs: Path, user: str, settings: str) -> None:
        self.folder, self._programs, self._user, self._settings = folder, programs, user, settings
        self._numbers = count(1)
        self._kept = KeptConnections()
        self._templates: dict[Filling | None, Template] = {}
        self._copied: dict[str, Template] = {}
        self._clean: defaultdict[str, list[str]] = defaultdict(list)

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
        self._kept.close()
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def fresh(self, filling: Filling | None = None) -> str:
        """The address of a database with all tables, and nothing or the filling in them."""
        template = self._template(filling)
        if self._clean[template.name]:
            return self._clean[template.name].pop()
        url = self._new(template.name)
        self._copied[url] = template
        return url

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._new("template1")

    def give_back(self, url: str) -> None:
        """Make it what it was: quicker than a new one. One whose shape has changed is dropped."""
        template = self._copied[url]
        if self._kept.ask(url, SHAPE) != template.shape:
            self.drop(url)
            return
        self._kept.ask(url, template.again)
        self._clean[template.name].append(url)

    def drop(self, url: str) -> None:
        self._kept.hang_up(url)
        self.sql(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://waymark@/{name}?host={self.folder}"

    def sql(self, statement: str) -> Any:
        """What the server says to it: the first value of the first row."""
        return self._kept.ask(self.url("postgres"), statement)

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _template(self, filling: Filling | None) -> Template:
        if filling not in self._templates:
            if filling is None:
                url = self.empty()
                upgrade_now(url)
            else:
                url = self._new(self._template(None).name)
                filling.into(url)
            self._templates[filling] = self._to_be_copied(url)
        return self._templates[filling]

    def _to_be_copied(self, url: str) -> Template:
        """The filling is kept in a schema beside the tables, and goes with each copy."""
        tables = self._kept.ask(url, TABLES)
        filled = [table for table in tables if self._kept.ask(url, f"SELECT EXISTS (TABLE {table})")]
        self._kept.ask(url, "CREATE SCHEMA IF NOT EXISTS filling")
        for table in filled:
            self._kept.ask(url, f"CREATE TABLE filling.{table} AS TABLE {table}")
        empty = [f"DELETE FROM {table};" for table in tables]  # noqa: S608  our own names
        fill = [f"INSERT INTO {table} TABLE filling.{table};" for table in filled]
        shape = self._kept.ask(url, SHAPE)
        self._kept.hang_up(url)
        return Template(_name(url), shape, f"DO 'BEGIN {' '.join(empty + fill)} END'")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["runuser", "-u", self._user, "--", *command]
        # a file, not a pipe: the server inherits it and would keep a pipe open for ever
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self.folder, check=False)
            output.seek(0)
            said = output.read()
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{said}")


def _name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]


@contextmanager
def throw_away_cluster(*, durable: bool = False, more: str = "") -> Iterator[Cluster | None]:
    """A running cluster; None where PostgreSQL is not installed. `more`: further settings of it."""
    programs = postgresql_programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    user = "postgres"
    if os.geteuid() == 0:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder, programs, user, f"{DURABLE if durable else QUICK} {more}")
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

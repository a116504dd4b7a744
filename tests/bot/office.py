"""An installation in a folder of its own, and its commands as somebody in an office runs them."""

import asyncio
import json
import os
import shlex
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import typer
from typer.main import get_command
from typer.testing import CliRunner

from bot import commands
from storage.administration import demo
from storage.database.engine import Database, Tx, sqlite_url
from storage.database.signing_keys import Signer
from storage.database.vault import Vault, new_key
from storage.people import people, responsible
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record, Submission
from storage.working_hours import LONDON, add_working_days
from tests.conversation import Conversation, demo_runtime, someone
from tests.storage.documents.examples import whole_form

T = TypeVar("T")
APP = typer.Typer(pretty_exceptions_enable=False)
commands.register(APP)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said on standard output and on standard error."""

    code: int
    out: str
    err: str

    @property
    def values(self) -> list[Any]:
        """One JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


_built = cache(get_command)
"""The commands are put together once, as in a process of their own; for each line it takes longer than most of them."""


class Office:
    """`says("slots list --json")` runs a command; `changes(work)` does something else to the database."""

    def __init__(self, folder: Path, key: str = "", **variables: str) -> None:
        self.folder = folder
        self.key = key or new_key()
        self.variables = {"WAYMARK_DATA_DIR": str(folder), "WAYMARK_KEYS": self.key} | variables

    @property
    def signer(self) -> Signer | None:
        """What signs the history, where a key is set."""
        keys = self.variables.get("WAYMARK_SIGNING_KEYS", "")
        return Signer(keys.split(",")) if keys else None

    @property
    def file(self) -> Path:
        return self.folder / "waymark.db"

    def environment(self, **changes: str) -> Mapping[str, str]:
        """Ours, and nothing of Waymark's that happens to be set around the tests. An empty change unsets."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        return others | {name: value for name, value in (self.variables | changes).items() if value}

    def says(self, line: str, *, typed: str = "", **changes: str) -> Said:
        around = mock.patch.dict(os.environ, self.environment(**changes), clear=True)
        # a thread of its own: the command makes an event loop, and no test's is to be disturbed; there no signal comes
        as_built = mock.patch("typer.testing._get_command", _built)
        with around, as_built, mock.patch("signal.signal"), ThreadPoolExecutor(1) as thread:
            done = thread.submit(CliRunner().invoke, APP, shlex.split(line), input=typed).result()
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def changes(self, work: Callable[[Tx], Awaitable[T]], now: datetime | None = None) -> T:
        async def in_transaction() -> T:
            database = Database(sqlite_url(self.file), Vault([self.key]), signer=self.signer)
            try:
                async with database.transaction(now or datetime.now(UTC)) as tx:
                    return await work(tx)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, in_transaction()).result()

    def plays(self, case: Mapping[str, Any]) -> Conversation:
        """A worker describes an incident from the first question to the signature."""

        async def to_the_end() -> Conversation:
            database = Database(sqlite_url(self.file), Vault([self.key]), signer=self.signer)
            try:
                worker = await someone(await demo_runtime(database))
                await worker.says("report")
                return await worker.answers(case)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, to_the_end()).result()

    def open_demo(self) -> "Office":
        self.changes(demo.fill)
        return self


def working_day(ahead: int) -> date:
    """A working day that is to come, whenever the tests run."""
    return add_working_days(datetime.now(LONDON).date(), ahead, ())


def london(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON).astimezone(UTC)


async def signed_record(tx: Tx, author: str = "demo-worker", key: str = "case-1") -> Record:
    """A signed record about Example Child, in which another child's name was typed by mistake."""
    writing = await people.get(tx, author)
    content = whole_form(behaviour_words="Example Child pushed Quill Madeup off the bench.")
    (record,) = await signing.submit(
        tx,
        Submission(
            submission_key=key,
            author=writing,
            setting_id=writing.setting_id,
            responsible=await responsible.responsible_for(tx, writing.setting_id, author_id=author),
            children=[
                ChildPart("Child A", "Example Child", "2014-03-04", content={"child_label": "Child A"}),
                ChildPart("Child B", "Quill Madeup", "2017-01-02", displayed=False),
            ],
            content=content,
            view=content["view"],
            observations={"alone": "no"},
            rules_version="2026-11",
            rules_hash="0" * 64,
            signed_name="Example Worker",
        ),
    )
    return record

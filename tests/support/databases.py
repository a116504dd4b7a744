"""A database for each test alone: copied from one that has the tables already, and what the test wants in them."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from storage.database.engine import Database
from storage.database.upgrade import upgrade
from storage.database.vault import Vault
from tests.support.examples import PROVING

T = TypeVar("T")

KINDS = ("sqlite", "postgresql")
BOTH = [KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.postgres)]
ONE = BOTH if PROVING else BOTH[:1]
"""For conversations whose every statement other tests send to PostgreSQL; on both with `make prove-properties`."""

on_both = pytest.mark.parametrize("database_kind", BOTH, indirect=True)
"""A conversation that sends what no other test sends to PostgreSQL."""


@dataclass(frozen=True)
class Filling:
    """What a database holds when a test begins. It is written once, and the test gets a copy."""

    write: Callable[[Database], Awaitable[object]]
    key: str

    def into(self, url: str) -> None:
        async def fill() -> None:
            database = Database(url, Vault([self.key]))
            await self.write(database)
            await database.close()

        outside_any_loop(fill())


class Files:
    """SQLite files to be copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Filling | None, Path] = {}

    def template(self, filling: Filling | None = None) -> Path:
        """The file that has all tables, and the filling in them. Only ever copy it."""
        if filling not in self._templates:
            self._templates[filling] = self._with_tables() if filling is None else self._filled(filling)
        return self._templates[filling]

    def _with_tables(self) -> Path:
        file = self._folder / "tables.db"
        upgrade_now(f"sqlite:///{file}")
        return file

    def _filled(self, filling: Filling) -> Path:
        file = Path(shutil.copy(self.template(), self._folder / f"filled_{len(self._templates)}.db"))
        filling.into(f"sqlite:///{file}")
        return file


def upgrade_now(url: str) -> None:
    outside_any_loop(upgrade(url))


def outside_any_loop(work: Coroutine[Any, Any, T]) -> T:
    """Done in a thread of its own, so that no test's loop is disturbed."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

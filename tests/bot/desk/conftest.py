"""The desk of the demo, and people in front of it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.settings import Settings
from bot.web.app import build_app
from storage.administration.demo_cases import every
from storage.database.engine import Database
from storage.database.vault import Vault
from tests.bot.desk.visitor import Visitor
from tests.conversation import LIBRARY, TUESDAY, demo_runtime
from tests.roles.busy_month import afterwards, in_its_busy_month
from tests.support.databases import Files, Filling


@pytest.fixture
async def runtime(tmp_path: Path, sqlite_files: Files, key: str) -> AsyncIterator[Runtime]:
    """The demo organisation in its busy month, on the day after the second slot."""
    file = shutil.copy(sqlite_files.template(Filling(in_its_busy_month, key)), tmp_path / "waymark.db")
    database = Database(f"sqlite:///{file}", Vault([key]))
    made = Runtime(database, LIBRARY, lambda: TUESDAY)
    await afterwards(made)
    yield made
    await database.close()


async def with_its_cases(database: Database) -> None:
    """The demo with all of its invented cases: plans, groups, assessments, training, audits, board report."""
    await demo_runtime(database, TUESDAY)
    async with database.transaction(TUESDAY) as tx:
        await every.fill(tx)


@pytest.fixture
async def whole_demo(tmp_path: Path, sqlite_files: Files, key: str) -> AsyncIterator[Runtime]:
    """To be a module's `runtime`."""
    file = shutil.copy(sqlite_files.template(Filling(with_its_cases, key)), tmp_path / "waymark.db")
    database = Database(f"sqlite:///{file}", Vault([key]))
    yield Runtime(database, LIBRARY, lambda: TUESDAY)
    await database.close()


@pytest.fixture
async def reference(runtime: Runtime) -> str:
    """Of the worker's record."""
    return await afterwards(runtime)


@pytest.fixture
async def server(settings: Settings, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestServer]:
    """Nothing comes due by itself while it is looked at."""

    async def no_rounds(*_: object) -> None:
        return None

    monkeypatch.setattr("bot.web.app.go_round", no_rounds)
    running = TestServer(build_app(settings, runtime, round_seconds=3600))
    await running.start_server()
    yield running
    await running.close()


@pytest.fixture
async def dsl(server: TestServer) -> Visitor:
    return await Visitor(server).signs_in("dsl")

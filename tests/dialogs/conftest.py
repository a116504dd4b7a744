"""Conversations in tests: on both databases, with the demo organisation, on Tuesday 17 November 2026 at 15:30."""

import shutil
from pathlib import Path

import pytest

from bot.turns import House
from storage.engine import Database
from storage.vault import Vault
from tests.conversation import Conversation, demo_house, someone
from tests.databases import outside_any_loop


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, key: str) -> Path:
    """With the demo organisation in it already: nearly every test here wants it, and filling it takes longest."""
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("demo") / "waymark.db"))

    async def fill() -> None:
        database = Database(f"sqlite:///{file}", Vault([key]))
        await demo_house(database)
        await database.close()

    outside_any_loop(fill())
    return file


@pytest.fixture
async def house(database: Database) -> House:
    return await demo_house(database)


@pytest.fixture
async def worker(house: House) -> Conversation:
    return await someone(house)


@pytest.fixture
async def dsl(house: House) -> Conversation:
    return await someone(house, "dsl")

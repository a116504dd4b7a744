"""Conversations in tests: on both databases, with the demo organisation, on Tuesday 17 November 2026 at 15:30."""

import pytest

from bot.turns import House
from storage.engine import Database
from tests.conversation import Conversation, demo_house, someone
from tests.databases import Filling


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(demo_house, key)


@pytest.fixture
async def house(database: Database) -> House:
    return await demo_house(database)


@pytest.fixture
async def worker(house: House) -> Conversation:
    return await someone(house)


@pytest.fixture
async def dsl(house: House) -> Conversation:
    return await someone(house, "dsl")

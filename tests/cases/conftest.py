"""The demo organisation, on both databases."""

import pytest

from bot.turns import House
from storage.engine import Database
from tests.conversation import demo_house
from tests.databases import Filling


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(demo_house, key)


@pytest.fixture
async def house(database: Database) -> House:
    return await demo_house(database)

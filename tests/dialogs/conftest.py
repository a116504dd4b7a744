"""Conversations in tests: on both databases, with the demo organisation, on Tuesday 17 November 2026 at 15:30."""

import pytest
import sqlalchemy as sa

from bot.turns import House
from storage.record_tables import records
from tests.conversation import Conversation, demo_house, someone
from tests.databases import Filling
from tests.dialogs.test_record import with_a_record


@pytest.fixture
def filling(key: str, request: pytest.FixtureRequest) -> Filling:
    """The demo organisation, with a record in it where a test asks for its `reference`."""
    return Filling(with_a_record if "reference" in request.fixturenames else demo_house, key)


@pytest.fixture
async def worker(house: House) -> Conversation:
    return await someone(house)


@pytest.fixture
async def dsl(house: House) -> Conversation:
    return await someone(house, "dsl")


@pytest.fixture
async def reference(house: House) -> str:
    """Of the school case, which the worker has told and signed just now."""
    async with house.database.transaction(house.clock()) as tx:
        (found,) = (await tx.connection.execute(sa.select(records.c.reference))).scalars()
        return str(found)

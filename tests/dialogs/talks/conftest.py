"""The demo organisation with a duty worker of youth justice."""

import pytest

from storage.database.engine import Database
from tests.conversation import demo_runtime
from tests.dialogs.talks.talking import with_duty
from tests.support.databases import Filling


async def fill(database: Database) -> None:
    await with_duty(await demo_runtime(database))


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(fill, key)

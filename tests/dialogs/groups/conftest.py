"""The demo organisation with a group lead and two groups: one with two places, one for older children with one."""

import pytest

from bot.runtime import Runtime
from storage.database.engine import Database
from tests.conversation import Conversation, demo_runtime, someone
from tests.dialogs.groups.referred import with_groups
from tests.support.databases import Filling


async def fill(database: Database) -> None:
    await with_groups(await demo_runtime(database))


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(fill, key)


@pytest.fixture
async def lead(runtime: Runtime) -> Conversation:
    return await someone(runtime, "lead")

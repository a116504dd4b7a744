"""The teams that come after an incident, on Tuesday 17 November 2026 at 15:30."""

import pytest

from bot.runtime import Runtime
from storage.database.engine import Database
from tests.conversation import Conversation, demo_runtime, someone
from tests.dialogs.casework.team import teams
from tests.support.databases import Filling


async def _with_teams(database: Database) -> None:
    await teams(await demo_runtime(database))


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(_with_teams, key)


@pytest.fixture
async def social_worker(runtime: Runtime) -> Conversation:
    return await someone(runtime, "social_worker")


@pytest.fixture
async def manager(runtime: Runtime) -> Conversation:
    return await someone(runtime, "manager")

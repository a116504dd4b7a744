"""Conversations in tests: with the demo organisation, on Tuesday 17 November 2026 at 15:30.

On SQLite: every statement that they send is sent to PostgreSQL too by some test, which `tests/support/on_both.py` sees
to. A conversation that has to be held on both for that is marked `@on_both`.
"""

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage.records.tables import records
from tests.conversation import Conversation, demo_runtime, someone
from tests.dialogs.incident.test_record import with_a_record
from tests.support.databases import ONE, Filling


@pytest.fixture(params=ONE)
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def filling(key: str, request: pytest.FixtureRequest) -> Filling:
    """The demo organisation, with a record in it where a test asks for its `reference`."""
    return Filling(with_a_record if "reference" in request.fixturenames else demo_runtime, key)


@pytest.fixture
async def worker(runtime: Runtime) -> Conversation:
    return await someone(runtime)


@pytest.fixture
async def dsl(runtime: Runtime) -> Conversation:
    return await someone(runtime, "dsl")


@pytest.fixture
async def reference(runtime: Runtime) -> str:
    """Of the school case, which the worker has told and signed just now."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        (found,) = (await tx.connection.execute(sa.select(records.c.reference))).scalars()
        return str(found)

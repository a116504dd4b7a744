"""A filled demo organisation, and short names for the people in it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest

from storage.administration import demo
from storage.database.engine import Database, Tx
from storage.people import people
from storage.people.people import Person
from tests.support.databases import Filling

NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
"""A Tuesday afternoon in term."""

At = Callable[..., AbstractAsyncContextManager[Tx]]


async def fill(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)


@pytest.fixture
def filling(key: str, request: pytest.FixtureRequest) -> Filling | None:
    """The demo organisation, where a test asks for `at`."""
    return Filling(fill, key) if "at" in request.fixturenames else None


@pytest.fixture
async def at(database: Database) -> At:
    """`async with at(later) as tx`: a transaction at a moment (NOW without one) in the demo organisation."""

    def transaction(now: datetime = NOW) -> AbstractAsyncContextManager[Tx]:
        return database.transaction(now)

    return transaction


async def who(tx: Tx, login: str) -> Person:
    found = await people.find(tx, login)
    assert found is not None, f"no {login} in the demo organisation"
    return found

"""The invented cases of the demo: on both databases, and once."""

import sqlalchemy as sa

from storage.administration.demo_cases import every
from storage.casework.tables import cases
from storage.database.engine import Tx
from tests.storage.conftest import At


async def how_many(tx: Tx) -> int:
    return await tx.connection.scalar(sa.select(sa.func.count()).select_from(cases)) or 0


async def test_they_are_there_and_a_second_start_adds_nothing(at: At) -> None:
    async with at() as tx:
        await every.fill(tx)
    async with at() as tx:
        there = await how_many(tx)
        assert there
        await every.fill(tx)
        assert await how_many(tx) == there

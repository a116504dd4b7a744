"""The invented cases of the demo: on both databases, and once."""

import sqlalchemy as sa

from storage.administration.demo_cases import every
from storage.casework.tables import cases
from storage.database.engine import Tx
from storage.oversight.board_report import editions
from tests.storage.conftest import At, who


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


async def test_a_head_of_service_can_read_a_signed_board_report_with_something_in_it(at: At) -> None:
    async with at() as tx:
        await every.fill(tx)
        signed = await editions.read(tx, await who(tx, "head_of_service"))
        figures = signed.content.figures
        assert (figures.displayed, figures.targeted) == (10, 2)
        assert figures.tables["earlier_signs"]["yes"]
        assert figures.stages["to_referral"].median is not None
        assert sum(figures.run.values()) > figures.displayed, "the year before is in the run"
        assert editions.is_whole(signed)

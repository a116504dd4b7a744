"""The board report at the desk: a manager finds what was signed (a reader too: tests/roles), and a worker does not."""

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage import audit
from storage.administration.demo_cases import board, casework
from storage.oversight.board_report import editions, period
from tests.bot.desk.visitor import Visitor


@pytest.fixture
async def signed(runtime: Runtime) -> str:
    """The period that the demo's manager has signed."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        for case in (casework, board):
            await case.fill(tx)
        ((of, _),) = await editions.signed_periods(tx)
    return str(of)


async def test_a_manager_reads_a_signed_edition_and_that_is_kept(
    server: TestServer, runtime: Runtime, signed: str
) -> None:
    manager = await Visitor(server).signs_in("manager")
    await manager.opens("/board-report")
    assert f'/desk/board-report/{signed}?edition=1"' in manager.text
    assert "MAPPA" in manager.text, "the self-audit by agency"
    await manager.opens(f"/board-report/{signed}?edition=1")
    assert "not to be passed on" in manager.text
    assert board.TEXT in manager.text
    assert "Madeup" not in manager.text, "no child is in it"
    async with runtime.database.transaction(runtime.clock()) as tx:
        kept = await audit.entries(tx, editions.about(period.read(signed)))
    assert [entry.what for entry in kept] == ["board_report_signed", "read"]


@pytest.mark.parametrize("address", ["{}?edition=2", "{}?edition=x", "2001-02", "2025-29", "nothing"])
async def test_what_is_not_signed_is_not_there(server: TestServer, signed: str, address: str) -> None:
    manager = await Visitor(server).signs_in("manager")
    await manager.opens(f"/board-report/{address.format(signed)}")
    assert manager.status == 404
    assert "The list shows which are." in manager.text


async def test_a_worker_is_not_shown_it(server: TestServer, signed: str) -> None:
    worker = await Visitor(server).signs_in("social_worker")
    await worker.opens(f"/board-report/{signed}")
    assert worker.status == 403
    assert signed not in worker.text

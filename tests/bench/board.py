"""How long the board report takes with 1,000 and 10,000 cases, and how much room: figures, and each kind of document.

Four in five are audited, the others say what their events do. The aim is ten seconds for 10,000; the pages are the same
however many cases there are. `make bench-board` runs it.
"""

import asyncio
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

from dialogs.oversight import board_document
from storage.administration import demo
from storage.database.engine import Database, Tx
from storage.database.upgrade import upgrade
from storage.database.vault import Vault, new_key
from storage.documents import FORMATS, printed
from storage.oversight.board_report import content, editions, gathering, passing_on
from tests.support import county
from tests.support.county import Invented
from tests.support.county_kept import put

NOW = datetime(2027, 4, 6, 10, tzinfo=UTC)
SIZES = (1_000, 10_000)
BATCH = 1_000
AIM = 10.0
"""Seconds."""


async def fill(tx: Tx, size: int) -> None:
    """The invented county, grown to so many cases."""
    batch: list[Invented] = []
    for one in county.cases(size):
        batch.append(one)
        if len(batch) == BATCH:
            await put(tx, batch)
            batch = []
    if batch:
        await put(tx, batch)


async def measure(size: int) -> tuple[float, float, dict[str, tuple[float, int]]]:
    """Seconds for the figures, MiB that they took at most, and of each kind its seconds and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        await upgrade(url)
        database = Database(url, Vault([new_key()]))
        try:
            async with database.transaction(NOW) as tx:
                await demo.fill(tx)
                await fill(tx, size)
            async with database.transaction(NOW) as tx:
                began = time.perf_counter()
                of = await gathering.figures_of(tx, county.SECOND)
                seconds = time.perf_counter() - began
                tracemalloc.start()
                await gathering.figures_of(tx, county.SECOND)
                most = tracemalloc.get_traced_memory()[1] / 2**20
                tracemalloc.stop()
        finally:
            await database.close()
    made = content.Content(of, passing_on.of(of), content.rated([]), ())
    one = editions.Edition(county.SECOND, 1, made, "An Inventedname", "demo-manager", NOW, "0" * 64)
    kinds = {}
    for kind in FORMATS:
        began = time.perf_counter()
        size_of = len(printed(board_document.internal(one), kind))
        kinds[kind] = (time.perf_counter() - began, size_of)
    return seconds, most, kinds


async def main() -> int:
    slow = 0
    _tell("cases   figures s  most MiB  " + "  ".join(f"{kind} s / KiB" for kind in FORMATS))
    for size in SIZES:
        seconds, most, kinds = await measure(size)
        whole = seconds + sum(took for took, _ in kinds.values())
        slow += whole > AIM
        each = "  ".join(f"{took:.2f} / {count / 1024:.0f}" for took, count in kinds.values())
        _tell(f"{size:6,}  {seconds:9.2f}  {most:8.1f}  {each}{'  over the aim' if whole > AIM else ''}")
    return slow


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""What grows: with what is stored, with how many have written, with a second process; and how long a start takes."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from storage.database.vault import new_key
from tests.bench.edge_bots import INCIDENT, MOST_AT_ONCE, memory, processor_seconds, serving, with_people
from tests.bench.edge_load import Connector, Message, Run, run
from tests.bot.served import Served
from tests.support.cluster import Cluster
from tests.support.databases import upgrade_now

STORED = 100_000
"""Conversations beside those that go on."""
WRITERS = 10_000
"""Different people, each with a short conversation."""
AT_ONCE = 32
TURNS, RUNS = 320, 5
SHORT = [Message("report"), Message("no"), Message("between children")]
LONGEST_START = 60.0
"""Seconds."""

HEAD = """
## What grows, and how long a start takes

Each figure is the middle of {runs}, with the lowest and the highest; both sides of a ratio were measured in turns.

| what | measured | against |
| --- | --- | --- |
"""


def page(cluster: Cluster | None) -> str:
    """The second part of docs/proofs/speed.md."""
    rows = [*stored(), *after_many(), *(two_processes(cluster) if cluster else []), *starts()]
    return HEAD.format(runs=RUNS) + "".join(f"| {' | '.join(row)} |\n" for row in rows)


Row = tuple[str, str, str]


def figures(found: Sequence[float], digits: int = 2) -> str:
    return f"{statistics.median(found):.{digits}f} ({min(found):.{digits}f} to {max(found):.{digits}f})"


def bot(stack: ExitStack, url: str = "", *, people: int = MOST_AT_ONCE, others: int = 0) -> Served:
    """A process on a database of its own."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    where, key = url or f"sqlite:///{folder / 'waymark.db'}", new_key()
    upgrade_now(where)
    asyncio.run(with_people(where, key, people, stored=others))
    return process(stack, folder, url, key)


def process(stack: ExitStack, folder: Path, url: str, key: str) -> Served:
    of = {"keys": key, "messages_a_minute": "1000000", "database_url": url}
    return stack.enter_context(serving(Served(folder, {}, **of)))


def stored() -> list[Row]:
    """A turn with many conversations stored beside it, against one with none."""
    with ExitStack() as stack:
        few, many = bot(stack), bot(stack, others=STORED)

        async def both() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
            connector = Connector()
            server = await connector.start()
            found: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
            for turn in range(RUNS + 1):
                for into, one in zip(found, (few, many), strict=True):
                    done, used = await measured(connector, one)
                    if turn:  # the first is to warm up
                        into.append((1000 * used / len(done.turns), 1000 * statistics.median(done.turns)))
            await server.close()
            return found

        none, some = asyncio.run(both())
    rows: list[Row] = []
    for part, name in enumerate(("processor ms a turn", "p50 ms")):
        ratios = [b[part] / a[part] for a, b in zip(none, some, strict=True)]
        rows.append(
            (
                f"{name}, {STORED:,} conversations stored, SQLite",
                f"**{figures(ratios)}** times",
                f"none stored: {figures([one[part] for one in none])}",
            )
        )
    return rows


async def measured(connector: Connector, *bots: Served, at_once: int = 1) -> tuple[Run, float]:
    """The same turns of each bot, all at the same time; what processor seconds they took together."""
    before = sum(processor_seconds(one.process.pid) for one in bots)
    done = await asyncio.gather(
        *(
            run(one.messages, connector, INCIDENT, at_once, TURNS, first=number * at_once)
            for number, one in enumerate(bots)
        )
    )
    used = sum(processor_seconds(one.process.pid) for one in bots) - before
    every = Run([turn for one in done for turn in one.turns], [], sum(one.wrong for one in done))
    if every.wrong:
        raise RuntimeError(f"{every.wrong} turns were wrong")
    return every, used


def after_many() -> list[Row]:
    """The memory of a process after many people have written."""
    with ExitStack() as stack:
        one = bot(stack, people=WRITERS)

        async def each() -> tuple[float, float]:
            connector = Connector()
            server = await connector.start()
            await run(one.messages, connector, INCIDENT, 8, TURNS)
            idle = memory(one.process.pid)
            for first in range(0, WRITERS, AT_ONCE):
                people = min(AT_ONCE, WRITERS - first)
                await run(one.messages, connector, SHORT, people, people * len(SHORT), first=first)
            await server.close()
            return idle, memory(one.process.pid)

        idle, after = asyncio.run(each())
    name = f"memory after {WRITERS:,} people have written, MB (once)"
    return [(name, f"{after:.0f}, **{100 * (after / idle - 1):+.0f} %**", f"after {TURNS} turns: {idle:.0f}")]


def two_processes(cluster: Cluster) -> list[Row]:
    """Turns for each second of the processor with two processes on one database, against one."""
    with ExitStack() as stack:
        url, key = cluster.fresh(), new_key()
        upgrade_now(url)
        asyncio.run(with_people(url, key))
        first, second = (
            process(stack, Path(stack.enter_context(tempfile.TemporaryDirectory())), url, key) for _ in range(2)
        )

        async def both() -> tuple[list[float], list[float]]:
            connector = Connector()
            server = await connector.start()
            alone: list[float] = []
            together: list[float] = []
            for turn in range(RUNS + 1):
                for into, bots in ((alone, [first]), (together, [first, second])):
                    done, used = await measured(connector, *bots, at_once=AT_ONCE // len(bots))
                    if turn:
                        into.append(len(done.turns) / used)
            await server.close()
            return alone, together

        alone, together = asyncio.run(both())
    ratios = [b / a for a, b in zip(alone, together, strict=True)]
    name = f"turns for each processor second, two processes on PostgreSQL, {AT_ONCE} at once"
    return [(name, f"**{figures(ratios)}** times", f"one process: {figures(alone, 0)}")]


def starts() -> list[Row]:
    """Seconds until each is there, when it was there before."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        around = kept | {"WAYMARK_DATA_DIR": folder, "NO_COLOR": "1"}
        ask = ("ask", "does denial mean we wait?")
        ways: dict[str, Callable[[], float]] = {
            "`waymark chat`: said `help` and ended": lambda: took(
                "chat", "--as", "worker", around=around, typed="help\n"
            ),
            "`waymark ask`": lambda: took(*ask, around=around),
            "`waymark serve`: until `/readyz` says yes": lambda: until_ready(Path(folder)),
        }
        rows: list[Row] = []
        for name, start in ways.items():
            start()
            rows.append((f"{name}, seconds", f"**{figures([start() for _ in range(RUNS)])}**", "a first start"))
    return rows


def took(*command: str, around: dict[str, str], typed: str = "") -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", *command], env=around, input=typed, text=True, capture_output=True, check=True
    )
    return time.perf_counter() - begun


def until_ready(folder: Path) -> float:
    begun = time.perf_counter()
    served = Served(folder)
    try:
        while time.perf_counter() - begun < LONGEST_START:
            try:
                with urllib.request.urlopen(f"{served.url}/readyz", timeout=1):  # noqa: S310 http, on this machine
                    return time.perf_counter() - begun
            except OSError:  # not yet, and says so or says nothing
                time.sleep(0.01)
    finally:
        served.stop()
    raise RuntimeError("not ready")


if __name__ == "__main__":
    sys.stdout.write(page(None))

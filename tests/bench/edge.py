"""How long a turn takes in Teams, and what it costs: `make bench-edge`.

Four bots under the same load, one after another: an echo on botbuilder's own adapter, which is the measure, the same
echo on ours, and `waymark serve` with an incident described by typing, on SQLite and on PostgreSQL where there is one.
The bot has one processor to itself and the load another, where there are two. Each figure is the middle one of three
runs. `ratio` is turns a second against the first line.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dialogs.words import say
from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from storage.people import people
from storage.people.people import KnownAs, Role
from tests.bench.edge_load import Connector, Message, Run, run
from tests.bot.served import Served
from tests.conversation import SCHOOL_CASE
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

AT_ONCE = (1, 32)
TURNS = 320
"""About so many in a run: each person goes through the script at least once, and always to its end."""
WARM_UP = 60
RUNS = 3
ECHO = [Message("hello", expects="echo hello")]
TYPED = [Message(answer) for answer in SCHOOL_CASE.values() if isinstance(answer, str)]
INCIDENT = [
    Message("report"),
    *TYPED[: list(SCHOOL_CASE).index("identity")],
    Message("cancel"),
    Message("yes", expects=say("menu.cancelled").split(".")[0]),
]
"""Described by typing up to the form with the names; then deleted, and from the beginning."""


@dataclass(frozen=True)
class Measured:
    """Milliseconds, but `a_second`: turns."""

    a_second: float
    turn: tuple[float, float, float]
    reply: float
    processor: float
    wrong: int


async def measure(bot: Served, script: Sequence[Message], at_once: int) -> Measured:
    connector = Connector()
    server = await connector.start()
    try:
        await run(bot.messages, connector, script, 1, WARM_UP)
        measured = [await _once(bot, connector, script, at_once) for _ in range(RUNS)]
    finally:
        await server.close()
    return sorted(measured, key=lambda one: one.a_second)[RUNS // 2]


async def _once(bot: Served, connector: Connector, script: Sequence[Message], at_once: int) -> Measured:
    before = processor_seconds(bot.process.pid)
    done: Run = await run(bot.messages, connector, script, at_once, TURNS)
    used = processor_seconds(bot.process.pid) - before
    cut = statistics.quantiles(done.turns, n=100)
    return Measured(
        a_second=len(done.turns) / done.took,
        turn=(1000 * cut[49], 1000 * cut[94], 1000 * cut[98]),
        reply=1000 * statistics.median(done.replies),
        processor=1000 * used / len(done.turns),
        wrong=done.wrong,
    )


def processor_seconds(pid: int) -> float:
    """Of one process, all its threads."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(bot: Served) -> Iterator[Served]:
    ours = os.sched_getaffinity(0)
    if len(ours) > 1:
        first, second, *_ = sorted(ours)
        os.sched_setaffinity(bot.process.pid, {first})
        os.sched_setaffinity(0, {second})
    try:
        yield bot
    finally:
        os.sched_setaffinity(0, ours)
        bot.stop()


async def with_people(url: str, key: str) -> None:
    """The demo organisation, and as many more workers as write at once."""
    database = Database(url, Vault([key]))
    async with database.transaction(datetime.now(UTC)) as tx:
        await demo.fill(tx)
        for number in range(max(AT_ONCE)):
            await people.add(
                tx,
                "Invented Worker",
                demo.SCHOOL,
                [Role.WORKER],
                known_as=KnownAs(tenant=demo.TENANT, object_id=f"bench-{number}"),
                is_demo=True,
            )
    await database.close()


def echo(which: str) -> Iterator[tuple[int, Measured]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Served(Path(folder), module=("tests.bench.echo", which))) as bot,
    ):
        yield from ((at_once, asyncio.run(measure(bot, ECHO, at_once))) for at_once in AT_ONCE)


def incident(url: str = "") -> Iterator[tuple[int, Measured]]:
    with tempfile.TemporaryDirectory() as folder:
        where, key = url or f"sqlite:///{Path(folder) / 'waymark.db'}", new_key()
        upgrade_now(where)
        asyncio.run(with_people(where, key))
        with serving(Served(Path(folder), keys=key, messages_a_minute="1000000", database_url=url)) as bot:
            yield from ((at_once, asyncio.run(measure(bot, INCIDENT, at_once))) for at_once in AT_ONCE)


def main() -> int:
    sys.stdout.write(
        f"{'':<28}{'at once':>8}{'turns/s':>9}{'ratio':>7}{'p50 ms':>9}{'p95':>8}{'p99':>8}"
        f"{'1st reply':>11}{'CPU ms':>8}{'wrong':>7}\n"
    )
    against: dict[int, float] = {}
    wrong = _show("echo, botbuilder's adapter", echo("stock"), against)
    wrong += _show("echo, our adapter", echo("ours"), against)
    wrong += _show("incident, SQLite", incident(), against)
    with throw_away_cluster(durable=True) as cluster:
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            wrong += _show("incident, PostgreSQL", incident(cluster.fresh()), against)
    return 1 if wrong else 0


def _show(name: str, measured: Iterator[tuple[int, Measured]], against: dict[int, float]) -> int:
    wrong = 0
    for at_once, one in measured:
        first = against.setdefault(at_once, one.a_second)
        turn = "".join(f"{part:>8.1f}" for part in one.turn)
        sys.stdout.write(
            f"{name:<28}{at_once:>8}{one.a_second:>9.0f}{one.a_second / first:>7.2f} {turn}"
            f"{one.reply:>11.1f}{one.processor:>8.2f}{one.wrong:>7}\n"
        )
        wrong += one.wrong
    return wrong


if __name__ == "__main__":
    sys.exit(main())

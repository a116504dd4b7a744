"""How long a turn takes in Teams, and what it costs: `make bench-edge`, which writes docs/proofs/speed.md.

Each bot is put under the same load, one after another in the same run: a bare aiohttp handler, an echo on botbuilder's
own adapter, which is the measure, the same echo on ours, and `waymark serve` with an incident described by typing, on
SQLite and on PostgreSQL where there is one. The connector that takes the replies is plain, reached by https, or takes
100 ms over each. `--short` leaves out the ways that take long and what grows. The bot has one processor to itself and
the load another, where there are two. Each figure is the middle one of five runs, with the lowest and the highest.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from ssl import SSLContext

from storage.database.vault import new_key
from tests.bench import edge_growth
from tests.bench.edge_bots import ECHO, INCIDENT, MOST_AT_ONCE, processor_seconds, serving, with_people
from tests.bench.edge_load import Connector, Message, Run, run
from tests.bot.pretend.post_office import own_certificate
from tests.bot.served import Served
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

PAGE = Path("docs/proofs/speed.md")
LOAD = os.getloadavg()[0]
"""Before the run."""
TURNS = 320
"""About so many in a run: each person goes through the script at least once, and always to its end."""
WARM_UP = 60
RUNS = 5


@dataclass(frozen=True)
class Way:
    """To the connector, and how many people write at once."""

    name: str
    at_once: int
    seconds: float = 0.0
    https: bool = False


WAYS = (
    Way("plain", 1),
    Way("plain", 32),
    Way("plain", MOST_AT_ONCE),
    Way("https", 32),
    Way("100 ms", 32, seconds=0.1),
)
BUSY = 1.5
"""From this load of the machine on, times say nothing: only processor time is measured then."""
SHORT = frozenset({"plain", "https"})
"""The ways of a short run."""
WAYS_WHEN_BUSY = (Way("plain", 1), Way("https", 1))


def ways(short: bool) -> Sequence[Way]:
    if LOAD > BUSY:
        return WAYS_WHEN_BUSY
    return [way for way in WAYS if not short or (way.name in SHORT and way.at_once < MOST_AT_ONCE)]


@dataclass(frozen=True)
class Measured:
    """Of one run. Milliseconds, but `a_second`: turns."""

    a_second: float
    p50: float
    p99: float
    reply: float
    processor: float
    wrong: int


async def measure(bot: Served, script: Sequence[Message], way: Way, tls: SSLContext) -> list[Measured]:
    connector = Connector(seconds=way.seconds, tls=tls if way.https else None)
    server = await connector.start()
    try:
        await run(bot.messages, connector, script, min(way.at_once, 8), WARM_UP)
        return [await _once(bot, connector, script, way.at_once) for _ in range(RUNS)]
    finally:
        await server.close()


async def _once(bot: Served, connector: Connector, script: Sequence[Message], at_once: int) -> Measured:
    before = processor_seconds(bot.process.pid)
    done: Run = await run(bot.messages, connector, script, at_once, TURNS)
    used = processor_seconds(bot.process.pid) - before
    cut = statistics.quantiles(done.turns, n=100)
    return Measured(
        a_second=len(done.turns) / done.took,
        p50=1000 * cut[49],
        p99=1000 * cut[98],
        reply=1000 * statistics.median(done.replies),
        processor=1000 * used / len(done.turns),
        wrong=done.wrong,
    )


Runs = Iterator[tuple[Way, list[Measured]]]


def all_ways(bot: Served, script: Sequence[Message], tls: SSLContext, chosen: Sequence[Way]) -> Runs:
    yield from ((way, asyncio.run(measure(bot, script, way, tls))) for way in chosen)


def echo(which: str, chosen: Sequence[Way]) -> Runs:
    with tempfile.TemporaryDirectory() as folder:
        tls, trust = own_certificate(Path(folder)), {"REQUESTS_CA_BUNDLE": f"{folder}/server.pem"}
        with serving(Served(Path(folder), trust, module=("tests.bench.echo", which))) as bot:
            yield from all_ways(bot, ECHO, tls, chosen)


def incident(chosen: Sequence[Way], url: str = "") -> Runs:
    with tempfile.TemporaryDirectory() as folder:
        tls, trust = own_certificate(Path(folder)), {"REQUESTS_CA_BUNDLE": f"{folder}/server.pem"}
        where, key = url or f"sqlite:///{Path(folder) / 'waymark.db'}", new_key()
        upgrade_now(where)
        asyncio.run(with_people(where, key))
        of = {"keys": key, "messages_a_minute": "1000000", "database_url": url}
        with serving(Served(Path(folder), trust, **of)) as bot:
            yield from all_ways(bot, INCIDENT, tls, chosen)


HEAD = """# How fast the edge is

Written by `make bench-edge`, nothing by hand. A message is posted as Teams posts it, and the turn ends when the bot
has answered the request with 2xx and at least one reply has reached a connector on this machine. Sign-in is not in it.
Ratios are against the echo on botbuilder’s own adapter with the same connector and as many at once: of processor time
less is better, of turns a second more. Each figure is the middle of {runs} runs, with the lowest and the highest.

{when}, {processors} processors; load of the machine {before:.1f} before the run, {after:.1f} after it{busy}.

| {names} |
| {lines} |
{rows}
{more}
Not measured by it: {left_out}.
"""
NAMES = (
    "bot", "connector", "at once", "processor time, ratio", "turns a second, ratio", "processor ms a turn",
    "turns a second", "p50 ms", "p99 ms", "first reply ms", "wrong",
)  # fmt: skip
WHEN_BUSY = """. **Other work was on it all the time**: times say nothing then and were not measured (-), and
processor time, which both sides lose to each other’s caches, is higher than on a quiet machine. Run it again on one"""


LEFT_OUT = "the successor SDK’s echo"
LEFT_OUT_WHEN_SHORT = (
    "more than 32 at once, a slow connector, what grows, how long a start takes, and the successor SDK’s echo"
)


def main(short: bool) -> int:
    chosen = ways(short)
    against: dict[Way, list[Measured]] = {}
    rows, wrong = "", 0
    with throw_away_cluster(durable=True) as cluster:
        bots = {
            "echo, botbuilder’s adapter": echo("stock", chosen),
            "bare aiohttp handler": echo("bare", chosen),
            "echo, our adapter": echo("ours", chosen),
            "an incident described, SQLite": incident(chosen),
        }
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            bots["an incident described, PostgreSQL"] = incident(chosen, cluster.fresh())
        for name, runs in bots.items():
            for way, measured in runs:
                row = _row(name, way, measured, against.setdefault(way, measured))
                sys.stdout.write(row)
                sys.stdout.flush()
                rows += row
                wrong += sum(one.wrong for one in measured)
        more = "" if short else edge_growth.page(cluster)
        sys.stdout.write(more)
    PAGE.write_text(
        HEAD.format(
            runs=RUNS,
            when=datetime.now(UTC).strftime("%d %B %Y"),
            processors=len(os.sched_getaffinity(0)),
            before=LOAD,
            after=os.getloadavg()[0],
            busy=WHEN_BUSY if LOAD > BUSY else "",
            names=" | ".join(NAMES),
            lines=" | ".join("---" for _ in NAMES),
            rows=rows,
            more=more,
            left_out=LEFT_OUT_WHEN_SHORT if short else LEFT_OUT,
        ),
        "utf-8",
    )
    return 1 if wrong else 0


def _row(name: str, way: Way, measured: Sequence[Measured], first: Sequence[Measured]) -> str:
    def middle(of: Sequence[Measured], part: str) -> float:
        return statistics.median(float(getattr(one, part)) for one in of)

    def spread(part: str, digits: int) -> str:
        found = [float(getattr(one, part)) for one in measured]
        return f"{statistics.median(found):.{digits}f} ({min(found):.{digits}f} to {max(found):.{digits}f})"

    cost, speed = (middle(measured, part) / middle(first, part) for part in ("processor", "a_second"))
    wrong = sum(one.wrong for one in measured)
    times = [f"**{speed:.2f}**", spread("a_second", 0), spread("p50", 1), spread("p99", 0), spread("reply", 1)]
    if LOAD > BUSY:
        times = ["-"] * len(times)
    cells = [
        name,
        way.name,
        str(way.at_once),
        f"**{cost:.2f}**",
        times[0],
        spread("processor", 2),
        *times[1:],
    ]
    return f"| {' | '.join(cells)} | {wrong} |\n"


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--short", action="store_true")
    sys.exit(main(given.parse_args().short))

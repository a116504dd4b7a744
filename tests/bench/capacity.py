"""`make capacity`: how far Waymark carries, into docs/capacity.md: worked out from what the benches have measured.

Measured are the processor's time for a turn (docs/proofs/speed.md, by `make bench-edge`) and, here, how much a signed
record and a person add to a database. How many people there are and what they do is assumed: change it in PLACES and
HABITS. The Monday morning is played turn by turn with a fixed seed.
"""

import asyncio
import heapq
import random
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from jinja2 import Environment, StrictUndefined

from storage.administration import demo
from storage.administration.people_import.take import take
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.bench.edge_bots import INCIDENT
from tests.bot.office import signed_record
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

ROOT = Path(__file__).parents[2]
SPEED = ROOT / "docs" / "proofs" / "speed.md"
PAGE = ROOT / "docs" / "capacity.md"
TEMPLATE = Path(__file__).parent / "capacity.md.j2"
ROW = "an incident described, PostgreSQL | plain"
RECORDS, PEOPLE = 200, 200
"""Of each, so many are written to see what one adds."""
YEARS = 25
CONNECTIONS = 10
"""A process holds that many to PostgreSQL at most (storage/database/engine.py)."""
GOOD_ENOUGH = 0.5
"""Seconds that one answer in a hundred may wait for a process that is free."""
SEED = 17
HOUR = 3600.0


@dataclass(frozen=True)
class Place:
    """Assumed: how many work there, in how many settings, and how many councils it is."""

    name: str
    councils: int
    staff: int
    settings: int


@dataclass(frozen=True)
class Habits:
    """Assumed. `a_year`: incidents described for each thousand staff. `monday`: the part of the staff who write within
    the busiest hour. `think`: seconds between two messages of a person. `alerts`: for each. `by_mail`: of those.
    """

    a_year: float = 60
    monday: float = 0.02
    think: float = 20
    alerts: int = 4
    by_mail: float = 0.2


PLACES = (
    Place("a county", 1, 10_000, 300),
    Place("a region", 12, 120_000, 3_600),
    Place("all of England", 153, 1_500_000, 45_000),
)
HABITS = Habits()


def processor_seconds() -> float:
    """Of a turn: the highest of what was measured."""
    line = next(line for line in SPEED.read_text("utf-8").splitlines() if ROW in line)
    found = re.search(r"\| ([0-9.]+) \(([0-9.]+) to ([0-9.]+)\) \|", line)
    if found is None:
        raise SystemExit("docs/proofs/speed.md has no such row: run make bench-edge")
    return float(found[3]) / 1000


async def bytes_of_one(url: str) -> tuple[float, float]:
    """What a signed record and what a person adds."""
    database = Database(url, Vault([new_key()]))
    now = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    try:
        async with database.transaction(now) as tx:
            await demo.fill(tx)
        sizes = [await _size(database, now)]
        async with database.transaction(now) as tx:
            for number in range(RECORDS):
                await signed_record(tx, key=f"case-{number}")
        sizes.append(await _size(database, now))
        async with database.transaction(now) as tx:
            rows = [
                {"name": f"Invented {n}", "setting": "Invented School", "kind": "other", "roles": "worker",
                 "login": f"invented{n}", "mail": f"invented{n}@example.org"} for n in range(PEOPLE)
            ]  # fmt: skip
            await take(tx, rows)
        sizes.append(await _size(database, now))
    finally:
        await database.close()
    return (sizes[1] - sizes[0]) / RECORDS, (sizes[2] - sizes[1]) / PEOPLE


async def _size(database: Database, now: datetime) -> int:
    """Bytes that are used, without what is free in the file."""
    async with database.transaction(now) as tx:
        if tx.connection.dialect.name == "postgresql":
            return int(await tx.connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)
        pages = "SELECT (page_count - freelist_count) * page_size"
        of = "pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
        return int(await tx.connection.scalar(sa.text(f"{pages} FROM {of}")) or 0)


def waits(people: int, turns: int, seconds: float, processes: int) -> float:
    """A Monday morning, turn by turn: how long one answer in a hundred waits for a process. Seconds."""
    chance = random.Random(SEED)  # noqa: S311 the same morning each time
    coming = [(chance.uniform(0, HOUR), turns) for _ in range(people)]
    heapq.heapify(coming)
    free = [0.0] * processes
    waited = []
    while coming:
        at, left = heapq.heappop(coming)
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + seconds)
        waited.append(begins - at)
        if left > 1:
            heapq.heappush(coming, (begins + seconds + chance.expovariate(1 / HABITS.think), left - 1))
    return sorted(waited)[int(len(waited) * 0.99)] if waited else 0.0


def processes_for(people: int, turns: int, seconds: float) -> tuple[int, float]:
    """As few as will do, and how long one answer in a hundred waits with them."""
    for number in range(1, 200):
        wait = waits(people, turns, seconds, number)
        if wait <= GOOD_ENOUGH:
            return number, wait
    raise SystemExit("more than 200 processes")


def page(seconds: float, sizes: dict[str, tuple[float, float]]) -> str:
    """The whole of docs/capacity.md, by `capacity.md.j2` beside this."""
    turns, county = len(INCIDENT), PLACES[0]
    of_record, of_person = sizes.get("PostgreSQL", sizes["SQLite"])
    rows = []
    for place in PLACES:
        writing = round(place.staff / place.councils * HABITS.monday)
        number, wait = processes_for(writing, turns, seconds)
        incidents = place.staff * HABITS.a_year / 1000
        rows.append({
            "place": place,
            "writing": writing * place.councils,
            "processes": max(number, 2) * place.councils,
            "connections": max(number, 2) * CONNECTIONS,
            "wait": wait * 1000,
            "incidents": incidents,
            "gigabytes": (place.staff * of_person + incidents * YEARS * of_record) / 1e9,
            "mails": incidents * HABITS.alerts * HABITS.by_mail / 365,
        })  # fmt: skip
    with_all = Environment(undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True, autoescape=False)  # noqa: S701
    return with_all.from_string(TEMPLATE.read_text("utf-8")).render(
        rows=rows, sizes=sizes, milliseconds=seconds * 1000, habits=HABITS, turns=turns, years=YEARS, records=RECORDS,
        people=PEOPLE, good_enough=GOOD_ENOUGH, turns_a_second=county.staff * HABITS.monday * turns / HOUR,
    )  # fmt: skip


def main() -> int:
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        upgrade_now(url)
        sizes["SQLite"] = asyncio.run(bytes_of_one(url))
    with throw_away_cluster() as cluster:
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            sizes["PostgreSQL"] = asyncio.run(bytes_of_one(cluster.fresh()))
    PAGE.write_text(page(processor_seconds(), sizes), "utf-8")
    sys.stdout.write(f"{PAGE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

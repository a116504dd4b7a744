"""How long the register takes with 1,000, 10,000 and 100,000 records in one setting, on both databases.

All of them are of one setting, as nowhere: it is the worst that there can be. The 95th of a hundred turns is printed,
in milliseconds, and the ratio to the smallest size; more than 2, or more than 200 ms, is marked. `make bench-desk` runs
it.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from storage.database.engine import Database, Tx
from storage.database.vault import Vault, new_key
from storage.history import matching
from storage.people import people, settings
from storage.people.people import Role
from storage.records.register import register
from storage.records.register.facets import ACTS, Facet, record_facets, token
from storage.records.register.register import Sort, Wanted
from storage.records.tables import Status
from tests.bench import records as bench
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

SIZES = (1_000, 10_000, 100_000)
TIMES = 100
WORSE, SLOWEST = 2.0, 200.0
COLOURS = ("green", "amber", "amber", "red", "not_enough_information")


async def fill(database: Database, size: int) -> None:
    """As many records as that, all of one setting, with what they are found by in the register."""
    chance = random.Random(2)  # noqa: S311 the same records each time
    async with database.transaction(bench.NOW) as tx:
        await settings.add_setting(tx, "School 0", "secondary_school", {}, id="s0")
        await people.add(tx, "A worker", "s0", [Role.WORKER], id="w0")
        await people.add(tx, "A lead", "s0", [Role.DSL], id="d0")
    for start in range(0, size, bench.BATCH):
        async with database.transaction(bench.NOW) as tx:
            made = [_row(tx, chance, number, size) for number in range(start, min(start + bench.BATCH, size))]
            await bench._insert(tx, made)
            facets = [facet for one in made for facet in _facets(tx, chance, one)]
            await tx.connection.execute(record_facets.insert(), facets)
    async with database.transaction(bench.NOW) as tx:
        await tx.connection.execute(sa.text("ANALYZE"))


def _row(tx: Tx, chance: random.Random, number: int, size: int) -> dict[str, list[dict[str, object]]]:
    """As the bench of records makes it, in the one setting; thirty of them are not filed."""
    made = bench._rows(tx, chance, number % bench.A_SETTING)
    record_id, key, signed_at = f"q{number:030}", f"q{number}", bench.NOW - timedelta(minutes=number)
    (record,) = made["records"]
    record |= {
        "id": record_id, "reference": bench.reference(number), "submission_key": key, "signed_at": signed_at,
        "colour": chance.choice(COLOURS), "status": "signed" if number < bench.NOT_FILED else "filed",
    }  # fmt: skip
    for name, row in ((name, row) for name, rows in made.items() for row in rows):
        if name == "submissions":
            row |= {"key": key, "submitted_at": signed_at}
        elif "record_id" in row:
            row["record_id"] = record_id
    return made


def _facets(tx: Tx, chance: random.Random, made: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    (record,) = made["records"]
    values = [(Facet.ACT, chance.choice(ACTS)), (Facet.YEAR, f"{chance.randint(1, 13)}"), (Facet.PLACE, "yard")]
    values += [(Facet.PLACE, "cellar")] if chance.random() < 0.001 else []
    return [
        {"setting_id": "s0", "kind": kind.value, "token": token(tx, kind, value), "signed_at": record["signed_at"],
         "record_id": record["id"]}
        for kind, value in values
    ]  # fmt: skip


def list_of(page: int = 1, **wanted: object) -> Callable[[Tx, int], Awaitable[object]]:
    async def shown(tx: Tx, turn: int) -> None:
        await register.listed(tx, await people.get(tx, "d0"), Wanted(**wanted), page)  # type: ignore[arg-type]

    return shown


async def place(tx: Tx, turn: int) -> None:
    words = (token(tx, Facet.PLACE, "yard"), token(tx, Facet.PLACE, "cellar"))
    await register.listed(tx, await people.get(tx, "d0"), Wanted(places=words))


async def by_name(tx: Tx, turn: int) -> None:
    person = await people.get(tx, "d0")
    found = await matching.find(tx, person, f"{bench.FIRST[turn % 50]} Madeup")
    await register.of_these(tx, person, [match.record_id for match in found.matches])


WORK: dict[str, Callable[[Tx, int], Awaitable[object]]] = {
    "newest first": list_of(),
    "last page": list_of(page=40),
    "oldest first": list_of(sort=Sort.OLDEST),
    "most serious first": list_of(sort=Sort.VIEW),
    "red, not filed": list_of(colours=frozenset({"red"}), states=frozenset({Status.SIGNED, Status.READ})),
    "a kind of behaviour": list_of(facets=((Facet.ACT, ACTS[3]), (Facet.YEAR, "9"))),
    "two words of a place": place,
    "a week a month ago": list_of(since=date(2026, 11, 1), until=date(2026, 11, 7)),
    "a child's name": by_name,
}


async def timed(database: Database, work: Callable[[Tx, int], Awaitable[object]]) -> float:
    """Milliseconds of the 95th of the turns, each in a transaction of its own."""
    taken = []
    for turn in range(TIMES):
        start = time.perf_counter()
        async with database.transaction(bench.NOW) as tx:
            await work(tx, turn)
        taken.append((time.perf_counter() - start) * 1_000)
    return sorted(taken)[int(TIMES * 0.95) - 1]


async def measure(url: str, size: int) -> dict[str, float]:
    database = Database(url, Vault([new_key()]))
    try:
        started = time.perf_counter()
        await fill(database, size)
        _tell(f"  {size:>9,} records written in {time.perf_counter() - started:.0f} s")
        return {name: await timed(database, work) for name, work in WORK.items()}
    finally:
        await database.close()


def compare(kind: str, fresh: Callable[[int], str], sizes: tuple[int, ...]) -> bool:
    """Print the table; whether everything is quick, and within WORSE times the smallest size."""
    _tell(f"{kind}: milliseconds, the 95th of {TIMES}")
    found = {size: asyncio.run(measure(fresh(size), size)) for size in sizes}
    fine = True
    _tell("  " + " " * 22 + "".join(f"{size:>12,}" for size in sizes) + "   ratio")
    for name in WORK:
        row = [found[size][name] for size in sizes]
        ratio = row[-1] / row[0]
        marks = ["more than 2"] if ratio > WORSE else []
        marks += [f"more than {SLOWEST:.0f} ms"] if row[-1] > SLOWEST else []
        fine = fine and not marks
        _tell(f"  {name:<22}" + "".join(f"{value:>12.1f}" for value in row) + f"{ratio:>8.2f}  {', '.join(marks)}")
    return fine


def main() -> int:
    sizes = tuple(size for size in SIZES if size <= int(os.environ.get("MOST", "100000")))
    with tempfile.TemporaryDirectory() as folder:

        def file(size: int) -> str:
            url = f"sqlite:///{Path(folder) / f'{size}.db'}"
            upgrade_now(url)
            return url

        fine = compare("SQLite", file, sizes)
    with throw_away_cluster() as cluster:
        if cluster is None:
            _tell("PostgreSQL is not installed: left out")
            return 0 if fine else 1
        fine = compare("PostgreSQL", lambda _size: cluster.fresh(), sizes) and fine
    return 0 if fine else 1


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

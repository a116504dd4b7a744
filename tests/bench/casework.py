"""How long casework takes with 100 to 50,000 cases, on both databases: a manager's board, one assessment, the clocks,
the answers to a census; and a census of 2,000 in one round beside people's turns.

Each team holds 100 cases: more cases mean more teams. The ratio to the smallest size is printed; more than 2 is marked.
In the largest, one manager has 500 on the board: the aim is 300 ms. `make bench-casework` runs it; `MOST=1000` stops at
that size.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.job_kinds import KINDS, Rules
from storage.casework import assessments, board
from storage.casework.assessments import LIMIT, MARK
from storage.casework.cases import Child
from storage.casework.tables import assessments as assessments_table
from storage.casework.tables import barriers, case_index, case_members, cases
from storage.clocks.tables import clock_runs
from storage.database.engine import Database, Tx
from storage.database.vault import Vault, new_key
from storage.people import courses, managers, people, settings
from storage.people.courses import Course, Taken
from storage.people.people import Role
from storage.queues import jobs
from storage.queues.jobs import JobKind
from storage.queues.jobs import jobs as jobs_table
from storage.records.reference import LETTERS
from storage.training import census, tracked
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
SIZES = (100, 5_000, 50_000)
A_TEAM, A_BOARD = 100, 500
WORKERS = 5
TRAINED = 2_000
TIMES = 20
WORSE, AIM = 2.0, 300.0
"""Times the smallest size; milliseconds for a board of 500."""
BATCH = 500


def reference(kind: str, number: int) -> str:
    digits = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(6)]
    return f"{kind}-{''.join(digits[:4])}-{''.join(digits[4:])}"


async def team(tx: Tx, number: int, name: str = "") -> None:
    """A manager and five workers who are trained."""
    name = name or f"t{number}"
    await settings.add_setting(tx, f"Team {name}", "social_care", {}, id=name)
    await people.add(tx, "A manager", name, [Role.MANAGER], id=f"m-{name}")
    for worker in range(WORKERS):
        id = f"w{worker}-{name}"
        await people.add(tx, "A worker", name, [Role.WORKER], id=id)
        await managers.set_line_manager(tx, id, f"m-{name}")
        await courses.put(tx, None, Taken(id, Course.AIM3, date(2026, 3, 4)))


def rows(tx: Tx, number: int, name: str, size: int) -> dict[str, list[dict[str, Any]]]:
    """A case with an assessment on the way, its two clocks, and something in the way of every tenth."""
    case_id, one, worker = f"c{number:030}", f"a{number:030}", f"w{number % WORKERS}-{name}"
    asked_at = NOW - timedelta(days=1 + number % 40, minutes=number % 300)
    child = Child("An Inventedname", date(2012, 1 + number % 12, 1))
    runs = [(f"{which[11]}{number:030}", which) for which in (LIMIT, MARK)]
    # what is due today is as many whatever the size: the clocks of one team
    due_at = NOW - timedelta(minutes=1) if number < A_TEAM else NOW + timedelta(days=1 + number % 30)
    return {
        "cases": [
            {"id": case_id, "reference": reference("WC", number), "side": "displayed", "setting_id": name,
             "lead_agency": "social_care", "opened_by": worker, "opened_at": asked_at,
             "child_sealed": tx.vault.seal_json(child.as_json())}
        ],
        "case_index": [{"case_id": case_id, "kind": "case", "token": f"{number:064}"}],
        "case_members": [
            {"case_id": case_id, "number": 1, "person_id": worker, "part": "lead", "since": asked_at},
            {"case_id": case_id, "number": 2, "person_id": f"m-{name}", "part": "line_manager", "since": asked_at},
        ],
        "assessments": [
            {"id": one, "reference": reference("WA", number), "case_id": case_id, "setting_id": name, "tool": "aim3",
             "state": "collecting", "asked_by": worker, "asked_at": asked_at, "lead_agency": "social_care",
             "lead_id": worker, "lead_named_at": asked_at, "paper_only": False, "rules_version": "1",
             "rules_hash": "0" * 64, "route_sealed": tx.vault.seal_json({"facts": {}, "interview": "allowed"})}
        ],
        "clock_runs": [
            {"id": id, "name": which, "subject_kind": "assessment", "subject_id": one,
             "reference": reference("WA", number), "started_at": asked_at, "pauses": [], "told_until": asked_at}
            for id, which in runs
        ],
        "jobs": [
            {"id": f"j{number:030}", "kind": JobKind.CLOCK.value, "key": runs[0][0], "params": {}, "due_at": due_at,
             "attempts": 0, "created_at": asked_at}
        ],
        "barriers": [
            {"assessment_id": one, "number": 1, "kind": "capacity", "words_sealed": tx.vault.seal("No time"),
             "reported_by": worker, "reported_at": asked_at}
        ] if number % 10 == 0 else [],
    }  # fmt: skip


INTO = (cases, case_index, case_members, assessments_table, clock_runs, jobs_table, barriers)


async def fill(database: Database, size: int) -> None:
    """As many cases as that, written past `ask`: the same rows, the way is shorter. The last 500 are a board."""
    large = [f"t{number}" for number in range(max(1, size // A_TEAM))]
    async with database.transaction(NOW) as tx:
        for number in range(len(large)):
            await team(tx, number)
        await team(tx, 0, "board")
        for number in range(TRAINED - WORKERS * (len(large) + 1)):
            await people.add(tx, "A worker", "board", [Role.WORKER], id=f"x{number}")
            await managers.set_line_manager(tx, f"x{number}", f"m-t{number % len(large)}")
            await courses.put(tx, None, Taken(f"x{number}", Course.AIM3, date(2026, 3, 4)))
    board_from = size - A_BOARD if size > 10 * A_BOARD else size
    for start in range(0, size, BATCH):
        async with database.transaction(NOW) as tx:
            made = [
                rows(tx, number, "board" if number >= board_from else large[number // A_TEAM], size)
                for number in range(start, min(start + BATCH, size))
            ]
            for table in INTO:
                if written := [row for one in made for row in one[table.name]]:
                    await tx.connection.execute(table.insert(), written)
    async with database.transaction(NOW) as tx:
        await tx.connection.execute(sa.text("ANALYZE"))


async def a_board(tx: Tx, turn: int) -> None:
    assert len(await board.rows(tx, await people.get(tx, "m-t0"))) == A_TEAM


async def one_of_them(tx: Tx, turn: int) -> None:
    await assessments.read(tx, await people.get(tx, "m-t0"), reference("WA", turn))


async def a_clock(tx: Tx, turn: int) -> None:
    (job,) = await jobs.claim(tx, limit=1, kinds=frozenset({JobKind.CLOCK}))
    await KINDS[job.kind](tx, job, Rules())


async def for_the_census(tx: Tx, turn: int) -> None:
    counts = await tracked.led(tx, [f"w{turn % WORKERS}-t0"], tracked.before_census(2027))
    assert next(iter(counts.values())).ongoing == A_TEAM // WORKERS


WORK: dict[str, Callable[[Tx, int], Awaitable[None]]] = {
    "a board of 100": a_board,
    "one assessment": one_of_them,
    "a clock that is due": a_clock,
    "for the census": for_the_census,
}


async def timed(database: Database, work: Callable[[Tx, int], Awaitable[None]]) -> float:
    """Milliseconds, the median of some turns, each in a transaction of its own."""
    taken = []
    for turn in range(TIMES):
        start = time.perf_counter()
        async with database.transaction(NOW) as tx:
            await work(tx, turn)
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


async def board_of_500(database: Database) -> float:
    """Milliseconds, the median."""

    async def work(tx: Tx, turn: int) -> None:
        assert len(await board.rows(tx, await people.get(tx, "m-board"))) == A_BOARD

    return await timed(database, work)


async def a_census(database: Database) -> tuple[int, float, list[float]]:
    """How many were asked, the seconds it took, and the milliseconds of each turn beside it, the quickest first."""
    waited: list[float] = []
    over = asyncio.Event()

    async def turns() -> None:
        while not over.is_set():
            start = time.perf_counter()
            async with database.transaction(NOW) as tx:
                await people.get(tx, "w0-t0")
            waited.append((time.perf_counter() - start) * 1_000)
            await asyncio.sleep(0.02)

    beside = asyncio.create_task(turns())
    start, more = time.perf_counter(), True
    while more:
        async with database.transaction(NOW) as tx:
            more = await census.open_round(tx, 2027, NOW)
        await asyncio.sleep(0)
    took = time.perf_counter() - start
    over.set()
    await beside
    async with database.transaction(NOW) as tx:
        asked = await tx.connection.scalar(
            sa.select(sa.func.count()).select_from(sa.text("census_asked")).where(sa.text("part = 'trained'"))
        )
    return int(asked or 0), took, sorted(waited)


async def measure(url: str, size: int) -> dict[str, float]:
    database = Database(url, Vault([new_key()]))
    try:
        started = time.perf_counter()
        await fill(database, size)
        _tell(f"  {size:>9,} cases written in {time.perf_counter() - started:.0f} s")
        found = {name: await timed(database, work) for name, work in WORK.items()}
        if size > 10 * A_BOARD:
            took = await board_of_500(database)
            _tell(f"  a board of 500 among them: {took:.0f} ms{'' if took < AIM else '  over the aim'}")
            found["board of 500"] = took
        asked, seconds, waited = await a_census(database)
        half, most = statistics.median(waited), waited[int(len(waited) * 0.99)]
        _tell(
            f"  census: {asked:,} asked in {seconds:.1f} s; of {len(waited)} turns beside it half took {half:.0f} ms at"
            f" most, 99 in 100 {most:.0f} ms, the longest {waited[-1]:.0f} ms"
        )
        return found
    finally:
        await database.close()


def compare(kind: str, fresh: Callable[[int], str], sizes: tuple[int, ...]) -> bool:
    """Print the table; whether everything stays within WORSE times the smallest size, and the board within its aim."""
    _tell(f"{kind}: milliseconds, the median of {TIMES}")
    found = {size: asyncio.run(measure(fresh(size), size)) for size in sizes}
    well = found[sizes[-1]].get("board of 500", 0) < AIM
    _tell("  " + " " * 20 + "".join(f"{size:>12,}" for size in sizes) + "   ratio")
    for name in WORK:
        row = [found[size][name] for size in sizes]
        ratio = row[-1] / row[0]
        well = well and ratio <= WORSE
        mark = "" if ratio <= WORSE else "  more than 2"
        _tell(f"  {name:<20}" + "".join(f"{value:>12.1f}" for value in row) + f"{ratio:>8.2f}{mark}")
    return well


def main() -> int:
    sizes = tuple(size for size in SIZES if size <= int(os.environ.get("MOST", "50000")))
    with tempfile.TemporaryDirectory() as folder:

        def file(size: int) -> str:
            url = f"sqlite:///{Path(folder) / f'{size}.db'}"
            upgrade_now(url)
            return url

        well = compare("SQLite", file, sizes)
    with throw_away_cluster() as cluster:
        if cluster is None:
            _tell("PostgreSQL is not installed: left out")
            return 0 if well else 1
        well = compare("PostgreSQL", lambda _size: cluster.fresh(), sizes) and well
    return 0 if well else 1


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

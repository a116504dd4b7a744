"""How long the inbox, a child's story and a search take with 1,000, 10,000 and 100,000 records, on both databases.

Each setting holds 1,000 records, of which 30 are not filed: more records mean more settings, as in a county. The ratio
to the smallest size is printed; more than 2 is marked. `make bench-records` runs it; `RECORDS=1000000` adds a size on
PostgreSQL.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.consultations import outcomes
from storage.database.engine import Database, Tx
from storage.database.vault import Vault, new_key
from storage.history import chronology, matching
from storage.people import people, settings
from storage.people.people import Role
from storage.records import inbox as records_inbox
from storage.records import signing
from storage.records.reference import LETTERS
from storage.records.register.child_index import ChildPart, tokens
from storage.records.tables import child_index, children, responsibilities, submissions, transitions
from storage.records.tables import records as table
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
A_SETTING = 1_000
NOT_FILED = 30
TIMES = 40
WORSE = 2.0
BATCH = 1_000

FIRST = [a + b for a in "Ab Be Co Du El Fa Gi Ho Ik Ju".split() for b in "ra lin ston my vek".split()]
LAST = [a + b for a in "Inven Made Ima Prete Fabri Story".split() for b in "ted up gined nded cated".split()]


def a_child(chance: random.Random, label: str, *, displayed: bool) -> ChildPart:
    born = f"20{chance.randint(10, 19)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    name = f"{chance.choice(FIRST)} {chance.choice(FIRST)}{chance.choice(LAST).casefold()}"
    return ChildPart(label, name, born if chance.random() < 0.7 else "", displayed)


def reference(number: int) -> str:
    digits = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(6)]
    return f"WM-{''.join(digits[:4])}-{''.join(digits[4:])}"


async def fill(database: Database, size: int) -> None:
    """As many records as that, written in batches past `submit`: the rows are the same, the way is shorter."""
    chance = random.Random(1)  # noqa: S311 the same records each time
    async with database.transaction(NOW) as tx:
        for number in range(size // A_SETTING):
            await settings.add_setting(tx, f"School {number}", "secondary_school", {}, id=f"s{number}")
            await people.add(tx, "A worker", f"s{number}", [Role.WORKER], id=f"w{number}")
            await people.add(tx, "A lead", f"s{number}", [Role.DSL], id=f"d{number}")
    for batch in _batches(size):
        async with database.transaction(NOW) as tx:
            await _insert(tx, [_rows(tx, chance, number) for number in batch])
    async with database.transaction(NOW) as tx:
        await tx.connection.execute(sa.text("ANALYZE"))


def _batches(size: int) -> list[range]:
    return [range(start, min(start + BATCH, size)) for start in range(0, size, BATCH)]


def _rows(tx: Tx, chance: random.Random, number: int) -> dict[str, list[dict[str, Any]]]:
    setting = f"s{number // A_SETTING}"
    within = number % A_SETTING
    present = [a_child(chance, "Child A", displayed=True), a_child(chance, "Child B", displayed=False)]
    signed_at = NOW - timedelta(days=1 + (A_SETTING - within) % 900)
    signed = {
        "reference": reference(number), "content": {"happened_on": signed_at.date().isoformat(), "place": "The yard"},
        "view": {"colour": "amber"}, "observations": {}, "child_label": "Child A", "signed_name": "A worker",
        "children": [child.as_signed() for child in present],
    }  # fmt: skip
    own_key, sealed = tx.vault.seal_for_good(signed)
    record_id, key = f"r{number:030}", f"k{number}"
    row = {
        "id": record_id, "reference": reference(number), "submission_key": key, "position": 1,
        "author_id": f"w{setting[1:]}", "setting_id": setting, "colour": "amber", "concern_about_dsl": False,
        "rules_version": "1", "rules_hash": "0" * 64, "signed_at": signed_at, "signed_sealed": sealed,
        "hash": tx.vault.checksum(signed), "own_key_sealed": own_key, "responsible_id": f"d{setting[1:]}",
        "status": "signed" if within >= A_SETTING - NOT_FILED else "filed", "received_at": None, "read_at": None,
    }  # fmt: skip
    return {
        "submissions": [{"key": key, "author_id": row["author_id"], "submitted_at": signed_at}],
        "records": [row],
        "children": [
            {"record_id": record_id, "label": c.label, "displayed": c.displayed, "is_subject": c.displayed}
            for c in present
        ],
        "child_index": [
            {"record_id": record_id, "label": c.label, "kind": kind, "token": token}
            for c in present
            for kind, token in tokens(tx, c, setting)
        ],
        "transitions": [
            {"record_id": record_id, "number": 1, "status": row["status"], "person_id": row["author_id"],
             "at": signed_at, "reason_sealed": None, "own_key_sealed": None}
        ],
        "responsibilities": [
            {"record_id": record_id, "number": 1, "person_id": row["responsible_id"], "since": signed_at,
             "cause": "sent"}
        ],
    }  # fmt: skip


async def _insert(tx: Tx, made: list[dict[str, list[dict[str, Any]]]]) -> None:
    for into in (submissions, table, children, child_index, transitions, responsibilities):
        name = "children" if into is children else into.name
        await tx.connection.execute(into.insert(), [row for one in made for row in one[name]])


async def timed(database: Database, work: Callable[[Tx, int], Awaitable[object]]) -> float:
    """Milliseconds, the median of some turns, each in a transaction of its own."""
    taken = []
    for turn in range(TIMES):
        async with database.transaction(NOW) as tx:
            start = time.perf_counter()
            await work(tx, turn)
            taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


async def inbox(tx: Tx, turn: int) -> None:
    assert len(await records_inbox.inbox(tx, await people.get(tx, "d0"))) == NOT_FILED


async def sent(tx: Tx, turn: int) -> None:
    assert await records_inbox.sent_by(tx, await people.get(tx, "w0"))


async def story(tx: Tx, turn: int) -> None:
    record = await signing.by_reference(tx, reference(turn * 7))
    assert (await chronology.of(tx, record, person=await people.get(tx, "d0"))).entries


async def search(tx: Tx, turn: int) -> None:
    record = await signing.by_reference(tx, reference(turn * 11))
    assert (await matching.find(tx, await people.get(tx, "d0"), record.children[0]["name"])).matches


async def same_day(tx: Tx, turn: int) -> None:
    record = await signing.by_reference(tx, reference(turn * 7))
    await matching.same_day(tx, record, await people.get(tx, "d0"))


async def advice(tx: Tx, turn: int) -> None:
    assert await outcomes.of_person(tx, await people.get(tx, "d0")) == []


WORK = {
    "inbox": inbox,
    "my records": sent,
    "a child's story": story,
    "search by name": search,
    "same day": same_day,
    "advice": advice,
}


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
    """Print the table; whether everything stays within WORSE times the smallest size."""
    _tell(f"{kind}: milliseconds, the median of {TIMES}")
    found = {size: asyncio.run(measure(fresh(size), size)) for size in sizes}
    flat = True
    _tell("  " + " " * 18 + "".join(f"{size:>12,}" for size in sizes) + "   ratio")
    for name in WORK:
        row = [found[size][name] for size in sizes]
        ratio = row[-1] / row[0]
        flat = flat and ratio <= WORSE
        mark = "" if ratio <= WORSE else "  more than 2"
        _tell(f"  {name:<18}" + "".join(f"{value:>12.1f}" for value in row) + f"{ratio:>8.2f}{mark}")
    return flat


def main() -> int:
    sizes = tuple(size for size in SIZES if size <= int(os.environ.get("MOST", "100000")))
    with tempfile.TemporaryDirectory() as folder:

        def file(size: int) -> str:
            url = f"sqlite:///{Path(folder) / f'{size}.db'}"
            upgrade_now(url)
            return url

        flat = compare("SQLite", file, sizes)
    with throw_away_cluster() as cluster:
        if cluster is None:
            _tell("PostgreSQL is not installed: left out")
            return 0 if flat else 1
        more = (int(os.environ["RECORDS"]),) if os.environ.get("RECORDS") else ()
        flat = compare("PostgreSQL", lambda _size: cluster.fresh(), (*sizes, *more)) and flat
    return 0 if flat else 1


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

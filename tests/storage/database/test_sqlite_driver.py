"""Statements run where they are called; what may take long holds nobody else up, and nothing of it is cut short."""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import conversations
from storage.database import engine
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from storage.problems import DatabaseProblem, Trouble
from tests.storage.conftest import NOW

SLOW = 0.6
INSERT_PERSON = sa.text(
    "INSERT INTO people (id, name_sealed, setting_id, is_demo, added_at) VALUES ('p', x'', 'a', false, '2026-01-01')"
)


class SlowDisk(sqlite3.Connection):
    """A commit takes its time, and says in which thread it was done."""

    threads: list[threading.Thread] = []  # noqa: RUF012

    def commit(self) -> None:
        if self.in_transaction:
            self.threads.append(threading.current_thread())
            time.sleep(SLOW)
        super().commit()


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "waymark.db"))


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    opened = Database(engine.sqlite_url(file), Vault([new_key()]))
    async with opened.transaction(NOW):
        pass
    yield opened
    await opened.close()


@pytest.fixture
async def slow(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    await database.close()
    SlowDisk.threads.clear()
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=SlowDisk))
    async with database.transaction(NOW):
        pass
    return database


async def keep(database: Database, name: str, *, durable: bool = True) -> None:
    async with database.transaction(NOW, durable=durable) as tx:
        await tx.connection.execute(
            sa.text("INSERT INTO settings VALUES (:name, 'A school', 'other', x'', false)"), {"name": name}
        )


def kept(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT id FROM settings ORDER BY id")]


async def longest_pause(task: asyncio.Task[None]) -> float:
    """How long the loop was held up at most while it ran, in seconds."""
    longest, last = 0.0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    await task
    return longest


async def test_nobody_is_held_up_while_the_disk_writes(slow: Database, file: Path) -> None:
    assert await longest_pause(asyncio.create_task(keep(slow, "one"))) < SLOW * 0.8
    assert kept(file) == ["one"]


async def test_nobody_is_held_up_while_another_process_writes(database: Database, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(keep(database, "one"))
        asyncio.get_running_loop().call_later(SLOW, other.execute, "COMMIT")
        assert await longest_pause(waiting) < SLOW * 0.8
    assert kept(file) == ["one"]


async def test_a_commit_that_has_begun_is_finished_by_whoever_is_told_to_stop(slow: Database, file: Path) -> None:
    """Nobody else gets the connection before: what follows would be mixed up with it."""
    task = asyncio.create_task(keep(slow, "one"))
    while not SlowDisk.threads[1:]:  # noqa: ASYNC110 another thread says so
        await asyncio.sleep(0.005)
    task.cancel()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await keep(slow, "two")
    assert kept(file) == ["one", "two"]


async def test_what_only_reads_waits_for_no_disk(slow: Database) -> None:
    before = len(SlowDisk.threads)
    async with slow.transaction(NOW) as tx:
        assert await tx.connection.scalar(sa.text("SELECT count(*) FROM settings")) == 0
    assert {*SlowDisk.threads[before:]} == {threading.current_thread()}


async def settings_of(database: Database, *, durable: bool) -> list[int]:
    async with database.transaction(NOW, durable=durable) as tx:
        asked = [sa.text(f"PRAGMA {name}") for name in ("synchronous", "wal_autocheckpoint")]
        return [int(await tx.connection.scalar(one) or 0) for one in asked]


async def test_what_would_only_be_done_again_waits_for_no_disk_and_the_next_does(database: Database) -> None:
    """https://www.sqlite.org/pragma.html#pragma_synchronous: 1 is NORMAL, 2 is FULL."""
    asked = [await settings_of(database, durable=durable) for durable in (True, False, False, True)]
    assert asked == [[2, 1000], [1, 0], [1, 0], [2, 1000]]


async def test_what_would_only_be_done_again_is_kept_all_the_same(slow: Database, file: Path) -> None:
    before = len(SlowDisk.threads)
    await keep(slow, "one", durable=False)
    assert kept(file) == ["one"]
    assert {*SlowDisk.threads[before:]} == {threading.current_thread()}
    await keep(slow, "two")
    assert SlowDisk.threads[-1] is not threading.current_thread()


async def test_rows_are_those_of_when_they_were_asked_for(database: Database) -> None:
    await keep(database, "one")
    await keep(database, "two")
    async with database.transaction(NOW) as tx:
        rows = await tx.connection.execute(sa.text("SELECT id FROM settings ORDER BY id"))
        await tx.connection.execute(sa.text("DELETE FROM settings"))
        assert [row.id for row in rows] == ["one", "two"]


async def test_what_goes_by_the_driver_and_by_sqlalchemy_is_kept_together_or_not_at_all(
    database: Database, file: Path
) -> None:
    """The statements of every turn go to the driver as they are."""

    async def both(then: Callable[[], object]) -> None:
        async with database.transaction(NOW) as tx:
            await conversations.mark_delivered(tx, "nobody", "1")
            await tx.connection.execute(sa.text("INSERT INTO settings VALUES ('a', 'A school', 'other', x'', false)"))
            await tx.connection.execute(INSERT_PERSON)
            await conversations.keep_turn(tx, "p", "1", [{"said": "words"}])
            then()

    with pytest.raises(ZeroDivisionError):
        await both(lambda: 1 // 0)
    assert kept(file) == []
    await both(lambda: None)
    async with database.transaction(NOW) as tx:
        stored = await conversations.stored_turn(tx, "p", "1")
    assert kept(file) == ["a"]
    assert stored is not None
    assert stored.replies == [{"said": "words"}]


async def test_a_transaction_waits_for_the_one_before_it_and_not_for_ever(
    file: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.2)
    impatient = Database(engine.sqlite_url(file), database._vault)
    async with impatient.transaction(NOW):
        with pytest.raises(DatabaseProblem) as caught:
            await keep(impatient, "one")
        waiting = asyncio.create_task(keep(impatient, "two"))
        await asyncio.sleep(0.05)
    await waiting
    await impatient.close()
    assert caught.value.trouble is Trouble.LOCKED
    assert kept(file) == ["two"]

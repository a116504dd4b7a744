"""When the database cannot be used: a reason that a person can be told, and nothing kept."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage import conversations
from storage.database import engine
from storage.database.driver_errors import troubles_of
from storage.database.engine import Database
from storage.database.upgrade import upgrade
from storage.database.vault import Vault, new_key
from storage.people import people
from storage.problems import DatabaseProblem, Trouble, WrongKey
from tests.storage.conftest import NOW, At
from tests.support.cluster import Cluster

ONLY_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
WORKER = "demo-worker"


async def trouble_of(database: Database) -> Trouble:
    """Why a turn cannot be taken."""
    with pytest.raises(DatabaseProblem) as caught:
        async with database.transaction(NOW) as tx:
            await conversations.save(tx, await conversations.load(tx, WORKER), {"lost": True})
    assert caught.value.reason == f"database_{caught.value.trouble}"
    return caught.value.trouble


async def nothing_was_kept(at: At) -> bool:
    async with at() as tx:
        return (await conversations.load(tx, WORKER)).state == {}


@pytest.fixture
async def impatient(at: At, database_url: str, key: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.5)
    opened = Database(database_url, Vault([key]))
    yield opened
    await opened.close()


async def test_locked(at: At, impatient: Database, database_kind: str) -> None:
    async with impatient.transaction(NOW):
        pass
    async with at() as tx:
        if database_kind == "postgresql":
            await tx.connection.execute(sa.text("LOCK TABLE conversations"))
        assert await trouble_of(impatient) is Trouble.LOCKED
    assert await nothing_was_kept(at)


async def test_a_wrong_key_is_found_at_the_start(at: At, database_url: str, key: str) -> None:
    stranger = Database(database_url, Vault([new_key()]))
    assert await trouble_of(stranger) is Trouble.WRONG_KEY
    await stranger.close()
    assert await nothing_was_kept(at)


@pytest.mark.parametrize("keys", [[], ["short"], ["é" * 44]])
def test_a_key_that_is_no_key_is_refused(keys: list[str]) -> None:
    with pytest.raises(WrongKey):
        Vault(keys)


async def test_a_new_key_opens_what_the_old_one_sealed(at: At, database_url: str, key: str) -> None:
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, WORKER), {"place": "yard"})
        fingerprint = tx.vault.blind("name")
    rotated = Database(database_url, Vault([new_key(), key]))
    async with rotated.transaction(NOW) as tx:
        assert (await conversations.load(tx, WORKER)).state == {"place": "yard"}
        assert tx.vault.blind("name") == fingerprint
    await rotated.close()


@ONLY_SQLITE
async def test_read_only_file(at: At, database_url: str, key: str) -> None:
    read_only = Database(f"{database_url}?mode=ro", Vault([key]))
    assert await trouble_of(read_only) is Trouble.READ_ONLY
    await read_only.close()


@ONLY_POSTGRESQL
async def test_read_only_server(at: At, database_url: str, key: str) -> None:
    async with at() as tx:
        await tx.connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError) as caught:
            await conversations.save(tx, await conversations.load(tx, WORKER), {})
    with pytest.raises(DatabaseProblem) as problem, troubles_of("postgresql"):
        raise caught.value
    assert problem.value.trouble is Trouble.READ_ONLY


@ONLY_SQLITE
async def test_full_disk(at: At, database: Database) -> None:
    async with at() as tx:
        pages = await tx.connection.scalar(sa.text("PRAGMA page_count"))
        await tx.connection.execute(sa.text(f"PRAGMA max_page_count = {int(pages)}"))

    async def long_answer() -> None:
        async with at() as tx:
            await conversations.save(tx, await conversations.load(tx, WORKER), {"words": "x" * 100_000})

    with pytest.raises(DatabaseProblem) as caught:
        await long_answer()
    assert caught.value.trouble is Trouble.FULL
    assert await nothing_was_kept(at)


@pytest.mark.parametrize(
    ("state", "trouble"), [("53100", Trouble.FULL), ("53300", Trouble.LOCKED), ("57P01", Trouble.GONE)]
)
def test_what_postgresql_says(state: str, trouble: Trouble) -> None:
    class Said(Exception):
        sqlstate = state

    with pytest.raises(DatabaseProblem) as caught, troubles_of("postgresql"):
        raise DBAPIError("INSERT", {"words": "typed"}, Said())
    assert caught.value.trouble is trouble
    assert "typed" not in str(caught.value)


def deleted(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def replaced(file: Path) -> None:
    shutil.copy(file, file.with_name("other.db"))
    file.with_name("other.db").replace(file)


def log_deleted(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


@ONLY_SQLITE
@pytest.mark.parametrize("happens", [deleted, emptied, replaced, log_deleted])
@pytest.mark.parametrize("when", ["between turns", "during a turn"])
async def test_a_file_that_goes_while_it_is_open_is_noticed(
    at: At, database_url: str, key: str, happens: Callable[[Path], None], when: str
) -> None:
    file = engine.sqlite_file(database_url)
    assert file is not None
    database = Database(database_url, Vault([key]))
    async with database.transaction(NOW) as tx:
        await conversations.save(tx, await conversations.load(tx, WORKER), {"kept": True})
    if when == "during a turn":
        with pytest.raises(DatabaseProblem) as caught:
            async with database.transaction(NOW):
                happens(file)
        assert caught.value.trouble is Trouble.GONE
    else:
        happens(file)
        assert await trouble_of(database) is Trouble.GONE
    await database.close()


@ONLY_SQLITE
async def test_a_copy_that_is_put_back_is_used_without_a_new_start(at: At, database_url: str, key: str) -> None:
    file = engine.sqlite_file(database_url)
    assert file is not None
    database = Database(database_url, Vault([key]))
    async with database.transaction(NOW):
        pass
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(file.with_name("copy.db"))) as copy:
        source.backup(copy)
    for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        path.unlink(missing_ok=True)
    assert await trouble_of(database) is Trouble.GONE
    file.with_name("copy.db").rename(file)
    assert await trouble_of(database) is Trouble.GONE, "once: the connection to what is gone is given up"
    async with database.transaction(NOW) as tx:
        assert (await people.get(tx, WORKER)).login == "worker"
    await database.close()


@ONLY_SQLITE
async def test_a_read_only_file_system_is_called_that(
    at: At, database_url: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, SQLite cannot make its write-ahead log, and says only that it cannot open something."""
    file = engine.sqlite_file(database_url)
    assert file is not None
    stranger = Path(shutil.copy(file, file.with_name("stranger.db")))
    stranger.with_name("stranger.db-wal").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)
    database = Database(f"sqlite:///{stranger}", Vault([key]))
    assert await trouble_of(database) is Trouble.READ_ONLY
    await database.close()


async def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path, key: str) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'gone.db'}", Vault([key]))
    assert await trouble_of(gone) is Trouble.GONE
    await gone.close()
    assert not (tmp_path / "gone.db").exists()


async def test_a_file_that_is_something_else(tmp_path: Path, key: str) -> None:
    (tmp_path / "waymark.db").write_text("a letter, not a database " * 100)
    damaged = Database(f"sqlite:///{tmp_path / 'waymark.db'}", Vault([key]))
    assert await trouble_of(damaged) is Trouble.DAMAGED
    await damaged.close()


@pytest.mark.parametrize("address", ["/nowhere/at/all", "127.0.0.1&port=1"])
async def test_no_server_there(address: str, key: str) -> None:
    gone = Database(f"postgresql://waymark@/waymark?host={address}", Vault([key]))
    assert await trouble_of(gone) is Trouble.GONE
    await gone.close()


@ONLY_POSTGRESQL
@pytest.mark.parametrize(("right", "wrong"), [("/test_", "/nowhere_"), ("//waymark@", "//stranger@")])
async def test_a_server_that_says_no(database_url: str, key: str, right: str, wrong: str) -> None:
    refused = Database(database_url.replace(right, wrong), Vault([key]))
    assert await trouble_of(refused) is Trouble.GONE
    await refused.close()


async def test_a_turn_that_is_cancelled_keeps_nothing_and_holds_nobody_up(at: At, database: Database) -> None:
    started = asyncio.Event()

    async def slow_turn() -> None:
        async with database.transaction(NOW) as tx:
            await conversations.save(tx, await conversations.load(tx, WORKER), {"half": True})
            started.set()
            await asyncio.sleep(60)

    turn = asyncio.create_task(slow_turn())
    await started.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert await nothing_was_kept(at)


async def test_a_folder_may_have_any_name(tmp_path: Path, sqlite_template: Path, key: str) -> None:
    folder = tmp_path / "Ä folder 100% #1 %20"
    url = engine.sqlite_url(folder / "waymark.db")
    await upgrade(url)
    database = Database(url, Vault([key]))
    async with database.transaction(NOW) as tx:
        assert await people.everyone(tx) == []
    await database.close()
    assert [file.name for file in sorted(folder.iterdir())] == ["waymark.db"]


@ONLY_POSTGRESQL
async def test_a_server_that_hangs_up_in_the_middle_and_comes_back(
    at: At, database: Database, cluster: Cluster
) -> None:
    async def interrupted() -> None:
        async with at() as tx:
            await conversations.save(tx, await conversations.load(tx, WORKER), {"lost": True})
            cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            await conversations.load(tx, WORKER)

    with pytest.raises(DatabaseProblem) as caught:
        await interrupted()
    assert caught.value.trouble is Trouble.GONE
    assert await nothing_was_kept(at)


@pytest.mark.parametrize(("version", "trouble"), [("0000_before", Trouble.BEHIND), ("9999_after", Trouble.AHEAD)])
async def test_tables_of_another_version(at: At, database_url: str, key: str, version: str, trouble: Trouble) -> None:
    async with at() as tx:
        await tx.connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    other = Database(database_url, Vault([key]))
    assert await trouble_of(other) is trouble
    await other.close()


@ONLY_SQLITE
async def test_what_is_acknowledged_is_on_disk(at: At, database_url: str) -> None:
    async with at() as tx:
        pragmas = [
            await tx.connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    assert pragmas == [2, "wal", 1], "FULL, write-ahead log, foreign keys"


async def test_foreign_keys_hold(at: At) -> None:
    async with at() as tx:
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
            await conversations.keep_turn(tx, "nobody", "1", [])


async def test_an_error_does_not_repeat_what_was_typed(at: At) -> None:
    async with at() as tx:
        with pytest.raises(DBAPIError) as caught:
            await tx.connection.execute(
                sa.text("INSERT INTO settings (id, name) VALUES ('1', :typed)"), {"typed": "their words"}
            )
    assert "their words" not in str(caught.value).split("DETAIL")[0]


async def test_a_moment_without_a_time_zone_is_our_mistake(at: At, database: Database) -> None:
    with pytest.raises(ValueError, match="aware"):
        async with database.transaction(datetime(2026, 3, 3)):  # noqa: DTZ001
            pass


async def test_moments_come_back_in_utc(at: At, database_url: str) -> None:
    async with at() as tx:
        when = await tx.connection.scalar(sa.select(people.people.c.added_at))
    assert when == NOW
    assert when.utcoffset().total_seconds() == 0


def test_a_database_in_memory_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        engine.sqlite_file("sqlite://")
    with pytest.raises(ValueError, match="no_address"):
        Database("mysql://x", Vault([key]))


def test_starting_does_not_import_what_is_rarely_needed() -> None:
    code = (
        "import sys, storage.administration.demo, storage.administration.retention\n"
        "import storage.records.inbox, storage.records.safety_watch\n"
        "print(*{'alembic', 'holidays', 'asyncpg', 'mako'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_sqlite_here_is_new_enough() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35), "ON CONFLICT and window functions"

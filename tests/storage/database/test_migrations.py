"""The tables grow step by step, on both databases, and nothing is lost on the way."""

import asyncio
import importlib
import pkgutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from storage import conversations
from storage.administration import demo
from storage.database.columns import metadata
from storage.database.engine import Database, is_current, newest_migration
from storage.database.migrations import runner
from storage.database.upgrade import upgrade
from storage.database.vault import Vault
from storage.problems import DatabaseProblem
from tests.storage.conftest import NOW, At
from tests.support.cluster import Cluster, no_postgresql

VERSIONS = Path(runner.__file__).parent / "versions"

for module in pkgutil.walk_packages(storage.__path__, "storage."):  # all tables
    if ".versions" not in module.name:
        importlib.import_module(module.name)


@pytest.fixture
def empty_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that has nothing in it, or is not there yet."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'waymark.db'}"
        return
    cluster: Cluster | None = request.getfixturevalue("cluster")
    if cluster is None:
        no_postgresql()
    assert cluster is not None
    url = cluster.empty()
    yield url
    cluster.drop(url)


def test_each_migration_is_named_after_its_file_and_follows_the_one_before() -> None:
    scripts = list(ScriptDirectory(str(VERSIONS.parent)).walk_revisions())[::-1]
    files = sorted(file.stem for file in VERSIONS.glob("[0-9]*.py"))
    assert [script.revision for script in scripts] == files
    assert [script.down_revision for script in scripts] == [None, *files[:-1]]
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert newest_migration() == files[-1]


async def test_the_migrations_make_the_tables_that_the_code_expects(at: At) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with at() as tx:
        assert await tx.connection.run_sync(differences) == []


async def test_from_nothing_to_the_newest_and_then_nothing_to_do(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        assert not await is_current(empty_url)
    ran = await upgrade(empty_url)
    assert ran[-1] == newest_migration()
    assert await upgrade(empty_url) == []
    assert await is_current(empty_url)


async def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    ran = await asyncio.gather(*(upgrade(empty_url) for _ in range(3)))
    assert sorted(len(one) for one in ran)[:2] == [0, 0]
    assert await is_current(empty_url)


async def test_a_migration_that_fails_half_way_changes_nothing(
    empty_url: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = runner._missing

    def fails() -> None:
        raise ZeroDivisionError

    def with_a_broken_end(scripts: ScriptDirectory, current: str | None) -> list[Any]:
        return [
            *whole(scripts, current),
            SimpleNamespace(revision="9999_broken", module=SimpleNamespace(upgrade=fails)),
        ]

    monkeypatch.setattr(runner, "_missing", with_a_broken_end)
    with pytest.raises(ZeroDivisionError):
        await upgrade(empty_url)
    monkeypatch.setattr(runner, "_missing", whole)
    assert not await is_current(empty_url)
    assert (await upgrade(empty_url))[-1] == newest_migration()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_file_that_holds_something_is_copied_first(
    empty_url: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = runner._missing
    monkeypatch.setattr(runner, "_missing", lambda scripts, current: whole(scripts, current)[:-1])
    before = (await runner.run(empty_url))[-1]
    monkeypatch.setattr(runner, "_missing", whole)
    folder = tmp_path / "new"
    assert [file.name for file in folder.glob("*before*")] == [], "nothing to copy before the first"

    assert await upgrade(empty_url) == [newest_migration()]
    (copy,) = folder.glob("waymark.db.before-*")
    assert copy.name == f"waymark.db.before-{newest_migration()}"
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(before,)]
    connection.close()
    for file in (copy, folder / "waymark.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_empty_database_says_that_it_needs_upgrading(empty_url: str, key: str) -> None:
    if empty_url.startswith("sqlite"):
        runner._make_room(Path(empty_url.removeprefix("sqlite:///")))
    database = Database(empty_url, Vault([key]))
    with pytest.raises(DatabaseProblem) as caught:
        async with database.transaction(NOW):
            pass
    assert caught.value.reason == "database_behind"
    await database.close()


async def test_what_was_there_is_still_there_after_an_upgrade(at: At, database_url: str) -> None:
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
    await upgrade(database_url)
    async with at() as tx:
        assert await demo.is_demo(tx)
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}

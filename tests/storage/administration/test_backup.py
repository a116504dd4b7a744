"""A backup on each database, and the drill: what was signed is lost, and restored from a sealed file."""

import asyncio
import os
import stat
import subprocess
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage.administration import last_done
from storage.administration.backup import copies, making, sealed_file
from storage.administration.backup.copies import Content
from storage.administration.backup.making import NotWhole
from storage.administration.backup.sealed_file import NotOpened
from storage.database.engine import Database, sqlite_url
from storage.database.vault import Vault, new_key
from storage.people import people
from storage.problems import DatabaseProblem, WrongKey
from storage.records import inbox
from tests.bot.office import signed_record
from tests.storage.conftest import NOW, At
from tests.support.cluster import Cluster

BACKUP_KEY = new_key()


@pytest.fixture
def vault(key: str) -> Vault:
    return Vault([key])


async def unread(database: Database) -> list[str]:
    """The references in the DSL's inbox."""
    async with database.transaction(NOW) as tx:
        return [one.reference for one in await inbox.inbox(tx, await people.get(tx, "demo-dsl"))]


async def restored(opened: Path, vault: Vault, cluster: Cluster | None) -> Database:
    """As docs/running.md says it: the file in its place, or `pg_restore` into an empty database."""
    if not making.is_dump(opened):
        return Database(sqlite_url(opened), vault)
    assert cluster is not None
    url = cluster.empty()
    where = make_url(url)
    command = ["pg_restore", "--exit-on-error", "--no-owner", f"--host={where.query['host']}", "--username=waymark",
               f"--dbname={where.database}", str(opened)]  # fmt: skip
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    return Database(url, vault)


async def test_the_drill(
    at: At, database: Database, database_url: str, vault: Vault, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with at() as tx:
        reference = (await signed_record(tx)).reference
    backup, opened = tmp_path / "waymark.backup", tmp_path / "opened"
    steps: list[tuple[int, int]] = []
    made = await making.make(database_url, vault, backup, BACKUP_KEY, lambda *step: steps.append(step))
    assert made.rows > made.tables > 30
    assert steps[-1] == (4, 4)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert reference.encode() not in backup.read_bytes(), "it is sealed"
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == [], "nothing of it lies about"
    again = await making.look_into(backup, opened, BACKUP_KEY, vault)
    assert (again.tables, again.rows) == (made.tables, made.rows)
    assert stat.S_IMODE(opened.stat().st_mode) == 0o600
    cluster = request.getfixturevalue("cluster") if making.is_dump(opened) else None
    from_backup = await restored(opened, vault, cluster)
    try:
        assert await unread(from_backup) == [reference]
    finally:
        await from_backup.close()


async def test_another_key_a_changed_part_and_a_missing_end_open_nothing(
    at: At, database_url: str, vault: Vault, tmp_path: Path
) -> None:
    backup, out = tmp_path / "waymark.backup", tmp_path / "opened"
    await making.make(database_url, vault, backup, BACKUP_KEY)
    with pytest.raises(NotOpened):
        await making.look_into(backup, out, new_key(), vault)
    with pytest.raises(WrongKey):
        await making.look_into(backup, out, BACKUP_KEY, Vault([new_key()]))
    with pytest.raises(FileExistsError):
        await making.look_into(backup, backup, BACKUP_KEY, vault)
    assert not out.exists()
    assert backup.exists()
    with pytest.raises(WrongKey):
        await making.make(database_url, Vault([new_key()]), tmp_path / "other", BACKUP_KEY)
    assert not (tmp_path / "other").exists()


def test_parts_that_are_changed_moved_or_missing_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "PART", 4)
    source, sealed = tmp_path / "source", tmp_path / "sealed"
    source.write_bytes(b"0123456789")
    with sealed_file.new_file(sealed) as into:
        sealed_file.seal(source, into, BACKUP_KEY)
    first, *parts = sealed.read_bytes().splitlines(keepends=True)
    assert len(parts) == 3
    for number, wrong in enumerate((
        [first, *parts[:-1]], [first], [first, parts[1], parts[0], parts[2]], [first, *parts, parts[2]], parts,
        [first, parts[0], parts[1][:-9] + b"AAAAAAAA\n", parts[2]],
    )):  # fmt: skip
        broken = tmp_path / f"broken-{number}"
        broken.write_bytes(b"".join(wrong))
        with pytest.raises(NotOpened), sealed_file.new_file(tmp_path / f"out-{number}") as into:
            sealed_file.unseal(broken, into, BACKUP_KEY)
    with sealed_file.new_file(tmp_path / "whole") as into:
        sealed_file.unseal(sealed, into, BACKUP_KEY)
    assert (tmp_path / "whole").read_bytes() == b"0123456789"


async def test_what_is_not_whole_when_it_is_counted_is_no_backup(
    at: At, database_url: str, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = copies.content

    async def one_row_less(copied: Path, *, of_postgresql: bool) -> Content:
        found = await counted(copied, of_postgresql=of_postgresql)
        return Content({**found.rows, "people": found.rows["people"] - 1}, found.sealed)

    monkeypatch.setattr(copies, "content", one_row_less)
    with pytest.raises(NotWhole):
        await making.make(database_url, vault, tmp_path / "waymark.backup", BACKUP_KEY)
    assert not (tmp_path / "waymark.backup").exists()


async def test_a_database_that_is_not_there_gives_no_backup(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem):
        await making.make(sqlite_url(tmp_path / "none.db"), vault, tmp_path / "waymark.backup", BACKUP_KEY)
    assert last_done.last(tmp_path, last_done.Done.BACKUP) is None
    last_done.note(tmp_path, last_done.Done.BACKUP, NOW)
    assert last_done.last(tmp_path, last_done.Done.BACKUP) == NOW

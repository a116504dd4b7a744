"""Makes a backup, and restores nothing: a copy is sealed into a new file, opened again from there, and counted.

Only then is it a backup. The keys of the database are not in it: whoever restores it needs them as well as the key of
the backup.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.administration.backup import copies, sealed_file
from storage.administration.backup.copies import Content
from storage.database.engine import sqlite_file
from storage.database.installation import proof_of
from storage.database.vault import Vault
from storage.problems import Problem

Progress = Callable[[int, int], None]
STEPS = 4
"""Copied, sealed, opened again, counted."""


class NotWhole(Problem):
    """What was opened again is not what was copied."""

    reason = "backup_not_whole"


@dataclass(frozen=True)
class Made:
    """A backup that was opened and counted. `size` in bytes."""

    tables: int
    rows: int
    size: int


async def make(url: str, vault: Vault, out: Path, key: str, progress: Progress = lambda done, of: None) -> Made:
    """A new file, for its owner's eyes only, that is whole or not there at all.

    Raises FileExistsError and OSError where it cannot be made, WrongKey where the vault does not open the database, and
    NotWhole.
    """
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".waymark-backup-") as folder:
        copied, part, opened = (Path(folder) / name for name in ("copy", "sealed", "opened"))
        before = await copies.copy(url, copied)
        _check_keys(before, vault)
        progress(1, STEPS)
        with sealed_file.new_file(part) as sealed:
            sealed_file.seal(copied, sealed, key)
        os.unlink(copied)
        progress(2, STEPS)
        with sealed_file.new_file(opened) as again:
            sealed_file.unseal(part, again, key)
        progress(3, STEPS)
        after = await copies.content(opened, of_postgresql=sqlite_file(url) is None)
        if after != before:
            raise NotWhole
        size = os.stat(part).st_size
        os.link(part, out)
        progress(4, STEPS)
    return Made(len(after.rows), sum(after.rows.values()), size)


async def look_into(backup: Path, out: Path, key: str, vault: Vault) -> Made:
    """Open a backup into the new file `out`: SQLite's database, or what `pg_restore` takes.

    Raises FileExistsError, NotOpened, and WrongKey where the vault does not open what is in it; then nothing is there.
    """
    try:
        with sealed_file.new_file(out) as opened:
            sealed_file.unseal(backup, opened, key)
        found = await copies.content(out, of_postgresql=is_dump(out))
        _check_keys(found, vault)
        size = os.stat(out).st_size
    except FileExistsError:
        raise
    except BaseException:
        os.unlink(out)
        raise
    return Made(len(found.rows), sum(found.rows.values()), size)


def is_dump(opened: Path) -> bool:
    """Whether it is PostgreSQL's, by how such a file begins."""
    with opened.open("rb") as file:
        return file.read(5) == b"PGDMP"


def _check_keys(content: Content, vault: Vault) -> None:
    if content.sealed:
        proof_of(vault, content.sealed)

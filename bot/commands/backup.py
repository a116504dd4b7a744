"""`waymark backup` and `waymark restore`: a sealed copy of the whole database, and what was in one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import Json, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.administration.backup.making import Made, Progress
    from storage.database.vault import Vault

Out = Annotated[Path, typer.Option("--out", help="The file to make; never one that is there already")]


def backup(out: Out, as_json: Json = False) -> None:
    """Copy the whole database into a sealed file, and open and count it again. Works while Waymark runs."""
    from bot.cli import new_file
    from bot.cli.progress import shown
    from dialogs.words import say
    from storage.administration import last_done
    from storage.administration.backup import making

    of, (key, vault) = settings(), _keys()
    new_file.refuse_where_it_cannot_go(out)

    async def made(progress: "Progress") -> "Made":
        found = await making.make(of.url, vault, out, key, progress)
        last_done.note(of.data_dir, last_done.Done.BACKUP, real_clock())
        return found

    with shown(say("operations.backup.progress")) as progress:
        found = run(lambda: made(progress))
    _told("made", out, found, as_json)


def restore(
    backup: Annotated[Path, typer.Argument(help="A file that 'waymark backup' has made")],
    out: Out,
    as_json: Json = False,
) -> None:
    """Open a backup into a new file: the embedded database, or what pg_restore takes. Nothing else is changed."""
    from bot.cli import new_file
    from storage.administration.backup import making

    key, vault = _keys()
    if not backup.is_file():
        raise refused("records.unreadable", file=backup)
    new_file.refuse_where_it_cannot_go(out)
    found = run(lambda: making.look_into(backup, out, key, vault))
    _told("of_postgresql" if making.is_dump(out) else "of_sqlite", out, found, as_json)


def _keys() -> "tuple[str, Vault]":
    """The key of the backup, and those of the database, which are kept apart from it."""
    from storage.database.vault import Vault

    of: Settings = settings()
    key = of.backup_key.get_secret_value()
    if not key:
        raise refused("backup.no_key")
    return key, Vault(of.vault_keys)


def _told(how: str, out: Path, made: "Made", as_json: bool) -> None:
    from dialogs.words import say

    if as_json:
        show({"file": str(out), "tables": made.tables, "rows": made.rows, "bytes": made.size})
    else:
        tell(say(f"operations.backup.{how}", file=out, tables=made.tables, rows=made.rows, size=made.size))

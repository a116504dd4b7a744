"""`waymark keys`: a new encryption key, and sealing everything again under it."""

import typer

from bot.cli.console import Json, database, real_clock, run, settings, show, tell

app = typer.Typer(name="keys", help="Encryption keys: make one, change to it.", no_args_is_help=True)


@app.command()
def new() -> None:
    """Print a fresh key for WAYMARK_KEYS. It is kept nowhere: keep it apart from the data, and never lose it."""
    from storage.database.vault import new_key

    tell(new_key())


@app.command()
def rotate(as_json: Json = False) -> None:
    """Seal everything again under the first key of WAYMARK_KEYS. The others can then be taken out."""
    from bot.cli.progress import shown
    from dialogs.words import say
    from storage import audit
    from storage.administration.key_rotation import rotate as again

    of = settings()

    async def rotated() -> int:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            count = await again(tx, progress)
            await audit.note(tx, audit.INSTALLATION, None, audit.AuditAction.KEYS_ROTATED, f"{count}")
            return count

    with shown(say("operations.keys.progress")) as progress:
        count = run(rotated)
    show({"sealed_again": count}) if as_json else tell(say("operations.keys.rotated", count=count))

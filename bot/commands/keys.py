"""`waymark keys`: new keys, the public ones, and sealing everything again under a new one."""

from typing import Annotated

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

app = typer.Typer(name="keys", help="Encryption keys: make one, change to it.", no_args_is_help=True)


@app.command()
def new(
    signing: Annotated[
        bool, typer.Option("--signing", help="A key that signs the history, with its public key")
    ] = False,
) -> None:
    """Print a fresh key for WAYMARK_KEYS, or for WAYMARK_SIGNING_KEYS. It is kept nowhere: keep it apart from the data,
    and never lose it.
    """
    from storage.database.signing_keys import new_signing_key, public_key_of
    from storage.database.vault import new_key

    if not signing:
        return tell(new_key())
    made = new_signing_key()
    tell(made)
    return tell(public_key_of(made))


@app.command()
def public(as_json: Json = False) -> None:
    """The public keys by which the history can be checked, the newest first. They are no secret: give them to whoever
    is to check, and keep them for as long as the records.
    """
    from storage.database.signing_keys import public_key_of

    of = settings()
    if of.signer is None:
        raise refused("keys.no_signing_key")
    kept = [key.get_secret_value() for key in of.signing_keys]
    for key in [public_key_of(one) for one in kept] or [of.signer.public_key]:
        show({"public_key": key}) if as_json else tell(key)


@app.command()
def rotate(as_json: Json = False) -> None:
    """Seal everything again under the first key of WAYMARK_KEYS, each value bound to its row. The others can then be
    taken out. It goes on while Waymark serves, and where it was when it was stopped.
    """
    from bot.cli.progress import shown
    from dialogs.words import say
    from storage.administration.key_rotation import Rotation
    from storage.administration.key_rotation import rotate as again

    of = settings()

    async def rotated() -> Rotation:
        async with database(of) as opened:
            return await again(opened, real_clock(), progress)

    with shown(say("operations.keys.progress")) as progress:
        done = run(rotated)
    for where, count in sorted(done.unopened.items()):
        show({"does_not_open": where, "count": count}) if as_json else tell(
            say("operations.keys.does_not_open", where=where, count=count)
        )
    show({"sealed_again": done.count}) if as_json else tell(say("operations.keys.rotated", count=done.count))
    if done.unopened:
        raise typer.Exit(1)

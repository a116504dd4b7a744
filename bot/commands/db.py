"""`waymark db`: the tables."""

from typing import TYPE_CHECKING

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database.server import Server

app = typer.Typer(name="db", help="The tables: bring them up to date, see how old they are.", no_args_is_help=True)


@app.command()
def upgrade(as_json: Json = False) -> None:
    """Bring the tables up to date, and what earlier records are found by. An embedded database that holds anything is
    copied first, beside itself.
    """
    from bot.reindexing import all_of_them
    from dialogs.words import say
    from storage.database.engine import newest_migration
    from storage.database.upgrade import upgrade as migrate

    of = settings()
    ran = run(lambda: migrate(of.url))
    again = run(lambda: all_of_them(of))
    if of.signing_keys:
        run(lambda: _begin_signing(of))
    if as_json:
        counts = {"found_anew": again.done, "not_opened": again.left}
        show({"at": newest_migration(), "ran": ran, **{key: count for key, count in counts.items() if count}})
        return
    for name in ran:
        tell(name)
    tell(say("operations.db.upgraded" if ran else "operations.db.current", at=newest_migration()))
    if again.done:
        tell(say("operations.db.found_anew", count=again.done))
    if again.left:
        tell(say("operations.db.not_opened", count=again.left))


async def _begin_signing(of: "Settings") -> None:
    from storage import audit

    async with database(of) as opened, opened.transaction(real_clock()) as tx:
        await audit.begin_signing(tx)


@app.command()
def status(as_json: Json = False) -> None:
    """How old the tables are. Exits with 1 unless they are those that this version needs."""
    from storage.database.status import status as status_of

    of = settings()
    found = run(lambda: status_of(of.url))
    if as_json:
        show(
            {
                "state": found.state,
                "at": found.at,
                "expected": found.expected,
                "kind": found.kind,
                "demo": bool(found.is_demo),
                "version": found.server.full_version if found.server else "",
                "tls": found.server.tls if found.server else "",
            }
        )
    if found.state != "current":
        raise refused(f"db.{found.state}", code=1, at=found.at, expected=found.expected)
    if not as_json:
        from dialogs.words import say

        tell(say("operations.db.current", at=found.at))
        for line in of_server(found.server):
            tell(line)


def of_server(server: "Server | None") -> list[str]:
    """PostgreSQL's version, and by which TLS it is spoken to; nothing of the embedded database."""
    from dialogs.words import say

    if server is None or server.kind != "postgresql":
        return []
    key = "server_tls" if server.tls else "server" if server.is_here else "server_open"
    return [say(f"operations.db.{key}", version=server.full_version, tls=server.tls)]

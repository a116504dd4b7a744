"""`waymark doctor`: what is wrong with this installation, one plain line each, with what to do."""

from typing import Annotated

import typer

from bot.cli.console import Json, real_clock, run, show, tell
from bot.commands.db import of_server


def doctor(
    live: Annotated[bool, typer.Option("--live", help="Try it too: Microsoft, mail, clock, backups")] = False,
    as_json: Json = False,
) -> None:
    """What is wrong with this installation. Exits with 1 where something stops it; with --live, where anything is."""
    from bot.doctor.examine import examine
    from dialogs.words import say

    findings = run(lambda: examine(real_clock(), live=live))
    for one in findings:
        if as_json:
            show({"finding": one.key, "stops": one.stops, "text": one.text})
        else:
            tell(say("doctor.stops" if one.stops else "doctor.look", text=one.text))
    if live and not as_json:
        for line in run(_server):
            tell(line)
    if not findings and not as_json:
        tell(say("doctor.well"))
    if any(one.stops or live for one in findings):
        raise typer.Exit(1)


async def _server() -> list[str]:
    """What the database's server says of itself; what is wrong with it stands among the findings."""
    from bot.settings import SettingsProblem, load
    from storage.database.status import status
    from storage.problems import DatabaseProblem

    try:
        return of_server((await status(load().url)).server)
    except (SettingsProblem, DatabaseProblem):
        return []

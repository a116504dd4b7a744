"""`waymark doctor`: what is wrong with this installation, one plain line each, with what to do."""

from typing import Annotated

import typer

from bot.cli.console import Json, real_clock, run, show, tell


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
    if not findings and not as_json:
        tell(say("doctor.well"))
    if any(one.stops or live for one in findings):
        raise typer.Exit(1)

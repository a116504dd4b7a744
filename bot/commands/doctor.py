"""`waymark doctor`: what is wrong with this installation, one plain line each, with what to do."""

import typer

from bot.cli.console import Json, real_clock, run, show, tell


def doctor(as_json: Json = False) -> None:
    """What is wrong with this installation. Exits with 1 where something is that stops it."""
    from bot.doctor.examine import examine
    from dialogs.words import say

    findings = run(lambda: examine(real_clock()))
    for one in findings:
        if as_json:
            show({"finding": one.key, "stops": one.stops, "text": one.text})
        else:
            tell(say("doctor.stops" if one.stops else "doctor.look", text=one.text))
    if not findings and not as_json:
        tell(say("doctor.well"))
    if any(one.stops for one in findings):
        raise typer.Exit(1)

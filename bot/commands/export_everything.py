"""`waymark export-everything`: all there is into a folder, at the end of an installation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import As, Json, run, settings, show, stop, tell

if TYPE_CHECKING:
    from bot.exports.everything import TakenOut


def export_everything(
    out: Annotated[Path, typer.Argument(help="A new folder, or the one in which this was begun before")],
    who: As,
    as_json: Json = False,
) -> None:
    """Take everything out: each record with its documents, a list, every table. Run again, it goes on where it was."""
    from bot.cli.progress import shown
    from bot.exports.everything import take_out, write_tables
    from dialogs.words import say

    of = settings()
    with shown(say("operations.everything.progress")) as progress:
        found: TakenOut = run(lambda: take_out(of, who, out, progress))
    with shown(say("operations.everything.tables")) as progress:
        run(lambda: write_tables(of, out, progress))
    if as_json:
        without = [{"reference": reference, "why": why} for reference, why in found.without]
        show({"count": found.count, "from_before": found.before, "without": without})
    else:
        tell(say("operations.everything.done", count=found.count, folder=out, before=found.before))
    if found.without:
        lines = [say("operations.everything.not_written", reference=name, why=why) for name, why in found.without]
        raise stop("\n".join(lines), code=1)

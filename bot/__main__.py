"""The `waymark` command. What each command does stands in `bot/commands/`."""

import contextlib
import io
import sys

import typer

from bot.cli.console import sentence_for
from bot.logs import kind_and_place

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Waymark: a calm colleague for people who work with children.")  # fmt: skip


def main() -> None:
    """Run a command. Whatever goes wrong ends in a sentence, never in a page of code."""
    from bot import commands

    commands.register(app)
    # bytes that are no text become signs that are refused where they matter, rather than stopping the program
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        app()
    except Exception as error:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{sentence_for(kind_and_place(error))}\n")
        sys.exit(70)


if __name__ == "__main__":
    main()

"""Reads a table that somebody made in a spreadsheet: commas or semicolons, as UTF-8 or as Windows writes it."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cli.console import refused

LARGEST = 4_000_000
"""Bytes."""


def read(file: Path) -> Sequence[Mapping[str, str]]:
    """The rows by their headings, empty ones left out at the end. Ends the command where it is no such table."""
    from storage.training import imports

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise refused("courses.cannot_read", file=file, why=error.strerror) from None
    if len(content) > LARGEST:
        raise refused("courses.too_long", file=file, most=imports.MOST_ROWS)
    text = _text(content)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = [
            [_plain(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise refused("courses.no_table", file=file, needed=", ".join(imports.NEEDED)) from None
    heads = [cell.lower().replace(" ", "_") for cell in lines[0]] if lines else []
    if missing := [name for name in imports.NEEDED if name not in heads]:
        raise refused("courses.no_column", file=file, missing=", ".join(missing), needed=", ".join(imports.NEEDED))
    known = {*imports.NEEDED, *imports.ALSO, *imports.PASSED_OVER}
    if unknown := [name for name in heads if name and name not in known]:
        raise refused("courses.odd_column", file=file, unknown=", ".join(unknown), known=", ".join(sorted(known)))
    body = lines[1:]
    while body and not any(body[-1]):
        body.pop()
    if len(body) > imports.MOST_ROWS:
        raise refused("courses.too_long", file=file, most=imports.MOST_ROWS)
    return [dict(zip(heads, [*line, *[""] * len(heads)], strict=False)) for line in body]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # every byte is a sign in it: what is no text shows in its headings
        return content.decode("latin-1")


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from working a cell out (`bot/exports/spreadsheet.py`)."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" else cell

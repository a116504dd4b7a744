"""Reads a table that somebody made in a spreadsheet: commas or semicolons, as UTF-8 or as Windows writes it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.console import refused

LARGEST = 4_000_000
"""Bytes."""


@dataclass(frozen=True)
class Columns:
    """What a table may have, by its headings. `passed_over`: there for people; nothing is taken from them."""

    needed: Sequence[str]
    also: Sequence[str]
    passed_over: Sequence[str] = ()
    most_rows: int = 20_000


def read(file: Path, columns: Columns) -> Sequence[Mapping[str, str]]:
    """The rows by their headings, empty ones left out at the end. Ends the command where it is no such table."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise refused("table.cannot_read", file=file, why=error.strerror) from None
    if len(content) > LARGEST:
        raise refused("table.too_long", file=file, most=columns.most_rows)
    needed = ", ".join(columns.needed)
    text = _text(content)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = [
            [_plain(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise refused("table.no_table", file=file, needed=needed) from None
    heads = [cell.lower().replace(" ", "_") for cell in lines[0]] if lines else []
    if missing := [name for name in columns.needed if name not in heads]:
        raise refused("table.no_column", file=file, missing=", ".join(missing), needed=needed)
    known = {*columns.needed, *columns.also, *columns.passed_over}
    if unknown := [name for name in heads if name and name not in known]:
        raise refused("table.odd_column", file=file, unknown=", ".join(unknown), known=", ".join(sorted(known)))
    body = lines[1:]
    while body and not any(body[-1]):
        body.pop()
    if len(body) > columns.most_rows:
        raise refused("table.too_long", file=file, most=columns.most_rows)
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

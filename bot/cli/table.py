"""Reads a table that somebody made in a spreadsheet: commas or semicolons, as UTF-8 or as Windows writes it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


class NotATable(Exception):
    """What cannot be taken as one: `key` and `params` of the sentence that says why."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        # for `say`, of whatever kind each is
        self.params: dict[str, Any] = params


def read(file: Path, columns: Columns) -> Sequence[Mapping[str, str]]:
    """The rows by their headings, empty ones left out at the end. Ends the command where it is no such table."""
    try:
        return rows_in(file, columns)
    except OSError as error:
        raise refused("table.cannot_read", file=file, why=error.strerror) from None
    except NotATable as why:
        raise refused(f"table.{why.key}", file=file, **why.params) from None


def rows_in(file: Path, columns: Columns) -> Sequence[Mapping[str, str]]:
    """The same. Raises NotATable, and OSError where the file can't be read."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotATable("too_long", most=columns.most_rows)
    return rows_of(_text(content), columns)


def rows_of(text: str, columns: Columns) -> Sequence[Mapping[str, str]]:
    """The same of a text. Raises NotATable."""
    needed = ", ".join(columns.needed)
    first = text.split("\n", 1)[0]
    # what is copied out of a spreadsheet has tabs
    delimiter = max("\t;,", key=first.count)
    try:
        lines = [
            [_plain(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise NotATable("no_table", needed=needed) from None
    heads = [cell.lower().replace(" ", "_") for cell in lines[0]] if lines else []
    if missing := [name for name in columns.needed if name not in heads]:
        raise NotATable("no_column", missing=", ".join(missing), needed=needed)
    known = {*columns.needed, *columns.also, *columns.passed_over}
    if unknown := [name for name in heads if name and name not in known]:
        raise NotATable("odd_column", unknown=", ".join(unknown), known=", ".join(sorted(known)))
    body = lines[1:]
    while body and not any(body[-1]):
        body.pop()
    if len(body) > columns.most_rows:
        raise NotATable("too_long", most=columns.most_rows)
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

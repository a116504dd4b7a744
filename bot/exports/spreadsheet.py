"""A table as a file that a spreadsheet opens (CSV), and that does nothing there but be read."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With a mark at the front, so that a spreadsheet reads it as UTF-8."""
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(columns)
    for row in rows:
        written.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A cell that begins like a formula would be worked out by a spreadsheet."""
    return f"'{text}" if text[:1] in FORMULA else text

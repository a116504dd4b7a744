"""A week to fill in by hand: a row for each line, a column for each day. It is the young person's own (HM-5.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.documents import by_section
from storage.documents.drawing import Grid
from storage.documents.layout import Form

DAYS = ("M", "T", "W", "T", "F", "S", "S")


def to_fill_in(said: Mapping[str, Any], lines: Sequence[str]) -> Form:
    """`said`: the document's own words, with `row`, `key` and `caption` of the grid and its empty `room`. It names no
    setting and no reference: whoever finds it learns nothing from it.
    """
    rows = tuple((said["row"].format(number=n), ("",) * len(DAYS)) for n in range(1, len(lines) + 1))
    grid = Grid(DAYS, rows, (("", said["key"]),), said["caption"])
    of = {"week": [(str(n), what) for n, what in enumerate(lines, 1)], "room": list(said["room"].items())}
    return by_section.lay_out(said, of, setting_name="", reference="", grids={"week": grid})

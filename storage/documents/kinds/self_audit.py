"""The document of the self-audit: seventeen rows of shapes that differ without their colour, then each by agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from storage.documents.drawing import Grid
from storage.documents.layout import Entry, Form, Section, one_line, paragraphs
from storage.documents.record_fields import read

SHAPES: Mapping[str, str] = {
    "in_place_checked": "completed", "in_place_unchecked": "half", "partly": "waiting", "not": "stopped",
    "not_ours": "dash", "not_known": "planned",
}  # fmt: skip
"""How a rating is drawn: each differs from the others in form, not only in colour."""


@dataclass(frozen=True)
class Row:
    """One item in words. `rating` and `before` are names of SHAPES, '' where it was not rated; `day` is written out."""

    number: int
    agency: str
    item: str
    cites: str
    rating: str
    before: str
    evidence: str = ""
    owner: str = ""
    action: str = ""
    day: str = ""


def lay_out(rows: Sequence[Row], ratings: Mapping[str, str], *, reference: str, setting_name: str) -> Form:
    """`ratings` has each rating in words, and 'none' for what is not rated; agencies in the order of their rows."""
    said = words()
    listed = tuple(_entry(f"{row.number}", _line(row), ratings[row.rating or "none"]) for row in rows)
    sections = [Section("all", said["first"], "", listed, grid=_grid(rows, ratings))]
    for agency in dict.fromkeys(row.agency for row in rows):
        entries = tuple(
            _entry(f"{row.number}", f"{_line(row)} [{row.cites}]", _whole(row, ratings))
            for row in rows
            if row.agency == agency
        )
        sections.append(Section(f"agency{len(sections)}", agency, "", entries))
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
        marking=said["marking"],
    )


def _grid(rows: Sequence[Row], ratings: Mapping[str, str]) -> Grid:
    said = words()
    cells = tuple(
        (said["row"].format(number=row.number), (SHAPES.get(row.before, ""), SHAPES.get(row.rating, "")))
        for row in rows
    )
    key = tuple((shape, ratings[name]) for name, shape in SHAPES.items())
    return Grid(tuple(said["heads"]), cells, key, said["grid"])


def _line(row: Row) -> str:
    return f"{row.number}. {row.item}"


def _whole(row: Row, ratings: Mapping[str, str]) -> str:
    """What it rests on and what is to be done, a line each."""
    said = words()
    lines = [ratings[row.rating or "none"]]
    if row.evidence:
        lines.append(said["evidence"].format(words=row.evidence))
    if row.action:
        lines.append(said["action"].format(action=row.action, owner=row.owner, day=row.day))
    elif row.owner:
        lines.append(said["whose"].format(owner=row.owner))
    if row.before and row.before != row.rating:
        lines.append(said["before"].format(rating=ratings[row.before]))
    return "\n\n".join(lines)


def _entry(key: str, label: str, text: str) -> Entry:
    return Entry(key, one_line(label), "fact", "", paragraphs("words", text))


@cache
def words() -> Mapping[str, Any]:
    """Its own words (self_audit.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/self_audit.yaml")
    return loaded

"""Rows in words, under the headings of a document's own words: the layout that most kinds of document share."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.documents.drawing import Grid
from storage.documents.layout import Entry, Form, Section, one_line, paragraphs

Rows = Sequence[tuple[str, str]]
"""Label and text. A label may be a key of the document's own labels; a row without text is left out."""


def lay_out(
    said: Mapping[str, Any],
    rows: Mapping[str, Rows],
    *,
    setting_name: str,
    reference: str,
    grids: Mapping[str, Grid] | None = None,
) -> Form:
    """`said`: title, how_to_read, sections, labels, end, and a marking if there is one. A section without rows is
    left out.
    """
    sections = []
    for key, heading in said["sections"].items():
        entries = tuple(
            Entry(label, one_line(said["labels"].get(label, label)), "fact", "", paragraphs("words", text))
            for label, text in rows.get(key, ())
            if text
        )
        if entries:
            sections.append(Section(key, heading, "", entries, grid=(grids or {}).get(key)))
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
        marking=said.get("marking", ""),
    )

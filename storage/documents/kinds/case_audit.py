"""The document of a case audit: findings with their sources, days, meetings, what is not known. No child is named."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from storage.documents.fields import read
from storage.documents.layout import Entry, Form, Section, one_line, paragraphs

Rows = Sequence[tuple[str, str]]
"""Label and text. A label may be a key of the document's own labels; a row without text is left out."""


def lay_out(rows: Mapping[str, Rows], *, setting_name: str, reference: str) -> Form:
    """By section; a section without rows is left out."""
    said = words()
    sections = []
    for key, heading in said["sections"].items():
        entries = tuple(
            Entry(label, one_line(said["labels"].get(label, label)), "fact", "", paragraphs("words", text))
            for label, text in rows.get(key, ())
            if text
        )
        if entries:
            sections.append(Section(key, heading, "", entries))
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
    )


@cache
def words() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read("kinds/case_audit.yaml")
    return loaded

"""The documents of an assessment: where it stands, the outline of its report (NY-10), the review document.

What they say comes as rows in words; here they get their headings (assessment.yaml) and their order.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from storage.documents.layout import Entry, Form, Section, one_line, paragraphs
from storage.documents.record_fields import read

Rows = Sequence[tuple[str, str]]
"""Label and text. A label may be a key of the document's own labels; a row without text is left out."""


def lay_out_status(rows: Mapping[str, Rows], *, setting_name: str, reference: str, limited: bool) -> Form:
    """Where it stands, by section. A section without rows is left out."""
    said = words()["status"]
    return Form(
        title=said["title_limited" if limited else "title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=_sections("status", rows),
        end=tuple(said["end"]),
    )


def lay_out_skeleton(known: Mapping[str, str], *, setting_name: str, reference: str, limited: bool) -> Form:
    """The outline of the report: every heading, with what is `known` under its key, and room for all else."""
    said = words()["skeleton"]
    sections = []
    for part in ("about", "domains", "outcome"):
        entries = tuple(_entry(key, label, known.get(key) or said["to_write"]) for key, label in said[part].items())
        note = said["limited"] if limited and part == "about" else ""
        sections.append(Section(part, said["sections"][part], note, entries))
    return Form(
        title=said["title_limited" if limited else "title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
    )


def lay_out_review(rows: Rows, *, setting_name: str, reference: str) -> Form:
    """The review document: nothing of any child."""
    said = words()["review"]
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=_sections("review", {"review": rows}),
        end=tuple(said["end"]),
    )


@cache
def words() -> Mapping[str, Any]:
    """Their own words (assessment.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/assessment.yaml")
    return loaded


def _sections(document: Literal["status", "review"], rows: Mapping[str, Rows]) -> tuple[Section, ...]:
    said = words()[document]
    found = []
    for key, heading in said["sections"].items():
        entries = tuple(
            _entry(label, said["labels"].get(label, label), text) for label, text in rows.get(key, ()) if text
        )
        if entries:
            found.append(Section(key, heading, "", entries))
    return tuple(found)


def _entry(key: str, label: str, text: str) -> Entry:
    return Entry(key, one_line(label), "fact", "", paragraphs("words", text))

"""A note about an adult as a document: what was signed, by whom, and for whom it was printed. Nothing else leaves."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from storage.documents.layout import Entry, Form, Section, one_line, paragraphs
from storage.documents.record_fields import read


def lay_out_note(
    rows: Sequence[tuple[str, str]], signed: Mapping[str, str], passed: Mapping[str, str], *, reference: str
) -> Form:
    """`rows`: label and text of the note's own lines; `signed` and `passed` by the labels of `adult_note.yaml`."""
    said = words()
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(signed["setting"]),
        reference=reference,
        sections=(
            Section("note", said["sections"]["note"], "", tuple(_entry("note", *row) for row in rows)),
            *(
                Section(key, said["sections"][key], "", tuple(_entry(key, said["labels"][n], t) for n, t in of.items()))
                for key, of in (("signed", signed), ("passed", passed))
            ),
        ),
        end=tuple(said["end"]),
        marking=said["marking"],
    )


@cache
def words() -> Mapping[str, Any]:
    """Its own words (adult_note.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/adult_note.yaml")
    return loaded


def _entry(key: str, label: str, text: str) -> Entry:
    return Entry(key, one_line(label), "fact", "", paragraphs("words", text))

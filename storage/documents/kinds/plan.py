"""The documents of a safety plan. What they say comes as rows in words; here they get their headings (plan.yaml), their
order and their drawings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from storage.documents.drawing import RunChart, Strip, run_chart
from storage.documents.layout import Entry, Form, Section, one_line, paragraphs
from storage.documents.record_fields import read

Rows = Sequence[tuple[str, str]]
"""Label and text. A label may be a key of `labels`; a row without text is left out."""
Which = Literal["plan", "family", "sheet", "behaviour"]


@dataclass(frozen=True)
class Head:
    """What stands on every page: `title` is put after the document's own, such as the staff group."""

    setting_name: str
    reference: str
    title: str = ""


def lay_out(which: Which, rows: Mapping[str, Rows], head: Head, *, covered: Sequence[bool] = ()) -> Form:
    """One of the documents, its rows by section; a section without rows is left out. `covered`: each stretch of the
    day, drawn above the section `day`.
    """
    said = words()[which]
    sections = []
    for key, heading in said["sections"].items():
        entries = tuple(_entry(label, text) for label, text in rows.get(key, ()) if text)
        if entries:
            strip = _strip(covered) if key == "day" and covered else None
            sections.append(Section(key, heading, "", entries, strip=strip))
    title = f"{said['title']}: {head.title}" if head.title else said["title"]
    return Form(
        title=one_line(title),
        how_to_read=said["how_to_read"],
        setting_name=one_line(head.setting_name),
        reference=head.reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
        marking=said.get("marking", ""),
    )


def with_weeks(form: Form, numbers: Sequence[int | None], start: int | None, middle: float | None) -> Form:
    """The behaviour plan with its weeks drawn above their list; `start` is the week in which it began."""
    chart: RunChart = run_chart(numbers, start, middle, words()["drawn"]["weeks"])
    drawn = (replace(section, run=chart) if section.key == "weeks" else section for section in form.sections)
    return replace(form, sections=tuple(drawn))


@cache
def words() -> Mapping[str, Any]:
    """Their own words (plan.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/plan.yaml")
    return loaded


def _strip(covered: Sequence[bool]) -> Strip:
    said = words()["drawn"]
    return Strip(tuple(covered), (said["covered"], said["gap"]), said["day"])


def _entry(label: str, text: str) -> Entry:
    shown = words()["labels"].get(label, label)
    return Entry("row", one_line(shown), "fact", "", paragraphs("words", text))

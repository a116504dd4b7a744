"""The documents of a Good Life plan and of tracking. What they say comes as rows in words; here they get their headings
(good_life.yaml), their order and their drawings.

The sheet for a college takes a `College` and nothing else: it cannot hold what led here, when it gets hard, or how
anything goes, since there is no room for it (OF-practice: safe, and not stigmatised).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from storage.documents import week
from storage.documents.drawing import Grid, Scores
from storage.documents.layout import Entry, Form, Section, one_line, paragraphs
from storage.documents.record_fields import read

Rows = Sequence[tuple[str, str]]
"""Label and text. A label may be a key of the document's own labels; a row without text is left out."""
Which = Literal["easy", "college", "plan", "tracking", "outcomes"]


@dataclass(frozen=True)
class Head:
    """What stands on every page. `reference` is that of the case; '' where the reader must not have it."""

    setting_name: str
    reference: str


NOWHERE = Head("", "")
"""On what is the young person's own, and on the sheet for a college: it says nowhere that they come from a home."""


@dataclass(frozen=True)
class College:
    """All that a college gets. `goals`: what, the next step and who helps, each. `contact`: who to ring."""

    goals: Sequence[tuple[str, str, str]]
    support: str
    contact: str


def lay_out(
    which: Which,
    rows: Mapping[str, Rows],
    head: Head,
    *,
    grids: Mapping[str, Grid] | None = None,
    scores: Mapping[str, Scores] | None = None,
) -> Form:
    """One of the documents, its rows by section; a section without rows is left out."""
    said = words()[which]
    sections = []
    for key, heading in said["sections"].items():
        entries = tuple(_entry(said["labels"].get(label, label), text) for label, text in rows.get(key, ()) if text)
        if entries:
            grid, drawn = (grids or {}).get(key), (scores or {}).get(key)
            sections.append(Section(key, heading, "", entries, grid=grid, scores=drawn))
    return Form(
        title=said["title"],
        how_to_read=said["how_to_read"],
        setting_name=one_line(head.setting_name),
        reference=head.reference,
        sections=tuple(sections),
        end=tuple(said["end"]),
        marking=said.get("marking", ""),
    )


def college(sheet: College) -> Form:
    """What a college reads before somebody comes, and no more: not even from where they come."""
    goals = [(str(n), _goal(*goal)) for n, goal in enumerate(sheet.goals, 1)]
    rows = {"goals": goals, "support": [("support", sheet.support)], "contact": [("contact", sheet.contact)]}
    return lay_out("college", rows, NOWHERE)


def diary(goals: Sequence[str]) -> Form:
    """A week to fill in by hand: a row for each goal, a column for each day."""
    return week.to_fill_in(words()["diary"], goals)


def _goal(what: str, step: str, helps: str) -> str:
    said = words()["college"]
    lines = [what, said["step"].format(step=step) if step else "", said["helps"].format(helps=helps) if helps else ""]
    return "\n\n".join(filter(None, lines))


def _entry(label: str, text: str) -> Entry:
    return Entry("row", one_line(label), "fact", "", paragraphs("words", text))


@cache
def words() -> Mapping[str, Any]:
    """Their own words (good_life.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/good_life.yaml")
    return loaded

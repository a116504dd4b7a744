"""What an audited case is asked: `audit.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from storage.casework.parts import Happened
from storage.yaml_file import read

FILE = Path(__file__).parent / "audit.yaml"


class Said(StrEnum):
    """An answer. What is not known is never counted as a no. The values are stored: rename none."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True)
class Question:
    """`when`: it is asked only where another was answered so. `finds`: which answer is which finding. `filled`: Waymark
    may know it by itself.
    """

    name: str
    chapter: str
    cites: tuple[str, ...]
    filled: bool = False
    when: Mapping[str, Said] = field(default_factory=dict)
    finds: Mapping[Said, str] = field(default_factory=dict)
    project_rule: bool = False


@dataclass(frozen=True)
class Stage:
    """From one thing that happened to another."""

    name: str
    start: Happened
    end: Happened
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """`cites` has the sources of every finding, by its name."""

    chapters: tuple[str, ...]
    questions: Mapping[str, Question]
    stages: Mapping[str, Stage]
    cites: Mapping[str, tuple[str, ...]]
    asked_days: tuple[Happened, ...]

    def of_chapter(self, chapter: str) -> tuple[Question, ...]:
        """The questions of one chapter, in the order in which they are asked."""
        return tuple(question for question in self.questions.values() if question.chapter == chapter)


@cache
def content() -> Content:
    """Raises ValueError where something has no source, or names what is not there."""
    rows: Mapping[str, Any] = read(FILE)
    questions = {name: _question(name, row) for name, row in rows["questions"].items()}
    stages = {
        name: Stage(name, Happened(row["from"]), Happened(row["to"]), tuple(row["cites"]))
        for name, row in rows["stages"].items()
    }
    found = {finding: question.cites for question in questions.values() for finding in question.finds.values()}
    cites = {**found, **{name: tuple(row["cites"]) for name, row in rows["findings"].items()}}
    chapters = tuple(rows["chapters"])
    without = [name for name, given in [*cites.items(), *((s.name, s.cites) for s in stages.values())] if not given]
    lost = [
        one.name for one in questions.values() if one.chapter not in chapters or not one.when.keys() <= questions.keys()
    ]
    if without or lost:
        raise ValueError(f"no source: {without}; no such chapter or question: {lost}")
    return Content(chapters, questions, stages, cites, tuple(Happened(one) for one in rows["asked_days"]))


_KEYS = {Said.YES: "where_yes", Said.NO: "where_no"}


def _question(name: str, row: Mapping[str, Any]) -> Question:
    return Question(
        name=name,
        chapter=row["chapter"],
        cites=tuple(row["cites"]),
        filled=row.get("filled", False),
        when={other: Said(said) for other, said in row.get("if", {}).items()},
        finds={said: row[key] for said, key in _KEYS.items() if key in row},
        project_rule=row.get("project_rule", False),
    )

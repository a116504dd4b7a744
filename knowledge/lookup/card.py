"""One guidance card: a question, its answer, what it rests on, and who has checked it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from knowledge.citations import expired, is_known, replaced
from knowledge.yaml_file import read

NOTES = Path(__file__).parents[1] / "notes.yaml"

Reader = Literal["worker", "dsl", "social_care", "youth_justice", "health", "manager", "training"]


def _known(id: str) -> str:
    if not is_known(id):
        raise ValueError(f"{id} is not a section of sources.yaml nor an edition of editions.yaml")
    return id


class Card(BaseModel):
    """One question and its answer. `text` is Markdown: short paragraphs and '- ' lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=3)
    subject: str = Field(pattern=r"^[a-z_]+$")
    readers: tuple[Reader, ...] = Field(alias="for", min_length=1)
    citations: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(min_length=1)
    project_rule: bool = False
    """Some of the answer is good practice that no source gives in this form."""
    asked_as: tuple[str, ...] = Field(min_length=5)
    related: tuple[str, ...] = ()
    owner: str = Field(min_length=1)
    last_reviewed: date | None = None
    reviewed_by: str | None = None
    review_in: str = Field(pattern=r"^\d+ months$")
    text: str = Field(min_length=1)
    path: Path
    local: bool = False

    @property
    def is_checked(self) -> bool:
        """Until a named human role has checked it, a card is shown as 'not yet checked by a practitioner'."""
        return bool(self.last_reviewed and self.reviewed_by)

    def notes(self, today: date) -> tuple[str, ...]:
        """What a reader must be told beside the answer: own advice, unchecked, local, or an edition past its day."""
        words = read(NOTES)
        notes = [words["local"]] if self.local else []
        if self.project_rule:
            notes.append(words["project_rule"])
        if not self.is_checked:
            notes.append(words["not_yet_checked"])
        for edition in replaced(self.citations):
            notes.append(words["replaced"].format(title=edition.title, edition=edition.edition))
        for edition in expired(self.citations, today):
            notes.append(words["expired"].format(title=edition.title, edition=edition.edition))
        return tuple(notes)

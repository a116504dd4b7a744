"""What a citation stands for: a section of one of the five sources, or an edition of a national document.

A citation is an id such as `NY-3.1`, `HM-3.7` or `KCSIE-2026`. The ids and their titles are data
(sources.yaml, editions.yaml), so that a practitioner can correct them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.yaml_file import read

HERE = Path(__file__).parent


class UnknownCitation(LookupError):
    """An id that is neither a section nor an edition."""

    def __init__(self, id: str) -> None:
        super().__init__(f"{id} is not a section of sources.yaml nor an edition of editions.yaml")


class Edition(BaseModel):
    """One edition of a national document; `confidence` says how sure we are of what we know about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    edition: str
    publisher: str
    in_force_from: date | None = None
    checked_on: date
    confidence: Literal["high", "medium", "low"]
    note: str = ""
    replaced_by: str | None = None
    """The newer edition, whose wording was not seen."""
    expires: date | None = None
    review: date


@dataclass(frozen=True)
class Citation:
    """One id, in words. `document` names the whole document with its publisher and year."""

    id: str
    title: str
    document: str
    kind: Literal["section", "edition"]
    confidence: Literal["high", "medium", "low"] | None = None


def citation(id: str) -> Citation:
    """The citation behind an id. Raises UnknownCitation."""
    try:
        return _citations()[id]
    except KeyError:
        raise UnknownCitation(id) from None


def is_known(id: str) -> bool:
    """Whether a section of a source, or an edition of a national document, has that id."""
    return id in _citations()


@cache
def editions() -> Mapping[str, Edition]:
    """Every national document, by id."""
    found = [Edition.model_validate(entry) for entry in read(HERE / "editions.yaml")]
    return {edition.id: edition for edition in found}


def expired(ids: tuple[str, ...], today: date) -> list[Edition]:
    """Those of the ids whose edition is past its last day. `today` is given: nothing here reads a clock."""
    cited = (editions()[id] for id in ids if id in editions())
    return [edition for edition in cited if edition.expires and edition.expires < today]


def replaced(ids: tuple[str, ...]) -> list[Edition]:
    """Those of the ids that a newer edition has replaced."""
    return [editions()[id] for id in ids if id in editions() and editions()[id].replaced_by]


def due_for_review(today: date) -> list[Edition]:
    """The national documents that someone should look up again."""
    return [edition for edition in editions().values() if edition.review <= today]


@cache
def _citations() -> Mapping[str, Citation]:
    found: dict[str, Citation] = {}
    for document in read(HERE / "sources.yaml").values():
        name = f"{document['title']} ({document['publisher']}, {document['year']})"
        for id, title in document["sections"].items():
            found[id] = Citation(id, title, name, "section")
    for edition in editions().values():
        name = f"{edition.title} ({edition.publisher}, {edition.edition})"
        found[edition.id] = Citation(edition.id, edition.title, name, "edition", edition.confidence)
    return found

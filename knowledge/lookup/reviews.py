"""Who has checked which card, on which day, in which wording.

A partnership's approvals are one file in its own guidance folder (`reviews.yaml`), beside its own cards, so that an
update of Waymark loses none of them. Each holds a checksum of what was read: where a later edition changes the card,
the approval no longer counts and the card says again that no practitioner has checked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import ndiff
from hashlib import sha256
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from knowledge.lookup.card import Card
from knowledge.yaml_file import read

NAME = "reviews.yaml"
READ_FIRST = ("first_response", "telling_people", "images_online", "the_children", "families", "law")
"""The folders by which somebody acts on the day, in the order in which a partnership may read them: our own choice."""
State = Literal["never_checked", "changed_since", "due", "checked"]


class Approval(BaseModel):
    """By a role, never by a person's name: the folder is copied and kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: str = Field(min_length=3, max_length=60)
    on: date
    checksum: str
    shown: str = ""
    """What was read, so that whoever reads it again sees what changed; '' in a file of an older Waymark."""


class ReviewsProblem(Exception):
    """`reviews.yaml` cannot be read."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


def checksum(card: Card) -> str:
    """Of what a reader is shown and what it rests on; not of the phrasings by which it is found."""
    return sha256(_shown(card).encode()).hexdigest()[:16]


def changes(card: Card, approval: Approval) -> list[tuple[str, str]]:
    """What is not as it was approved, line by line: ('was', line) and ('is', line). Empty where that was not kept."""
    if not approval.shown:
        return []
    compared = ndiff(approval.shown.splitlines(), _shown(card).splitlines())
    return [(_WAS_OR_IS[line[0]], line[2:]) for line in compared if line[0] in _WAS_OR_IS and line[2:].strip()]


def _shown(card: Card) -> str:
    return "\n".join((card.title, card.text, *card.citations))


def approvals(folder: Path | None) -> dict[str, Approval]:
    """By card; none where there is no file. Raises ReviewsProblem."""
    file = folder / NAME if folder else None
    if file is None or not file.is_file():
        return {}
    try:
        return _FILE.validate_python(read(file) or {})
    except (yaml.YAMLError, ValidationError, ValueError) as problem:
        raise ReviewsProblem(file, str(problem).splitlines()[0]) from None


def approve(folder: Path, cards: Iterable[Card], *, by: str, on: date) -> None:
    """Writes them to the folder's file; what was there for other cards stays. Raises ReviewsProblem."""
    kept = approvals(folder) | {card.id: _approval(card, by, on) for card in cards}
    plain = {id: approval.model_dump() for id, approval in sorted(kept.items())}
    unfinished = folder / f"{NAME}.part"
    unfinished.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), "utf-8")
    unfinished.replace(folder / NAME)


def _approval(card: Card, by: str, on: date) -> Approval:
    return Approval(by=by, on=on, checksum=checksum(card), shown=_shown(card))


def applied(cards: Mapping[str, Card], approved: Mapping[str, Approval]) -> dict[str, Card]:
    """The cards with who checked them; an approval of another wording is left out."""
    return {id: _with(card, approved.get(id)) for id, card in cards.items()}


def _with(card: Card, approval: Approval | None) -> Card:
    if approval is None or approval.checksum != checksum(card):
        return card
    return card.model_copy(update={"last_reviewed": approval.on, "reviewed_by": approval.by})


def state(card: Card, approved: Mapping[str, Approval], today: date) -> State:
    """What a reviewer has to do about a card that was loaded with its approvals."""
    if not card.is_checked:
        return "changed_since" if card.id in approved else "never_checked"
    return "due" if is_due(card, today) else "checked"


def in_order(cards: Iterable[Card]) -> list[Card]:
    """As they may be read: first those by which somebody acts on the day."""
    place = {subject: number for number, subject in enumerate(READ_FIRST)}
    return sorted(cards, key=lambda card: (place.get(card.subject, len(place)), card.subject, card.id))


def is_due(card: Card, today: date) -> bool:
    """The first of the month will do: nobody minds a few days."""
    if card.last_reviewed is None:
        return False
    months = card.last_reviewed.year * 12 + card.last_reviewed.month - 1 + int(card.review_in.split()[0])
    return today >= date(months // 12, months % 12 + 1, 1)


_WAS_OR_IS = {"-": "was", "+": "is"}
_FILE = TypeAdapter(dict[str, Approval])

"""The guidance cards: one Markdown file a card, front matter on top, the answer below.

Everything is checked when the cards are loaded, and every fault names its file and line, so that someone
who corrects a card in a text editor is told where to look. A council's own folder (the overlay) may add
cards or replace one by using its id; the overlay wins and its cards are marked as local.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.lookup.card import Card
from knowledge.lookup.reviews import ReviewsProblem, applied, approvals
from knowledge.prepared import files_in
from knowledge.yaml_file import parsed

KNOWLEDGE = Path(__file__).parents[1]
FOLDER = KNOWLEDGE / "guidance"


class Fault(BaseModel):
    """One thing wrong with one card."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class GuidanceProblem(Exception):
    """The cards cannot be used as they are. The message has one line for each fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def load_cards(folder: Path = FOLDER, overlay: Path | None = None) -> dict[str, Card]:
    """Every card by id, in a stable order. Raises GuidanceProblem with all faults at once."""
    faults: list[Fault] = []
    cards: dict[str, Card] = {}
    for root in (folder, overlay):
        seen: dict[str, Path] = {}
        for path in sorted(root.rglob("*.md")) if root else ():
            if path.stem in seen:
                faults.append(Fault(path=path, line=1, reason=f"{seen[path.stem]} has the same id"))
            seen[path.stem] = path
            card = _load(path, root is not folder, faults)
            if card:
                cards[card.id] = card
    try:
        approved = approvals(overlay)
    except ReviewsProblem as problem:
        faults.append(Fault(path=problem.file, line=1, reason=problem.reason))
    if faults:
        raise GuidanceProblem(faults)
    return applied(cards, approved)


def sources(folder: Path = FOLDER, overlay: Path | None = None) -> list[Path]:
    """All files that the cards, and what is learnt from them, are made from, the code among them."""
    return files_in(KNOWLEDGE, folder, *([overlay] if overlay else []))


def broken_links(cards: Mapping[str, Card]) -> list[Fault]:
    """Related cards that do not exist. They hide a suggestion, so they do not stop the bot from starting."""
    return [
        Fault(path=card.path, line=_line_of(card.path, ("related", place)), reason=f"there is no card {id}")
        for card in cards.values()
        for place, id in enumerate(card.related)
        if id not in cards
    ]


def _load(path: Path, local: bool, faults: list[Fault]) -> Card | None:
    try:
        front, text = _split(path.read_text("utf-8"))
        fields = parsed(front)
        card = Card.model_validate({**fields, "text": text, "path": path, "local": local})
    except ValidationError as problem:
        for error in problem.errors():
            reason = f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
            faults.append(Fault(path=path, line=_line_of(path, error["loc"]), reason=reason))
    except (yaml.YAMLError, ValueError, TypeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        faults.append(Fault(path=path, line=mark.line + 1 if mark else 1, reason=str(problem).split("\n")[0]))
    else:
        if card.id != path.stem:
            faults.append(Fault(path=path, line=_line_of(path, ("id",)), reason="id is not the file's name"))
        elif not local and card.subject != path.parent.name:
            line = _line_of(path, ("subject",))
            faults.append(Fault(path=path, line=line, reason="subject is not the folder's name"))
        return card
    return None


def _split(content: str) -> tuple[str, str]:
    """Front matter and answer. Raises ValueError where the two '---' lines are missing."""
    parts = re.split(r"^---[ \t]*$", content, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("a card begins with front matter between two lines of '---'")
    return parts[1], parts[2].strip()


def _line_of(path: Path, where: tuple[int | str, ...]) -> int:
    """The line of one key, or of one item of a list, in a card's front matter (the first line is 1)."""
    node: Any = yaml.compose(_split(path.read_text("utf-8"))[0], yaml.SafeLoader)
    line = 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                return 1
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line

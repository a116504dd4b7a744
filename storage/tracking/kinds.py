"""What a contact gathers: `kinds.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage.problems import Problem
from storage.yaml_file import read

FILE = Path(__file__).parent / "kinds.yaml"
FURTHER, NUMBERS, STABILITY = "further", "numbers", "stability"
SEXUAL = frozenset({"sexual_concern", "sexual_offence"})
NOT_ASKED, NOT_SAID = "not_asked", "did_not_want_to_say"
GOAL_SCALE = (0, 3)
"""How far a goal has come: not begun, begun, nearly, there (our own choice)."""


class OutsideItsScale(Problem):
    """A number outside its scale, or an answer that is on no list."""

    reason = "tracking_outside_its_scale"


@dataclass(frozen=True)
class Kind:
    """One kind. `scale` is its lowest and highest number, where it has one."""

    name: str
    values: tuple[str, ...]
    scale: tuple[int, int] | None
    asked: bool
    cites: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """All that can be answered, numbers first."""
        numbers = range(self.scale[0], self.scale[1] + 1) if self.scale else ()
        return (*map(str, numbers), *self.values)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name. Raises ValueError where one has no source."""
    rows: Mapping[str, Mapping[str, Any]] = read(FILE)
    found = {
        name: Kind(
            name,
            tuple(row.get("values", ())),
            tuple(row["scale"]) if "scale" in row else None,
            row.get("asked", True),
            tuple(row["cites"]),
        )
        for name, row in rows.items()
    }
    if without := [name for name, kind in found.items() if not kind.cites]:
        raise ValueError(f"no source: {without}")
    return found


def asked() -> tuple[Kind, ...]:
    """Those that a person answers."""
    return tuple(kind for kind in kinds().values() if kind.asked)


def number_in(answer: str) -> int | None:
    """The number of an answer on a scale; None for every other answer, which is no number."""
    return int(answer) if answer.isdecimal() else None


def check(answers: Mapping[str, str]) -> None:
    """Raises OutsideItsScale."""
    for kind in asked():
        if answers.get(kind.name) not in kind.answers:
            raise OutsideItsScale(kind.name)

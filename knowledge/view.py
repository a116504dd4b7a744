"""What a view is: its colour, the reasons for it, what balances, what is open and what would change it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from knowledge.criteria import Weight


class Colour(StrEnum):
    """How serious it looks, the least first. The values are stored: rename none."""

    GREEN = "green"
    NOT_ENOUGH_INFORMATION = "not_enough_information"
    AMBER = "amber"
    RED = "red"

    @property
    def height(self) -> int:
        """Green 0, not enough information 1, amber 2, red 3."""
        return list(Colour).index(self)


@dataclass(frozen=True)
class Reason:
    """One criterion that led to a view, in words, with the sources of its feature."""

    criterion: str
    weight: Weight
    text: str
    citations: tuple[str, ...]
    project_rule: bool = False


@dataclass(frozen=True)
class Balance:
    """A balancing factor that is known, and what it means for the plan. It never changes the colour."""

    criterion: str
    text: str
    plan: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """If this open observation turned out so, the view would become `colour`."""

    observation: str
    answer: str
    """`yes` or `no`; for an age, the ages as in `0-12`."""
    text: str
    colour: Colour


@dataclass(frozen=True)
class View:
    """A view, not a decision: what led to it, what is open, what would change it, and under which rules."""

    colour: Colour
    adult_pathway: bool
    take_advice_today: bool
    reasons: tuple[Reason, ...]
    balancing: tuple[Balance, ...]
    unknowns: tuple[str, ...]
    would_change: tuple[Change, ...]
    rules_version: str
    rules_hash: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, as it is kept on a record. `from_json` gives the same view back."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "View":
        """What `as_json` kept. Raises KeyError, ValueError or TypeError where it is no view."""
        return cls(
            colour=Colour(data["colour"]),
            adult_pathway=data["adult_pathway"],
            take_advice_today=data["take_advice_today"],
            reasons=tuple(
                Reason(**{**kept, "weight": Weight(kept["weight"]), "citations": tuple(kept["citations"])})
                for kept in data["reasons"]
            ),
            balancing=tuple(Balance(**{**kept, "citations": tuple(kept["citations"])}) for kept in data["balancing"]),
            unknowns=tuple(data["unknowns"]),
            would_change=tuple(Change(**{**kept, "colour": Colour(kept["colour"])}) for kept in data["would_change"]),
            rules_version=data["rules_version"],
            rules_hash=data["rules_hash"],
        )

"""The criteria as data: words, weights and sources from `criteria.yaml`; version and hash of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from knowledge import checksum
from knowledge.yaml_file import read

HERE = Path(__file__).parent

WHAT_DECIDES = (
    *("observations.py", "facts.py", "conditions.py", "parts.py", "open_answers.py", "traffic_light.py"),
    "criteria.yaml",
)
"""The files that a view depends on. A change in any of them changes the hash that is kept with a record."""


class Weight(StrEnum):
    """In the order in which reasons are shown."""

    DECISIVE_RED = "decisive_red"
    CONTRIBUTING_ACT = "contributing_act"
    CONTRIBUTING_CHILD = "contributing_child"
    AMBER = "amber"
    BALANCING = "balancing"
    GREEN_FEATURE = "green_feature"
    COUNTING_RULE = "counting_rule"


@dataclass(frozen=True)
class Criterion:
    """One criterion. `citations` name the source of the feature; the weight is always the project's own."""

    id: str
    weight: Weight
    words: str
    citations: tuple[str, ...]
    project_rule: bool
    example: str
    says: Mapping[str, str] = field(default_factory=dict)
    """Where it joins several things with 'or': what is said of each (see `parts.py`). `words` are then for a board."""
    only_with_others: bool = False
    """It counts only beside another criterion that is more than green."""
    of_another: bool = False
    """It speaks of another child, so it is not said where there was none."""
    plan: str = ""
    """For a balancing factor: what it means for the plan."""


@dataclass(frozen=True)
class CountingRule:
    """A way of counting: the project's own rule. `words` are for a worker, `means` for a board."""

    id: str
    words: str
    means: str
    citations: tuple[str, ...]


@cache
def criteria() -> Mapping[str, Criterion]:
    """All of them by id, in the order of `criteria.yaml`."""
    return {name: _criterion(name, entry) for name, entry in _document()["criteria"].items()}


@cache
def counting_rules() -> Mapping[str, CountingRule]:
    """All of them by id, in the order of `criteria.yaml`."""
    return {
        name: CountingRule(name, entry["words"], entry["means"], tuple(entry.get("cites", ())))
        for name, entry in _document()["rules"].items()
    }


@dataclass(frozen=True)
class RulesChange:
    """What a version of the rules changed. It is the project's own, with the reason for it."""

    what: str
    why: str
    citations: tuple[str, ...]


@cache
def changes_of_this_version() -> tuple[RulesChange, ...]:
    """What this version of the rules changed, each with its reason."""
    return tuple(RulesChange(c["what"], c["why"], tuple(c.get("cites", ()))) for c in _document()["changes"])


def rules_version() -> str:
    """Such as '1.1': for people. What a record is held to is `rules_hash`."""
    return str(_document()["version"])


@cache
def rules_hash() -> str:
    """SHA-256, in hex, over the files that decide a view."""
    return checksum.of_files(HERE, WHAT_DECIDES)


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read(HERE / "criteria.yaml")
    return document


def _criterion(name: str, entry: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=name,
        weight=Weight(entry["weight"]),
        words=entry["words"],
        citations=tuple(entry["cites"]),
        project_rule=entry.get("project_rule", False),
        example=entry["example"],
        says=entry.get("says", {}),
        only_with_others=entry.get("only_with_others", False),
        of_another=entry.get("of_another", False),
        plan=entry.get("plan", ""),
    )

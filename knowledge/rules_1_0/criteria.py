"""The criteria of version 1.0: words, weights and sources from the `criteria.yaml` beside this file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.criteria import Weight as Weight
from knowledge.yaml_file import read

HERE = Path(__file__).parent

WHAT_DECIDES = (
    *("observations.py", "facts.py", "conditions.py", "open_answers.py", "traffic_light.py"),
    "criteria.yaml",
)


@dataclass(frozen=True)
class Criterion:
    id: str
    weight: Weight
    words: str
    citations: tuple[str, ...]
    project_rule: bool
    plan: str


@dataclass(frozen=True)
class CountingRule:
    id: str
    words: str
    citations: tuple[str, ...]


@cache
def criteria() -> Mapping[str, Criterion]:
    return {
        name: Criterion(
            id=name,
            weight=Weight(entry["weight"]),
            words=entry["words"],
            citations=tuple(entry["cites"]),
            project_rule=entry.get("project_rule", False),
            plan=entry.get("plan", ""),
        )
        for name, entry in _document()["criteria"].items()
    }


@cache
def counting_rules() -> Mapping[str, CountingRule]:
    return {
        name: CountingRule(name, entry["words"], tuple(entry.get("cites", ())))
        for name, entry in _document()["rules"].items()
    }


def rules_version() -> str:
    return str(_document()["version"])


@cache
def rules_hash() -> str:
    """SHA-256, in hex, over the files as they were when these were the only rules."""
    digest = hashlib.sha256()
    for name in WHAT_DECIDES:
        was = (HERE / name).read_bytes().replace(b"from knowledge.rules_1_0.", b"from knowledge.")
        digest.update(name.encode() + b"\0" + was + b"\0")
    return digest.hexdigest()


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read(HERE / "criteria.yaml")
    return document

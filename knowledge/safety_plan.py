"""The skeleton of a setting's safety plan: its parts and their words, from `safety_plan.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.yaml_file import read


@dataclass(frozen=True)
class PlanPart:
    """One part of the plan. `kind` is text, long_text or date."""

    id: str
    kind: str
    label: str
    hint: str
    cites: tuple[str, ...]
    project_rule: bool = False


@cache
def safety_plan() -> tuple[PlanPart, ...]:
    """The parts in the order in which they are asked, offered after amber and red."""
    parts = read(Path(__file__).with_name("safety_plan.yaml"))
    return tuple(PlanPart(**{**part, "cites": tuple(part["cites"])}) for part in parts)

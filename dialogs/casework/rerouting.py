"""The route to an assessment found anew, with the facts that were known and another age: for who turns 12 or 18."""

from collections.abc import Mapping
from typing import Any

from dialogs.casework.asking import MADE
from knowledge.which_assessment.route import Court, Facts, route
from storage.casework.assessments import Assessment
from storage.casework.birthdays import Rerouted


def facts_of(kept: Mapping[str, Any]) -> Facts:
    """The facts as they are kept with an assessment."""
    return Facts(**{**kept, "court": Court(kept["court"]) if "court" in kept else None})


def reroute(one: Assessment, age: int) -> Rerouted:
    """What the rules say now. What was chosen stays where it is still possible; of an adult nothing new is made."""
    kept = {**one.route["facts"], "age": age}
    found = route(facts_of(kept))
    possible = [str(tool) for tool in found.tools if tool in MADE]
    tool = possible[0] if possible and one.tool not in possible else None
    changed = {
        "facts": kept,
        "tools": [str(tool) for tool in found.tools],
        "jointly": found.jointly,
        "interview": str(found.interview) if possible else one.route.get("interview"),
    }
    return Rerouted(tool, {**one.route, **changed}, found.version, found.hash)


__all__ = ["facts_of", "reroute"]

"""A kept view shown again: the same observations under the rules as they are now, and what changed in between."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.observations import Observations
from knowledge.traffic_light import assess
from knowledge.view import View


@dataclass(frozen=True)
class RuleChange:
    """One rule that now weighs or reads otherwise. `then` and `now` are its weight and words; empty: not a reason."""

    criterion: str
    then: str
    now: str


@dataclass(frozen=True)
class Replay:
    """`same_view` is about colour, pathway and reasons; `same_rules` about the hash of the rules."""

    kept: View
    now: View
    same_rules: bool
    same_view: bool
    changed: tuple[RuleChange, ...]


def replay(observations: Observations, kept: View) -> Replay:
    """Nothing kept is altered: the kept view stays what was signed."""
    now = assess(observations)
    changed = tuple(_changed(kept, now))
    same = not changed and (kept.colour, kept.adult_pathway) == (now.colour, now.adult_pathway)
    return Replay(kept, now, kept.rules_hash == now.rules_hash, same, changed)


def _changed(kept: View, now: View) -> Iterator[RuleChange]:
    before, after = _reasons(kept), _reasons(now)
    for criterion in dict.fromkeys((*before, *after)):
        then, today = before.get(criterion, ""), after.get(criterion, "")
        if then != today:
            yield RuleChange(criterion, then, today)


def _reasons(view: View) -> dict[str, str]:
    return {reason.criterion: f"{reason.weight}: {reason.text}" for reason in view.reasons}

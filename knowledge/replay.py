"""A kept view shown again: under the rules it was signed with, and under the rules as they are now.

Rules of before are kept in folders such as `rules_1_0`; the checksum on a record says which are its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge import rules_1_0
from knowledge.observations import Observations
from knowledge.traffic_light import assess
from knowledge.view import View

EARLIER_RULES: Mapping[str, Callable[[Any], View]] = {rules_1_0.RULES_HASH: rules_1_0.view_of}
"""By the checksum of earlier rules: observations, as plain JSON, to the view that those rules give."""


@dataclass(frozen=True)
class RuleChange:
    """One rule that now weighs or reads otherwise. `then` and `now` are its weight and words; empty: not a reason."""

    criterion: str
    then: str
    now: str


@dataclass(frozen=True)
class Replay:
    """`same_view` is about colour, pathway and reasons; `same_rules` about the hash of the rules.

    `as_signed`: whether the rules that it was signed with give the kept view again; None where they are not known here.
    """

    kept: View
    now: View
    same_rules: bool
    same_view: bool
    changed: tuple[RuleChange, ...]
    as_signed: bool | None


def replay(observations: Observations, kept: View) -> Replay:
    """Nothing kept is altered: the kept view stays what was signed."""
    now = assess(observations)
    same_rules = kept.rules_hash == now.rules_hash
    earlier = EARLIER_RULES.get(kept.rules_hash)
    then = now if same_rules else earlier(observations.as_json()) if earlier else None
    return Replay(
        kept, now, same_rules, _same(kept, now), tuple(_changed(kept, now)), None if then is None else _same(kept, then)
    )


def _same(one: View, other: View) -> bool:
    colours = (one.colour, one.adult_pathway) == (other.colour, other.adult_pathway)
    return colours and not list(_changed(one, other))


def _changed(kept: View, now: View) -> Iterator[RuleChange]:
    before, after = _reasons(kept), _reasons(now)
    for criterion in dict.fromkeys((*before, *after)):
        then, today = before.get(criterion, ""), after.get(criterion, "")
        if then != today:
            yield RuleChange(criterion, then, today)


def _reasons(view: View) -> dict[str, str]:
    return {reason.criterion: f"{reason.weight}: {reason.text}" for reason in view.reasons}

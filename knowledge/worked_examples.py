"""The worked examples, and whether each has the view that it must have."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.contradictions import contradictions
from knowledge.facts import NEEDS_ANOTHER_CHILD
from knowledge.observations import FLAGS, Answer, Child, Observations
from knowledge.open_answers import NO_WORRY, WORRIES_WHEN_NO
from knowledge.traffic_light import assess
from knowledge.view import Colour, View
from knowledge.yaml_file import read


@dataclass(frozen=True)
class Example:
    """What was seen, and the view that must come of it, with its reasons by criterion."""

    says: str
    ages: str
    """As in the table: '9 with 7'."""
    observations: Observations
    view: Colour
    because: tuple[str, ...]
    balanced_by: tuple[str, ...]


@cache
def worked_examples() -> tuple[Example, ...]:
    """All of them, in the order of `worked_examples.yaml`."""
    return tuple(_example(entry) for entry in read(Path(__file__).with_name("worked_examples.yaml")))


def disagreement(example: Example) -> str:
    """How the rules see an example otherwise than the table says; empty where they agree."""
    view = assess(example.observations)
    if view.colour is not example.view:
        return f"{example.says} Expected {example.view}, the rules say {view.colour}."
    missing = set(example.because) - {reason.criterion for reason in view.reasons}
    if missing:
        return f"{example.says} Not among the reasons: {', '.join(sorted(missing))}."
    named = {balance.criterion for balance in view.balancing}
    return "" if named == set(example.balanced_by) else f"{example.says} What balances: {sorted(named)}."


def table() -> Iterator[str]:
    """The examples beside their views, as aligned lines of text."""
    for example in worked_examples():
        view = assess(example.observations)
        sign = " " if not disagreement(example) else "!"
        yield f"{sign} {view.colour.value:<23} {_decides(view):<36} {example.says}"


def _decides(view: View) -> str:
    return view.reasons[0].criterion if view.reasons else ""


def _example(entry: Mapping[str, Any]) -> Example:
    alone = entry["ages"].endswith("alone")
    displayed, _, targeted = entry["ages"].removesuffix("alone").partition(" with ")
    named = dict.fromkeys(entry.get("seen", ()), Answer.YES)
    named |= dict.fromkeys(entry.get("not_so", ()), Answer.NO)
    named |= dict.fromkeys(entry.get("open", ()), Answer.NOT_KNOWN)
    well = {} if entry.get("start") == "nothing_known" else _all_well(alone)
    people = Observations(displayed=_children(displayed), targeted=_children(targeted))
    return Example(
        says=entry["says"],
        ages=entry["ages"],
        observations=_in_harmony(people.with_answers(**(well | named)), named),
        view=Colour(entry["view"]),
        because=tuple(entry["because"]),
        balanced_by=tuple(entry.get("balanced_by", ())),
    )


def _all_well(alone: bool) -> dict[str, Answer]:
    """Everything asked, and nothing worrying in it. What balances is left open, so that it decides nothing."""
    answers = {name: Answer.NO for name in FLAGS if name not in NO_WORRY}
    answers |= dict.fromkeys(WORRIES_WHEN_NO, Answer.YES)
    answers |= {"alone": Answer.YES if alone else Answer.NO, "all_took_part": Answer.NO, "no_intent": Answer.NOT_KNOWN}
    if alone:
        answers |= dict.fromkeys(NEEDS_ANOTHER_CHILD, Answer.NOT_KNOWN)
    return answers


def _in_harmony(observations: Observations, named: Mapping[str, Answer]) -> Observations:
    """What was only taken to be well is left open where it does not sit with what the line names."""
    doubtful = {name for pair in contradictions(observations) for name in pair.observations} - set(named)
    return observations.with_answers(**dict.fromkeys(doubtful & set(FLAGS), Answer.NOT_KNOWN))


def _children(ages: str) -> tuple[Child, ...]:
    return tuple(_child(part.strip()) for part in ages.split(",") if part.strip())


def _child(text: str) -> Child:
    found = re.fullmatch(r"(\?|\d+)(?: \(like (\d+)\))?", text)
    if not found:
        raise ValueError(f"ages: {text!r} is not an age such as '9', '?' or '9 (like 7)'")
    age, stage = found.groups()
    return Child(None if age == "?" else int(age), int(stage) if stage else None)


def main() -> None:
    """Print the table; `make assess-table`."""
    sys.stdout.writelines(f"{line}\n" for line in table())


if __name__ == "__main__":
    main()

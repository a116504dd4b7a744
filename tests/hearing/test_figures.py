"""The sets that the words were mended with in view stay where they are. Speed is measured by `make bench-hearing`."""

from pathlib import Path

import pytest
import yaml

from dialogs import conversations  # noqa: F401  conversations register themselves
from dialogs.menu import danger
from dialogs.menu.registry import registry
from tests.hearing.measure import URGENT, everything, lines, measure

TUNE = Path(__file__).parents[1] / "knowledge" / "lookup" / "questions" / "tune.yaml"

LEAST = {"examples": (0.86, 0.99, 0.005), "tune": (0.89, 0.99, 0.01)}
"""Right, helped, and at most wrong."""


@pytest.mark.parametrize("name", LEAST)
def test_people_are_understood_no_worse_than_before(name: str) -> None:
    found = measure(everything(), lines(name))[""]
    right, helped, wrong = LEAST[name]
    assert found.share(found.right) >= right
    assert found.share(found.helped) >= helped
    assert found.share(len(found.wrong)) <= wrong
    assert found.unsafe == []
    assert len(found.false_urgent) <= 0.04 * found.counts["not urgent"]


def test_every_urgent_opening_is_found_and_little_else_sets_off_the_alarm() -> None:
    """As the menu hears it: with nothing asked, and as an answer to a question, where only what is going on counts."""
    missed, false, others, in_answers, answers = [], [], 0, [], 0
    for line in (line for name in LEAST for line in lines(name)):
        if line.at == "opening":
            found = danger.hear(registry.listener, line.said, asked=False)
            is_found = found.comes_first or found.self_harm
            others += not line.takes & URGENT
            missed += [line.said] if line.takes & URGENT and not is_found else []
            false += [line.said] if is_found and not line.takes & URGENT else []
        elif line.at not in ("offer", "danger_now", "after_urgent"):
            answers += 1
            in_answers += [line.said] if danger.hear(registry.listener, line.said, asked=True).comes_first else []
    assert missed == []
    assert len(false) <= 0.04 * others, false
    assert len(in_answers) <= 0.005 * answers, in_answers


def test_few_questions_for_the_look_up_set_off_the_alarm() -> None:
    """Those of practitioners, of whom some do tell of danger: they are counted as false here all the same."""
    asked = [one["asked"] for kind in yaml.safe_load(TUNE.read_text("utf-8")).values() for one in kind]
    alarms = [one for one in asked if danger.hear(registry.listener, one, asked=False).comes_first]
    assert len(alarms) <= 0.04 * len(asked), alarms

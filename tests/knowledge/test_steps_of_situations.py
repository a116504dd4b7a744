"""Every step against sixty situations: when it is given and when not, in `steps_of_situations.txt`.

A change of a step or of the view shows there, line by line. `WAYMARK_APPROVE=1` writes it anew: then read what
changed, as a worker would, and put the verdict of the situation right in `situations.yaml`.
"""

import os
import re
from collections import Counter
from pathlib import Path

from knowledge.criteria import HERE
from knowledge.yaml_file import read
from tests.knowledge.situations import Told, situations

GRID = Path(__file__).with_name("steps_of_situations.txt")
STEPS = list(read(HERE / "next_steps.yaml")["steps"])
TOLD = situations()
ELSEWHERE = {
    "fgm_duty": "for who asks the rules alone: nothing in the conversation says so",
    "repeats_green": "where the view lets what is ordinary repeat and stay green",
}
HEAD = """\
# Every step of knowledge/next_steps.yaml against the situations of situations.yaml.
# Made by test_steps_of_situations.py.
# `!` on the one screen of a red, `1` on the first screen after it, `+` behind 'more steps', `.` not at all.
"""


def sign(step: str, told: Told) -> str:
    found = told.steps
    for mark, shown in (("!", found.at_once()), ("1", found.first()), ("+", found.more())):
        if step in {one.id for one in shown}:
            return mark
    return "."


def grid() -> str:
    lines = [HEAD]
    for number, told in enumerate(TOLD, start=1):
        lines.append(f"# {number:2} {told.name} ({told.view.colour}): {told.what}")
    lines += ["", f"{'':28}{''.join(str(n // 10) for n in range(1, len(TOLD) + 1))}"]
    lines += [f"{'':28}{''.join(str(n % 10) for n in range(1, len(TOLD) + 1))}"]
    lines += [f"{step:28}{''.join(sign(step, told) for told in TOLD)}" for step in STEPS]
    return "\n".join(lines) + "\n"


def test_each_step_is_given_where_it_was_approved_and_nowhere_else() -> None:
    if os.environ.get("WAYMARK_APPROVE"):
        GRID.write_text(grid(), encoding="utf-8")
    assert GRID.read_text(encoding="utf-8") == grid()


def test_there_are_sixty_situations_each_with_a_verdict_of_its_own() -> None:
    assert len(TOLD) >= 60
    assert all(told.verdict for told in TOLD)
    assert max(Counter(told.what for told in TOLD).values()) == 1


def test_every_step_is_reached_by_some_situation() -> None:
    never = [step for step in STEPS if all(sign(step, told) == "." for told in TOLD)]
    assert set(never) <= set(ELSEWHERE), "a step for nobody, or a situation is missing"


def test_who_tells_of_one_child_alone_reads_of_no_other_child_in_it() -> None:
    """Others in the place may be named; another who took part may not."""
    another = re.compile(r"the other child\b|either child|each child|the children leave|both (?:children|families)")
    of_one = [told for told in TOLD if told.name.split("_")[1] == "alone"]
    assert len(of_one) >= 4
    found = {step.text for told in of_one for step in told.steps.all if another.search(step.text)}
    assert not found


def test_nobody_reads_more_than_seven_steps_at_once() -> None:
    for told in TOLD:
        assert len(told.steps.first()) <= 7, told.name
        assert len(told.steps.at_once()) <= 7, told.name

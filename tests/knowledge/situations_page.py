"""Sixty situations with their view and first seven steps as one page, made by the program: `make situations`.

Whoever knows the work reads it from top to bottom and says what is wrong; `situations.yaml` is where it is corrected.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from knowledge.criteria import rules_version
from knowledge.next_steps import MOST_AT_FIRST
from tests.knowledge.situations import Told, situations

PAGE = Path(__file__).parents[2] / "docs" / "situations.md"

HEAD = """# What Waymark says: {count} situations

Each with its view, what led to it, and the first {most} steps, in the order in which they are shown. It is made by
the rules and the steps themselves (`make situations`); a test fails when it is out of date. The situations are
invented. Rules version {version}. No practitioner has checked this page yet: say what is wrong, and correct
`knowledge/criteria.yaml`, `knowledge/next_steps.yaml` or `tests/knowledge/situations.yaml`.
"""
COLOURS = {
    "green": "Green", "not_enough_information": "Not enough information", "amber": "Amber", "red": "Red"
}  # fmt: skip


def page() -> str:
    """The whole page, as Markdown."""
    told = situations()
    head = HEAD.format(count=len(told), most=MOST_AT_FIRST, version=rules_version())
    return "\n".join([head, *_summary(told), "", *(line for one in told for line in _one(one))])


def _summary(told: list[Told]) -> Iterator[str]:
    yield "| situation | view |"
    yield "| --- | --- |"
    for one in told:
        yield f"| [{one.what}](#{one.name.replace('_', '-')}) | {COLOURS[one.view.colour]} |"


def _one(one: Told) -> Iterator[str]:
    view, steps = one.view, one.steps
    yield f"## {one.name.replace('_', ' ')}"
    yield f"\n{one.what}\n\n**{COLOURS[view.colour]}.**"
    yield " ".join(reason.text for reason in view.reasons if reason.weight != "counting_rule") + "\n"
    shown = [*steps.at_once(), *steps.first()]
    for number, step in enumerate(shown[:MOST_AT_FIRST], start=1):
        yield f"{number}. {step.text} ({', '.join(step.citations)})"
    yield ""


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.name}\n")


if __name__ == "__main__":
    main()

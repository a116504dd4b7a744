"""The example in docs/: two years of an invented county, with a fixed seed, as the report of the second.

`WAYMARK_APPROVE=1` writes it again; then look at every page.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.oversight import board_document
from storage.documents import html
from storage.documents.layout import Form
from storage.oversight.board_report import content, figures, passing_on
from storage.oversight.board_report.content import Content, Item
from storage.oversight.board_report.editions import Edition
from storage.oversight.board_report.facts import of_case
from storage.oversight.self_audit.items import items
from tests.support import county

FOLDER = Path(__file__).parents[3] / "docs" / "board-report"
SIGNED = datetime(2027, 4, 12, 9, 30, tzinfo=UTC)
SAID = """School and health came to more strategy meetings than the year before.
We still know too little of what a targeted child is offered before a conviction. Each agency is asked by the summer."""


def example() -> Edition:
    cases = (of_case(one.case, age_on=one.age_on, audited=one.audited) for one in county.cases())
    of = figures.of_cases(cases, county.SECOND)
    made = Content(of, passing_on.of(of), tuple(map(_item, items().items)), ("2026-09-28", "2027-03-29"), SAID)
    return Edition(of.period, 1, made, "Kit Inventedname", "demo-manager", SIGNED, "0" * 64)


def _item(name: str) -> Item:
    rounds = [county.ratings(number)[name] for number in (1, 2)]
    newest = rounds[-1]
    due = newest.due_on.isoformat() if newest.due_on else ""
    return Item(name, tuple(one.rating.value for one in rounds), newest.action, newest.owner, due)


@pytest.mark.parametrize(
    ("name", "lay_out"), [("internal", board_document.internal), ("to-pass-on", board_document.to_pass_on)]
)
def test_the_example_is_what_the_code_gives(name: str, lay_out: Callable[[Edition], Form]) -> None:
    file, made = FOLDER / f"2026-27-{name}.html", html.render(lay_out(example()))
    if "WAYMARK_APPROVE" in os.environ:
        file.write_text(made, "utf-8")
    assert file.read_text("utf-8") == made


def test_it_shows_something() -> None:
    """A report of nothing would prove nothing."""
    of = example().content
    assert of.figures.displayed > 40
    assert of.figures.stages["to_sentence"].median
    assert of.passed_on
    told = [said for said in of.passed_on.tables.values() if len(said.groups) > 1]
    assert len(told) > 20
    assert content.changes(of, of) == ()

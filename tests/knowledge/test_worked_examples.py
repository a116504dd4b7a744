"""The table of worked examples that a practitioner reads: each line has the view, and the reason, that it says."""

from collections import Counter

from knowledge.observations import ACTS, Answer
from knowledge.view import Colour
from knowledge.worked_examples import Example, disagreement, table, worked_examples
from tests.support.for_each import for_each


@for_each({example.says: example for example in worked_examples()})
def test_the_view_is_the_one_in_the_table(example: Example) -> None:
    assert disagreement(example) == ""


def test_the_table_is_large_and_no_line_comes_twice() -> None:
    said = Counter(example.says for example in worked_examples())
    assert len(said) >= 60
    assert not [line for line, times in said.items() if times > 1]


def test_the_table_covers_every_kind_of_act_every_colour_and_the_ages() -> None:
    seen = [example.observations for example in worked_examples()]
    assert all(any(o.answer(act) is Answer.YES for o in seen) for act in ACTS)
    assert {example.view for example in worked_examples()} == set(Colour)
    ages = {child.age for o in seen for child in (*o.displayed, *o.targeted)}
    assert {3, 5, 8, 10, 12, 13, 15, 16, 17, None} <= ages


def test_the_printed_table_shows_each_view_beside_its_example() -> None:
    lines = list(table())
    assert len(lines) == len(worked_examples())
    assert all(line.startswith(" ") for line in lines), "a line marked ! does not agree with the rules"
    assert any("red" in line and "sexual_activity_under_13" in line for line in lines)

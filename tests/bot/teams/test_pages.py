"""Long records in Teams."""

import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.card_pages import pages
from dialogs.turn import Card, Reply
from tests.dialogs.test_cards import SCHEMA, YES_NO, rendered
from tests.support.examples import examples


@given(lengths=st.lists(st.integers(0, 4_000), min_size=1, max_size=40))
@examples(15, 150)
def test_a_long_record_is_several_cards_and_nothing_of_it_is_lost(lengths: list[int]) -> None:
    rows = [{"label": f"Row {n}", "text": "ä" * length} for n, length in enumerate(lengths)]
    sections = [{"title": "First", "rows": rows[:3]}, {"title": "Rest", "rows": rows[3:]}]
    data = {"title": "WM-1", "colour": "red", "colour_words": "Red", "sections": sections}
    whole = Reply("k", "", YES_NO, card=Card("record", data))
    cut = pages(whole)
    shown = [row for page in cut for part in (page.card or Card("")).data["sections"] for row in part["rows"]]
    assert shown == rows
    assert [len(page.choices) for page in cut] == [0] * (len(cut) - 1) + [2]
    for page in cut:
        card = rendered(page)
        jsonschema.validate(card, SCHEMA)
        assert len(json.dumps(card)) < 60_000
    if len(cut) == 1:
        assert cut == [whole]

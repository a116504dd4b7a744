"""`waymark ask`: the guidance from the command line."""

from math import inf
from pathlib import Path

import pytest

from tests.bot.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_question_gets_its_cards_with_their_sources(office: Office) -> None:
    said = office.says('ask "when are the refresher sessions" --limit 1')
    assert said.code == 0
    assert said.out.startswith("When are the AIM3 refresher sessions?\n")
    assert "Source: DC-monitoring, DC-map-training" in said.out
    (found,) = office.says('ask "when are the refresher sessions" --limit 1 --json').values
    assert [one["id"] for one in found] == ["refresher-sessions"]
    assert {source["section"] for source in found[0]["sources"]} == {"DC-monitoring", "DC-map-training"}


def test_another_matter_gets_no_answer(office: Office) -> None:
    assert office.says('ask "how do I reset my password"').out == "There is no guidance on that. Ask your DSL.\n"
    assert office.says('ask "how do I reset my password" --json').values == [[]]


def test_each_line_is_a_question_of_its_own(office: Office) -> None:
    typed = "what is aim3\nhow do I reset my password\nwhat does LADO mean\n"
    found = office.says("ask - --json --limit 1", typed=typed).values
    assert [len(cards) for cards in found] == [1, 0, 1]


def test_where_it_is_not_sure_the_nearest_are_named_and_none_is_given(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.lookup.search.SURE", inf)
    monkeypatch.setattr("knowledge.lookup.search.NEAR", -inf)
    question = '"where can I look up refresher dates"'
    said = office.says(f"ask {question} --limit 2")
    assert "The nearest:\n- " in said.out
    assert said.out.count("\n- ") == 2
    assert "Source:" not in said.out
    assert office.says(f"ask {question} --json").values == [[]]


def test_a_councils_card_that_is_faulty_is_named(office: Office) -> None:
    folder = office.folder / "ours"
    folder.mkdir()
    (folder / "a-card.md").write_text("no front matter", "utf-8")
    said = office.says('ask "what is aim3"', WAYMARK_GUIDANCE_DIR=str(folder))
    assert said.code == 2
    assert "a-card.md" in said.err

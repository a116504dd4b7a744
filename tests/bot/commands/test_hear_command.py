"""`waymark hear -`: what is understood, from the command line, without a database."""

import json
from pathlib import Path

import pytest

from tests.bot.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def line(**parts: object) -> str:
    return json.dumps(parts) + "\n"


def test_each_line_gets_what_was_taken_or_is_offered(office: Office) -> None:
    typed = line(at="danger_now", said="no shes hurt") + line(at="displayed_ages", said="8 or 9")
    said = office.says("hear - --json", typed=typed)
    assert said.code == 0
    assert said.values == [{"took": ["hurt"], "offered": []}, {"took": [], "offered": ["8", "9"]}]


def test_answers_so_far_decide_which_choices_there_are(office: Office) -> None:
    typed = line(at="acts", said="1", answers={"about": "alone"})
    assert office.says("hear - --json", typed=typed).values == [{"took": ["self_directed"], "offered": []}]


def test_people_read_it_too(office: Office) -> None:
    said = office.says("hear -", typed=line(at="danger_now", said="no shes hurt"))
    assert said.out == "sure: hurt\n"


@pytest.mark.parametrize("typed", ["hello\n", "[1]\n", '{"at": "mutual"}\n', '{"at": 1, "said": "x"}\n',
                                   '{"at": "mutual", "said": "x", "answers": 3}\n'])  # fmt: skip
def test_a_line_that_is_none_ends_it_with_a_sentence(office: Office, typed: str) -> None:
    said = office.says("hear - --json", typed=typed)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Line 1 is not understood.")


def test_a_question_that_nobody_asks_is_named(office: Office) -> None:
    said = office.says("hear - --json", typed=line(at="offer", said="yh") + line(at="nosuch", said="yh"))
    assert said.code == 2
    assert said.values == [{"took": ["yes"], "offered": []}]
    assert "Line 2" in said.err
    assert "nosuch" in said.err


def test_it_needs_no_database(office: Office) -> None:
    office.says("hear - --json", typed=line(at="offer", said="yh"))
    assert list(office.folder.iterdir()) == []

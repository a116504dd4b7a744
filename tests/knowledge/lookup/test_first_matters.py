"""Before any search: an adult who is accused, and what may be rape. And the look-up's own sets of questions."""

from __future__ import annotations

import pytest
import yaml

from knowledge.lookup.first_matters import NOTHING, first_matters
from knowledge.lookup.search import Guidance
from knowledge.lookup.text import words_of
from tests.bench.lookup import QUESTIONS, WantedCard, share_first, wanted_cards
from tests.support.looked_up import answers_to

GUIDANCE = Guidance.load()
ADULT_ROUTE = {id for id in GUIDANCE.cards if id.startswith("adult-")} | {"member-of-staff"}


def cards_for(question: str) -> tuple[str, ...]:
    return first_matters(words_of(question)).cards


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("it was the DSL who touched her", "adult-is-the-dsl"),
        ("the designated safeguarding lead hurt her", "adult-is-the-dsl"),
        ("the head teacher kissed a pupil", "adult-is-the-head"),
        ("the registered manager goes into her room", "adult-works-in-a-home"),
        ("her foster carer abuses her", "adult-foster-carer"),
        ("a volunteer touched one of the cubs, he touched him in the tent", "adult-coach-or-volunteer"),
        ("the social worker did it", "adult-social-worker"),
        ("she was touched by a teaching assistant", "member-of-staff"),
        ("her stepdad touches her", "adult-at-home"),
        ("it wasn't a child that did it", "adult-did-it"),
        ("the head says leave it, he is a good teacher", "adult-and-nobody-acts"),
    ],
)
def test_where_an_adult_is_accused_that_adults_route_comes_first(question: str, card: str) -> None:
    assert cards_for(question)[0] == card


@pytest.mark.parametrize(
    "question",
    [
        "she told the teacher he touched her",
        "do i tell the dsl who touched her",
        "the teacher was touched by a pupil",
        "a pupil kissed the teaching assistant",
        "a boy on the coach touched her",
        "it was not the teacher who did it, it was a boy",
        "a young man of 15 touched her",
        "the caretaker hurt his back",
        "it was the dsl who told me",
        "my manager is away, who do i tell",
        "students making rape jokes",
        "can they stay in the same class after a rape",
        "the baby was asleep all afternoon",
        "a teacher is pregnant",
        "he had a nose bleed",
    ],
)
def test_what_only_looks_like_it_is_left_to_the_search(question: str) -> None:
    assert first_matters(words_of(question)) == NOTHING


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("he raped her", "rape-or-sexual-assault"),
        ("she was asleep and he touched her", "child-drunk-or-asleep"),
        ("there was blood in his underwear", "bleeding-or-pain"),
        ("she might be pregnant", "may-be-pregnant"),
        ("what does a SARC do", "sexual-assault-referral-centre"),
    ],
)
def test_what_may_be_rape_comes_before_any_search(question: str, card: str) -> None:
    assert answers_to(GUIDANCE, question)[0].card.id == card


def test_sentences_that_were_written_when_the_rule_was_ready() -> None:
    written = yaml.safe_load((QUESTIONS / "first_matters.yaml").read_text("utf-8"))
    found = {kind: [(line, first_matters(words_of(line))) for line in lines] for kind, lines in written.items()}
    assert [line for line, it in found["adult"] if not it.is_about_an_adult] == []
    assert [line for line, it in found["serious"] if not it.cards] == []
    assert [line for line, it in found["neither"] if it.cards] == []


@pytest.mark.parametrize("one", wanted_cards("adults"), ids=lambda one: one.question)
def test_nobody_is_sent_to_the_adult_who_is_accused(one: WantedCard) -> None:
    # Where the rule saw an adult accused, no card of the ordinary way, 'tell your DSL', stands beside it.
    found = first_matters(words_of(one.question))
    if found.is_about_an_adult:
        serious = {"rape-or-sexual-assault", "child-drunk-or-asleep", "bleeding-or-pain", "may-be-pregnant"}
        assert {answer.card.id for answer in answers_to(GUIDANCE, one.question, limit=9)} <= ADULT_ROUTE | serious


@pytest.mark.parametrize(
    ("name", "size", "least"),
    [("adults", 60, 0.95), ("sexual_assault", 40, 0.95), ("reversed", 60, 0.95), ("second_language", 40, 0.90)],
)
def test_the_look_up_keeps_its_promise_on_its_own_sets(name: str, size: int, least: float) -> None:
    asked = wanted_cards(name)
    assert len(asked) == size
    assert all(id in GUIDANCE.cards for one in asked for id in one.cards)
    assert share_first(GUIDANCE, asked) >= least

"""Before any search: an adult who is accused, and what may be rape. And the look-up's own sets of questions."""

from __future__ import annotations

import re
from itertools import chain

import pytest
import yaml

from knowledge.lookup.card import Card
from knowledge.lookup.first_matters import first_matters
from knowledge.lookup.text import words_of
from knowledge.yaml_file import read
from tests.bench.lookup import OWN_SETS, QUESTIONS, WantedCard, questions, share_first, wanted_cards
from tests.support.for_each import for_each
from tests.support.looked_up import answers_to, guidance

GUIDANCE = guidance()
SERIOUS = {"rape-or-sexual-assault", "child-drunk-or-asleep", "bleeding-or-pain", "may-be-pregnant"}
ADULT_ROUTE = {id for id in GUIDANCE.cards if id.startswith("adult-")} | {"member-of-staff", "concern-about-the-dsl"}


def cards_for(question: str) -> tuple[str, ...]:
    return first_matters(words_of(question)).cards


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("it was the DSL who touched her", "adult-is-the-dsl"),
        ("the designated safeguarding lead hurt her", "adult-is-the-dsl"),
        ("the head teacher kissed a pupil", "adult-is-the-head"),
        ("the registered manager goes into her room", "adult-manages-a-home"),
        ("the night worker goes into her room", "adult-works-in-a-home"),
        ("her foster carer abuses her", "adult-foster-carer"),
        ("a volunteer touched one of the cubs, he touched him in the tent", "adult-coach-or-volunteer"),
        ("the social worker did it", "adult-social-worker"),
        ("she was touched by a teaching assistant", "member-of-staff"),
        ("her stepdad touches her", "adult-at-home"),
        ("teacher man touch the girl", "member-of-staff"),
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
        "i cant tell the dsl it is half term",
        "cant tell the manager he is off sick",
        "the head and a year 11 are in the office",
        "stranger offered a girl a lift",
    ],
)
def test_what_only_looks_like_it_is_left_to_the_search(question: str) -> None:
    assert first_matters(words_of(question)).cards == ()


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
        assert {answer.card.id for answer in answers_to(GUIDANCE, one.question, limit=9)} <= ADULT_ROUTE | SERIOUS


def accusing() -> list[str]:
    """Every sentence of ours in which an adult is accused."""
    written = yaml.safe_load((QUESTIONS / "accused_adults.yaml").read_text("utf-8"))
    old = yaml.safe_load((QUESTIONS / "first_matters.yaml").read_text("utf-8"))["adult"]
    return [*chain(*written.values()), *old, *(one.question for one in wanted_cards("adults"))]


def every_question() -> list[str]:
    """Those of all sets, about whatever they are."""
    others = [one.question for name in OWN_SETS for one in wanted_cards(name)]
    asked = [one.question for name in ("tune", "blind", "sealed") for one in questions(name)]
    return list(dict.fromkeys([*accusing(), *others, *asked]))


def test_an_accused_adult_is_seen_however_it_is_said() -> None:
    missed = [line for line in accusing() if not first_matters(words_of(line)).is_about_an_adult]
    assert len(missed) <= 0.05 * len(accusing()), missed


SECOND = read(QUESTIONS / "second_readings.yaml")


def test_an_adult_who_only_saw_heard_or_reported_it_is_not_accused() -> None:
    lines = SECOND["adults_who_did_nothing"]
    taken = [line for line in lines if first_matters(words_of(line)).is_about_an_adult]
    assert len(taken) <= 0.02 * len(lines), taken


def test_what_may_be_rape_is_seen_however_it_is_said() -> None:
    assert [line for line in SECOND["serious"] if not cards_for(line)] == []
    assert [line for line in SECOND["not_serious"] if cards_for(line)] == []


def test_no_question_a_card_is_asked_as_is_taken_for_an_accusation_where_the_card_is_for_children() -> None:
    # what may be either is answered by both: the card that is asked so, and the route for adults
    either = {"adult-behind-it", "concern-about-the-dsl", "one-is-eighteen"}
    taken = {
        (card.id, said)
        for card in GUIDANCE.cards.values()
        for said in card.asked_as
        if card.id not in ADULT_ROUTE | either and first_matters(words_of(said)).is_about_an_adult
    }
    assert taken == set()


@pytest.mark.parametrize(
    "said",
    [
        "there was a man in a car asking girls to get in and show him their bras",
        "school nurse examined him without gloves, he feels it was wrong",
    ],
)
def test_where_an_adult_may_be_meant_that_route_is_offered_beside(said: str) -> None:
    answers = GUIDANCE.find(said).answers
    assert "adult-did-it" in [answer.card.id for answer in answers][:2]


def test_where_no_card_answers_the_adults_route_is_the_first_that_is_offered() -> None:
    found = GUIDANCE.find("her uncle pays her to keep quiet")
    assert not found.is_sure
    assert found.answers[0].card.id == "adult-did-it"


@pytest.mark.parametrize("said", ["how should the teacher speak to him", "the ta saw a boy touch her"])
def test_it_is_not_offered_where_no_adult_can_be_meant(said: str) -> None:
    assert first_matters(words_of(said)).beside is None


TELLS_THE_ACCUSED = {
    "adult-is-the-dsl": r"your (DSL|Designated)|the DSL(?! is also)",
    "adult-is-the-head": r"the head\b",
    "adult-manages-a-home": r"the (registered )?manager",
    "adult-and-nobody-acts": r"your (line )?(manager|head|DSL|boss)",
    "adult-coach-or-volunteer": r"the (coach|volunteer|leader)",
    "adult-foster-carer": r"the (foster )?carer",
    "adult-social-worker": r"(that|the) (nurse|police officer|doctor)",
}
"""What the card of an accused adult may not ask anybody to do: to tell, ring or ask that adult."""
TELLING = re.compile(r"\b([Tt]ell|[Rr]ing|[Aa]sk|[Gg]o to|[Ss]peak to)\b")
NOT_THEM = re.compile(r"\b(not|never|Never|unless|whoever)\b")


def test_no_question_is_answered_with_a_card_that_names_the_accused_as_whom_to_tell() -> None:
    wrong = []
    for question in every_question():
        found = first_matters(words_of(question))
        if not found.is_about_an_adult:
            continue
        answers = answers_to(GUIDANCE, question, limit=9)
        wrong += [(question, answer.card.id) for answer in answers if answer.card.id not in ADULT_ROUTE | SERIOUS]
        first = answers[0].card
        accused = TELLS_THE_ACCUSED.get(first.id)
        for clause in re.split(r"[.;:,\n]| and not ", first.text) if accused else ():
            if re.search(rf"{TELLING.pattern} (first )?({accused})", clause) and not NOT_THEM.search(clause):
                wrong.append((question, clause))
    assert wrong == []


def test_a_word_that_is_corrected_for_the_search_hides_no_adult() -> None:
    # 'master' is corrected to 'mastery' there
    assert answers_to(GUIDANCE, "the choir master touched her")[0].card.id == "adult-coach-or-volunteer"


@pytest.mark.parametrize(
    "role", ["dsl", "safeguarding lead", "head", "headteacher", "registered manager", "line manager"]
)
@pytest.mark.parametrize(
    "said",
    [
        "the {} touched her",
        "she says the {} did it",
        "our {} has been sending a girl nudes",
        "a lad was groped by the {}",
        "she wont go near the {}",
        "they named our {}",
        "its the {}",
        "the {} asked him to strip",
        "our {} is always alone with her with the door shut",
        "i cant tell the {} its him who did it",
        "dont want to tell the {} because its him",
        "the {} is the one im worried about",
        "it involves the {}",
        "i walked in on the {} with a girl on his lap",
        "there are rumours about the {} and one of the girls",
        "our {} was seen coming out of a childs bedroom at night",
        "the {} and a year 11 are in a relationship",
    ],
)
def test_whoever_would_have_to_be_told_is_seen_where_they_are_the_accused(role: str, said: str) -> None:
    assert first_matters(words_of(said.format(role))).is_about_an_adult


@for_each({id: GUIDANCE.cards[id] for id in sorted(ADULT_ROUTE)})
def test_nothing_is_offered_beside_an_adults_route_that_is_for_children(card: Card) -> None:
    assert not {"who-do-i-tell", "dsl-is-away", "what-to-do-first", "safe-at-home-tonight"} & set(card.related)


@pytest.mark.parametrize(
    "question", ["a boy says i touched him", "there has been an allegation against me", "she accused me"]
)
def test_whoever_is_accused_finds_what_to_do_and_whom_to_tell(question: str) -> None:
    assert answers_to(GUIDANCE, question)[0].card.id == "adult-accused-is-me"


@pytest.mark.parametrize(
    ("name", "size", "least"),
    [
        ("adults", 60, 0.95),
        ("sexual_assault", 40, 0.95),
        ("reversed", 60, 0.95),
        ("second_language", 40, 0.90),
        ("everyday", 122, 0.80),
    ],
)
def test_the_look_up_keeps_its_promise_on_its_own_sets(name: str, size: int, least: float) -> None:
    asked = wanted_cards(name)
    assert len(asked) == size
    assert all(id in GUIDANCE.cards for one in asked for id in one.cards)
    assert share_first(GUIDANCE, asked) >= least

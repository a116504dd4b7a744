"""Answers that do not sit together are noticed; they change nothing by themselves."""

from collections.abc import Mapping
from typing import Any

from knowledge.contradictions import _pairs, contradictions
from knowledge.observations import FLAGS, Answer, Observations
from knowledge.worked_examples import worked_examples
from tests.knowledge.cases import NO, YES, incident
from tests.support.for_each import for_each


def ids(observations: Observations) -> list[str]:
    return [one.id for one in contradictions(observations)]


@for_each({pair["id"]: pair for pair in _pairs()})
def test_each_pair_names_real_observations_and_is_found(pair: Mapping[str, Any]) -> None:
    assert {*pair["all"], *pair["any"]} <= set(FLAGS)
    base = incident(**{name: Answer(answer) for name, answer in pair["all"].items()})
    assert pair["id"] not in ids(base)
    for name, answer in pair["any"].items():
        found = contradictions(base.with_answers(**{name: Answer(answer)}))
        [one] = [one for one in found if one.id == pair["id"]]
        assert one.observations == (*pair["all"], name)
        assert " and " in one.text


def test_first_time_and_it_has_happened_before() -> None:
    assert ids(incident(repeated=NO, several_children=YES)) == ["first_and_repeated"]


def test_an_age_of_18_where_no_adult_is_involved() -> None:
    assert ids(incident((18,), (16,), adult_involved=NO)) == ["adult_by_age"]
    assert ids(incident((16,), (40,), adult_involved=NO)) == ["adult_by_age"]
    assert ids(incident((17,), (16,), adult_involved=NO)) == []
    assert ids(incident((None,), (18,), adult_involved=YES)) == []


def test_an_age_for_another_child_where_one_was_alone() -> None:
    assert ids(incident((9,), (9,), alone=YES)) == ["alone_and_aged"]
    assert ids(incident((9,), (), alone=YES)) == []
    assert ids(incident((9,), (9,), alone=NO)) == []


def test_nothing_known_contradicts_nothing() -> None:
    assert ids(Observations()) == []


def test_the_worked_examples_do_not_contradict_themselves() -> None:
    found = {example.says: ids(example.observations) for example in worked_examples()}
    assert {says: pairs for says, pairs in found.items() if pairs} == {}

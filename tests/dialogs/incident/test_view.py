"""From answers to observations: what a picked choice says, what an unpicked one says, and what nobody asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.incident.questions import INCIDENT
from dialogs.incident.view import AS_PICKED, observe, view_of
from knowledge.observations import FLAGS, Answer
from knowledge.view import Colour

YES, NO, OPEN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def answers(**given: Any) -> dict[str, Any]:
    return {"about": "with_another", "displayed_ages": ["14"], "targeted_ages": ["14"], **given}


@pytest.mark.parametrize(
    ("given_", "observation", "expected"),
    [
        ({"context": ["kept_secret"]}, "kept_secret", YES),
        ({"context": ["kept_secret"]}, "force_or_coercion", NO),
        ({"context": ["kept_secret", "not_sure"]}, "force_or_coercion", OPEN),
        ({"context": ["none"]}, "force_or_coercion", NO),
        ({"context": ["not_sure"]}, "force_or_coercion", OPEN),
        ({"context": "skipped"}, "force_or_coercion", OPEN),
        ({}, "force_or_coercion", OPEN),
        ({"context": ["spontaneous"]}, "planned", NO),
        ({"context": ["spontaneous", "not_sure"]}, "planned", NO),
        ({"context": ["planned"]}, "planned", YES),
        ({"mutual": "yes"}, "mutual", YES),
        ({"mutual": "not_sure"}, "mutual", OPEN),
        ({"acts": ["kissing_or_hugging"]}, "sexual_activity", NO),
        ({"acts": ["kissing_or_hugging", "not_sure"]}, "sexual_activity", OPEN),
        ({"acts": ["kissing_or_hugging"]}, "self_directed_public", NO),
        ({"acts": ["self_directed"], "self_directed_how": ["self_directed_private"]}, "self_directed_private", YES),
        ({"acts": ["self_directed"], "self_directed_how": ["self_directed_private"]}, "self_directed_public", NO),
        ({"acts": ["looking_or_showing"], "looking_how": "both_looked"}, "exposure_aimed", NO),
        ({"acts": ["looking_or_showing"], "looking_how": "not_sure"}, "exposure_aimed", OPEN),
        ({"about": "alone", "acts": ["self_directed"]}, "alone", YES),
        ({"about": "alone", "acts": ["self_directed"]}, "touch_over_clothing", NO),
        ({"before": ["increasing"]}, "repeated", YES),
        ({"before": ["first"]}, "repeated", NO),
        ({"before": ["not_sure"]}, "repeated", OPEN),
        ({"boundary_response": ["nothing_done"]}, "hard_to_distract", OPEN),
        ({"boundary_response": ["stopped"]}, "hard_to_distract", NO),
        ({"displayed_response": ["passive"]}, "takes_responsibility", OPEN),
        ({"displayed_response": ["takes_responsibility"]}, "takes_responsibility", YES),
        ({"displayed_response": ["passive"]}, "displayed_anger", NO),
        ({"other_worries": ["none"]}, "age_appropriate", YES),
        ({"other_worries": ["none", "not_sure"]}, "age_appropriate", OPEN),
        ({"other_worries": ["beyond_stage"]}, "age_appropriate", NO),
        ({"other_worries": ["adult_involved"]}, "adult_involved", YES),
        ({"about": "adult"}, "adult_involved", YES),
        ({"parents_told": "told_supportive"}, "parents_supportive", YES),
        ({"parents_told": "not_yet"}, "parents_supportive", OPEN),
        ({"relationship": ["similar", "not_sure"]}, "strength_or_ability_gap", NO),
        ({"relationship": ["siblings"]}, "siblings", YES),
    ],
)
def test_what_an_answer_says(given_: dict[str, Any], observation: str, expected: Answer) -> None:
    assert observe(answers(**given_)).answer(observation) is expected


def test_pornography_known_from_either_question() -> None:
    seen = observe(
        answers(acts=["pornography"], pornography_how=["pornography_disproportionate"], other_worries=["none"])
    )
    assert seen.answer("pornography_disproportionate") is YES


def test_one_slight_touch_has_to_have_stopped() -> None:
    touch = answers(acts=["touch_over_clothing"], mutual="no", before=["first"])
    assert observe(touch).answer("low_key_one_off") is OPEN
    assert observe({**touch, "boundary_response": ["stopped"]}).answer("low_key_one_off") is YES
    assert observe({**touch, "before": ["repeated"]}).answer("low_key_one_off") is NO


def test_ages_and_stages_go_together_in_order() -> None:
    seen = observe(answers(displayed_ages=["14", "not_known"], displayed_stages=["9", "not_known"]))
    assert [(c.age, c.stage) for c in seen.displayed] == [(14, 9), (None, None)]


def test_every_observation_named_by_a_choice_exists() -> None:
    assert {name for listed in AS_PICKED.values() for name in listed} <= set(FLAGS)


def test_every_observation_can_be_reached_by_some_answer() -> None:
    """Nothing in the vocabulary is out of a worker's reach, but for what only earlier records can tell."""
    reached: set[str] = set()
    for question in INCIDENT.questions:
        looking_by_two = answers(acts=["looking_or_showing"], displayed_ages=["14", "13"])
        for situation in (answers(), looking_by_two, answers(about="alone"), answers(about="adult")):
            for choice in question.reader.choices(situation):
                value = [choice] if question.reader.many else choice
                seen = observe({**situation, question.name: value})
                reached |= {name for name, answer in seen.answers() if answer is YES}
    reached.add("low_key_one_off")  # takes three answers together: see above
    assert set(FLAGS) - reached == {"earlier_records"}


def test_nothing_answered_is_not_enough_information() -> None:
    assert view_of({}).colour is Colour.NOT_ENOUGH_INFORMATION


CHOOSABLE = {
    question.name: question.reader.choices({"about": "with_another"})
    for question in INCIDENT.questions
    if question.reader.many and question.reader.choices({"about": "with_another"})
}


@st.composite
def picks(draw: st.DrawFn) -> dict[str, list[str]]:
    return {
        name: draw(st.lists(st.sampled_from(list(listed)), min_size=1, max_size=3, unique=True))
        for name, listed in CHOOSABLE.items()
    }


@given(picks(), st.sampled_from(sorted(CHOOSABLE)))
def test_being_less_sure_never_makes_a_view_green(picked: dict[str, list[str]], name: str) -> None:
    """Adding 'not sure about the rest' takes knowledge away: it cannot turn anything into green."""
    before = view_of(answers(**picked)).colour
    less = {**picked, name: [*[p for p in picked[name] if p != "not_sure"], "not_sure"]}
    after = view_of(answers(**less)).colour
    assert after is not Colour.GREEN or before is Colour.GREEN

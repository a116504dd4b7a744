"""The conditions one by one, where the colour alone would not show a fault in them."""

import pytest

from knowledge.conditions import CONDITIONS, large_difference, large_difference_with_act, some_difference
from knowledge.facts import Facts
from knowledge.observations import FLAGS, Answer, Child, Observations
from knowledge.open_answers import NO_WORRY, WORRYING, worries
from tests.knowledge.cases import NO, NOT_KNOWN, YES, all_well, all_well_alone, incident

GREEN = {
    "green_mutual": ["mutual"],
    "green_choice": ["force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on"],
    "green_age_appropriate": ["age_appropriate"],
    "green_no_intent": ["force_or_coercion", "displayed_anger"],
    "green_comfortable": ["targeted_comfortable"],
    "green_equal": [
        *("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap"),
        "lesser_power_difference",
    ],
}


def met(name: str, observations: Observations) -> bool:
    return CONDITIONS[name](Facts(observations))


@pytest.mark.parametrize("name", list(GREEN))
def test_a_green_feature_needs_every_answer_that_it_rests_on(name: str) -> None:
    assert met(name, all_well())
    for answer in GREEN[name]:
        assert not met(name, all_well(**{answer: NOT_KNOWN})), answer


@pytest.mark.parametrize("name", list(GREEN))
def test_a_green_feature_about_another_child_is_met_where_there_was_none(name: str) -> None:
    assert met(name, all_well_alone())


@pytest.mark.parametrize(("gap", "some", "large"), [(0, False, False), (1, False, False), (2, True, False),
                                                    (3, True, True), (4, True, True)])  # fmt: skip
def test_differences_in_years(gap: int, some: bool, large: bool) -> None:
    facts = Facts(incident((10,), (10 + gap,)))
    assert (some_difference(facts), large_difference(facts)) == (some, large)
    assert met("green_equal", all_well((10,), (10 + gap,))) is not some


@pytest.mark.parametrize("power", ["authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap"])
def test_clear_power_is_a_large_difference(power: str) -> None:
    facts = Facts(incident(**{power: YES}))
    assert large_difference(facts)
    assert some_difference(facts)


def test_a_lesser_power_difference_is_not_a_large_one() -> None:
    facts = Facts(incident(lesser_power_difference=YES))
    assert some_difference(facts)
    assert not large_difference(facts)


def test_nothing_known_meets_no_criterion() -> None:
    facts = Facts(Observations())
    assert [name for name, condition in CONDITIONS.items() if condition(facts)] == []


def test_known_harm_meant_is_not_a_feature_of_green() -> None:
    assert not met("green_no_intent", all_well(no_intent=NO))


@pytest.mark.parametrize("name", ["repeated", "increasing", "several_children", "earlier_records"])
def test_each_part_of_a_pattern_is_one(name: str) -> None:
    assert met("pattern", incident(**{name: YES}))


@pytest.mark.parametrize("name", ["images_or_messages", "image_exchanged_willingly"])
def test_a_picture_is_one_by_either_answer(name: str) -> None:
    assert met("image_at_any_age", incident(**{name: YES}))


@pytest.mark.parametrize(
    "name", ["targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding"]
)
def test_not_at_ease_is_said_only_where_no_more_is_known(name: str) -> None:
    assert met("not_comfortable", incident(targeted_comfortable=NO))
    assert not met("not_comfortable", incident(targeted_comfortable=NO, **{name: YES}))


def test_a_difference_that_is_decisive_is_not_said_twice() -> None:
    facts = Facts(incident((14,), (9,), touch_over_clothing=YES))
    assert large_difference_with_act(facts)
    assert not some_difference(facts)


def test_which_answers_worry() -> None:
    assert set(NO_WORRY) | set(WORRYING) == set(FLAGS)
    assert set(NO_WORRY) == {
        *("siblings", "same_home", "learning_disability_displayed", "learning_disability_targeted"),
        *("normally_associate", "denies", "takes_responsibility", "understands", "parents_supportive", "long_past"),
    }
    assert {name for name, answer in WORRYING.items() if answer is NO} == {
        *("alone", "mutual", "age_appropriate", "targeted_comfortable", "no_intent")
    }


def test_an_open_age_is_filled_in_and_the_other_children_stay() -> None:
    seen = incident((13, None, 9), (8,))
    filled = [changed for name, _, changed in worries(Facts(seen)) if name == "displayed"]
    assert [changed.displayed for changed in filled] == [(Child(13), Child(age), Child(9)) for age in range(18)]
    assert all(changed.targeted == seen.targeted for changed in filled)
    first = [changed for name, _, changed in worries(Facts(incident((None, 13, 9)))) if name == "displayed"]
    assert first[0].displayed == (Child(0), Child(13), Child(9))


@pytest.mark.parametrize(("age", "wanted"), [(12, False), (13, True), (15, True), (16, False)])
def test_13_to_15_is_from_13_to_15(age: int, wanted: bool) -> None:
    assert met("mutual_at_13_to_15", incident((age,), (age,), touch_under_clothing=YES)) is wanted


def test_what_does_not_apply_to_one_child_alone() -> None:
    facts = Facts(incident((8,), alone=YES))
    apart = {name for name, answer in facts.answers.items() if answer is Answer.DOES_NOT_APPLY}
    assert apart == {
        *("learning_disability_targeted", "kissing_or_hugging", "touch_over_clothing", "touch_under_clothing"),
        *("undressing_another", "sexual_activity", "mutual", "kept_secret", "force_or_coercion", "went_on_after_no"),
        *("unable_to_choose", "egged_on", "exposure_aimed", "pornography_shown_unwilling", "low_key_one_off"),
        *("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap"),
        *("lesser_power_difference", "normally_associate", "targeted_comfortable", "targeted_embarrassed"),
        *("targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding"),
    }


def test_every_answer_applies_where_nothing_says_otherwise() -> None:
    assert Answer.DOES_NOT_APPLY not in Facts(Observations()).answers.values()

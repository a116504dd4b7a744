"""The conditions one by one, where the colour alone would not show a fault in them."""

import pytest

from knowledge.conditions import (
    CONDITIONS,
    LARGE_POWER,
    large_difference,
    large_difference_with_act,
    some_difference,
)
from knowledge.criteria import criteria
from knowledge.facts import Facts
from knowledge.observations import FLAGS, Answer, Child, Observations
from knowledge.open_answers import NO_WORRY, WORRYING, worries
from knowledge.parts import PARTS
from knowledge.traffic_light import assess, criteria_met
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
    facts = Facts(incident((10 + gap,), (10,)))
    assert (some_difference(facts), large_difference(facts)) == (some, large)
    assert met("green_equal", all_well((10 + gap,), (10,))) is not some


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


@pytest.mark.parametrize("name", ["increasing", "several_children", "earlier_records"])
def test_each_part_of_a_pattern_is_one(name: str) -> None:
    assert met("pattern", incident(**{name: YES}))
    assert not met("repeated", incident(**{name: YES, "repeated": YES})), "a pattern is one reason"
    assert met("repeated", incident(repeated=YES))


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
        *("alone", "all_took_part", "mutual", "age_appropriate", "targeted_comfortable", "no_intent")
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
        *("all_took_part", "learning_disability_targeted", "kissing_or_hugging", "touch_over_clothing"),
        *("touch_under_clothing", "undressing_another", "sexual_activity", "mutual", "planned", "kept_secret"),
        *("force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on", "exposure_aimed"),
        *("pornography_shown_unwilling", "low_key_one_off", "image_exchanged_willingly", "no_intent"),
        *("image_asked_once_accepted_no", "authority_or_care", "several_against_one", "dominance"),
        *("strength_or_ability_gap", "lesser_power_difference", "targeted_stronger", "normally_associate"),
        *("targeted_comfortable", "targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress"),
        *("targeted_avoiding", "targeted_injured", "several_children", "child_disclosed", "child_said_unwanted"),
    }


def test_every_answer_applies_where_nothing_says_otherwise() -> None:
    assert Answer.DOES_NOT_APPLY not in Facts(Observations()).answers.values()


SAID_OF_ITS_OWN = {
    "some_difference": ["lesser_power_difference", *LARGE_POWER],
    "large_difference_with_act": [*LARGE_POWER],
    "pattern": ["increasing", "several_children", "earlier_records"],
    "some_signs_of_being_driven": ["hard_to_distract", "compulsive", "persists_despite_plan"],
    "mutual_at_13_to_15": ["touch_under_clothing", "sexual_activity", "image_exchanged_willingly"],
}


@pytest.mark.parametrize(("name", "one"), [(name, one) for name, ones in SAID_OF_ITS_OWN.items() for one in ones])
def test_a_reason_says_only_the_part_that_holds(name: str, one: str) -> None:
    seen = incident((14,), (14,), **{one: YES})
    if name == "large_difference_with_act":
        seen = seen.with_answers(touch_over_clothing=YES)
    [reason] = [reason for reason in assess(seen).reasons if reason.criterion == name]
    says = criteria()[name].says
    assert reason.text == " ".join([says[one], *([says["whichever"]] if "whichever" in says else [])])


@pytest.mark.parametrize(
    ("seen", "name", "parts"),
    [
        (incident((14,), (12,)), "some_difference", ["years_of_age"]),
        (incident((Child(14),), (Child(14, 12),)), "some_difference", ["years_of_stage"]),
        (incident((Child(14),), (Child(12, 10),)), "some_difference", ["years_of_age"]),
        (incident((14,), (11,), pornography=YES), "large_difference_with_act", ["years_of_age"]),
        (incident((Child(14),), (Child(13, 11),), pornography=YES), "large_difference_with_act", ["years_of_stage"]),
        (incident((12,), (14,)), "younger_or_weaker", ["years_younger", "whichever"]),
        (incident((Child(14, 12),), (Child(14),)), "younger_or_weaker", ["years_behind", "whichever"]),
        (incident((Child(12, 10),), (Child(14),), targeted_stronger=YES), "younger_or_weaker",
         ["years_younger", "targeted_stronger", "whichever"]),
        (incident(undressing_another=YES, mutual=NO), "undressing_or_exposure", ["undressed"]),
        (incident(exposure_aimed=YES), "undressing_or_exposure", ["exposed"]),
        (incident((12,), image_of_under_13=YES), "image_of_under_13", ["known"]),
        (incident((12,), image_exchanged_willingly=YES), "image_of_under_13", ["exchanged"]),
        (incident((12,), image_made=YES, undressed_self=YES), "image_of_under_13", ["filmed"]),
        (incident(image_adult_behind=YES), "adult_involved", ["image"]),
        (incident((18,)), "adult_involved", ["known"]),
        (incident(adult_involved=YES), "adult_involved", ["known"]),
        (incident(images_or_messages=YES), "image_at_any_age", ["either"]),
        (all_well(images_or_messages=YES), "image_at_any_age", ["words_only"]),
        (incident(images_or_messages=YES, image_asked_once_accepted_no=YES), "image_at_any_age", ["asked"]),
        (incident(images_or_messages=YES, image_made=YES), "image_at_any_age", ["filmed"]),
        (incident(images_or_messages=YES, image_made=YES, image_pressured=YES), "image_at_any_age", ["image"]),
        (incident(increasing=YES, repeated=YES), "pattern", ["repeated", "increasing"]),
    ],
)  # fmt: skip
def test_the_parts_that_are_worked_out(seen: Observations, name: str, parts: list[str]) -> None:
    facts = Facts(seen)
    assert met(name, seen)
    assert [part for part, holds in PARTS[name].items() if holds(facts)] == parts


@pytest.mark.parametrize("act", ["looking_or_showing", "touch_over_clothing", "touch_under_clothing",
                                 "undressing_another", "sexual_activity", "self_directed_private",
                                 "self_directed_public", "undressed_self"])  # fmt: skip
def test_what_is_filmed_of_a_child_under_13_is_a_picture_of_one_where_it_can_only_be_intimate(act: str) -> None:
    assert met("image_of_under_13", incident((12,), (14,), image_made=YES, **{act: YES}))
    assert not met("image_of_under_13", incident((13,), (14,), image_made=YES, **{act: YES}))
    assert not met("image_of_under_13", incident((12,), (14,), **{act: YES}))
    assert not met("image_of_under_13", incident((12,), (14,), image_made=YES, kissing_or_hugging=YES))


TOUCH = ["touch_over_clothing", "touch_under_clothing", "undressing_another", "sexual_activity"]


@pytest.mark.parametrize("act", TOUCH)
def test_touch_that_a_child_said_was_not_wanted(act: str) -> None:
    assert met("child_said_unwanted_touch", incident(child_said_unwanted=YES, **{act: YES}))
    assert not met("child_said_unwanted_touch", incident(**{act: YES}))
    assert not met("child_said_unwanted_touch", incident(child_said_unwanted=YES, talk_or_gestures=YES))


def test_pornography_among_children_and_alone() -> None:
    assert met("pornography_together", incident((15,), (16,), pornography=YES, alone=NO))
    assert not met("pornography_together", incident((16,), (16,), pornography=YES, alone=NO))
    assert not met("pornography_together", incident((15,), pornography=YES, alone=YES))
    assert not met("pornography_together", incident((15,), (15,), alone=NO))
    assert met("pornography_alone_under_13", incident((12,), pornography=YES, alone=YES))
    assert not met("pornography_alone_under_13", incident((13,), pornography=YES, alone=YES))
    assert not met("pornography_alone_under_13", incident((12,), (12,), pornography=YES, alone=NO))
    assert not met("pornography_alone_under_13", incident((12,), alone=YES))


@pytest.mark.parametrize(("name", "act"), [("undressed_from_5", "undressed_self"),
                                           ("self_directed_public", "self_directed_public")])  # fmt: skip
def test_small_children_alone(name: str, act: str) -> None:
    assert not met(name, incident((4,), alone=YES, **{act: YES}))
    assert met(name, incident((5,), alone=YES, **{act: YES}))
    assert met(name, incident((4,), (4,), alone=NO, **{act: YES})), "beside another child it is another thing"
    assert met(name, incident((), alone=YES, **{act: YES})), "an age that is not known may be any"
    assert not met(name, incident((7,), alone=YES))


@pytest.mark.parametrize(
    ("displayed", "targeted", "answers", "difference", "younger", "behind"),
    [
        ([9], [13], {}, -4, 4, None),
        ([13], [9], {}, 4, -4, None),
        ([9], [13], {"mutual": YES}, 4, None, None),
        ([9], [13], {"mutual": NO}, -4, 4, None),
        ([Child(14, 8)], [14], {}, 0, 0, 6),
        ([Child(14, 8)], [14], {"mutual": YES}, 0, None, 6),
        ([14], [Child(14, 8)], {}, 6, 0, -6),
        ([Child(16, 8)], [12], {}, 4, -4, 4),
        ([11, 12, 14], [], {"all_took_part": YES}, 3, None, None),
        ([11, Child(12, 7)], [], {"all_took_part": YES}, 4, None, None),
        ([11, 14], [], {"all_took_part": NO}, None, None, None),
        ([11], [14], {"all_took_part": YES}, 3, None, None),
        ([None], [14], {}, None, None, None),
    ],
)  # fmt: skip
def test_a_gap_is_power_only_towards_the_one_who_displayed_it_being_the_stronger(
    displayed: list[int | Child | None],
    targeted: list[int | Child | None],
    answers: dict[str, Answer],
    difference: int | None,
    younger: int | None,
    behind: int | None,
) -> None:
    """Where all took part willingly, nobody led, and the years of age count either way round."""
    facts = Facts(incident(displayed, targeted, **answers))
    assert (facts.difference, facts.years_younger, facts.years_behind) == (difference, younger, behind)


def test_where_all_took_part_no_other_child_is_wanted() -> None:
    assert Facts(incident((12, 12), all_took_part=YES)).open_sides == ()
    assert Facts(incident((12, 12))).open_sides == ("targeted",)


def test_how_a_child_alone_took_being_noticed_is_not_needed_for_green() -> None:
    assert met("green_no_intent", all_well_alone(displayed_anger=NOT_KNOWN))
    assert not met("green_no_intent", all_well(displayed_anger=NOT_KNOWN))


def test_what_happened_before_counts_beside_anything_else() -> None:
    ordinary = all_well(talk_or_gestures=YES, repeated=YES)
    assert "repeated" not in criteria_met(Facts(ordinary))
    for worry in ("egged_on", "planned", "displayed_anger", "force_or_coercion"):
        assert "repeated" in criteria_met(Facts(ordinary.with_answers(**{worry: YES}))), worry
    reasons = {reason.criterion: reason for reason in assess(ordinary).reasons}
    assert reasons["repeated_and_ordinary"].project_rule
    assert "repeated_and_ordinary" not in {r.criterion for r in assess(all_well(talk_or_gestures=YES)).reasons}
    worried = assess(ordinary.with_answers(egged_on=YES))
    assert "repeated_and_ordinary" not in {reason.criterion for reason in worried.reasons}


def test_of_a_child_alone_nothing_is_said_of_another() -> None:
    said = {reason.criterion for reason in assess(all_well_alone(self_directed_private=YES)).reasons}
    assert said == {"green_age_appropriate", "green_no_intent", "every_green_feature"}

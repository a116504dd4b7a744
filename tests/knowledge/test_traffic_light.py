"""The view: how criteria are counted, what is shown, what is open and what would change it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.criteria import Weight, counting_rules, criteria, rules_hash, rules_version
from knowledge.observations import FLAGS, GIVEN, Answer, Child, Observations, meanings
from knowledge.traffic_light import _as_ranges, assess, colour_of
from knowledge.view import Colour, View
from tests.knowledge.cases import NO, NOT_KNOWN, YES, all_well, all_well_alone, incident


def criteria_of(view: View) -> list[str]:
    return [reason.criterion for reason in view.reasons]


def changes_of(view: View) -> dict[str, str]:
    return {change.observation: change.colour.value for change in view.would_change}


def test_nothing_known_is_not_enough_information() -> None:
    view = assess(Observations())
    assert view.colour is Colour.NOT_ENOUGH_INFORMATION
    assert criteria_of(view) == ["not_enough_information"]


def test_green_names_every_feature_of_healthy_behaviour_with_its_source() -> None:
    view = assess(all_well((5,), (5,), looking_or_showing=YES))
    assert view.colour is Colour.GREEN
    features = [name for name, entry in criteria().items() if entry.weight is Weight.GREEN_FEATURE]
    assert criteria_of(view) == [*features, "every_green_feature"]
    assert all("NY-2.1" in reason.citations for reason in view.reasons[:-1])


def test_features_of_healthy_behaviour_are_not_shown_as_reasons_for_amber() -> None:
    view = assess(all_well(talk_or_gestures=YES, egged_on=YES))
    assert criteria_of(view) == ["egged_on", "one_amber"]


def test_green_for_one_child_alone_needs_no_answer_about_another() -> None:
    assert assess(all_well_alone(6, self_directed_private=YES)).colour is Colour.GREEN


def test_green_needs_the_age_of_a_child_alone() -> None:
    view = assess(all_well_alone(None, self_directed_private=YES))
    assert view.colour is Colour.NOT_ENOUGH_INFORMATION
    assert view.unknowns == ("displayed",)


def test_green_needs_the_child_who_displayed_it() -> None:
    nobody_named = replace(all_well_alone(6, self_directed_private=YES), displayed=())
    assert colour_of(nobody_named) is Colour.NOT_ENOUGH_INFORMATION


def test_green_needs_a_kind_of_act() -> None:
    assert assess(all_well()).colour is Colour.NOT_ENOUGH_INFORMATION
    assert assess(all_well(attempted=YES)).colour is Colour.NOT_ENOUGH_INFORMATION
    assert assess(all_well(attempted=YES, kissing_or_hugging=YES)).colour is Colour.GREEN


def test_reasons_come_in_order_of_weight_and_end_with_the_way_of_counting() -> None:
    view = assess(
        all_well(
            *((12,), (10,)),
            talk_or_gestures=YES,
            egged_on=YES,
            displayed_anger=YES,
            planned=YES,
            went_on_after_no=YES,
            understands=YES,
        )
    )
    wanted = ["went_on_after_no", "planned", "some_difference", "displayed_anger", "one_decisive"]
    assert criteria_of(view) == wanted
    assert view.reasons[-1].weight is Weight.COUNTING_RULE
    assert view.reasons[-1].project_rule


def test_each_reason_carries_the_words_and_sources_of_its_criterion() -> None:
    reason = assess(all_well(talk_or_gestures=YES, planned=YES)).reasons[0]
    entry = criteria()["planned"]
    assert (reason.text, reason.citations, reason.project_rule) == (entry.words, entry.citations, False)
    own = assess(all_well(talk_or_gestures=YES, exploitation_signs=YES)).reasons[0]
    assert (own.criterion, own.project_rule) == ("exploitation_signs", True)


def test_a_view_of_what_is_on_no_list_says_that_the_criteria_decide() -> None:
    assert criteria_of(assess(all_well(other_act=YES)))[-1] == "on_no_list"
    assert "on_no_list" not in criteria_of(assess(all_well(talk_or_gestures=YES)))


def test_several_worrying_features_of_the_child_alone_stay_amber() -> None:
    worried = all_well(
        talk_or_gestures=YES,
        displayed_anger=YES,
        displayed_blames=YES,
        cruelty_fire_violence=YES,
        pornography_disproportionate=YES,
    )
    assert colour_of(worried) is Colour.AMBER
    assert colour_of(worried.with_answers(kept_secret=YES)) is Colour.RED


def test_repeated_growing_several_children_and_records_count_once() -> None:
    pattern = all_well(talk_or_gestures=YES, repeated=YES, increasing=YES, several_children=YES, earlier_records=YES)
    assert colour_of(pattern) is Colour.AMBER


# ---- what balances


def test_what_balances_is_named_with_its_meaning_for_the_plan() -> None:
    view = assess(all_well(talk_or_gestures=YES, planned=YES, parents_supportive=YES))
    assert [balance.criterion for balance in view.balancing] == ["parents_supportive"]
    assert view.balancing[0].plan == criteria()["parents_supportive"].plan
    assert view.balancing[0].text == criteria()["parents_supportive"].words
    assert view.balancing[0].citations == criteria()["parents_supportive"].citations


def test_a_worrying_feature_that_nothing_balances_says_take_advice_today() -> None:
    worried = all_well(talk_or_gestures=YES, planned=YES)
    assert assess(worried).take_advice_today
    assert "take_advice_today" in criteria_of(assess(worried))
    for name in ("takes_responsibility", "no_intent", "understands", "parents_supportive"):
        view = assess(worried.with_answers(**{name: YES}))
        assert not view.take_advice_today
        assert "take_advice_today" not in criteria_of(view)


def test_signs_of_exploitation_say_take_advice_today_whatever_balances() -> None:
    signs = all_well(talk_or_gestures=YES, exploitation_signs=YES, parents_supportive=YES)
    assert assess(signs).take_advice_today


@pytest.mark.parametrize(
    "observations",
    [
        all_well(talk_or_gestures=YES, egged_on=YES),
        all_well(talk_or_gestures=YES),
        all_well(talk_or_gestures=YES, planned=YES, kept_secret=YES),
        Observations(),
    ],
)
def test_take_advice_today_is_only_for_amber_with_a_worrying_feature(observations: Observations) -> None:
    assert not assess(observations).take_advice_today


# ---- adults


@pytest.mark.parametrize(
    "observations",
    [
        incident(adult_involved=YES),
        incident(image_adult_behind=YES),
        incident((18,), (16,)),
        incident((16,), (40,)),
    ],
)
def test_an_adult_leaves_the_pathway_for_children(observations: Observations) -> None:
    view = assess(observations)
    assert view.adult_pathway
    assert view.colour is Colour.RED


def test_without_an_adult_the_pathway_is_kept() -> None:
    assert not assess(incident((17,), (17,), force_or_coercion=YES)).adult_pathway


# ---- ages and differences


@pytest.mark.parametrize(
    ("ages", "colour"),
    [
        ((9, 9), "amber"),
        ((9, 10), "red"),
        ((10, 9), "red"),
        ((10, 10), "red"),
        ((12, 13), "red"),
        ((9, 13), "red"),
        ((13, 13), "amber"),
        ((15, 15), "amber"),
        ((15, 16), "amber"),
        ((16, 16), "green"),
        ((17, 17), "green"),
        ((9, None), "amber"),
        ((10, None), "red"),
        ((12, None), "red"),
        ((13, None), "amber"),
        ((16, None), "not_enough_information"),
        ((None, None), "not_enough_information"),
    ],
)
def test_touch_under_clothing_by_age(ages: tuple[int | None, int | None], colour: str) -> None:
    assert colour_of(all_well(ages[:1], ages[1:], touch_under_clothing=YES)).value == colour


def test_touch_under_clothing_has_one_reason_by_age() -> None:
    assert (
        criteria_of(assess(all_well((9,), (9,), touch_under_clothing=YES)))[0] == "touch_under_clothing_both_under_10"
    )
    assert criteria_of(assess(all_well((9,), (10,), touch_under_clothing=YES))) == [
        "touch_under_13_and_10_or_over",
        "one_decisive",
    ]


@pytest.mark.parametrize(
    ("ages", "colour"),
    [
        ((12, 12), "red"),
        ((12, 13), "red"),
        ((13, 12), "red"),
        ((13, 13), "amber"),
        ((15, 16), "amber"),
        ((16, 16), "green"),
        ((17, 18), "red"),
        ((12, None), "red"),
        ((None, 15), "amber"),
        ((17, None), "not_enough_information"),
    ],
)
def test_sexual_activity_by_age(ages: tuple[int | None, int | None], colour: str) -> None:
    assert colour_of(all_well(ages[:1], ages[1:], sexual_activity=YES)).value == colour


@pytest.mark.parametrize("act", ["touch_over_clothing", "undressing_another", "images_or_messages", "pornography"])
@pytest.mark.parametrize(("ages", "large"), [((17, 15), False), ((17, 14), True), ((14, 17), True)])
def test_three_years_with_such_an_act_are_decisive(act: str, ages: tuple[int, int], large: bool) -> None:
    view = assess(all_well(ages[:1], ages[1:], **{act: YES}))
    assert ("large_difference_with_act" in criteria_of(view)) is large
    assert (view.colour is Colour.RED) is large


@pytest.mark.parametrize("act", ["talk_or_gestures", "looking_or_showing", "kissing_or_hugging", "other_act"])
def test_three_years_with_another_act_are_one_worrying_feature(act: str) -> None:
    view = assess(all_well((17,), (13,), **{act: YES}))
    assert view.colour is Colour.AMBER
    assert criteria_of(view)[0] == "some_difference"


def test_the_widest_difference_between_the_two_sides_counts() -> None:
    both_young = all_well((10, 14), (13, 11), touch_over_clothing=YES)
    assert colour_of(both_young) is Colour.RED
    assert colour_of(all_well((10, 14), (12, 12), touch_over_clothing=YES)) is Colour.AMBER


def test_children_on_one_side_are_not_compared_with_each_other() -> None:
    assert colour_of(all_well((12, 16), (14,), touch_over_clothing=YES)) is Colour.AMBER


def test_stage_of_development_counts_for_differences_and_age_for_the_law() -> None:
    slower = all_well((Child(14),), (Child(14, 11),), touch_over_clothing=YES)
    assert criteria_of(assess(slower))[0] == "large_difference_with_act"
    ahead = all_well((Child(12, 16),), (Child(12, 16),), sexual_activity=YES)
    assert "sexual_activity_under_13" in criteria_of(assess(ahead))
    older_in_stage = all_well((Child(17, 12),), (Child(13, 12),), touch_over_clothing=YES)
    assert colour_of(older_in_stage) is Colour.RED, "four years by age, though none by stage"


def test_a_stage_without_an_age_is_compared_and_the_age_stays_open() -> None:
    view = assess(all_well((Child(12),), (Child(None, 8),), touch_over_clothing=YES))
    assert view.colour is Colour.RED
    open_age = assess(all_well((Child(None, 8),), (Child(8),), kissing_or_hugging=YES))
    assert open_age.colour is Colour.NOT_ENOUGH_INFORMATION


def test_an_exchange_of_pictures_by_a_child_under_13_is_a_picture_of_one() -> None:
    sent = {"images_or_messages": YES, "image_exchanged_willingly": YES}
    assert "image_of_under_13" in criteria_of(assess(all_well((12,), (13,), **sent)))
    assert colour_of(all_well((13,), (13,), **sent)) is Colour.AMBER
    assert colour_of(all_well((17,), (17,), **sent)) is Colour.AMBER


# ---- one child alone, and what does not apply


def test_driven_behaviour_is_decisive_unless_only_self_directed() -> None:
    driven = {"hard_to_distract": YES, "compulsive": YES, "persists_despite_plan": YES}
    assert colour_of(all_well(kissing_or_hugging=YES, **driven)) is Colour.RED
    for how in ("self_directed_private", "self_directed_public", "self_directed_excessive", "undressed_self"):
        assert colour_of(all_well_alone(**{how: YES}, **driven)) is Colour.AMBER
    assert criteria_of(assess(all_well(kissing_or_hugging=YES, **driven))) == ["driven_despite_plan", "one_decisive"]
    unknown_else = all_well_alone(self_directed_private=YES, talk_or_gestures=NOT_KNOWN, **driven)
    assert colour_of(unknown_else) is Colour.RED, "as long as another act is not ruled out"


@pytest.mark.parametrize("missing", ["hard_to_distract", "compulsive", "persists_despite_plan"])
def test_two_of_the_three_are_amber(missing: str) -> None:
    driven = {"hard_to_distract": YES, "compulsive": YES, "persists_despite_plan": YES} | {missing: NO}
    assert criteria_of(assess(all_well(kissing_or_hugging=YES, **driven)))[0] == "some_signs_of_being_driven"


def test_what_was_seen_counts_even_where_another_answer_says_it_does_not_apply() -> None:
    assert colour_of(all_well_alone(talk_or_gestures=YES, force_or_coercion=YES)) is Colour.RED
    assert colour_of(all_well(images_or_messages=NO, talk_or_gestures=YES, image_pressured=YES)) is Colour.RED


def test_nobody_can_say_that_something_does_not_apply() -> None:
    claimed = all_well(talk_or_gestures=YES).with_answers(force_or_coercion=Answer.DOES_NOT_APPLY)
    assert colour_of(claimed) is Colour.NOT_ENOUGH_INFORMATION


def test_with_no_picture_nothing_about_pictures_is_asked() -> None:
    names = [name for name in FLAGS if name.startswith("image_")]
    open_images = dict.fromkeys(names, NOT_KNOWN)
    assert colour_of(all_well(talk_or_gestures=YES, **open_images)) is Colour.GREEN
    open_images["images_or_messages"] = NOT_KNOWN
    assert colour_of(all_well(talk_or_gestures=YES, **open_images)) is Colour.NOT_ENOUGH_INFORMATION


def test_with_no_pornography_and_no_showing_nothing_about_them_is_asked() -> None:
    seen = all_well(kissing_or_hugging=YES, pornography_shown_unwilling=NOT_KNOWN, exposure_aimed=NOT_KNOWN)
    assert not {"pornography_shown_unwilling", "exposure_aimed"} & set(changes_of(assess(seen)))
    assert "exposure_aimed" in changes_of(assess(seen.with_answers(looking_or_showing=YES)))
    assert "exposure_aimed" in changes_of(assess(seen.with_answers(self_directed_public=NOT_KNOWN)))
    shown = seen.with_answers(pornography=YES, planned=YES)
    assert "pornography_shown_unwilling" in changes_of(assess(shown))


# ---- what is open


def test_what_would_change_the_view_is_computed_and_red_comes_first() -> None:
    view = assess(all_well(talk_or_gestures=YES, planned=NOT_KNOWN, targeted_avoiding=NOT_KNOWN, no_intent=YES))
    assert list(changes_of(view).items()) == [("targeted_avoiding", "red"), ("planned", "amber")]
    assert [change.answer for change in view.would_change] == ["yes", "yes"]
    assert view.would_change[1].text == meanings()["planned"]["means"]


def test_an_amber_view_names_only_what_would_make_it_red() -> None:
    view = assess(all_well(talk_or_gestures=YES, planned=YES, kept_secret=NOT_KNOWN, egged_on=NOT_KNOWN))
    assert changes_of(view) == {"kept_secret": "red"}


def test_nothing_would_change_a_red_view() -> None:
    assert assess(incident(force_or_coercion=YES)).would_change == ()


def test_a_red_view_names_a_handful_of_what_is_open_for_the_dsl() -> None:
    view = assess(incident(force_or_coercion=YES))
    assert view.unknowns == ("displayed", "targeted", "adult_involved", "image_passed_on_without_agreement",
                             "image_pressured")  # fmt: skip
    assert criteria_of(view)[-1] == "red_with_open_answers"
    assert view.reasons[-1].project_rule


def test_what_is_open_in_a_red_view_is_what_would_be_decisive_too() -> None:
    red = all_well((14,), (14,), touch_under_clothing=YES, force_or_coercion=YES)
    unsure = red.with_answers(mutual=NOT_KNOWN, planned=NOT_KNOWN, repeated=NOT_KNOWN, targeted_avoiding=NOT_KNOWN)
    assert assess(unsure).unknowns == ("mutual", "targeted_avoiding")
    assert assess(red.with_children("targeted", (Child(None),))).unknowns == ("targeted",)
    # a child who tells is heard, and nobody goes looking for one who has not told
    assert assess(red.with_answers(child_disclosed=NOT_KNOWN)).unknowns == ()


def test_a_red_view_with_every_answer_says_that_nothing_is_open() -> None:
    view = assess(all_well(touch_over_clothing=YES, force_or_coercion=YES))
    assert view.unknowns == ()
    assert "red_with_open_answers" not in criteria_of(view)
    assert "red_with_open_answers" not in criteria_of(assess(Observations()))


def test_where_an_adult_did_it_nobody_asks_how_old_a_child_who_did_it_is() -> None:
    adult = all_well((), (14,), adult_involved=YES, police_involved=NOT_KNOWN)
    assert assess(adult).unknowns == ("police_involved",)


def test_a_reason_names_no_act_that_did_not_happen() -> None:
    picture = assess(all_well((14,), (11,), images_or_messages=YES, image_exchanged_willingly=YES))
    assert {"large_difference_with_act", "image_of_under_13"} <= set(criteria_of(picture))
    couple = assess(all_well((15,), (15,), images_or_messages=YES, image_exchanged_willingly=YES))
    assert "mutual_at_13_to_15" in criteria_of(couple)
    for reason in (*picture.reasons, *couple.reasons):
        assert not [act for act in ("touch", "sexual activity", "undress") if act in reason.text], reason.text


def test_an_answer_that_worries_when_it_is_no_is_said_the_other_way_round() -> None:
    view = assess(all_well(talk_or_gestures=YES, mutual=NOT_KNOWN, no_intent=YES))
    [change] = view.would_change
    assert (change.observation, change.answer) == ("mutual", "no")
    assert change.text == meanings()["mutual"]["worry"]


def test_an_open_age_is_tried_at_every_age() -> None:
    view = assess(all_well((14,), (None,), touch_over_clothing=YES, no_intent=YES))
    tried = [(change.answer, change.colour.value) for change in view.would_change]
    assert tried == [("0-11, 17", "red"), ("12, 16", "amber")]
    assert "0-11, 17" in view.would_change[0].text


def test_a_side_with_no_child_is_an_open_age_unless_one_child_was_alone() -> None:
    nobody_named = assess(incident((14,), touch_over_clothing=YES))
    assert "targeted" in changes_of(nobody_named)
    assert "displayed" in changes_of(assess(incident((), (14,), touch_over_clothing=YES)))
    alone = assess(all_well_alone(14, self_directed_private=YES, increasing=NOT_KNOWN, no_intent=YES))
    assert changes_of(alone) == {"increasing": "amber"}


def test_ages_are_written_as_people_write_them() -> None:
    assert _as_ranges([0, 1, 5, 7, 8, 9]) == "0-1, 5, 7-9"
    assert _as_ranges([4]) == "4"


def test_an_open_age_on_the_side_of_a_child_alone_is_tried_too() -> None:
    assert changes_of(assess(incident(alone=YES, image_exchanged_willingly=YES)))["displayed"] == "red"


@pytest.mark.parametrize("displayed", [(None, 13), (13, None)])
def test_an_open_age_is_tried_beside_the_other_children(displayed: tuple[int | None, ...]) -> None:
    view = assess(all_well(displayed, (None,), touch_under_clothing=YES, no_intent=YES))
    tried = {change.observation: change.answer for change in view.would_change}
    assert tried["displayed"] == "0-12"


def test_what_to_find_out_is_only_what_a_worker_may_see_for_themselves() -> None:
    open_everywhere = assess(Observations())
    assert open_everywhere.unknowns
    for name in open_everywhere.unknowns:
        assert meanings()[name]["find_out"] == "seen"
    never = {"force_or_coercion", "child_disclosed", "police_involved", "adult_involved", "image_of_under_13"}
    assert never <= set(changes_of(open_everywhere))
    assert not never & set(open_everywhere.unknowns)


def test_with_the_act_and_the_ages_open_these_are_to_be_found_out() -> None:
    unknowns = assess(Observations()).unknowns
    assert {"talk_or_gestures", "kissing_or_hugging", "displayed", "targeted"} <= set(unknowns)
    known_act = assess(all_well((None,), (8,), kissing_or_hugging=YES, talk_or_gestures=NOT_KNOWN))
    assert known_act.unknowns == ("displayed",)
    known_ages = assess(all_well((8,), (8,), kissing_or_hugging=NOT_KNOWN))
    assert known_ages.unknowns == ("kissing_or_hugging",)


def test_each_unknown_is_named_once() -> None:
    unknowns = assess(Observations()).unknowns
    assert len(unknowns) == len(set(unknowns))


# ---- a view that can be kept and shown again

some_observations = st.builds(
    lambda displayed, targeted, answers: replace(
        Observations(displayed=tuple(displayed), targeted=tuple(targeted)), **answers
    ),
    st.lists(st.builds(Child, st.none() | st.integers(0, 19), st.none() | st.integers(0, 17)), max_size=2),
    st.lists(st.builds(Child, st.none() | st.integers(0, 19)), max_size=2),
    st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(GIVEN)),
)


@given(some_observations)
def test_a_view_survives_being_kept_as_json(observations: Observations) -> None:
    view = assess(observations)
    assert View.from_json(json.loads(json.dumps(view.as_json()))) == view


@given(some_observations)
def test_the_same_observations_always_give_the_same_view(observations: Observations) -> None:
    assert assess(observations) == assess(Observations.from_json(observations.as_json()))


def test_a_view_carries_the_version_and_the_hash_of_its_rules() -> None:
    view = assess(Observations())
    assert (view.rules_version, view.rules_hash) == (rules_version(), rules_hash())


def test_every_way_of_counting_that_a_view_can_name_has_words() -> None:
    named = {"one_decisive", "two_contributing", "one_contributing", "one_amber", "every_green_feature"}
    named |= {"not_enough_information", "on_no_list", "take_advice_today"}
    assert named <= set(counting_rules())

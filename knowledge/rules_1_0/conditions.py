"""When each criterion of `criteria.yaml` is met: one small condition for each id, nothing about its weight.

A condition is true only when it is known to be met. What is not known is dealt with in `traffic_light.py`.
"""

from collections.abc import Callable, Mapping

from knowledge.rules_1_0.facts import ADULT, Facts

LARGE_DIFFERENCE = 3
"""Years in age or stage. The project's own rule; no source gives a number."""

SOME_DIFFERENCE = 2

Condition = Callable[[Facts], bool]


def _yes(*names: str) -> Condition:
    return lambda facts: facts.yes(*names)


def _no(name: str) -> Condition:
    return lambda facts: facts.no(name)


def large_difference(facts: Facts) -> bool:
    by_years = facts.difference is not None and facts.difference >= LARGE_DIFFERENCE
    return by_years or facts.yes("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap")


def large_difference_with_act(facts: Facts) -> bool:
    acts = ("touch_over_clothing", "touch_under_clothing", "undressing_another", "sexual_activity")
    return large_difference(facts) and facts.yes(*acts, "images_or_messages", "pornography")


def some_difference(facts: Facts) -> bool:
    """Left out where the difference is decisive already: one difference is one reason."""
    by_years = facts.difference is not None and facts.difference >= SOME_DIFFERENCE
    some = by_years or facts.yes("lesser_power_difference") or large_difference(facts)
    return some and not large_difference_with_act(facts)


def unwanted_touch_under_clothing(facts: Facts) -> bool:
    return facts.yes("touch_under_clothing") and facts.no("mutual")


def unwanted_sexual_activity(facts: Facts) -> bool:
    return facts.yes("sexual_activity") and facts.no("mutual")


def sexual_activity_under_13(facts: Facts) -> bool:
    return facts.yes("sexual_activity") and facts.any_under(13)


def touch_under_13_and_10_or_over(facts: Facts) -> bool:
    """One child under 13 and one of 10 or over: a child of 10 to 12 is both, whatever the other's age."""
    return facts.yes("touch_under_clothing") and facts.any_under(13) and facts.any_from(10)


def touch_under_clothing_both_under_10(facts: Facts) -> bool:
    """Also while one age is not known: it is at least this until an age of 10 or over makes it more."""
    all_under_10 = bool(facts.ages) and not facts.any_from(10)
    return facts.yes("touch_under_clothing") and all_under_10


def image_of_under_13(facts: Facts) -> bool:
    exchanged = facts.yes("image_exchanged_willingly") and facts.any_under(13)
    return facts.yes("image_of_under_13") or exchanged


def _signs_of_being_driven(facts: Facts) -> int:
    return sum(facts.yes(name) for name in ("hard_to_distract", "compulsive", "persists_despite_plan"))


def driven_despite_plan(facts: Facts) -> bool:
    return _signs_of_being_driven(facts) == 3 and not facts.only_self_directed()


def driven_self_directed(facts: Facts) -> bool:
    return _signs_of_being_driven(facts) == 3 and facts.only_self_directed()


def some_signs_of_being_driven(facts: Facts) -> bool:
    return _signs_of_being_driven(facts) in (1, 2)


def adult_involved(facts: Facts) -> bool:
    return facts.yes("adult_involved", "image_adult_behind") or facts.any_from(ADULT)


def undressing_or_exposure(facts: Facts) -> bool:
    undressed_unwilling = facts.yes("undressing_another") and facts.no("mutual")
    return undressed_unwilling or facts.yes("exposure_aimed")


def not_comfortable(facts: Facts) -> bool:
    """Left out where more is known of how the other child took it."""
    more_known = ("targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding")
    return facts.no("targeted_comfortable") and not facts.yes(*more_known)


def mutual_at_13_to_15(facts: Facts) -> bool:
    acts = ("touch_under_clothing", "sexual_activity", "image_exchanged_willingly")
    return facts.yes(*acts) and facts.any_age(13, 15)


def green_choice(facts: Facts) -> bool:
    return facts.ruled_out("force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on")


def green_no_intent(facts: Facts) -> bool:
    # `no_intent` itself is a balancing factor and must never make a view lower, so it is not asked for here.
    return facts.ruled_out("force_or_coercion", "displayed_anger") and not facts.no("no_intent")


def green_equal(facts: Facts) -> bool:
    no_years = facts.difference is None or facts.difference < SOME_DIFFERENCE
    named = ("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap")
    return no_years and facts.ruled_out(*named, "lesser_power_difference")


CONDITIONS: Mapping[str, Condition] = {
    # decisive
    "force_or_coercion": _yes("force_or_coercion"),
    "went_on_after_no": _yes("went_on_after_no"),
    "unable_to_choose": _yes("unable_to_choose"),
    "fear_or_distress": _yes("targeted_fear_or_distress"),
    "avoiding_since": _yes("targeted_avoiding"),
    "unwanted_touch_under_clothing": unwanted_touch_under_clothing,
    "unwanted_sexual_activity": unwanted_sexual_activity,
    "child_disclosed": _yes("child_disclosed"),
    "police_involved": _yes("police_involved"),
    "sexual_activity_under_13": sexual_activity_under_13,
    "touch_under_13_and_10_or_over": touch_under_13_and_10_or_over,
    "large_difference_with_act": large_difference_with_act,
    "image_without_agreement": _yes("image_passed_on_without_agreement"),
    "image_pressured": _yes("image_pressured"),
    "image_of_under_13": image_of_under_13,
    "driven_despite_plan": driven_despite_plan,
    "adult_involved": adult_involved,
    # contributing, about the act
    "planned": _yes("planned"),
    "kept_secret": _yes("kept_secret"),
    "some_difference": some_difference,
    "targeted_anxious": _yes("targeted_anxious"),
    "undressing_or_exposure": undressing_or_exposure,
    "pornography_shown": _yes("pornography_shown_unwilling"),
    "pattern": _yes("repeated", "increasing", "several_children", "earlier_records"),
    "beyond_stage": _yes("beyond_stage"),
    "touch_under_clothing_both_under_10": touch_under_clothing_both_under_10,
    "driven_self_directed": driven_self_directed,
    "exploitation_signs": _yes("exploitation_signs"),
    # contributing, about the child
    "displayed_anger": _yes("displayed_anger"),
    "displayed_blames": _yes("displayed_blames"),
    "cruelty_fire_violence": _yes("cruelty_fire_violence"),
    "pornography_disproportionate": _yes("pornography_disproportionate"),
    # amber
    "not_mutual": _no("mutual"),
    "not_age_appropriate": _no("age_appropriate"),
    "low_key_one_off": _yes("low_key_one_off"),
    "egged_on": _yes("egged_on"),
    "self_directed_public": _yes("self_directed_public"),
    "self_directed_excessive": _yes("self_directed_excessive"),
    "targeted_embarrassed": _yes("targeted_embarrassed"),
    "not_comfortable": not_comfortable,
    "image_asked_once": _yes("image_asked_once_accepted_no"),
    "image_at_any_age": _yes("images_or_messages", "image_exchanged_willingly"),
    "mutual_at_13_to_15": mutual_at_13_to_15,
    "some_signs_of_being_driven": some_signs_of_being_driven,
    "harm_was_meant": _no("no_intent"),
    # balancing
    "takes_responsibility": _yes("takes_responsibility"),
    "no_intent": _yes("no_intent"),
    "understands": _yes("understands"),
    "parents_supportive": _yes("parents_supportive"),
    # green
    "green_mutual": lambda facts: facts.holds("mutual"),
    "green_choice": green_choice,
    "green_age_appropriate": lambda facts: facts.holds("age_appropriate"),
    "green_no_intent": green_no_intent,
    "green_comfortable": lambda facts: facts.holds("targeted_comfortable"),
    "green_equal": green_equal,
}

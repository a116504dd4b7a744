"""When each criterion of `criteria.yaml` is met: one small condition for each id, nothing about its weight.

A condition is true only when it is known to be met. What is not known is dealt with in `traffic_light.py`.
"""

from collections.abc import Callable, Mapping

from knowledge.facts import ADULT, Facts

LARGE_DIFFERENCE = 3
"""Years in age or stage. The project's own rule; no source gives a number."""

SOME_DIFFERENCE = 2
SMALL_CHILD = 5
"""Years, not included: NY-2.1 speaks of children of 0 to 4."""
LARGE_POWER = ("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap")

Condition = Callable[[Facts], bool]


def yes(*names: str) -> Condition:
    return lambda facts: facts.yes(*names)


def _no(name: str) -> Condition:
    return lambda facts: facts.no(name)


def large_difference(facts: Facts) -> bool:
    by_years = facts.difference is not None and facts.difference >= LARGE_DIFFERENCE
    return by_years or facts.yes(*LARGE_POWER)


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


def younger_or_weaker(facts: Facts) -> bool:
    """The child who displayed it is not the one in power; play between equals it is not either."""
    years = (facts.years_younger, facts.years_behind)
    return any(one is not None and one >= SOME_DIFFERENCE for one in years) or facts.yes("targeted_stronger")


def child_said_unwanted_touch(facts: Facts) -> bool:
    acts = ("touch_over_clothing", "touch_under_clothing", "undressing_another", "sexual_activity")
    return facts.yes("child_said_unwanted") and facts.yes(*acts)


def touch_perhaps_unwanted(facts: Facts) -> bool:
    """Where somebody did not want it, that is a reason of its own."""
    return facts.yes("touch_over_clothing") and not facts.holds("mutual") and not facts.no("mutual")


def image_of_under_13(facts: Facts) -> bool:
    return facts.yes("image_of_under_13") or exchanged_under_13(facts) or filmed_under_13(facts)


def exchanged_under_13(facts: Facts) -> bool:
    return facts.yes("image_exchanged_willingly") and facts.any_under(13)


def filmed_under_13(facts: Facts) -> bool:
    """Where what was filmed can only be intimate: not a kiss, nor talk."""
    acts = ("looking_or_showing", "touch_over_clothing", "touch_under_clothing", "undressing_another")
    intimate = facts.yes(*acts, "sexual_activity", "self_directed_private", "self_directed_public", "undressed_self")
    return facts.yes("image_made") and facts.any_under(13) and intimate


def pornography_together(facts: Facts) -> bool:
    return facts.yes("pornography") and facts.no("alone") and facts.any_under(16)


def pornography_alone_under_13(facts: Facts) -> bool:
    return facts.yes("pornography") and facts.yes("alone") and facts.any_under(13)


def small_child_alone(facts: Facts) -> bool:
    """NY-2.1: small children undress, and touch themselves, also where others can see."""
    return facts.yes("alone") and bool(facts.ages) and not facts.any_from(SMALL_CHILD)


def self_directed_public(facts: Facts) -> bool:
    return facts.yes("self_directed_public") and not small_child_alone(facts)


def undressed_from_5(facts: Facts) -> bool:
    return facts.yes("undressed_self") and not small_child_alone(facts)


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
    return undressed_unwilling(facts) or facts.yes("exposure_aimed")


def undressed_unwilling(facts: Facts) -> bool:
    return facts.yes("undressing_another") and facts.no("mutual")


def not_comfortable(facts: Facts) -> bool:
    """Left out where more is known of how the other child took it."""
    more_known = ("targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding")
    return facts.no("targeted_comfortable") and not facts.yes(*more_known, "targeted_injured")


def image_at_any_age(facts: Facts) -> bool:
    return facts.yes("images_or_messages", "image_exchanged_willingly")


def mutual_at_13_to_15(facts: Facts) -> bool:
    acts = ("touch_under_clothing", "sexual_activity", "image_exchanged_willingly")
    return facts.yes(*acts) and facts.any_age(13, 15)


def green_choice(facts: Facts) -> bool:
    return facts.ruled_out("force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on")


def green_no_intent(facts: Facts) -> bool:
    # `no_intent` itself is a balancing factor and must never make a view lower, so it is not asked for here.
    # Where a child was on their own there is nobody to be angry with: how they took being noticed is not needed.
    calm = facts.yes("alone") or facts.ruled_out("displayed_anger")
    return calm and facts.ruled_out("force_or_coercion") and not facts.no("no_intent")


def green_equal(facts: Facts) -> bool:
    no_years = facts.difference is None or facts.difference < SOME_DIFFERENCE
    return no_years and facts.ruled_out(*LARGE_POWER, "lesser_power_difference", "targeted_stronger")


def repeated(facts: Facts) -> bool:
    """Left out where it is part of a pattern: a pattern is one reason."""
    return facts.yes("repeated") and not facts.yes("increasing", "several_children", "earlier_records")


CONDITIONS: Mapping[str, Condition] = {
    # decisive
    "force_or_coercion": yes("force_or_coercion"),
    "went_on_after_no": yes("went_on_after_no"),
    "unable_to_choose": yes("unable_to_choose"),
    "fear_or_distress": yes("targeted_fear_or_distress"),
    "avoiding_since": yes("targeted_avoiding"),
    "targeted_injured": yes("targeted_injured"),
    "unwanted_touch_under_clothing": unwanted_touch_under_clothing,
    "unwanted_sexual_activity": unwanted_sexual_activity,
    "child_disclosed": yes("child_disclosed"),
    "child_said_unwanted_touch": child_said_unwanted_touch,
    "told_of_harm": yes("told_of_harm"),
    "police_involved": yes("police_involved"),
    "sexual_activity_under_13": sexual_activity_under_13,
    "touch_under_13_and_10_or_over": touch_under_13_and_10_or_over,
    "large_difference_with_act": large_difference_with_act,
    "image_without_agreement": yes("image_passed_on_without_agreement"),
    "image_pressured": yes("image_pressured"),
    "image_of_under_13": image_of_under_13,
    "driven_despite_plan": driven_despite_plan,
    "adult_involved": adult_involved,
    # contributing, about the act
    "planned": yes("planned"),
    "kept_secret": yes("kept_secret"),
    "some_difference": some_difference,
    "targeted_anxious": yes("targeted_anxious"),
    "undressing_or_exposure": undressing_or_exposure,
    "pornography_shown": yes("pornography_shown_unwilling"),
    "image_made": yes("image_made"),
    "pattern": yes("increasing", "several_children", "earlier_records"),
    "repeated": repeated,
    "beyond_stage": yes("beyond_stage"),
    "touch_under_clothing_both_under_10": touch_under_clothing_both_under_10,
    "driven_self_directed": driven_self_directed,
    "exploitation_signs": yes("exploitation_signs"),
    # contributing, about the child
    "displayed_anger": yes("displayed_anger"),
    "displayed_blames": yes("displayed_blames"),
    "cruelty_fire_violence": yes("cruelty_fire_violence"),
    "pornography_disproportionate": yes("pornography_disproportionate"),
    # amber
    "not_mutual": _no("mutual"),
    "younger_or_weaker": younger_or_weaker,
    "child_said_unwanted": yes("child_said_unwanted"),
    "pornography_together": pornography_together,
    "pornography_alone_under_13": pornography_alone_under_13,
    "undressed_from_5": undressed_from_5,
    "not_age_appropriate": _no("age_appropriate"),
    "touch_perhaps_unwanted": touch_perhaps_unwanted,
    "low_key_one_off": yes("low_key_one_off"),
    "egged_on": yes("egged_on"),
    "self_directed_public": self_directed_public,
    "self_directed_excessive": yes("self_directed_excessive"),
    "targeted_embarrassed": yes("targeted_embarrassed"),
    "not_comfortable": not_comfortable,
    "image_asked_once": yes("image_asked_once_accepted_no"),
    "image_at_any_age": image_at_any_age,
    "mutual_at_13_to_15": mutual_at_13_to_15,
    "some_signs_of_being_driven": some_signs_of_being_driven,
    "went_on_when_told": yes("went_on_when_told"),
    "harm_was_meant": _no("no_intent"),
    # balancing
    "takes_responsibility": yes("takes_responsibility"),
    "no_intent": yes("no_intent"),
    "understands": yes("understands"),
    "parents_supportive": yes("parents_supportive"),
    # green
    "green_mutual": lambda facts: facts.holds("mutual"),
    "green_choice": green_choice,
    "green_age_appropriate": lambda facts: facts.holds("age_appropriate"),
    "green_no_intent": green_no_intent,
    "green_comfortable": lambda facts: facts.holds("targeted_comfortable"),
    "green_equal": green_equal,
}

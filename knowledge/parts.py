"""What a reason says where its criterion joins several things with 'or': only what holds.

A part makes no view: whether a criterion is met stands in `conditions.py`. The words of each part stand under `says` in
`criteria.yaml`, by the same name.
"""

from collections.abc import Mapping

from knowledge.conditions import (
    LARGE_DIFFERENCE,
    LARGE_POWER,
    SOME_DIFFERENCE,
    Condition,
    exchanged_under_13,
    filmed_under_13,
    undressed_unwilling,
    yes,
)
from knowledge.facts import ADULT, NEEDS_AN_IMAGE, Facts


def _at_least(name: str, years: int, *, unless: str = "") -> Condition:
    """Whether the years of this name are known to be so many, `unless` those of another name are."""

    def wide(facts: Facts, which: str) -> bool:
        known: int | None = getattr(facts, which) if which else None
        return known is not None and known >= years

    return lambda facts: wide(facts, name) and not wide(facts, unless)


GOT_OR_SENT = tuple(name for name in NEEDS_AN_IMAGE if name not in ("image_made", "image_asked_once_accepted_no"))


def _words_only(facts: Facts) -> bool:
    return facts.yes("images_or_messages") and facts.ruled_out(*NEEDS_AN_IMAGE)


def _message_or_picture(facts: Facts) -> bool:
    return not _words_only(facts) and not facts.yes(*NEEDS_AN_IMAGE)


def _always(_facts: Facts) -> bool:
    return True


PARTS: Mapping[str, Mapping[str, Condition]] = {
    "child_said_unwanted_touch": {
        "touch": yes("touch_over_clothing", "touch_under_clothing"),
        "undressing_another": yes("undressing_another"),
        "sexual_activity": yes("sexual_activity"),
    },
    "large_difference_with_act": {
        "years_of_age": _at_least("years_of_age", LARGE_DIFFERENCE),
        "years_of_stage": _at_least("years_of_stage", LARGE_DIFFERENCE, unless="years_of_age"),
    }
    | {power: yes(power) for power in LARGE_POWER},
    "image_of_under_13": {
        "known": yes("image_of_under_13"),
        "exchanged": exchanged_under_13,
        "filmed": filmed_under_13,
    },
    "adult_involved": {
        "known": lambda facts: facts.yes("adult_involved") or facts.any_from(ADULT),
        "image": yes("image_adult_behind"),
    },
    "some_difference": {
        "years_of_age": _at_least("years_of_age", SOME_DIFFERENCE),
        "years_of_stage": _at_least("years_of_stage", SOME_DIFFERENCE, unless="years_of_age"),
    }
    | {power: yes(power) for power in (*LARGE_POWER, "lesser_power_difference")},
    "undressing_or_exposure": {"undressed": undressed_unwilling, "exposed": yes("exposure_aimed")},
    "pattern": {name: yes(name) for name in ("repeated", "increasing", "several_children", "earlier_records")},
    "younger_or_weaker": {
        "years_younger": _at_least("years_younger", SOME_DIFFERENCE),
        "years_behind": _at_least("years_behind", SOME_DIFFERENCE, unless="years_younger"),
        "targeted_stronger": yes("targeted_stronger"),
        "whichever": _always,
    },
    "image_at_any_age": {
        "words_only": _words_only,
        "asked": lambda facts: facts.yes("image_asked_once_accepted_no") and not facts.yes("image_made", *GOT_OR_SENT),
        "filmed": lambda facts: facts.yes("image_made") and not facts.yes(*GOT_OR_SENT),
        "image": yes(*GOT_OR_SENT),
        "either": _message_or_picture,
    },
    "mutual_at_13_to_15": {
        name: yes(name) for name in ("touch_under_clothing", "sexual_activity", "image_exchanged_willingly")
    }
    | {"whichever": _always},
    "some_signs_of_being_driven": {
        name: yes(name) for name in ("hard_to_distract", "compulsive", "persists_despite_plan")
    },
}
"""Where a criterion joins several things with 'or': each by itself, so that a reason says only what holds."""

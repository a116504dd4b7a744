"""The circumstances that a next step can depend on, and how they follow from what is known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.conditions import adult_involved
from knowledge.facts import ADULT, NEEDS_AN_IMAGE, Facts
from knowledge.observations import ACTS, Answer, Observations
from knowledge.view import Colour, View

SCHOOLS = frozenset({"primary_school", "secondary_school", "special_school"})
LIVED_IN = frozenset({"residential", "foster"})
REGULATED = SCHOOLS | {"health", "social_care"}
NOT_ONLINE = tuple(act for act in ACTS if act not in ("images_or_messages", "attempted"))
"""Acts that bring children together in one place, so that there is something to stop and someone to part."""

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True)
class Situation:
    """What the steps depend on beside the view. Holds no personal data about a child."""

    now: date
    add_working_days: AddWorkingDays
    role: str = "worker"
    setting_kind: str = "other"
    contacts: Mapping[str, str] = field(default_factory=dict)
    """dsl, deputy, police, social_care, out_of_hours, consultation, lado, line_manager: as ready text."""
    is_dsl: bool = False
    concern_about_dsl: bool = False
    court: bool = False
    denial: bool = False
    danger_now: bool = False
    hurt: bool = False
    only_a_hunch: bool = False
    """Nothing seen or said yet. As soon as anything is observed this no longer counts."""
    secrecy_asked: bool = False
    out_of_hours: bool = False
    """It is now outside the office hours of the DSL and of social care."""
    self_harm: bool = False
    """A child in it says that they want to die, or hurts themselves."""
    fgm_concern: bool = False

    @property
    def acts_as_dsl(self) -> bool:
        """A DSL about whom there is a concern is not the one who decides."""
        return self.is_dsl and not self.concern_about_dsl


CIRCUMSTANCES = frozenset(
    """
    green amber red not_enough_information take_advice_today urgent_case
    danger_now hurt self_harm hunch long_past secrecy_asked disclosed police images online_only fgm_concern
    adult adult_only children_only dsl about_dsl out_of_hours school foster lives_here home_at_night regulated
    court denial home alone targeted beyond_stage exploitation escalating assessment serious_and_open couple_under_16
    displayed_under_5 displayed_under_10 only_under_10 displayed_primary displayed_10_to_12 displayed_11
    displayed_12_to_17 displayed_disability targeted_disability several_displayed several_targeted
    """.split()
)
"""Every circumstance that a step in `next_steps.yaml` may name."""


def circumstances(view: View, observations: Observations, situation: Situation) -> frozenset[str]:
    """What holds once there is a view."""
    return _known(observations, situation) | _of_view(view, observations)


def known_before_view(observations: Observations, situation: Situation) -> frozenset[str]:
    """What holds while questions are still open: not enough information, and urgent."""
    return _known(observations, situation) | {Colour.NOT_ENOUGH_INFORMATION.value, "urgent_case"}


def _known(observations: Observations, situation: Situation) -> frozenset[str]:
    known = {*_of_situation(situation), *_of_observations(observations), *_of_ages(observations)}
    if situation.only_a_hunch and not _anything_observed(observations):
        known.add("hunch")
    if {"lives_here", "out_of_hours", "targeted"} <= known:
        known.add("home_at_night")
    urgent = known & {"danger_now", "hurt", "self_harm", "adult", "disclosed", "police"}
    return frozenset(known | {"urgent_case"} if urgent else known)


def _of_situation(situation: Situation) -> Iterator[str]:
    kind = situation.setting_kind
    yield from _true(
        danger_now=situation.danger_now,
        hurt=situation.hurt,
        self_harm=situation.self_harm,
        secrecy_asked=situation.secrecy_asked,
        fgm_concern=situation.fgm_concern,
        out_of_hours=situation.out_of_hours,
        dsl=situation.acts_as_dsl,
        about_dsl=situation.concern_about_dsl,
        school=kind in SCHOOLS,
        foster=kind == "foster",
        lives_here=kind in LIVED_IN,
        regulated=kind in REGULATED,
        court=situation.court,
        denial=situation.denial,
    )


def _anything_observed(observations: Observations) -> bool:
    return any(answer in (Answer.YES, Answer.NO) for _, answer in observations.answers())


def _of_observations(observations: Observations) -> Iterator[str]:
    facts = Facts(observations)
    alone = facts.yes("alone") and not observations.targeted
    yield from _true(
        adult=adult_involved(facts),
        adult_only=adult_involved(facts) and not _some_child_displayed(observations),
        children_only=not adult_involved(facts),
        long_past=facts.yes("long_past"),
        disclosed=facts.yes("child_disclosed"),
        police=facts.yes("police_involved"),
        images=_any_image(facts),
        online_only=_any_image(facts) and not facts.yes(*NOT_ONLINE),
        denial=facts.yes("denies"),
        home=facts.yes("siblings", "same_home"),
        alone=alone,
        targeted=not alone,
        beyond_stage=facts.yes("beyond_stage"),
        exploitation=facts.yes("exploitation_signs"),
        displayed_disability=_has_disability(observations, "displayed"),
        targeted_disability=_has_disability(observations, "targeted"),
        several_displayed=len(observations.displayed) > 1,
        several_targeted=len(observations.targeted) > 1,
    )


def _any_image(facts: Facts) -> bool:
    return facts.yes("images_or_messages", *NEEDS_AN_IMAGE)


def _some_child_displayed(observations: Observations) -> bool:
    """An unknown age counts as a child's: whoever may be a child is spoken of as one."""
    return any(child.age is None or child.age < ADULT for child in observations.displayed)


def _has_disability(observations: Observations, side: str) -> bool:
    behind = any(
        child.age is not None and child.stage is not None and child.stage < child.age
        for child in observations.children(side)
    )
    return behind or observations.answer(f"learning_disability_{side}") is Answer.YES


def _of_ages(observations: Observations) -> Iterator[str]:
    ages = [child.age for child in observations.displayed if child.age is not None]
    yield from _true(
        displayed_under_5=any(age < 5 for age in ages),
        displayed_under_10=any(age < 10 for age in ages),
        only_under_10=len(ages) == len(observations.displayed) > 0 and max(ages) < 10,
        displayed_primary=any(age <= 11 for age in ages),
        displayed_10_to_12=any(10 <= age <= 12 for age in ages),
        displayed_11=11 in ages,
        displayed_12_to_17=any(12 <= age <= 17 for age in ages),
    )


def _of_view(view: View, observations: Observations) -> frozenset[str]:
    facts = Facts(observations)
    criteria = {reason.criterion for reason in view.reasons}
    contributing = any(reason.weight.startswith("contributing") for reason in view.reasons)
    red, amber = view.colour is Colour.RED, view.colour is Colour.AMBER
    serious = facts.yes("sexual_activity", "touch_under_clothing", "undressing_another")
    red_is_open = any(change.colour is Colour.RED for change in view.would_change)
    escalating = amber and contributing
    return frozenset(
        {
            view.colour.value,
            *_true(
                take_advice_today=view.take_advice_today,
                escalating=escalating,
                assessment=red or escalating,
                serious_and_open=serious and red_is_open,
                couple_under_16="mutual_at_13_to_15" in criteria and facts.yes("mutual"),
            ),
        }
    )


def _true(**circumstances: bool) -> Iterator[str]:
    return (name for name, holds in circumstances.items() if holds)

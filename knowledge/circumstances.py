"""The circumstances that a next step can depend on, and how they follow from what is known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.conditions import adult_involved
from knowledge.facts import ADULT, NEEDS_AN_IMAGE, Facts
from knowledge.observations import ACTS, Answer, Observations
from knowledge.view import Colour, View

SCHOOLS = frozenset({"primary_school", "secondary_school", "special_school"})
LIVED_IN = frozenset({"residential", "foster", "secure"})
REGULATED = SCHOOLS | {"health", "social_care"}
NOT_ONLINE = tuple(act for act in ACTS if act not in ("images_or_messages", "attempted"))
"""Acts that bring children together in one place, so that there is something to stop and someone to part."""
BY_WORDS = ("talk_or_gestures", "images_or_messages", "attempted")
"""Acts that may be words alone."""
SEXUAL_TOUCH = ("touch_over_clothing", "touch_under_clothing", "undressing_another", "sexual_activity")
PRESSURE = ("force_or_coercion", "went_on_after_no", "unable_to_choose")
UNLAWFUL_IMAGE = (
    *("image_passed_on_without_agreement", "image_pressured", "image_of_under_13", "image_adult_behind"),
    *("image_made_without_agreement",),
)
"""Whichever of these the rules know."""

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True)
class Situation:
    """What the steps depend on beside the view. Holds no personal data about a child."""

    now: date
    add_working_days: AddWorkingDays
    role: str = "worker"
    setting_kind: str = "other"
    contacts: Mapping[str, str] = field(default_factory=dict)
    """dsl, deputy, police, social_care, out_of_hours, on_call, consultation, lado, line_manager: as ready text."""
    is_dsl: bool = False
    concern_about_dsl: bool = False
    near_dsl: bool = False
    """It is about the DSL's own child, family or friend: somebody else takes it on. Nothing is said against the DSL."""
    instead_of_dsl: str = ""
    """Who then stands in the place of the DSL; '' where both the deputy and the head may."""
    adult_not_known: bool = False
    """Who the adult is, is not known: it may be the DSL."""
    adult_elsewhere: bool = False
    """The adult does not work with children, as far as is known."""
    adult_goes_to: str = ""
    """Who is told of an adult who works with children, before the DSL: `head` or `only_the_deputy`, as the note about
    that adult goes; '' where it is the DSL, or no such adult is involved (KCSIE-2026).
    """
    children_too: bool = True
    """There is also behaviour between children, of which the DSL hears."""
    saw_it: bool = True
    """The worker saw or heard it, and was not told of it."""
    earlier_day: bool = False
    """It was before today: there is nothing to stop any more."""
    parents: str = ""
    """Of the child who displayed the behaviour: `not_told`, `told` or `supportive`; '' where it is not known."""
    other_parents: str = ""
    """The same, of the child who was targeted."""
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
        """A DSL whom it is about or near is not the one who decides."""
        return self.is_dsl and not self.passes_the_dsl_by

    @property
    def passes_the_dsl_by(self) -> bool:
        """The deputy or the head stands in the place of the DSL."""
        return self.concern_about_dsl or self.near_dsl

    @property
    def only_staff(self) -> bool:
        """It is about an adult who works with children and nobody else: the DSL is not who is told first."""
        return bool(self.adult_goes_to) and not self.children_too


CIRCUMSTANCES = frozenset(
    """
    green amber red not_enough_information take_advice_today urgent_case
    danger_now hurt self_harm hunch past earlier_day saw secrecy_asked disclosed police crime_likely fgm_concern
    images online_only words_only touched undressed showed talked lasting_touch private excessive upset distressed
    adult adult_only adult_elsewhere adult_not_known children_only dsl about_dsl near_dsl not_the_dsl
    about_staff only_staff
    out_of_hours school foster lives_here home_at_night regulated
    parents_told parents_supportive parents_differ
    court denial home alone targeted joint willing couple_under_16 only_teens
    pattern beyond_stage exploitation escalating assessment serious_and_open little_known
    displayed_under_5 only_under_10 displayed_primary displayed_10_to_12 displayed_11
    displayed_12_to_17 displayed_disability targeted_disability several_displayed several_targeted small_targeted
    """.split()
)
"""Every circumstance that a step in `next_steps.yaml` may name."""


def circumstances(view: View, observations: Observations, situation: Situation) -> frozenset[str]:
    """What holds once there is a view."""
    known = _known(observations, situation) | _of_view(view, observations)
    if Colour.NOT_ENOUGH_INFORMATION.value in known and not known & {"serious_and_open", "urgent_case"}:
        known |= {"little_known"}
    if "joint" in known and "only_teens" in known and not known & {"serious_and_open", "urgent_case"}:
        return known | {"willing"}
    return known


def known_before_view(observations: Observations, situation: Situation) -> frozenset[str]:
    """What holds while questions are still open: not enough information, and urgent."""
    return _known(observations, situation) | {Colour.NOT_ENOUGH_INFORMATION.value, "urgent_case"}


def _known(observations: Observations, situation: Situation) -> frozenset[str]:
    known = {*_of_situation(situation), *_of_observations(observations), *_of_acts(observations)}
    known |= {*_of_ages(observations)}
    if situation.only_a_hunch and not _anything_observed(observations):
        known.add("hunch")
    if {"lives_here", "out_of_hours", "targeted"} <= known:
        known.add("home_at_night")
    presses = known & {"danger_now", "hurt", "self_harm"}
    if Facts(observations).yes("long_past") and not presses:
        known.add("past")
    urgent = presses or known & {"adult", "disclosed", "police"}
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
        about_dsl=situation.concern_about_dsl and not situation.adult_not_known,
        near_dsl=situation.near_dsl and not situation.concern_about_dsl,
        adult_not_known=situation.adult_not_known,
        adult_elsewhere=situation.adult_elsewhere,
        not_the_dsl=situation.passes_the_dsl_by or situation.only_staff,
        about_staff=bool(situation.adult_goes_to),
        only_staff=situation.only_staff,
        saw=situation.saw_it,
        earlier_day=situation.earlier_day,
        parents_told=situation.parents in ("told", "supportive"),
        parents_supportive=situation.parents == "supportive",
        parents_differ=_told(situation.parents) != _told(situation.other_parents)
        and "" not in (situation.parents, situation.other_parents),
        school=kind in SCHOOLS,
        foster=kind == "foster",
        lives_here=kind in LIVED_IN,
        regulated=kind in REGULATED,
        court=situation.court,
        denial=situation.denial,
    )


def _told(parents: str) -> bool:
    return parents in ("told", "supportive")


def _anything_observed(observations: Observations) -> bool:
    return any(answer in (Answer.YES, Answer.NO) for _, answer in observations.answers())


def _of_observations(observations: Observations) -> Iterator[str]:
    facts = Facts(observations)
    alone = facts.yes("alone") and not observations.targeted
    yield from _true(
        adult=adult_involved(facts),
        adult_only=adult_involved(facts) and not _some_child_displayed(observations),
        children_only=not adult_involved(facts),
        disclosed=facts.yes("child_disclosed"),
        police=facts.yes("police_involved"),
        denial=facts.yes("denies"),
        home=facts.yes("siblings", "same_home"),
        alone=alone,
        targeted=not alone,
        pattern=facts.yes("repeated", "increasing", "several_children"),
        upset=facts.yes("targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress"),
        distressed=facts.yes("targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding"),
        beyond_stage=facts.yes("beyond_stage"),
        exploitation=facts.yes("exploitation_signs"),
        displayed_disability=_has_disability(observations, "displayed"),
        targeted_disability=_has_disability(observations, "targeted"),
        several_displayed=len(observations.displayed) > 1,
        several_targeted=len(observations.targeted) > 1,
    )


def _of_acts(observations: Observations) -> Iterator[str]:
    facts = Facts(observations)
    online = facts.yes("images_or_messages", *NEEDS_AN_IMAGE)
    yield from _true(
        images=_any_image(facts),
        online_only=online and not facts.yes(*NOT_ONLINE),
        words_only=facts.yes(*BY_WORDS)
        and not _any_image(facts)
        and not facts.yes(*(act for act in ACTS if act not in BY_WORDS)),
        touched=facts.yes("kissing_or_hugging", *SEXUAL_TOUCH),
        undressed=facts.yes("undressing_another"),
        showed=facts.yes("looking_or_showing", "self_directed_public", "exposure_aimed"),
        talked=facts.yes("talk_or_gestures"),
        lasting_touch=facts.yes("touch_under_clothing", "sexual_activity"),
        private=facts.yes("self_directed_private") and not facts.yes("self_directed_public", "self_directed_excessive"),
        excessive=facts.yes("self_directed_excessive"),
        crime_likely=_crime_likely(facts),
    )


def _any_image(facts: Facts) -> bool:
    """Whether there is a picture or film, or may be: a message of words only is none."""
    made = [name for name in NEEDS_AN_IMAGE if name != "image_asked_once_accepted_no"]
    return facts.yes(*made) or (facts.yes("images_or_messages") and not facts.ruled_out(*made))


def _crime_likely(facts: Facts) -> bool:
    """What the police are told of, whoever decides what comes of it: touch by pressure or against a will, an image
    that was passed on or got by pressure, sexual touch of a child under 13 by one of 10 or over, or anything sexual
    with such a child by one of 16 or over (SOA-2003, PCA-1978, KCSIE-2026).
    """
    touched = facts.yes(*SEXUAL_TOUCH)
    unwilling = facts.yes(*PRESSURE, "child_disclosed") or facts.no("mutual")
    under_13 = facts.any_under(13) and facts.any_from(10)
    known_images = [name for name in UNLAWFUL_IMAGE if name in NEEDS_AN_IMAGE]
    far_apart = facts.any_under(13) and facts.any_from(16) and facts.act_known()
    return (touched and (unwilling or under_13)) or far_apart or facts.yes(*known_images)


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
    everyone = [child.age for child in (*observations.displayed, *observations.targeted)]
    yield from _true(
        only_teens=bool(everyone) and None not in everyone and min(age for age in everyone if age is not None) >= 13,
        small_targeted=any(child.age is not None and child.age < 8 for child in observations.targeted),
        displayed_under_5=any(age < 5 for age in ages),
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
                joint=facts.yes("mutual") and not red,
                couple_under_16="mutual_at_13_to_15" in criteria and facts.yes("mutual"),
            ),
        }
    )


def _true(**circumstances: bool) -> Iterator[str]:
    return (name for name, holds in circumstances.items() if holds)

"""What follows from the observations before any criterion is looked at: what does not apply, ages.

`Facts` holds the observations with 'does not apply' filled in. It fills in only what was not known: something
that was seen or heard always counts, even where another answer says that it could not have happened.
"""

from collections.abc import Iterable, Iterator
from itertools import permutations, product

from knowledge.observations import ACTS, FLAGS, SIDES, Answer, Child, Observations

YES, NO, NOT_KNOWN, DOES_NOT_APPLY = Answer.YES, Answer.NO, Answer.NOT_KNOWN, Answer.DOES_NOT_APPLY

ADULT = 18
"""From this age a person is an adult and the pathway for children is left."""

SELF_DIRECTED = ("self_directed_private", "self_directed_public", "self_directed_excessive", "undressed_self")
TOWARDS_OTHERS = tuple(act for act in ACTS if act not in SELF_DIRECTED)

NEEDS_ANOTHER_CHILD = (
    *("all_took_part", "learning_disability_targeted", "kissing_or_hugging", "touch_over_clothing"),
    *("touch_under_clothing", "undressing_another", "sexual_activity", "mutual", "planned", "kept_secret"),
    *("force_or_coercion", "went_on_after_no", "unable_to_choose", "egged_on"),
    *("exposure_aimed", "pornography_shown_unwilling", "low_key_one_off"),
    *("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap"),
    *("lesser_power_difference", "targeted_stronger", "normally_associate", "targeted_comfortable"),
    *("targeted_embarrassed", "targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding"),
    *("targeted_injured", "several_children", "child_disclosed", "child_said_unwanted"),
    *("image_exchanged_willingly", "image_asked_once_accepted_no", "no_intent"),
)
NEEDS_AN_IMAGE = tuple(name for name in FLAGS if name.startswith("image_"))

Pair = tuple[Child, Child]
"""A child who displayed the behaviour, and another child."""


class Facts:
    """Observations with what follows from them. Unchanging: make another for other observations."""

    def __init__(self, observations: Observations) -> None:
        self.observations = observations
        self.answers = _settled(observations)
        children = (*observations.displayed, *observations.targeted)
        self.ages = [child.age for child in children if child.age is not None]
        self.open_sides = tuple(side for side in SIDES if _is_open(observations, side))
        """The sides, displayed or targeted, on which an age is not known."""
        pairs, nobody_led = tuple(_pairs(observations)), _nobody_led(observations)
        ages, stages = tuple(_ages_apart(pairs)), tuple(_stages_apart(pairs))
        self.years_of_age = _widest(map(abs, ages) if nobody_led else ages)
        """By how many years a child who displayed the behaviour is older than another, at most; negative where none is.
        Where everyone took part willingly nobody is only the one it was done to: then it counts either way round."""
        self.years_of_stage = _widest(stages)
        """The same by stage of development, where a stage was given for one of the two."""
        self.difference = _widest(years for years in (self.years_of_age, self.years_of_stage) if years is not None)
        """The wider of the two: the power that years give. None while not known."""
        self.years_younger = None if nobody_led else _widest(-years for years in ages)
        """By how many years a child who displayed the behaviour is the younger, which is no power over the other."""
        self.years_behind = None if _together(observations) else _widest(-years for years in stages)
        """By how many years such a child is behind in stage of development."""

    def yes(self, *names: str) -> bool:
        """Whether any of these is known to be so."""
        return any(self.answers[name] is YES for name in names)

    def no(self, name: str) -> bool:
        """Whether this is known not to be so."""
        return self.answers[name] is NO

    def ruled_out(self, *names: str) -> bool:
        """Whether each of these is known not to be so, or does not apply."""
        return all(self.answers[name] in (NO, DOES_NOT_APPLY) for name in names)

    def holds(self, name: str) -> bool:
        """Whether this is known to be so, or does not apply."""
        return self.answers[name] in (YES, DOES_NOT_APPLY)

    def act_known(self) -> bool:
        """Whether some kind of act is known. That something was tried leaves it open what."""
        return any(self.answers[act] is YES for act in ACTS if act != "attempted")

    def only_self_directed(self) -> bool:
        return self.ruled_out(*TOWARDS_OTHERS)

    def any_under(self, limit: int) -> bool:
        """Whether a child is known to be younger than this."""
        return any(age < limit for age in self.ages)

    def any_from(self, limit: int) -> bool:
        """Whether a child is known to be of this age or older."""
        return any(age >= limit for age in self.ages)

    def any_age(self, lowest: int, highest: int) -> bool:
        """Whether a child is known to be of an age in this range, both ends included."""
        return any(lowest <= age <= highest for age in self.ages)


def _settled(observations: Observations) -> dict[str, Answer]:
    answers = {name: _given(answer) for name, answer in observations.answers()}
    for name in _not_applicable(answers):
        if answers[name] is NOT_KNOWN:
            answers[name] = DOES_NOT_APPLY
    return answers


def _given(answer: Answer) -> Answer:
    # Nobody but these rules may say that something does not apply: it would be a way to a green view.
    return NOT_KNOWN if answer is DOES_NOT_APPLY else answer


def _not_applicable(answers: dict[str, Answer]) -> Iterator[str]:
    if answers["alone"] is YES:
        yield from NEEDS_ANOTHER_CHILD
    if answers["alone"] is NO:
        yield "told_of_harm"
    if answers["images_or_messages"] is NO:
        yield from NEEDS_AN_IMAGE
    if answers["pornography"] is NO:
        yield "pornography_shown_unwilling"
    if answers["looking_or_showing"] is NO and answers["self_directed_public"] is NO:
        yield "exposure_aimed"


def _together(observations: Observations) -> bool:
    """Whether all who are listed took part, so that no other child is wanted."""
    return observations.all_took_part is YES


def _is_open(observations: Observations, side: str) -> bool:
    children = observations.children(side)
    nobody_else = side == "targeted" and (observations.alone is YES or _together(observations))
    return any(child.age is None for child in children) or not (children or nobody_else)


def _nobody_led(observations: Observations) -> bool:
    return observations.mutual is YES or _together(observations)


def _pairs(observations: Observations) -> Iterable[Pair]:
    if _together(observations):
        return permutations((*observations.displayed, *observations.targeted), 2)
    return product(observations.displayed, observations.targeted)


def _ages_apart(pairs: Iterable[Pair]) -> Iterator[int]:
    for one, other in pairs:
        if one.age is not None and other.age is not None:
            yield one.age - other.age


def _stages_apart(pairs: Iterable[Pair]) -> Iterator[int]:
    for one, other in pairs:
        given = one.stage is not None or other.stage is not None
        if given and one.development is not None and other.development is not None:
            yield one.development - other.development


def _widest(years: Iterable[int]) -> int | None:
    return max(years, default=None)

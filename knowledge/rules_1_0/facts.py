"""What follows from the observations before any criterion is looked at: what does not apply, ages.

`Facts` holds the observations with 'does not apply' filled in. It fills in only what was not known: something
that was seen or heard always counts, even where another answer says that it could not have happened.
"""

from collections.abc import Iterator

from knowledge.rules_1_0.observations import ACTS, FLAGS, SIDES, Answer, Child, Observations

YES, NO, NOT_KNOWN, DOES_NOT_APPLY = Answer.YES, Answer.NO, Answer.NOT_KNOWN, Answer.DOES_NOT_APPLY

ADULT = 18
"""From this age a person is an adult and the pathway for children is left."""

SELF_DIRECTED = ("self_directed_private", "self_directed_public", "self_directed_excessive")
TOWARDS_OTHERS = tuple(act for act in ACTS if act not in SELF_DIRECTED)

NEEDS_ANOTHER_CHILD = (
    *("learning_disability_targeted", "kissing_or_hugging", "touch_over_clothing", "touch_under_clothing"),
    *(
        "undressing_another",
        "sexual_activity",
        "mutual",
        "kept_secret",
        "force_or_coercion",
        "went_on_after_no",
    ),
    *("unable_to_choose", "egged_on", "exposure_aimed", "pornography_shown_unwilling", "low_key_one_off"),
    *("authority_or_care", "several_against_one", "dominance", "strength_or_ability_gap"),
    *("lesser_power_difference", "normally_associate", "targeted_comfortable", "targeted_embarrassed"),
    *("targeted_anxious", "targeted_fear_or_distress", "targeted_avoiding"),
)
NEEDS_AN_IMAGE = tuple(name for name in FLAGS if name.startswith("image_"))


class Facts:
    """Observations with what follows from them. Unchanging: make another for other observations."""

    def __init__(self, observations: Observations) -> None:
        self.observations = observations
        self.answers = _settled(observations)
        children = (*observations.displayed, *observations.targeted)
        self.ages = [child.age for child in children if child.age is not None]
        self.open_sides = tuple(side for side in SIDES if _is_open(observations, side))
        """The sides, displayed or targeted, on which an age is not known."""
        self.difference = max(_differences(observations), default=None)
        """Years between children on the two sides, the widest by age or stage; None while not known."""

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
    if answers["images_or_messages"] is NO:
        yield from NEEDS_AN_IMAGE
    if answers["pornography"] is NO:
        yield "pornography_shown_unwilling"
    if answers["looking_or_showing"] is NO and answers["self_directed_public"] is NO:
        yield "exposure_aimed"


def _is_open(observations: Observations, side: str) -> bool:
    children = observations.children(side)
    nobody_else = side == "targeted" and observations.alone is YES
    return any(child.age is None for child in children) or not (children or nobody_else)


def _differences(observations: Observations) -> Iterator[int]:
    for one in observations.displayed:
        for other in observations.targeted:
            yield from _between(one, other)


def _between(one: Child, other: Child) -> Iterator[int]:
    if one.age is not None and other.age is not None:
        yield abs(one.age - other.age)
    if one.development is not None and other.development is not None:
        yield abs(one.development - other.development)

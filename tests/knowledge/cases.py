"""Short ways to write an incident in a test."""

from collections.abc import Iterable

from knowledge.facts import NEEDS_ANOTHER_CHILD
from knowledge.observations import FLAGS, Answer, Child, Observations
from knowledge.open_answers import NO_WORRY, WORRIES_WHEN_NO

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def incident(
    displayed: Iterable[int | Child | None] = (), targeted: Iterable[int | Child | None] = (), /, **answers: Answer
) -> Observations:
    """Only what is named is known."""
    people = Observations(displayed=tuple(map(_child, displayed)), targeted=tuple(map(_child, targeted)))
    return people.with_answers(**answers)


def all_well(
    displayed: Iterable[int | Child | None] = (8,), targeted: Iterable[int | Child | None] = (8,), /, **answers: Answer
) -> Observations:
    """Two children, everything asked and nothing worrying in it, apart from what is named."""
    well = {name: NO for name in FLAGS if name not in NO_WORRY}
    well |= dict.fromkeys(WORRIES_WHEN_NO, YES) | {"alone": NO, "all_took_part": NO, "no_intent": NOT_KNOWN}
    return incident(displayed, targeted, **(well | answers))


def all_well_alone(age: int | None = 8, /, **answers: Answer) -> Observations:
    """One child, everything asked and nothing worrying in it, apart from what is named."""
    nobody_else = {"alone": YES} | dict.fromkeys(NEEDS_ANOTHER_CHILD, NOT_KNOWN)
    return all_well((age,), (), **(nobody_else | answers))


def _child(age: int | Child | None) -> Child:
    return age if isinstance(age, Child) else Child(age)

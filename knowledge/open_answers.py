"""Which answers are still open, and what each would be at its most worrying."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from knowledge.facts import Facts
from knowledge.observations import FLAGS, Answer, Child, Observations

NO_WORRY = (
    *("siblings", "same_home", "learning_disability_displayed", "learning_disability_targeted"),
    *(
        "normally_associate",
        "denies",
        "takes_responsibility",
        "understands",
        "parents_supportive",
        "long_past",
    ),
)
"""No answer to these makes a view higher."""

WORRIES_WHEN_NO = ("alone", "all_took_part", "mutual", "age_appropriate", "targeted_comfortable", "no_intent")

WORRYING: Mapping[str, Answer] = {
    name: Answer.NO if name in WORRIES_WHEN_NO else Answer.YES for name in FLAGS if name not in NO_WORRY
}
"""The answer that worries, for each observation that has one."""

CHILD_AGES = range(18)


def worries(facts: Facts) -> Iterator[tuple[str, str, Observations]]:
    """Each open answer at its worrying value: name, value (an age for a side), the observations with it."""
    observations = facts.observations
    for name, answer in WORRYING.items():
        if facts.answers[name] is Answer.NOT_KNOWN:
            yield name, answer.value, observations.with_answers(**{name: answer})
    for side in facts.open_sides:
        for age in CHILD_AGES:
            for changed in _with_an_open_age(observations, side, age):
                yield side, str(age), changed


def _with_an_open_age(observations: Observations, side: str, age: int) -> Iterator[Observations]:
    children = observations.children(side)
    if not children:
        yield observations.with_children(side, (Child(age),))
    for place, child in enumerate(children):
        if child.age is None:
            aged = (*children[:place], replace(child, age=age), *children[place + 1 :])
            yield observations.with_children(side, aged)

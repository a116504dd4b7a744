"""Each criterion under every answer that it can read, and every count of criteria; part of `make prove`.

Together with `facts.py`, which only ever turns 'does not apply' back into 'not known' when something worrying is
answered, this covers all combinations of all observations: a worrying answer can switch a criterion off only where
a heavier one (or, at amber, another amber one) comes on, never brings on a feature of green, and no count of criteria
gives a lower colour than a smaller count. What balances is read by nothing that makes a colour.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from knowledge.conditions import CONDITIONS, Condition
from knowledge.criteria import Criterion, Weight, criteria
from knowledge.facts import TOWARDS_OTHERS, Facts
from knowledge.observations import Answer
from knowledge.open_answers import WORRYING
from knowledge.traffic_light import _known_colour

AGES = (None, 0, 9, 10, 12, 13, 15, 16, 17, 18)
DIFFERENCES = (None, 0, 1, 2, 3, 4)
PEOPLE: tuple[tuple[list[int], int | None], ...] = tuple(
    [([a for a in pair if a is not None], None) for pair in product(AGES, AGES)]
    + [([], difference) for difference in DIFFERENCES]
)
"""Ages on either side, or years between them: no condition reads both, nor years both ways."""

ONLY_SELF_DIRECTED = "only_self_directed"
WORSE = {**WORRYING, ONLY_SELF_DIRECTED: Answer.NO}

Possible = frozenset[Answer]
ANY: Possible = frozenset(Answer)

Answers = Mapping[str, Possible]
"""What each answer may still be. A condition narrows it only as far as it looks."""

People = tuple[list[int], int | None]


class Undecided(Exception):
    """A condition looked at an answer that may still be either way."""

    def __init__(self, name: str, wanted: Possible) -> None:
        super().__init__(name)
        self.name, self.wanted = name, wanted


class Chosen(Facts):
    """Facts made of the answers that have been chosen, rather than of observations.

    That only the child's own body was touched rests on eleven kinds of act. It is chosen as one answer here, and
    looked at by itself in `acts_problems`.
    """

    def __init__(self, chosen: Answers, people: People | None) -> None:
        self.chosen = chosen
        if people:
            self.ages, years = people
            self.difference = self.years_younger = self.years_behind = years

    def _is(self, name: str, *wanted: Answer) -> bool:
        possible, among = self.chosen.get(name, ANY), frozenset(wanted)
        if possible <= among or possible.isdisjoint(among):
            return possible <= among
        raise Undecided(name, among)

    def yes(self, *names: str) -> bool:
        return any(self._is(name, Answer.YES) for name in names)

    def no(self, name: str) -> bool:
        return self._is(name, Answer.NO)

    def ruled_out(self, *names: str) -> bool:
        return all(self._is(name, Answer.NO, Answer.DOES_NOT_APPLY) for name in names)

    def holds(self, name: str) -> bool:
        return self._is(name, Answer.YES, Answer.DOES_NOT_APPLY)

    def only_self_directed(self) -> bool:
        return self._is(ONLY_SELF_DIRECTED, Answer.YES)


def outcomes(condition: Condition, answers: Answers, people: People | None) -> Iterator[tuple[Answers, bool]]:
    """Every way that a condition can come out: what the answers may be then, and whether it is met."""
    try:
        yield answers, condition(Chosen(answers, people))
    except Undecided as looked_at:
        possible = answers.get(looked_at.name, ANY)
        for part in (possible & looked_at.wanted, possible - looked_at.wanted):
            yield from outcomes(condition, {**answers, looked_at.name: part}, people)


def more_worrying(answers: Answers) -> Iterator[Answers]:
    """The same answers with one more worrying, or with one that did not apply and now does."""
    for name, possible in answers.items():
        worry = WORSE.get(name)
        if worry and possible != {worry}:
            yield {**answers, name: frozenset({worry})}
        if Answer.DOES_NOT_APPLY in possible:
            yield {**answers, name: frozenset({Answer.NOT_KNOWN})}


def taken_over(name: str, answers: Answers, people: People) -> bool:
    """Whether, whatever else is answered, a heavier criterion is met; at amber, another amber one will do."""
    heavier = [
        CONDITIONS[other]
        for other, entry in criteria().items()
        if _heavier(entry, criteria()[name]) and other != name and read_by(other) & set(answers)
    ]
    one_of_them = outcomes(lambda facts: any(condition(facts) for condition in heavier), answers, people)
    return all(met for _, met in one_of_them)


def _heavier(one: Criterion, other: Criterion) -> bool:
    """Also one of the same weight where the other counts only beside others."""
    order = list(Weight).index
    same = one.weight == other.weight
    more = order(one.weight) < order(other.weight) or (same and one.weight is Weight.AMBER)
    return more or (same and other.only_with_others)


@cache
def people_read_by(name: str) -> tuple[People, ...]:
    """All ages and differences where the condition looks at them; otherwise one of them stands for all."""
    try:
        list(outcomes(CONDITIONS[name], {}, None))
    except AttributeError as looked_at:
        ages_first = looked_at.name == "ages"
        return PEOPLE[: len(AGES) ** 2] if ages_first else PEOPLE[len(AGES) ** 2 :]
    return PEOPLE[:1]


def problems(name: str) -> Iterator[str]:
    """What is wrong with one criterion; the number of ways it can come out is added to `ways`."""
    weight = criteria()[name].weight
    green = weight is Weight.GREEN_FEATURE
    for people in people_read_by(name):
        for answers, met in outcomes(CONDITIONS[name], {}, people):
            ways[name] = ways.get(name, 0) + 1
            if weight is Weight.BALANCING:
                continue
            for worse in () if met is green else more_worrying(answers):
                for after, still in outcomes(CONDITIONS[name], worse, people):
                    if still is not met and (green or not taken_over(name, after, people)):
                        yield f"{name}: {dict(answers)} {people}"
            if Answer.NOT_KNOWN in answers.get("no_intent", ()):
                balanced = {**answers, "no_intent": frozenset({Answer.YES})}
                if any(found is not met for _, found in outcomes(CONDITIONS[name], balanced, people)):
                    yield f"{name}: what balances changes it"


def counting_problems() -> Iterator[str]:
    """Every count of criteria of each weight against one more."""
    weights = (Weight.DECISIVE_RED, Weight.CONTRIBUTING_ACT, Weight.CONTRIBUTING_CHILD, Weight.AMBER)
    of = {weight: [name for name, entry in criteria().items() if entry.weight is weight] for weight in weights}
    for counts in product(*(range(len(of[weight]) + 1) for weight in weights)):
        met = [name for weight, count in zip(weights, counts, strict=True) for name in of[weight][:count]]
        ways["counts"] = ways.get("counts", 0) + 1
        for weight, count in zip(weights, counts, strict=True):
            more = [*met, *of[weight][count : count + 1]]
            if _known_colour(more).height < _known_colour(met).height:
                yield f"counts {counts}: one more {weight} lowers the colour"


def acts_problems() -> Iterator[str]:
    """Another act, or one that is open, never makes it only self-directed; each answer is tried with all others."""
    for answers, only in outcomes(lambda facts: facts.ruled_out(*TOWARDS_OTHERS), {}, None):
        ways["acts"] = ways.get("acts", 0) + 1
        for worse in () if only else more_worrying(answers):
            if any(now for _, now in outcomes(lambda facts: facts.ruled_out(*TOWARDS_OTHERS), worse, None)):
                yield f"only self-directed: {dict(answers)}"


@cache
def read_by(name: str) -> frozenset[str]:
    """The observations that a criterion reads, in whatever way it comes out."""
    found = (outcomes(CONDITIONS[name], {}, people) for people in people_read_by(name))
    return frozenset(read for ways_out in found for answers, _ in ways_out for read in answers)


def balancing_problems() -> Iterator[str]:
    """A factor that balances is read by its own criterion; only `no_intent`, where it is no, by others."""
    for name, entry in criteria().items():
        if entry.weight is not Weight.BALANCING:
            yield from (
                f"{name} reads {read}"
                for read in read_by(name) & {"takes_responsibility", "understands", "parents_supportive"}
            )


ways: dict[str, int] = {}


def main() -> int:
    found = [problem for name in criteria() for problem in problems(name)]
    found += [*counting_problems(), *balancing_problems(), *acts_problems()]
    sys.stdout.writelines(f"BROKEN {problem}\n" for problem in found[:20])
    sys.stdout.write(
        f"{len(criteria())} criteria come out in {sum(ways.values()) - ways['counts']:,} ways, counted in "
        f"{ways['counts']:,} ways: {len(found)} break a safety property\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The traffic light: from observations to a view. Pure: the same observations always give the same view.

Which criteria are met is in `conditions.py`; what each weighs is in `criteria.yaml`. Here is how they are
counted, which is the project's own rule: no source says how many features make a colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from knowledge.conditions import CONDITIONS
from knowledge.criteria import Criterion, Weight, counting_rules, criteria, rules_hash, rules_version
from knowledge.facts import Facts
from knowledge.observations import ACTS, SIDES, Answer, Observations, meanings
from knowledge.open_answers import worries
from knowledge.parts import PARTS
from knowledge.view import Balance, Change, Colour, Reason, View

__all__ = ["Balance", "Change", "Colour", "Reason", "View", "assess", "colour_of", "criteria_met"]


MOST_OPEN_IN_RED = 5
"""Of what is open, what a red view names: a handful, so that nobody sets out to investigate."""


def assess(observations: Observations) -> View:
    """The view of these observations, under the rules as they are now."""
    facts = Facts(observations)
    met = criteria_met(facts)
    colour = _colour(facts, met)
    changes = tuple(_changes(facts, colour))
    unknowns = tuple(_worth_finding_out(facts, colour, changes, met))
    return View(
        colour=colour,
        adult_pathway="adult_involved" in met,
        take_advice_today=_take_advice_today(colour, met),
        reasons=(*_reasons(facts, colour, met), *_red_all_the_same(colour, unknowns)),
        balancing=tuple(_balancing(met)),
        unknowns=unknowns,
        would_change=changes,
        rules_version=rules_version(),
        rules_hash=rules_hash(),
    )


def colour_of(observations: Observations) -> Colour:
    """The colour alone, where the reasons are not wanted."""
    facts = Facts(observations)
    return _colour(facts, criteria_met(facts))


def criteria_met(facts: Facts) -> list[str]:
    """The ids of the criteria that are known to be met and count, in the order in which they are shown."""
    met = [name for name in criteria() if CONDITIONS[name](facts)]
    by_itself = _known_colour(name for name in met if not criteria()[name].only_with_others)
    return [name for name in met if by_itself is not Colour.GREEN or not criteria()[name].only_with_others]


# ---- counting


def _colour(facts: Facts, met: Sequence[str]) -> Colour:
    known = _known_colour(met)
    if known is not Colour.GREEN:
        return known
    if _every_green_feature(met) and facts.act_known() and not facts.open_sides and not _red_is_open(facts):
        return Colour.GREEN
    return Colour.NOT_ENOUGH_INFORMATION


def _known_colour(met: Iterable[str]) -> Colour:
    """Red or amber where something known makes it so; else green, which then has still to be shown."""
    weights = [criteria()[name].weight for name in met]
    about_the_act = weights.count(Weight.CONTRIBUTING_ACT)
    contributing = about_the_act + weights.count(Weight.CONTRIBUTING_CHILD)
    if Weight.DECISIVE_RED in weights or (contributing >= 2 and about_the_act >= 1):
        return Colour.RED
    if contributing or Weight.AMBER in weights:
        return Colour.AMBER
    return Colour.GREEN


def _every_green_feature(met: Iterable[str]) -> bool:
    wanted = {name for name, entry in criteria().items() if entry.weight is Weight.GREEN_FEATURE}
    return wanted <= set(met)


def _red_is_open(facts: Facts) -> bool:
    """Whether some open answer would by itself make this red."""
    return any(_known_colour(criteria_met(Facts(changed))) is Colour.RED for _, _, changed in worries(facts))


def _take_advice_today(colour: Colour, met: Iterable[str]) -> bool:
    weights = {criteria()[name].weight for name in met}
    contributing = {Weight.CONTRIBUTING_ACT, Weight.CONTRIBUTING_CHILD} & weights
    unbalanced = bool(contributing) and Weight.BALANCING not in weights
    return colour is Colour.AMBER and (unbalanced or "exploitation_signs" in met)


# ---- showing the working


def _reasons(facts: Facts, colour: Colour, met: Sequence[str]) -> Iterator[Reason]:
    """Reasons in order of weight; then the way of counting, which is marked as the project's own rule."""
    for name in met:
        entry = criteria()[name]
        if _shown(entry.weight, colour) and not (entry.of_another and facts.yes("alone")):
            yield Reason(name, entry.weight, _text(entry, facts), entry.citations, entry.project_rule)
    for name in _counted_by(colour, met):
        yield _rule(name)
    if facts.yes("repeated") and _known_colour(met) is Colour.GREEN:
        yield _rule("repeated_and_ordinary")
    if facts.yes("other_act"):
        yield _rule("on_no_list")


def _text(entry: Criterion, facts: Facts) -> str:
    """The words of a reason; of what it joins with 'or' only what holds."""
    if not entry.says:
        return entry.words
    return " ".join(entry.says[part] for part, holds in PARTS[entry.id].items() if holds(facts))


def _shown(weight: Weight, colour: Colour) -> bool:
    """What led to this colour: an amber criterion does not lead to red, nor a green feature to anything but green."""
    if weight is Weight.GREEN_FEATURE:
        return colour is Colour.GREEN
    if weight is Weight.AMBER:
        return colour is Colour.AMBER
    return weight is not Weight.BALANCING


def _counted_by(colour: Colour, met: Iterable[str]) -> Iterator[str]:
    weights = {criteria()[name].weight for name in met}
    contributing = {Weight.CONTRIBUTING_ACT, Weight.CONTRIBUTING_CHILD} & weights
    if colour is Colour.RED:
        yield "one_decisive" if Weight.DECISIVE_RED in weights else "two_contributing"
    elif colour is Colour.AMBER:
        yield "one_contributing" if contributing else "one_amber"
    elif colour is Colour.GREEN:
        yield "every_green_feature"
    else:
        yield "not_enough_information"
    if _take_advice_today(colour, met):
        yield "take_advice_today"


def _red_all_the_same(colour: Colour, unknowns: Sequence[str]) -> Iterator[Reason]:
    if colour is Colour.RED and unknowns:
        yield _rule("red_with_open_answers")


def _rule(name: str) -> Reason:
    rule = counting_rules()[name]
    return Reason(name, Weight.COUNTING_RULE, rule.words, rule.citations, project_rule=True)


def _balancing(met: Iterable[str]) -> Iterator[Balance]:
    for name in met:
        entry = criteria()[name]
        if entry.weight is Weight.BALANCING:
            yield Balance(name, entry.words, entry.plan, entry.citations)


# ---- what is open


def _changes(facts: Facts, colour: Colour) -> Iterator[Change]:
    """Each open answer that would make the view higher, those that would make it red first."""
    tried = [(name, value, colour_of(changed)) for name, value, changed in worries(facts)]
    higher = [(name, value, found) for name, value, found in tried if found.height > colour.height]
    by_height = sorted(higher, key=lambda change: -change[2].height)
    for (name, found), group in groupby(by_height, key=lambda change: (change[0], change[2])):
        values = [value for _, value, _ in group]
        yield _change(name, values, found)


def _change(name: str, values: Sequence[str], colour: Colour) -> Change:
    words = meanings()[name]
    if name not in SIDES:
        [answer] = values
        return Change(name, answer, words.get("worry", words["means"]), colour)
    ages = _as_ranges(sorted({int(value) for value in values}))
    return Change(name, ages, words["aged"].format(ages=ages), colour)


def _as_ranges(ages: Sequence[int]) -> str:
    """Ages as people write them: 0-12, 15."""
    runs: list[tuple[int, int]] = []
    for age in ages:
        first, last = runs.pop() if runs else (age, age)
        runs += [(first, age)] if age <= last + 1 else [(first, last), (age, age)]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _worth_finding_out(facts: Facts, colour: Colour, changes: Iterable[Change], met: Sequence[str]) -> Iterator[str]:
    """What matters and is open, the most worrying first, as far as a worker may properly find it out.

    That is what they saw or heard, a register, a colleague: never asking a child. A red view names it for the DSL.
    """
    if colour is Colour.RED:
        yield from islice(_open_in_red(facts, met), MOST_OPEN_IN_RED)
        return
    matters = [change.observation for change in changes]
    if colour is Colour.NOT_ENOUGH_INFORMATION:
        matters += _what_is_basic_and_open(facts)
    for name in dict.fromkeys(matters):
        if meanings()[name]["find_out"] == "seen":
            yield name


def _open_in_red(facts: Facts, met: Sequence[str]) -> Iterator[str]:
    """Ages that are not known, then what would be one more decisive reason: it shapes what the DSL does first."""
    if "adult_involved" not in met:
        yield from facts.open_sides
    for name, _, changed in worries(facts):
        more = set(criteria_met(Facts(changed))) - set(met)
        decisive = any(criteria()[one].weight is Weight.DECISIVE_RED for one in more)
        if decisive and name not in SIDES and meanings()[name]["find_out"] != "not_asked":
            yield name


def _what_is_basic_and_open(facts: Facts) -> Iterator[str]:
    if not facts.act_known():
        yield from (act for act in ACTS if facts.answers[act] is Answer.NOT_KNOWN)
    yield from facts.open_sides

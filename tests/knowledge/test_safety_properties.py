"""What must hold for every combination of observations, or nobody should trust the colour."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.conditions import CONDITIONS
from knowledge.criteria import Weight, criteria
from knowledge.facts import Facts
from knowledge.observations import ACTS, FLAGS, GIVEN, Answer, Child, ObservationRefused, Observations
from knowledge.open_answers import NO_WORRY, WORRYING, worries
from knowledge.traffic_light import assess, colour_of
from knowledge.view import Colour
from tests.knowledge.cases import YES, all_well, all_well_alone
from tests.proofs.combinations import SMALL, broken
from tests.support.examples import examples

ages = st.none() | st.sampled_from([3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
children = st.lists(st.builds(Child, ages, st.none() | st.integers(4, 17)), max_size=3).map(tuple)
answers = st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(GIVEN), max_size=12)


@st.composite
def incidents(draw: st.DrawFn) -> Observations:
    """From nothing known, or from all well with one child or two: the colours all come up often enough."""
    start = draw(st.sampled_from([Observations(), all_well(kissing_or_hugging=YES), all_well_alone(14)]))
    if draw(st.booleans()):
        start = replace(start, displayed=draw(children), targeted=draw(children))
    return start.with_answers(**draw(answers))


@st.composite
def nearly_green(draw: st.DrawFn) -> Observations:
    """All well, with a few answers open."""
    age = draw(st.integers(3, 17))
    act = draw(st.sampled_from(["talk_or_gestures", "looking_or_showing", "kissing_or_hugging", "other_act"]))
    opened = draw(st.sets(st.sampled_from(sorted(WORRYING)), max_size=3)) - {act}
    return all_well((age,), (age,), **{act: YES}, **dict.fromkeys(opened, Answer.NOT_KNOWN))


@given(incidents(), st.sampled_from(sorted(WORRYING)))
@examples(200, 5000)
def test_a_worrying_answer_never_lowers_the_view(observations: Observations, name: str) -> None:
    # naming the kind of act where none was known is not a worry: it may be an ordinary one
    assume(name not in ACTS or Facts(observations).act_known())
    worried = observations.with_answers(**{name: WORRYING[name]})
    # an own rule: years count either way round only where all took part willingly
    assume(name not in ("mutual", "all_took_part") or Facts(worried).difference == Facts(observations).difference)
    assert colour_of(worried).height >= colour_of(observations).height


@given(incidents(), st.sampled_from(sorted(WORRYING)))
@examples(150, 3000)
def test_a_reassuring_answer_to_an_open_question_never_raises_the_view(observations: Observations, name: str) -> None:
    assume(observations.answer(name) is Answer.NOT_KNOWN)
    reassuring = Answer.NO if WORRYING[name] is Answer.YES else Answer.YES
    reassured = observations.with_answers(**{name: reassuring})
    assert colour_of(reassured).height <= colour_of(observations).height


@given(
    incidents(), st.sets(st.sampled_from(["takes_responsibility", "no_intent", "understands", "parents_supportive"]))
)
@examples(150, 3000)
def test_what_balances_never_changes_the_colour(observations: Observations, names: set[str]) -> None:
    before = observations.with_answers(no_intent=Answer.NOT_KNOWN)
    assert colour_of(before.with_answers(**dict.fromkeys(names, YES))) is colour_of(before)


@given(incidents(), st.dictionaries(st.sampled_from(NO_WORRY), st.sampled_from(GIVEN)))
@examples(150, 3000)
def test_denial_disability_and_family_never_change_the_colour(
    observations: Observations, other: dict[str, Answer]
) -> None:
    assert colour_of(observations.with_answers(**other)) is colour_of(observations)


@given(nearly_green())
@examples(150, 3000)
def test_no_view_is_green_while_an_open_answer_could_make_it_red(observations: Observations) -> None:
    assume(colour_of(observations) is Colour.GREEN)
    for _, _, changed in worries(Facts(observations)):
        assert colour_of(changed) is not Colour.RED


@given(nearly_green())
@examples(150, 3000)
def test_green_means_that_no_other_criterion_is_met(observations: Observations) -> None:
    assume(colour_of(observations) is Colour.GREEN)
    met = {name for name, condition in CONDITIONS.items() if condition(Facts(observations))}
    weights = {criteria()[name].weight for name in met}
    assert weights <= {Weight.GREEN_FEATURE, Weight.BALANCING}


@given(incidents(), st.sampled_from(["displayed", "targeted"]), st.integers(1, 6))
@examples(150, 3000)
def test_a_stage_below_the_age_never_lowers_the_view(observations: Observations, side: str, years: int) -> None:
    """A learning disability of either child may show a gap between them; it makes nothing less serious."""
    before = [replace(child, stage=None) for child in observations.children(side)]
    behind = [replace(child, stage=max(0, child.age - years)) if child.age else child for child in before]
    as_by_age = observations.with_children(side, tuple(before))
    assert colour_of(as_by_age.with_children(side, tuple(behind))).height >= colour_of(as_by_age).height


@given(incidents(), st.integers(0, 17))
@examples(150, 3000)
def test_learning_an_age_never_takes_a_view_below_what_is_known(observations: Observations, age: int) -> None:
    before = colour_of(observations)
    assume(before in (Colour.AMBER, Colour.RED))
    for side in ("displayed", "targeted"):
        known = tuple(replace(c, age=age) if c.age is None else c for c in observations.children(side))
        assert colour_of(observations.with_children(side, known)).height >= before.height


@given(incidents(), st.sampled_from(["displayed", "targeted"]), ages)
@examples(150, 3000)
def test_one_child_more_never_lowers_what_is_known(observations: Observations, side: str, age: int | None) -> None:
    before = colour_of(observations)
    assume(before is not Colour.NOT_ENOUGH_INFORMATION)
    more = observations.with_children(side, (*observations.children(side), Child(age)))
    assert colour_of(more).height >= before.height


@given(incidents())
@examples(100, 1500)
def test_the_order_in_which_children_are_named_makes_no_difference(observations: Observations) -> None:
    turned = replace(observations, displayed=observations.displayed[::-1], targeted=observations.targeted[::-1])
    assert colour_of(turned) is colour_of(observations)


@given(incidents())
@examples(100, 1500)
def test_what_would_change_the_view_does(observations: Observations) -> None:
    view = assess(observations)
    for change in view.would_change:
        assert change.colour.height > view.colour.height
        if change.observation in FLAGS:
            changed = observations.with_answers(**{change.observation: Answer(change.answer)})
            assert colour_of(changed) is change.colour


def test_a_reduced_set_of_observations_holds_in_every_combination() -> None:
    problems = list(broken(SMALL))
    print(f"{SMALL.size():,} combinations")  # noqa: T201
    assert SMALL.size() > 10_000
    assert not problems


@pytest.mark.parametrize(
    "extra", ["name", "names", "gender", "sex", "ethnicity", "religion", "setting", "school", "role"]
)
def test_names_gender_and_setting_cannot_be_given_and_so_cannot_change_a_view(extra: str) -> None:
    with pytest.raises(ObservationRefused):
        Observations.from_json({"mutual": "yes", extra: "x"})
    with pytest.raises(ObservationRefused):
        Observations.from_json({"displayed": [{"age": 14, extra: "x"}]})

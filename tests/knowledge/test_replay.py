"""A view that was kept can be shown again, and a change in the rules is named."""

from dataclasses import replace

from knowledge import rules_1_0
from knowledge.observations import SIDES, Observations
from knowledge.replay import EARLIER_RULES, replay
from knowledge.rules_1_0.observations import FLAGS as FLAGS_OF_1_0
from knowledge.traffic_light import assess
from knowledge.view import Colour, View
from knowledge.worked_examples import Example, worked_examples
from tests.knowledge.cases import YES, all_well
from tests.proofs.weights import changed
from tests.support.for_each import for_each

SEEN = all_well((9,), (9,), talk_or_gestures=YES, planned=YES)


def test_under_the_same_rules_the_view_is_the_same() -> None:
    kept = View.from_json(assess(SEEN).as_json())
    again = replay(Observations.from_json(SEEN.as_json()), kept)
    assert (again.same_rules, again.same_view, again.changed, again.as_signed) == (True, True, (), True)


def test_a_rule_that_weighs_more_than_it_did_is_named() -> None:
    kept = assess(SEEN)
    with changed("planned", "decisive_red"):
        again = replay(SEEN, kept)
    assert again.now.colour is Colour.RED
    assert not again.same_view
    assert {change.criterion for change in again.changed} >= {"planned", "one_decisive"}
    planned = next(change for change in again.changed if change.criterion == "planned")
    assert (planned.then.split(":")[0], planned.now.split(":")[0]) == ("contributing_act", "decisive_red")


def test_other_rules_are_noticed_even_where_the_view_is_the_same() -> None:
    again = replay(SEEN, replace(assess(SEEN), rules_hash="0" * 64))
    assert not again.same_rules
    assert again.same_view


def test_another_colour_for_the_same_reasons_is_not_the_same_view() -> None:
    assert not replay(SEEN, replace(assess(SEEN), colour=Colour.RED)).same_view
    assert not replay(SEEN, replace(assess(SEEN), adult_pathway=True)).same_view


KNOWN_TO_1_0 = {*SIDES, *FLAGS_OF_1_0}
CHECKSUM_OF_1_0 = "994bcc16889fe3eaa9e71a071866d93f9a0db6353933ac17dd6daf366b7869a4"
"""As it stands on every record that was signed under version 1.0."""


def test_the_rules_of_before_are_kept_byte_by_byte() -> None:
    assert rules_1_0.RULES_HASH == CHECKSUM_OF_1_0
    assert list(EARLIER_RULES) == [CHECKSUM_OF_1_0]


@for_each({example.says: example for example in worked_examples()})
def test_what_was_signed_under_the_rules_of_before_comes_out_the_same(example: Example) -> None:
    """Through plain JSON, as a record keeps it, whatever the rules of now say of the same observations."""
    known = {name: value for name, value in example.observations.as_json().items() if name in KNOWN_TO_1_0}
    kept = View.from_json(rules_1_0.view_of(known).as_json())
    again = replay(Observations.from_json(known), kept)
    assert (kept.rules_version, again.as_signed) == ("1.0", True)


def test_a_kept_view_that_its_own_rules_do_not_give_is_noticed() -> None:
    known = {name: value for name, value in SEEN.as_json().items() if name in KNOWN_TO_1_0}
    kept = rules_1_0.view_of(known)
    assert replay(Observations.from_json(known), replace(kept, colour=Colour.GREEN)).as_signed is False


def test_rules_that_are_not_here_are_said_to_be_not_known() -> None:
    assert replay(SEEN, replace(assess(SEEN), rules_hash="0" * 64)).as_signed is None

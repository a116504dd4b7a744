"""A view that was kept can be shown again, and a change in the rules is named."""

from dataclasses import replace

from knowledge.observations import Observations
from knowledge.replay import replay
from knowledge.traffic_light import assess
from knowledge.view import Colour, View
from tests.knowledge.cases import YES, all_well
from tests.proofs.weights import changed

SEEN = all_well((9,), (9,), talk_or_gestures=YES, planned=YES)


def test_under_the_same_rules_the_view_is_the_same() -> None:
    kept = View.from_json(assess(SEEN).as_json())
    again = replay(Observations.from_json(SEEN.as_json()), kept)
    assert (again.same_rules, again.same_view, again.changed) == (True, True, ())


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

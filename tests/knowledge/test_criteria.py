"""The criteria as data: matched to their conditions, sourced, and counted by rules that are marked as our own."""

import re

import yaml

from knowledge.citations import citation
from knowledge.conditions import CONDITIONS
from knowledge.criteria import (
    HERE,
    WHAT_DECIDES,
    Criterion,
    Weight,
    changes_of_this_version,
    counting_rules,
    criteria,
    rules_hash,
    rules_version,
)
from knowledge.parts import PARTS
from knowledge.worked_examples import worked_examples
from tests.support.for_each import by_name, for_each

FORBIDDEN_WORDS = re.compile(r"\b(perpetrator|offender|victim|abuser)s?\b", re.IGNORECASE)


def test_every_criterion_has_a_condition_and_every_condition_a_criterion() -> None:
    assert list(criteria()) == list(CONDITIONS)


@for_each(by_name(criteria()))
def test_a_criterion_has_plain_words_an_example_and_a_source_that_exists(name: str) -> None:
    entry = criteria()[name]
    assert entry.words.endswith(".")
    assert entry.example.endswith(".")
    assert not FORBIDDEN_WORDS.search(f"{entry.words} {entry.example} {entry.plan}")
    assert entry.citations
    for cited in entry.citations:
        assert citation(cited).title


def test_reasons_are_in_order_of_weight() -> None:
    order = [list(Weight).index(entry.weight) for entry in criteria().values()]
    assert order == sorted(order)


def test_what_balances_says_what_it_means_for_the_plan_and_nothing_else_does() -> None:
    for entry in criteria().values():
        assert bool(entry.plan) is (entry.weight is Weight.BALANCING)


def test_the_ways_of_counting_are_our_own_and_cite_no_source_for_a_number() -> None:
    for rule in counting_rules().values():
        assert rule.words
        assert rule.means
        assert not any(cited.startswith("NY-") for cited in rule.citations)
    assert counting_rules()["denial"].citations == ("HM-1.3",)


def test_limits_of_years_are_marked_as_our_own() -> None:
    with_a_limit = ["sexual_activity_under_13", "touch_under_13_and_10_or_over", "large_difference_with_act"]
    with_a_limit += ["some_difference", "mutual_at_13_to_15", "touch_under_clothing_both_under_10"]
    assert all(criteria()[name].project_rule for name in with_a_limit)


@for_each({name: entry for name, entry in criteria().items() if entry.says})
def test_a_criterion_that_joins_several_things_says_each_by_itself(entry: Criterion) -> None:
    assert list(entry.says) == list(PARTS[entry.id])
    assert all(words.endswith(".") for words in entry.says.values())
    assert len(set(entry.says.values())) == len(entry.says)


def test_nothing_else_is_said_in_parts() -> None:
    assert set(PARTS) == {name for name, entry in criteria().items() if entry.says}


def test_each_change_of_this_version_says_why() -> None:
    assert changes_of_this_version()
    for change in changes_of_this_version():
        assert change.what.endswith(".")
        assert change.why.endswith(".")
        assert all(citation(cited).title for cited in change.citations)


def test_every_criterion_decides_or_is_named_in_a_worked_example() -> None:
    shown = {name for example in worked_examples() for name in (*example.because, *example.balanced_by)}
    green = {name for name, entry in criteria().items() if entry.weight is Weight.GREEN_FEATURE}
    assert set(criteria()) - shown == green


def test_the_hash_covers_every_file_that_decides_a_view() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", rules_hash())
    assert {"criteria.yaml", "conditions.py", "parts.py", "traffic_light.py", "facts.py"} <= set(WHAT_DECIDES)
    assert all((HERE / name).is_file() for name in WHAT_DECIDES)


def test_the_version_is_the_one_in_the_file() -> None:
    assert rules_version() == yaml.safe_load((HERE / "criteria.yaml").read_text(encoding="utf-8"))["version"]

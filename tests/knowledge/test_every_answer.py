"""Every criterion under every answer that it can read, and every count: what `make prove` prints, held in each run."""

from knowledge.criteria import criteria
from tests.proofs.every_answer import acts_problems, balancing_problems, counting_problems, problems
from tests.proofs.weights import changed
from tests.support.for_each import by_name, for_each


@for_each(by_name(criteria()))
def test_a_worrying_answer_never_takes_a_criterion_away(name: str) -> None:
    assert list(problems(name)) == []


def test_one_more_criterion_never_lowers_the_colour() -> None:
    assert list(counting_problems()) == []


def test_what_balances_is_read_by_nothing_that_makes_a_colour() -> None:
    assert list(balancing_problems()) == []


def test_another_act_never_makes_it_only_self_directed() -> None:
    assert list(acts_problems()) == []


def test_a_rule_that_could_lower_a_view_would_be_found() -> None:
    with changed("driven_despite_plan", "amber"):
        assert list(problems("driven_self_directed"))

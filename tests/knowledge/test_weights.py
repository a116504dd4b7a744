"""That a slip in a weight cannot pass unnoticed: `make prove` prints the same as a table."""

from knowledge.criteria import criteria
from knowledge.worked_examples import disagreement, worked_examples
from tests.proofs.weights import DELETED, caught, changed, changes


def test_a_worked_example_fails_when_a_weight_slips() -> None:
    assert [f"{name} as {weight}" for name, weight in changes() if not caught(name, weight)] == []


def test_a_change_lasts_no_longer_than_it_is_tried() -> None:
    with changed("planned", DELETED):
        assert "planned" not in criteria()
    assert "planned" in criteria()
    assert not any(disagreement(example) for example in worked_examples())

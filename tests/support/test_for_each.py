"""A test of a whole list names every fault in it, and is no comfort where the list is empty."""

import pytest

from tests.support.for_each import by_name, for_each


def is_short(word: str) -> None:
    assert len(word) < 4
    assert word[0] != "x"


def test_every_fault_is_named_and_what_is_right_is_not() -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        for_each(by_name(["yes", "maybe", "no", ""]))(is_short)()
    assert str(failed.value).startswith("2 of 4\nmaybe: assert 5 < 4")
    assert ": IndexError" in str(failed.value)
    assert "yes" not in str(failed.value)


def test_an_empty_list_is_a_fault() -> None:
    with pytest.raises(pytest.fail.Exception, match="0 of 0"):
        for_each({})(is_short)()


def test_no_fault_is_no_failure() -> None:
    for_each(by_name(["yes", "no"]))(is_short)()

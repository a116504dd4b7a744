"""Words made plain: what an ending taken off would make another word of is left as it is."""

import pytest

from dialogs.interview.listener import Listener

APART = [
    ("here", "hers"),
    ("here", "her"),
    ("none", "non"),
    ("quite", "quit"),
    ("spite", "spitting"),
    ("scared", "scarred"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_mean_something_else_are_kept_apart(listener: Listener, one: str, other: str) -> None:
    first, second = listener.understanding.message(one).stems, listener.understanding.message(other).stems
    assert first != second

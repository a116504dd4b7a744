"""Numbers in words, beside an age or put together: what is taken, and that one adult is not two ages."""

import pytest

from dialogs.interview.listener import Listener


@pytest.mark.parametrize(
    ("said", "took"),
    [
        ("he is nine", ("9",)),
        ("13 and nine", ("13", "9")),
        ("twenty five", ("18+",)),
        ("a thirty two year old", ("18+",)),
        ("fifty one", ("18+",)),
        ("eighteen months", ("1",)),
        ("18 months", ("1",)),
    ],
)
def test_a_number_in_words_is_one_number(listener: Listener, said: str, took: tuple[str, ...]) -> None:
    assert listener.hear("displayed_ages", said).took == took


def test_where_nothing_is_understood_few_choices_are_offered_whole(listener: Listener) -> None:
    assert listener.hear("mutual", "wibble wobble").offered == ("yes", "no", "not_sure")
    assert listener.hear("acts", "wibble wobble").offered == (), "a long list is asked for again"
    assert listener.hear("offer", "wibble wobble").offered == (), "no question of an interview is open"

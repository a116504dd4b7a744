"""What people who had not seen the code typed, and what was made of it: each was taken silently, and wrongly."""

import pytest

from dialogs.interview.listener import Listener

ASKED_AGAIN = (
    ("displayed_ages", "today about quarter to 1"),
    ("displayed_ages", "it was about 2 in the morning"),
    ("displayed_ages", "in the 9 year olds bedroom"),
    ("displayed_ages", "about ten past 2"),
    ("needs", "yes i've told them before, last week he did it too"),
    ("after_urgent", "no everyone is fine, they went home at half 3"),
    ("before", "first time this week"),
    ("before", "first time since xmas"),
)
URGENT = (
    "a lad has locked a little one in his room and wont open up",
    "the 14 year old came in my room at 2am saying the other lad raped him",
    "omg i just walked in on two of the lads in bed together",
)


@pytest.mark.parametrize(("at", "said"), ASKED_AGAIN)
def test_it_is_asked_again(listener: Listener, at: str, said: str) -> None:
    assert listener.hear(at, said).took == ()


@pytest.mark.parametrize("said", URGENT)
def test_it_is_urgent(listener: Listener, said: str) -> None:
    assert listener.hear("opening", said).took == ("urgent",)

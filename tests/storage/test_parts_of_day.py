"""The part of the day, from what somebody told of the time."""

import pytest

from storage.parts_of_day import BY_THE_CLOCK, IN_WORDS, PARTS_OF_DAY, part_of_day


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("12:40", "lunch"), ("after lunch", "lunch"), ("08:15", "before_school"), ("15:40", "after_school"),
        ("at break", "break"), ("23:10", "night"), ("02:00", "night"), ("in the evening", "evening"),
        ("10:05", "morning"), ("14:00", "afternoon"), ("not_known", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_part_of_the_day(told: str, part: str) -> None:
    assert part_of_day(told) == part


def test_every_part_has_its_place_in_the_day() -> None:
    assert {part for part, _ in IN_WORDS} == set(PARTS_OF_DAY)
    assert {part for _, part in BY_THE_CLOCK} <= set(PARTS_OF_DAY)

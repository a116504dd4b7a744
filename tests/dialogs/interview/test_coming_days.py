"""A day from today on, as people write it in a form."""

from datetime import UTC, date, datetime

import pytest

from dialogs.interview.answers import Refusal
from dialogs.interview.choice_form import day_ahead
from dialogs.interview.parsing.coming_days import day_from_today
from dialogs.words import say

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("25 dec", date(2026, 12, 25)), ("25th dec", date(2026, 12, 25)), ("1 dec", TODAY), ("today", TODAY),
        ("30 nov", date(2027, 11, 30)), ("2027-01-05", date(2027, 1, 5)), ("tomorrow", date(2026, 12, 2)),
        ("by xmas", None), ("in a month", None),
    ],
)  # fmt: skip
def test_a_day_from_today_on(said: str, day: date | None) -> None:
    assert day_from_today(said, TODAY) == day


def test_a_refused_day_of_a_goal_speaks_of_no_court() -> None:
    refused = day_ahead()("by xmas", NOW)
    assert isinstance(refused, Refusal)
    assert "court" not in say(f"refusals.{refused.key}")

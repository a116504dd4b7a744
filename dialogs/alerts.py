"""An alert in words. Times travel as plain moments, and are said with the weekday, in London time."""

from collections.abc import Mapping
from datetime import datetime

from dialogs.interview.days import moment_in_words
from dialogs.turn import JSON
from dialogs.words import say

TIMES = ("at", "was", "until")


def text_of(key: str, params: Mapping[str, JSON]) -> str:
    """What an alert says, by its key in `text/alerts.yaml`."""
    return say(
        f"alerts.{key}", **{name: _in_words(value) if name in TIMES else value for name, value in params.items()}
    )


def _in_words(value: JSON) -> str:
    try:
        return moment_in_words(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)

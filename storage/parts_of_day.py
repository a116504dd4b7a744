"""The part of the day that somebody tells, by the clock or in words."""

import re

BY_THE_CLOCK = ((5, "night"), (8.5, "before_school"), (12, "morning"), (13.5, "lunch"), (15.25, "afternoon"),
                (17.5, "after_school"), (21, "evening"))  # fmt: skip
"""Hours after midnight, before which a part of the day ends."""
IN_WORDS = (
    ("before_school", r"before school|breakfast"),
    ("break", r"\bbreak|playtime"),
    ("lunch", r"lunch|midday|dinner"),
    ("after_school", r"after school|home time|bus\b|taxi"),
    ("night", r"night|bedtime"),
    ("evening", r"evening|tea ?time"),
    ("morning", r"morning"),
    ("afternoon", r"afternoon"),
)
PARTS_OF_DAY = ("before_school", "morning", "break", "lunch", "afternoon", "after_school", "evening", "night")
"""As a day goes."""


def part_of_day(told: str) -> str:
    """One of PARTS_OF_DAY; '' where nothing is told of it."""
    told = told.casefold()
    clock = re.match(r"(\d{1,2})[:.](\d{2})", told)
    if clock:
        hour = int(clock[1]) + int(clock[2]) / 60
        return next((part for until, part in BY_THE_CLOCK if hour < until), "night")
    return next((part for part, words in IN_WORDS if re.search(words, told)), "")

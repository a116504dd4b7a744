"""Numbers that are picks from a list: '2', '1,3', 'no 2', 'option 3', 'the last one'. An amount ('2 kids') is none."""

import re
from collections.abc import Sequence

_NUMBERS = re.compile(
    r"(?P<named>(?:no|nos|number|numbers|num|option|options|choice|answer|it'?s|maybe|#)[.:]? *)?"
    r"(?P<listed>\d{1,2}(?:(?: *(?:,|;|&|\+|/|\.|\band\b|\bn\b) *| +)\d{1,2})*)(?P<own>[ .)!,]*$| *: *\S)"
)
_PLACES = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
}
_PLACE = re.compile(r"(?:the )?(\w+) (?:one|option|answer|choice)[ .!]*$")


def picks(text: str, choices: Sequence[str]) -> tuple[str, ...] | None:
    """The choices whose numbers are all that was typed (own words may follow a colon); None where it is no list of
    numbers, or none of this list."""
    small = text.casefold().strip()
    found = _NUMBERS.match(small)
    if found:
        numbers = [int(number) for number in re.findall(r"\d+", found["listed"])]
    else:
        place = _PLACE.match(small)
        if not place:
            return None
        numbers = [len(choices) if place[1] == "last" else _PLACES.get(place[1], 0)]
    if not all(1 <= number <= len(choices) for number in numbers):
        return None
    return tuple(dict.fromkeys(choices[number - 1] for number in numbers))


def is_doubtful(text: str) -> bool:
    """'No 1' may be number one, or a no."""
    return text.casefold().strip().startswith("no")

"""Bars of a picture, in its own units: how long each is. A page draws them as SVG, with its table below."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 160
"""Units of a picture of columns."""
GAP = 0.25
"""Of a column's room, what is left free."""


@dataclass(frozen=True)
class Column:
    """One upright bar. `label` is written below it where there is room, `number` above it."""

    value: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One bar to the right, as a share of the longest, from 0 to 100."""

    value: str
    number: int
    share: float


def columns(numbers: Mapping[str, int]) -> list[Column]:
    """One for each value, in their order, as wide as there is room for."""
    most = max(numbers.values(), default=0) or 1
    room = WIDTH / max(len(numbers), 1)
    found = []
    for at, (value, number) in enumerate(numbers.items()):
        height = HEIGHT * number / most
        found.append(
            Column(value, number, round((at + GAP / 2) * room, 1), round(HEIGHT - height, 1),
                   round((1 - GAP) * room, 1), round(height, 1))
        )  # fmt: skip
    return found


def bars(numbers: Mapping[str, int]) -> list[Bar]:
    """One for each value, in their order."""
    most = max(numbers.values(), default=0) or 1
    return [Bar(value, number, round(100 * number / most, 1)) for value, number in numbers.items()]

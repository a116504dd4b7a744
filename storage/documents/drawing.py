"""The line on which a child's incidents are drawn: where each stands in time, and the days that are written below.

Places are shares of the line's length, 0 to 1, so that the page and the PDF draw the same thing at their own size. A
shape stands for a colour, so that nothing is lost in black and white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOST = 30
"""Incidents drawn, the newest; the list below the drawing holds them all."""

WIDTH = 1 / 16
"""Of one mark, as a share of the line: a closer one stands in the next row."""

SHORT = 62
"""Days. On a line up to this long only the first and the last day are written."""

STEPS = (1, 2, 3, 6, 12, 24, 60)
MOST_TICKS = 6


@dataclass(frozen=True)
class Mark:
    """One incident. `shape` is the colour's name; rows count from the line outwards, from 0."""

    number: int
    shape: str
    at: float
    row: int
    above: bool


@dataclass(frozen=True)
class Tick:
    """A day or a month that is written along the line; `at` is how far along it, from 0 to 1."""

    at: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """`shapes` has one for each entry of the list; `key` says each shape that is drawn in words."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    rows_above: int
    rows_below: int
    caption: str
    key: tuple[tuple[str, str], ...]
    shapes: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One upright bar: its number above it, its label below; `share` of the highest, 0 to 1."""

    label: str
    number: int
    share: float


@dataclass(frozen=True)
class Columns:
    """Numbers drawn side by side, with what they are in words. The entries of the section hold them all."""

    columns: tuple[Column, ...]
    caption: str


@dataclass(frozen=True)
class Grid:
    """Rows by columns with a shape in each cell, '' for none: needs by agencies, or actions by weeks. `heads` are
    short, such as letters and numbers, and `key` says each shape and each letter in words; the entries of the section
    hold all of it. `room` is what the words before each row take, as a share of the width.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    key: tuple[tuple[str, str], ...]
    caption: str
    room: float = 0.2


@dataclass(frozen=True)
class BarPart:
    """`share` of the whole width, 0 to 1. `style`: full, hatched, open, dotted or grey, to be told without colour."""

    style: str
    share: float


@dataclass(frozen=True)
class BarRow:
    """A bar to the right, made of parts one after another; `text` says at its end what it shows."""

    label: str
    parts: tuple[BarPart, ...]
    text: str


@dataclass(frozen=True)
class Bars:
    """Bars below each other. `ticks`: what is written along the bottom, and `line` a grey one down all of them, each at
    its share of the width. `key` says each style in words.
    """

    rows: tuple[BarRow, ...]
    key: tuple[tuple[str, str], ...]
    caption: str
    ticks: tuple[Tick, ...] = ()
    line: Tick | None = None


@dataclass(frozen=True)
class Strip:
    """The stretches of a day side by side: filled where somebody is there, hatched where there is a gap. `key` says
    both in words; the entries of the section name the stretches by their numbers.
    """

    covered: tuple[bool, ...]
    key: tuple[str, str]
    caption: str


@dataclass(frozen=True)
class Point:
    """One week of a run chart: `at` along the line and `height` above it, 0 to 1; no height where nobody counted.
    `label` is written below it: its number, where nothing else is said.
    """

    at: float
    height: float | None
    number: str
    label: str


@dataclass(frozen=True)
class RunChart:
    """Numbers week by week, with a line where the plan began and one for the median, as shares of width and height."""

    points: tuple[Point, ...]
    start: float | None
    middle: float | None
    caption: str


@dataclass(frozen=True)
class Score:
    """One answer on a scale: `at` along the months and `height` on the scale, 0 to 1; no height where it was not asked,
    which is drawn hollow. `joined`: a line comes from the one before, since no contact was missed between them.
    """

    at: float
    height: float | None
    number: str
    joined: bool


@dataclass(frozen=True)
class Scores:
    """Answers on a scale from `lowest` to `highest` by months since somebody left; what was missed is not drawn at all,
    so that gaps stay gaps. The entries of the section hold all of it.
    """

    points: tuple[Score, ...]
    lowest: int
    highest: int
    months: int
    caption: str


def scores(
    answers: Sequence[tuple[int, int | None, bool]], months: int, scale: tuple[int, int], caption: str
) -> Scores:
    """`answers`: days since leaving, the number (None: not asked), and whether a contact was missed just before it."""
    lowest, highest = scale
    span, made = max(months, 1) * 365.25 / 12, []
    before: int | None = None
    for days, number, after_a_gap in answers:
        height = None if number is None else round((number - lowest) / (highest - lowest), 4)
        joined = number is not None and before is not None and not after_a_gap
        made.append(Score(round(min(days / span, 1), 4), height, "" if number is None else str(number), joined))
        before = number
    return Scores(tuple(made), lowest, highest, months, caption)


def run_chart(
    numbers: Sequence[int | None],
    start: int | None,
    middle: float | None,
    caption: str,
    labels: Sequence[str] = (),
) -> RunChart:
    """A point for each week in order; `start` is the number of the week in which the plan began."""
    most = max([one for one in numbers if one is not None] + [1])
    span = max(len(numbers) - 1, 1)
    points = tuple(
        Point(
            at=round(n / span, 4),
            height=None if one is None else round(one / most, 4),
            number="" if one is None else str(one),
            label=labels[n] if labels else str(n + 1),
        )
        for n, one in enumerate(numbers)
    )
    begun = None if start is None else round(start / span, 4)
    return RunChart(points, begun, None if middle is None else round(middle / most, 4), caption)


def columns(numbers: Sequence[tuple[str, int]], caption: str) -> Columns:
    """One for each label and number, in their order."""
    most = max((number for _, number in numbers), default=0) or 1
    return Columns(tuple(Column(label, number, round(number / most, 4)) for label, number in numbers), caption)


def marks(days: Sequence[date], shapes: Sequence[str], above: Sequence[bool]) -> tuple[Mark, ...]:
    """The newest incidents on their places; `days` are in order, and the three belong together."""
    skipped = max(len(days) - MOST, 0)
    rows: dict[bool, list[float]] = {True: [], False: []}
    made = []
    for index in range(skipped, len(days)):
        at = _at(days[index], days[skipped], days[-1])
        row = _free_row(rows[above[index]], at)
        made.append(Mark(index + 1, shapes[index], at, row, above[index]))
    return tuple(made)


def ticks(days: Sequence[date]) -> tuple[Tick, ...]:
    """What is written along the line: its first and last day, or the beginning of months where it is long."""
    first, last = days[-MOST:][0], days[-1]
    if (last - first).days <= SHORT:
        return tuple(Tick(_at(day, first, last), f"{day.day} {day:%b %Y}") for day in sorted({first, last}))
    months = _months(first, last)
    step = next((step for step in STEPS if len(months) / step <= MOST_TICKS), STEPS[-1])
    return tuple(Tick(_at(month, first, last), f"{month:%b %Y}") for month in months[::step])


def rows(made: Sequence[Mark], *, above: bool) -> int:
    """How many rows of marks there are above the line, or below it."""
    return max((mark.row + 1 for mark in made if mark.above is above), default=0)


def _at(day: date, first: date, last: date) -> float:
    span = (last - first).days
    return round((day - first).days / span, 4) if span else 0.5


def _free_row(taken: list[float], at: float) -> int:
    """The row nearest to the line with room at this place. `taken` holds the last place in each row."""
    for row, before in enumerate(taken):
        if at - before >= WIDTH:
            taken[row] = at
            return row
    taken.append(at)
    return len(taken) - 1


def _months(first: date, last: date) -> list[date]:
    """The first day of each month that begins between the two."""
    numbers = range(first.year * 12 + first.month, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]

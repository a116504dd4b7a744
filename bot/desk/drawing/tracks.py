"""Where assessments stand in time, as shapes: a board of all, and the track of one. A page draws them as SVG.

In a picture's own units: a week is `WEEK` wide. A shape stands for each thing beside its colour: a full bar is time
used, a hollow one time past the limit, a triangle something in the way, a stroke the limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.casework.board import Row
from storage.casework.parts import STAGES, State
from storage.working_hours import LONDON

WEEK, ROW, LEFT = 56, 30, 150
BOARD_WEEKS, TRACK_WEEKS = 10, 7
MARK_WEEKS, LIMIT_WEEKS = 4, 6


@dataclass(frozen=True)
class Lane:
    """One line of a picture: its words at the left, `bars` as (x, width, is past the limit), and where triangles and
    the stroke of its own limit stand; None where it has none.
    """

    words: str
    y: int
    bars: tuple[tuple[float, float, bool], ...]
    triangles: tuple[float, ...] = ()
    limit: float | None = None


@dataclass(frozen=True)
class Picture:
    """`ticks`: where each number of weeks stands."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[int, int], ...]
    marks: tuple[int, int]
    width: int
    height: int


def board(rows: Sequence[Row], today: date) -> Picture:
    """A lane an assessment that is being made: weeks since the request."""
    lanes: list[Lane] = []
    for row in rows:
        if row.limit is None:
            continue
        asked = row.assessment.asked_at.astimezone(LONDON).date()
        limit, now = _x(asked, row.limit, BOARD_WEEKS), _x(asked, today, BOARD_WEEKS)
        bars = [(float(LEFT), round(min(now, limit) - LEFT, 1), False)]
        if now > limit:
            bars.append((limit, round(now - limit, 1), True))
        reported = tuple(_x(asked, _day(moment), BOARD_WEEKS) for moment in row.in_the_way)
        lanes.append(Lane(row.assessment.reference, len(lanes) * ROW, tuple(bars), reported, limit))
    return _picture(lanes, BOARD_WEEKS)


def track(
    asked_at: datetime, steps: Sequence[tuple[State, datetime]], reported: Sequence[datetime], until: date
) -> Picture:
    """A lane a stage of one assessment, from its beginning to that of the next, or `until`; barriers in the last."""
    asked = _day(asked_at)
    lanes: list[Lane] = []
    for number, (state, began) in enumerate(steps):
        if state not in STAGES:
            continue
        ended = _day(steps[number + 1][1]) if number + 1 < len(steps) else until
        begins, ends = _x(asked, _day(began), TRACK_WEEKS), _x(asked, ended, TRACK_WEEKS)
        lanes.append(Lane(state, len(lanes) * ROW, ((begins, round(max(ends - begins, 3), 1), False),)))
    found = tuple(_x(asked, _day(moment), TRACK_WEEKS) for moment in reported)
    lanes.append(Lane("", len(lanes) * ROW, (), found))
    return _picture(lanes, TRACK_WEEKS)


def _picture(lanes: Sequence[Lane], weeks: int) -> Picture:
    ticks = tuple((week, LEFT + week * WEEK) for week in range(0, weeks + 1, 2))
    marks = (LEFT + MARK_WEEKS * WEEK, LEFT + LIMIT_WEEKS * WEEK)
    return Picture(tuple(lanes), ticks, marks, LEFT + weeks * WEEK + 20, len(lanes) * ROW + 30)


def _x(asked: date, day: date, weeks: int) -> float:
    """No further than the picture goes."""
    return round(LEFT + min(max((day - asked).days / 7, 0), weeks) * WEEK, 1)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()

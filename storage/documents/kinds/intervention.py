"""The documents of an intervention plan: one page for those who carry it, one for the family, a week for the child.

What they say comes as rows in words; here they get headings (intervention.yaml), order, and the two grids: needs by
agencies, and actions by weeks. What a grid shows stands in words below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from storage.documents import by_section, week
from storage.documents.by_section import Rows
from storage.documents.drawing import Grid
from storage.documents.layout import Form
from storage.documents.record_fields import read

WEEKS = 12
"""Columns of the grid by weeks."""
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class Bar:
    """One action: of which need, which agency, its state, and the days from and to which it runs (None: still)."""

    number: int
    need: int | None
    agency: str
    state: str
    first: date
    last: date | None


def lay_out(
    what: Literal["page", "family"],
    rows: Mapping[str, Rows],
    grids: Mapping[str, Grid],
    *,
    setting_name: str,
    reference: str,
) -> Form:
    """By section; a section without rows is left out."""
    return by_section.lay_out(words()[what], rows, grids=grids, setting_name=setting_name, reference=reference)


def diary(arranged: Sequence[str]) -> Form:
    """A week for the child to fill in by hand: a row for each thing that is arranged with them."""
    return week.to_fill_in(words()["diary"], arranged)


def by_agency(
    needs: Sequence[int], bars: Sequence[Bar], agencies: Mapping[str, str], states: Mapping[str, str]
) -> Grid:
    """Needs down, the agencies that have an action across. `agencies` and `states` are their words, by name."""
    across = [name for name in agencies if any(bar.agency == name for bar in bars)]
    rows = []
    for need in needs:
        cells = [next((bar.state for bar in bars if (bar.need, bar.agency) == (need, name)), "") for name in across]
        rows.append((words()["grid"]["need"].format(number=need), tuple(cells)))
    letters = tuple(("", f"{LETTERS[at]}: {agencies[name]}") for at, name in enumerate(across))
    return Grid(
        tuple(LETTERS[: len(across)]), tuple(rows), (*_key(bars, states), *letters), words()["grid"]["agencies"]
    )


def by_week(bars: Sequence[Bar], states: Mapping[str, str], first: date, first_in_words: str) -> Grid:
    """Actions down, `WEEKS` weeks from the week of `first` across."""
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=n) for n in range(WEEKS)]
    rows = []
    for bar in bars:
        cells = tuple(
            bar.state if bar.first < week + timedelta(weeks=1) and (bar.last is None or bar.last >= week) else ""
            for week in weeks
        )
        rows.append((words()["grid"]["action"].format(number=bar.number), cells))
    heads = tuple(str(n + 1) for n in range(WEEKS))
    caption = words()["grid"]["weeks"].format(first=first_in_words)
    return Grid(heads, tuple(rows), _key(bars, states), caption)


def _key(bars: Sequence[Bar], states: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, said) for name, said in states.items() if any(bar.state == name for bar in bars))


@cache
def words() -> Mapping[str, Any]:
    """Their own words (intervention.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/intervention.yaml")
    return loaded

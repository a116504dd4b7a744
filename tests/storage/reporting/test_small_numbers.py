"""No small number can be read from a table that is passed on, or worked out by who knows how it was made."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.reporting.small_numbers import Group, breakdown, joined_in, may_be_said, median, share

AREAS = ("social care", "youth justice", "early help", "health", "secure")
STAYS_OPEN = 4
"""How many values at least remain possible for every small number."""


def tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every table of that many cells whose total is at most `most`."""
    if not cells:
        yield ()
        return
    for first in range(most + 1):
        for rest in tables(cells - 1, most - first):
            yield (first, *rest)


def of(*counts: int) -> dict[str, int]:
    return dict(zip(AREAS, counts, strict=False))


def pinned(cells: int, most: int, joined: frozenset[tuple[str, str]] = frozenset()) -> list[tuple[int, ...]]:
    """The tables with a small number for which fewer than `STAYS_OPEN` values would give the same figures."""
    same: dict[tuple[Group, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in tables(cells, most):
        same[breakdown(of(*table), joined)].append(table)
    found = []
    for groups, alike in same.items():
        if groups:
            open_values = [set(column) for column in zip(*alike, strict=True)]
            small = ((table, at) for table in alike for at, count in enumerate(table) if not may_be_said(count))
            found += [table for table, at in small if len(open_values[at]) < STAYS_OPEN]
    return found


def test_a_table_of_nothing_has_no_figures() -> None:
    assert breakdown({}) == ()


@pytest.mark.parametrize(("cells", "most"), [(2, 24), (3, 24), (4, 24), (5, 14)])
def test_no_small_number_can_be_worked_out(cells: int, most: int) -> None:
    assert pinned(cells, most) == []


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_nor_where_an_earlier_edition_had_joined_some(cells: int) -> None:
    neighbours = list(pairwise(AREAS[:cells]))
    for joined in chain.from_iterable(combinations(neighbours, n) for n in range(1, len(neighbours) + 1)):
        assert pinned(cells, 16, frozenset(joined)) == [], joined


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12), st.sets(st.integers(0, 10)))
def test_every_table_is_whole_in_order_and_sayable(counts: list[int], earlier: set[int]) -> None:
    table = {f"area {at}": count for at, count in enumerate(counts)}
    joined = {(f"area {at}", f"area {at + 1}") for at in earlier}
    groups = breakdown(table, joined)
    assert all(may_be_said(group.count) for group in groups)
    if groups:
        assert [label for group in groups for label in group.labels] == list(table)
        assert all(group.count == sum(table[label] for label in group.labels) for group in groups)
        assert joined_in(groups) >= {pair for pair in joined if pair in set(pairwise(table))}
    else:
        assert not may_be_said(sum(counts))


def test_neighbours_are_joined_in_their_order() -> None:
    assert breakdown(of(7, 6, 3)) == (Group(("social care",), 7), Group(("youth justice", "early help"), 9))


def test_a_later_edition_keeps_what_was_joined() -> None:
    first = breakdown(of(3, 7, 8))
    assert first == (Group(("social care", "youth justice"), 10), Group(("early help",), 8))
    assert breakdown(of(6, 7, 8), joined_in(first)) == (
        Group(("social care", "youth justice"), 13),
        Group(("early help",), 8),
    )


def test_how_much_has_changed_is_no_small_number_either() -> None:
    first = breakdown(of(3, 7, 8))
    assert breakdown(of(9, 7, 8), earlier=first) == (
        Group(("social care", "youth justice"), 16),
        Group(("early help",), 8),
    )
    assert breakdown(of(9, 7, 10), earlier=first) == (Group(AREAS[:3], 26),), "two more of early help would be told"
    assert breakdown(of(3, 7, 10), earlier=first) == (), "and two more in all"


def test_too_few_altogether_are_not_broken_down() -> None:
    assert breakdown(of(1, 0, 3)) == ()
    assert [group.count for group in breakdown(of(0, 0, 0))] == [0, 0, 0]


def test_a_share_needs_both_its_parts() -> None:
    assert share(7, 16) == (7, 16)
    assert share(0, 16) == (0, 16)
    assert share(16, 16) == (16, 16)
    assert share(3, 16) is None
    assert share(13, 16) is None


def test_a_median_needs_five_and_is_rounded() -> None:
    assert median([1, 2, 3, 44], to=10) is None
    assert median([12, 31, 33, 40, 42], to=10) == 30
    assert median([12, 31, 33, 40, 42], to=7) == 35

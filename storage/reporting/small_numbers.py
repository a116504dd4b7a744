"""Figures that may be passed on: none from which a small number can be read or worked out.

Hiding the small cells of a table and printing its total gives them away: whoever subtracts has them. So neighbours are
joined instead, in an order that is fixed beforehand and never by size, until each group is 0 or at least `SMALL`.
What stays open is then at least four values for every small number, also to a reader who knows this rule (proved for
whole tables in tests/storage/reporting). That nothing under five is passed on, and the rounding, are the project's own.

Only one-way tables are made by it. Two tables over the same people in two ways would need another rule.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median as middle

SMALL = 5
"""People, or cases. From this number on a figure is passed on; so is none at all."""


@dataclass(frozen=True)
class Group:
    """Neighbouring cells of a table, shown as one: 'youth justice or early help: 9'."""

    labels: tuple[str, ...]
    count: int


def may_be_said(count: int) -> bool:
    """Whether a number may stand in what is passed on."""
    return count == 0 or count >= SMALL


def breakdown(
    counts: Mapping[str, int], joined: Collection[tuple[str, str]] = (), earlier: Sequence[Group] = ()
) -> tuple[Group, ...]:
    """A table as it may be passed on; empty where there is nothing in it, or all of it together
    is too few to break down.

    `counts` in the order in which neighbours belong together. `joined` are neighbours that an earlier edition for the
    same period had joined: they stay so, since the two editions side by side would otherwise give a number away.
    `earlier` is that table itself, where how much a group has changed is not to be a small number either.
    """
    joined = {*joined, *joined_in(earlier)}

    def fits(labels: tuple[str, ...], count: int) -> bool:
        return may_be_said(count) and (not earlier or may_be_said(abs(count - count_of(earlier, labels))))

    if not counts or not fits(tuple(counts), sum(counts.values())):
        return ()
    groups: list[Group] = []
    open_labels: tuple[str, ...] = ()
    so_far = 0
    for label, following in zip(counts, [*list(counts)[1:], None], strict=True):
        open_labels, so_far = (*open_labels, label), so_far + counts[label]
        if fits(open_labels, so_far) and (label, following) not in joined:
            groups.append(Group(open_labels, so_far))
            open_labels, so_far = (), 0
    # too few are left at the end: they go to those before them
    while open_labels and (last := groups.pop()):
        open_labels, so_far = (*last.labels, *open_labels), last.count + so_far
        if fits(open_labels, so_far):
            groups.append(Group(open_labels, so_far))
            open_labels = ()
    return tuple(groups)


def count_of(groups: Sequence[Group], labels: Collection[str]) -> int:
    """How many whole groups of these labels hold together."""
    return sum(group.count for group in groups if set(group.labels) <= set(labels))


def joined_in(groups: Sequence[Group]) -> frozenset[tuple[str, str]]:
    """Which neighbours a table has joined: to be kept, and given to `breakdown` for the next edition of its period."""
    return frozenset(pair for group in groups for pair in pairwise(group.labels))


def share(part: int, of: int) -> tuple[int, int] | None:
    """'`part` of `of`', or None where the part or the rest is too few to be said."""
    if not 0 <= part <= of:
        raise ValueError("a share is part of a whole")
    return (part, of) if may_be_said(part) and may_be_said(of - part) else None


def median(days: Sequence[float], *, to: int) -> int | None:
    """The middle of at least `SMALL` values, rounded to `to` of their unit (10 days, 7 days); otherwise None."""
    return None if len(days) < SMALL else to * round(middle(days) / to)

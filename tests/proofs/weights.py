"""Each criterion's weight matters: one step up, one step down, or deleted, a worked example fails; `make prove`."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from knowledge import criteria as data
from knowledge.worked_examples import disagreement, worked_examples

SCALE = ("decisive_red", "contributing_act", "contributing_child", "amber", "balancing")
"""One step is to a neighbour here. A green feature has one neighbour: to be left out of what green needs."""

DELETED = "deleted"


def changes() -> Iterator[tuple[str, str]]:
    """Each criterion with each other weight it could have by a slip of the pen."""
    for name, entry in data.criteria().items():
        if entry.weight in SCALE:
            place = SCALE.index(entry.weight)
            yield from ((name, weight) for weight in SCALE[max(place - 1, 0) : place + 2] if weight != entry.weight)
        else:
            yield name, "balancing"
        yield name, DELETED


@contextmanager
def changed(name: str, weight: str) -> Iterator[None]:
    """The rules with one criterion changed, for as long as this lasts."""
    document = data._document()
    criteria = {key: entry for key, entry in document["criteria"].items() if key != name or weight != DELETED}
    if weight != DELETED:
        criteria[name] = {**criteria[name], "weight": weight}
    altered: Mapping[str, Any] = {**document, "criteria": criteria}
    with patch.object(data, "_document", lambda: altered):
        data.criteria.cache_clear()
        yield
    data.criteria.cache_clear()


def caught(name: str, weight: str) -> bool:
    """Whether a worked example fails with this change."""
    with changed(name, weight):
        # those that are there because of it come first: one of them is enough
        by_name = sorted(worked_examples(), key=lambda example: name not in (*example.because, *example.balanced_by))
        return any(disagreement(example) for example in by_name)


def main() -> int:
    missed = [(name, weight) for name, weight in changes() if not caught(name, weight)]
    sys.stdout.writelines(f"MISSED {name} as {weight}\n" for name, weight in missed)
    total = len(list(changes()))
    sys.stdout.write(f"{total} changes of weight to {len(data.criteria())} criteria: {len(missed)} not noticed\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

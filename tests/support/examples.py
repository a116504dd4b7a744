"""How many examples a property is tried on: a few each time, always the same ones; many with `make prove`."""

import os

from hypothesis import settings

PROVING = "WAYMARK_PROVE" in os.environ


def examples(few: int, many: int, base: settings | None = None) -> settings:
    """`few` in the suite, where they are the same each time; `many`, and other ones each time, where it is proved."""
    base = base or settings()
    if PROVING:
        return settings(base, max_examples=many, derandomize=False, deadline=None, print_blob=True)
    return settings(base, max_examples=few, derandomize=True, deadline=None)

"""One test for a whole list, every card or every key: it goes through all of them and names each fault.

One item a card in pytest's own list is for tables that are read as examples; for whole lists it costs a set-up each, in
each process that collects the tests, and says no more.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TypeVar

import pytest

T = TypeVar("T")


def for_each(things: Mapping[str, T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Turns a test of one thing into a test of all of them, by their names. None at all is a fault too."""

    def of_one(test: Callable[[T], None]) -> Callable[[], None]:
        @wraps(test)
        def of_all() -> None:
            faults = [f"{name}: {fault}" for name, thing in things.items() if (fault := fault_of(test, thing))]
            if faults or not things:
                pytest.fail(f"{len(faults)} of {len(things)}\n" + "\n".join(faults), pytrace=False)

        of_all.__signature__ = inspect.Signature()  # type: ignore[attr-defined]  # pytest gives it no fixture
        return of_all

    return of_one


def by_name(names: Iterable[str]) -> dict[str, str]:
    """For things that are their own names."""
    return {name: name for name in names}


def fault_of(test: Callable[[T], None], thing: T) -> str:
    try:
        test(thing)
    except Exception as error:
        return f"{type(error).__name__} {error}" if not isinstance(error, AssertionError) else str(error)
    return ""

"""What `make prove-tests` breaks: each break changes what it says and nothing else, and leaves a program."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.proofs.breaks import breaks_in
from tests.proofs.broken_on_purpose import OF_OTHERS

FILE = Path("example.py")


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ('x = a == "b"', ['x = a != "b"']),
        ("x = 1 <= a", ["x = 1 < a"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a is not None", ["x = a is None"]),
        ("x = a and b and c", ["x = a or b or c"]),
        ("x = not a", ["x =  a"]),
        ("x = [a for a in b if a.c]", ["x = [a for a in b if not (a.c)]"]),
        ("while (\n    a  # why\n): pass", ["while (\n    not (a)  # why\n): pass"]),
        ("def f():\n    return True", ["def f():\n    return False"]),
        ('x = "£" and a', ['x = "£" or a']),
        ('if __name__ == "__main__": main()', []),
        ("def f(a: int | None = 3) -> bool | None: ...", []),
    ],
)
def test_each_break_of_a_line(code: str, broken: list[str]) -> None:
    source = code.encode()
    assert [one.into(source).decode() for one in breaks_in(FILE, source)] == broken


def test_what_is_imported_beforehand_is_there() -> None:
    """A library that is used no more stopped the whole proof."""
    assert [name for name in OF_OTHERS if find_spec(name) is None] == []

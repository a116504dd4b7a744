"""Each statement compiled once a run, as in a running bot: a test's own engine would compile all of them again.

And so it is known which statements a run has sent to which database: `tests/support/on_both.py` compares them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from greenlet import getcurrent
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler

from storage.database import engine

ROOT = Path(__file__).parents[2]


class Compiled(dict[Any, Any]):
    """SQLAlchemy's cache of statements, for all engines of one kind: the key without its dialect, an engine's own."""

    def __init__(self) -> None:
        super().__init__()
        self.ours: list[SQLCompiler] = []
        """Those that the program has sent; some are only ever sent by a test."""
        self._of_tests: set[Any] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key[1:], default)
        if key[1:] in self._of_tests and not _is_of_a_test():
            self._of_tests.discard(key[1:])
            self.ours.append(found)
        return found

    def __setitem__(self, key: Any, compiled: SQLCompiler) -> None:
        super().__setitem__(key[1:], compiled)
        if _is_of_a_test():
            self._of_tests.add(key[1:])
        else:
            self.ours.append(compiled)


def _is_of_a_test() -> bool:
    """Whether a test asked for what is being compiled: it is not what the program sends."""
    for frame in _frames():
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and str(file) != __file__ and not file.is_relative_to(ROOT / ".venv"):
            return file.is_relative_to(ROOT / "tests")
    return False


def _frames() -> Iterator[FrameType]:
    """From here outwards, also out of the greenlet in which SQLAlchemy runs what is awaited."""
    frame: FrameType | None = sys._getframe(1)
    inside = getcurrent()
    while frame is not None or inside.parent is not None:
        if frame is None:
            inside = inside.parent
            frame = inside.gr_frame
        else:
            yield frame
            frame = frame.f_back


KEPT = {"sqlite": Compiled(), "postgresql": Compiled()}


@contextmanager
def compiled_once() -> Iterator[None]:
    def make(url: Any, **settings: Any) -> AsyncEngine:
        made = create_async_engine(url, **settings)
        made.sync_engine._compiled_cache = KEPT[made.dialect.name]
        return made

    with patch.object(engine, "create_async_engine", make):
        yield

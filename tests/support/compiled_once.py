"""Each statement compiled once a run, as in a running bot: a test's own engine would compile all of them again.

And so it is known which statements a run has sent to which database: `tests/support/on_both.py` compares them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler

from storage.database import engine


class Compiled(dict[Any, Any]):
    """SQLAlchemy's cache of statements, for all engines of one kind: the key without its dialect, an engine's own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: SQLCompiler) -> None:
        super().__setitem__(key[1:], compiled)


KEPT = {"sqlite": Compiled(), "postgresql": Compiled()}


@contextmanager
def compiled_once() -> Iterator[None]:
    def make(url: Any, **settings: Any) -> AsyncEngine:
        made = create_async_engine(url, **settings)
        made.sync_engine._compiled_cache = KEPT[made.dialect.name]
        return made

    with patch.object(engine, "create_async_engine", make):
        yield

"""The few statements of every turn, compiled once. In SQLite they go to the driver as they are: what SQLAlchemy does
around a statement takes many times as long as the statement. They stay written in its terms, and PostgreSQL runs the
same.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from storage.database import sqlite_driver
from storage.database.engine import Tx
from storage.database.row_seals import changes_covered
from storage.database.sealed import Rows, writes_sealed

Convert = Callable[[Any], Any]
"""Makes of a value what the database takes, or of what it gives a value."""
_SQLITE = sqlite_driver.Dialect()


class Statement:
    """A statement whose values come by name, the same each time. `other` is PostgreSQL's, where it has its own."""

    def __init__(self, core: sa.Executable, other: sa.Executable | None = None) -> None:
        self._core: Any = core
        self._other: Any = core if other is None else other
        self._made: _Made | None = None

    async def rows(self, tx: Tx, values: Mapping[str, Any]) -> Sequence[Any]:
        """As named tuples."""
        if tx.driver is None:
            return (await tx.connection.execute(self._other, values)).all()
        made = self._for(values)
        with sqlite_driver.as_sqlalchemy(made.text):
            found, _ = tx.driver.run(made.text, made.taken(values))
        return [made.row(row) for row in found]

    async def changed(self, tx: Tx, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        if tx.driver is None:
            return int((await tx.connection.execute(self._other, values)).rowcount)
        made = self._for(values)
        with sqlite_driver.as_sqlalchemy(made.text):
            return tx.driver.run(made.text, made.taken(values))[1]

    def _for(self, values: Mapping[str, Any]) -> "_Made":
        if self._made is None:
            self._made = _Made(self._core, tuple(values))
        return self._made


class _Made:
    """A statement as SQLite takes it: the text, and how its values go in and come out."""

    def __init__(self, core: Any, names: Sequence[str]) -> None:
        compiled = core.compile(dialect=_SQLITE, column_keys=list(names))
        self.text: str = compiled.string
        fixed = compiled.construct_params(_check=False)
        self._in: list[tuple[str, Convert | None, Any]] = []
        for name in compiled.positiontup or ():
            convert = compiled.binds[name].type.dialect_impl(_SQLITE).bind_processor(_SQLITE)
            self._in.append((name, convert, fixed[name]))
        if changes_covered(core):
            raise TypeError(f"{core.table.name} has rows that are sealed: it is written through SQLAlchemy")
        self._rows = Rows(compiled) if writes_sealed(compiled) else None
        columns = list(core.selected_columns) if isinstance(core, sa.Select) else []
        self._row: Any = namedtuple("Row", [column.name for column in columns], rename=True)  # type: ignore[misc]
        found = [column.type.dialect_impl(_SQLITE).result_processor(_SQLITE, None) for column in columns]
        self._out: list[tuple[int, Convert]] = [(place, convert) for place, convert in enumerate(found) if convert]

    def taken(self, values: Mapping[str, Any]) -> list[Any]:
        """In the order of their places."""
        there = ((values.get(name, fixed), convert, name) for name, convert, fixed in self._in)
        if self._rows is None:
            return [value if convert is None else convert(value) for value, convert, _ in there]
        rows = self._rows
        return [
            rows.sealed(name, value if convert is None else convert(value), values) for value, convert, name in there
        ]

    def row(self, given: Sequence[Any]) -> Any:
        values = list(given)
        for place, convert in self._out:
            values[place] = convert(values[place])
        return self._row._make(values)

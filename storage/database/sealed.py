"""The type of every sealed column: what is written is bound to its row, what is read knows its row.

A column is sealed where its name ends in `_sealed` (`columns.py` gives it this type), so a new table is bound by being
defined. Reading: the row's primary key comes along with the value, in one column. Writing: the value is sealed when the
statement is, since only then the row is known; an update of a sealed column names the whole primary key.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList, Label
from sqlalchemy.sql.functions import FunctionElement

from storage.database.bound import Held, ToSeal

ENDING = "_sealed"
SEALED = "sealed"
"""In a table's `info`: that it has sealed columns."""


class Sealed(sa.types.TypeDecorator[bytes]):
    """Of `table.column`, in a row of the primary key `keys`. Gives `Held`; takes `ToSeal`, None, or the `Held` that
    stands there; and the empty value, which says that what stood there is forgotten.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, table: str = "", column: str = "", keys: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.table, self.column, self.keys = table, column, keys

    def column_expression(self, column: Any) -> Any:
        """With the primary key. Raises TypeError where a subquery gives the value without it."""
        of = column.element if isinstance(column, Label) else column
        there = of.table.c
        if any(key not in there for key in self.keys):
            raise TypeError(f"{self.table}.{self.column} is read without {', '.join(self.keys)}")
        placed = _Placed(of, *(there[key] for key in self.keys))
        # what reads the value is this type, not that of what it is sent as
        placed.type = self
        return placed

    def result_processor(self, _dialect: sa.Dialect, _coltype: object) -> Callable[[str | None], Held | None]:
        """From what `_Placed` gives."""
        start = (self.table, self.column)

        def held(value: str | None) -> Held | None:
            if value is None:
                return None
            sealed, *key = map(bytes.fromhex, value.split("/"))
            return Held(sealed, (*start, *(part.decode() for part in key)))

        return held

    def bind_processor(self, _dialect: sa.Dialect) -> Callable[[Any], Any]:
        """What is to be sealed goes on as it is, to where the row is known. Raises TypeError for other bytes."""

        def taken(value: Any) -> Any:
            if value is None or isinstance(value, ToSeal | Held) or value == b"":
                return value
            raise TypeError(f"{self.table}.{self.column} takes only what is to be sealed")

        return taken


def bind_columns(table: sa.Table) -> None:
    """Give each sealed column of a table its type."""
    keys = tuple(column.name for column in table.primary_key.columns)
    for column in table.columns:
        if column.name.endswith(ENDING):
            column.type = Sealed(table.name, column.name, keys)
            table.info[SEALED] = True


class Rows:
    """Which row a compiled INSERT or UPDATE writes, by the values that it is given."""

    def __init__(self, compiled: SQLCompiler) -> None:
        statement: Any = compiled.statement
        table = statement.table
        keys = [column.name for column in table.primary_key.columns]
        named = {key: key for key in keys} if statement.is_insert else _in_where(statement.whereclause, compiled)
        self._table = table.name
        self._names = [named.get(key, "") for key in keys]
        self._columns = {
            name: value.type.column for name, value in compiled.binds.items() if isinstance(value.type, Sealed)
        }

    def sealed(self, name: str, value: Any, given: Mapping[str, Any]) -> object:
        """A value of the statement, sealed for its row where it is to be. Raises TypeError where it cannot be told, and
        for what was read elsewhere.
        """
        if not isinstance(value, ToSeal | Held):
            return value
        key = [given.get(one) for one in self._names]
        if any(part is None for part in key) or name not in self._columns:
            raise TypeError(f"{self._table}.{name} is written without the primary key of its row")
        place = (self._table, self._columns[name], *map(str, key))
        if isinstance(value, ToSeal):
            return value.at(place)
        if value.place != place:
            raise TypeError(f"a value of {value.place[0]} would be moved to {self._table}")
        return bytes(value)


def listen(engine: sa.Engine) -> None:
    """Have everything that is written over this engine sealed for its row."""
    sa.event.listen(engine, "before_cursor_execute", _before, retval=True)


def writes_sealed(compiled: Any) -> bool:
    """Whether a compiled statement writes a table that has sealed columns."""
    statement: Any = getattr(compiled, "statement", None)
    written = statement is not None and statement.is_dml and not statement.is_delete
    return written and bool(getattr(statement.table, "info", {}).get(SEALED))


def _before(_conn: Connection, _cursor: Any, text: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:
    compiled = getattr(context, "compiled", None)
    if compiled is None or not writes_sealed(compiled):
        return text, parameters
    rows, names = Rows(compiled), compiled.positiontup
    each = [
        tuple(rows.sealed(name, value, given) for name, value in zip(names, values, strict=True))
        for values, given in zip(parameters if many else [parameters], context.compiled_parameters, strict=True)
    ]
    return text, each if many else each[0]


def _in_where(clause: Any, compiled: SQLCompiler) -> dict[str, str]:
    """The names of the values that columns are said to be equal to."""
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        return {key: name for one in clause.clauses for key, name in _in_where(one, compiled).items()}
    if isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
        left, right = clause.left, clause.right
        if isinstance(left, sa.Column) and isinstance(right, BindParameter):
            return {left.name: compiled.bind_names[right]}
    return {}


class _Placed(FunctionElement[Any]):
    """A sealed value and the primary key of its row, each in hexadecimal digits, with strokes between."""

    name = "placed"
    inherit_cache = True


@compiles(_Placed, "sqlite")
def _in_sqlite(element: _Placed, compiler: Any, **options: Any) -> str:
    return " || '/' || ".join(f"hex({compiler.process(part, **options)})" for part in _parts(element))


@compiles(_Placed, "postgresql")
def _in_postgresql(element: _Placed, compiler: Any, **options: Any) -> str:
    sealed, *key = [compiler.process(part, **options) for part in _parts(element)]
    as_bytes = [sealed, *(f"convert_to(({part})::text, 'UTF8')" for part in key)]
    return "(" + " || '/' || ".join(f"encode({part}, 'hex')" for part in as_bytes) + ")"


def _parts(element: _Placed) -> Sequence[Any]:
    return list(element.clauses)

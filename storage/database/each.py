"""A list in which one row does not open: the others stand, and that one is told by name.

Whoever can write in the database could otherwise take a whole board away by spoiling one cell of it.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.problems import DatabaseProblem, Trouble

T = TypeVar("T")
DOES_NOT_OPEN = "(this name doesn’t open)"
"""In the place of a name that was changed or moved in the database."""


def each(
    tx: Tx, rows: Iterable[sa.Row[Any]], opened: Callable[[Tx, sa.Row[Any]], T], named: str = "reference"
) -> list[T]:
    """Those that open. The others are in `tx.unopened` by the column `named`: the edge says which, and whom to tell."""
    found = []
    for row in rows:
        try:
            found.append(opened(tx, row))
        except DatabaseProblem as problem:
            not_opened(tx, problem, str(getattr(row, named)))
    return found


def name_of(tx: Tx, sealed: bytes, whose: str) -> str:
    """Somebody's name; what stands for it where it does not open."""
    try:
        return tx.vault.open(sealed)
    except DatabaseProblem as problem:
        not_opened(tx, problem, whose)
        return DOES_NOT_OPEN


def not_opened(tx: Tx, problem: DatabaseProblem, which: str) -> None:
    """Raises `problem` again where it is of the database as a whole."""
    if problem.trouble not in (Trouble.DAMAGED, Trouble.WRONG_KEY):
        raise problem
    if which not in tx.unopened:
        tx.unopened.append(which)

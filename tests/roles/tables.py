"""The two tables of who may do what, as they stand in `conversation.txt` and `command_line.txt`."""

from dataclasses import dataclass
from pathlib import Path

PEOPLE = {
    "author": "worker",
    "colleague": "worker2",
    "dsl": "dsl",
    "deputy": "deputy",
    "head": "head",
    "foster": "foster",
    "foster_dsl": "foster_dsl",
    "service": "consultation",
    "manager": "manager",
    "admin": "admin",
    "former": "former",
    "training": "training",
    "yj_duty": "yj_duty",
    "group_lead": "group_lead",
    "reader": "reader",
}
"""Column -> login. All of the school, but for the two of the fostering team, the three of the service, and the four at
the end, who have one role each there and nothing else.
"""
YES, NO, NONE = "yes", "-", "none"


@dataclass(frozen=True)
class Row:
    """One command: what each column may, what is typed, and the rest of the line."""

    command: str
    may: dict[str, str]
    typed: str
    more: tuple[str, ...]


def rows(table: str) -> list[Row]:
    """The rows with a cell for each person. Raises ValueError at a row that does not fit its header."""
    lines = _lines(table)
    columns = lines[0].partition("|")[0].split()
    if columns != list(PEOPLE):
        raise ValueError(f"{table}: the columns are {columns}")
    return [_row(line, columns) for line in lines[1:] if "|" in line]


def without_a_person(table: str) -> dict[str, str]:
    """Command -> `operator` or `demo`."""
    words = [line.split() for line in _lines(table)[1:] if "|" not in line]
    return {" ".join(command): kind for *command, kind in words}


def _lines(table: str) -> list[str]:
    text = (Path(__file__).parent / f"{table}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _row(line: str, columns: list[str]) -> Row:
    cells, *rest = (part.strip() for part in line.split("|"))
    words = cells.split()
    command, may = words[: -len(columns)], words[-len(columns) :]
    if not command or set(may) - {YES, NO, NONE}:
        raise ValueError(f"not a row: {line}")
    return Row(" ".join(command), dict(zip(columns, may, strict=True)), rest[0], tuple(rest[1:]))

"""The numbers and months of training (`rules.yaml`), each with where it comes from or that it is the project's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage import yaml_file
from storage.people.courses import Course

FILE = Path(__file__).parent / "rules.yaml"


@dataclass(frozen=True)
class Rules:
    """`current_months` and `due_months` after the last activity; `counts`: courses that are one.

    `fewest_current` people in an area with requests, `most_requests_each` in a year. Months are 1 to 12: `refresher`
    is offered always, `second_refresher` are the two that the sources name, `report` is when it is asked for.
    """

    current_months: int
    due_months: int
    counts: frozenset[Course]
    fewest_current: int
    most_requests_each: int
    refresher: int
    second_refresher: tuple[int, ...]
    report: int


@cache
def rules() -> Rules:
    """As the file has them."""
    read = rows()
    return Rules(
        current_months=read["currency"]["current_months"],
        due_months=read["currency"]["due_months"],
        counts=frozenset(Course(course) for course in read["currency"]["counts"]),
        fewest_current=read["recommendation"]["fewest_current"],
        most_requests_each=read["recommendation"]["most_requests_each"],
        refresher=read["refreshers"]["month"],
        second_refresher=tuple(read["refreshers"]["second"]),
        report=read["report"]["month"],
    )


@cache
def rows() -> Mapping[str, Mapping[str, Any]]:
    """The file by its headings. Raises ValueError for a rule that has no source and is not said to be our own."""
    found: Mapping[str, Mapping[str, Any]] = yaml_file.read(FILE)
    for name, row in found.items():
        if not (row.get("cites") or row.get("project_rule")) or bool(row.get("project_rule")) != bool(row.get("own")):
            raise ValueError(f"rule {name}: a rule is cited, or it is the project's own and says what of it")
    return found

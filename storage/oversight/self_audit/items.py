"""The seventeen items of the self-audit: `audit.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage.people.people import Person, Role
from storage.yaml_file import read

FILE = Path(__file__).parent / "audit.yaml"


@dataclass(frozen=True)
class Item:
    """One recommendation. `area` is one of four of the inspection."""

    name: str
    agency: str
    area: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Items:
    """`agencies`: which roles rate the items of each, beside managers. `areas`: the sources of each."""

    items: Mapping[str, Item]
    agencies: Mapping[str, frozenset[Role]]
    areas: Mapping[str, tuple[str, ...]]

    def of_agency(self, agency: str) -> tuple[Item, ...]:
        """The items that an agency rates, in their order."""
        return tuple(item for item in self.items.values() if item.agency == agency)


@cache
def items() -> Items:
    """Raises ValueError where one has no source, or belongs nowhere."""
    rows: Mapping[str, Any] = read(FILE)
    agencies = {name: frozenset(Role(role) for role in row["rated_by"]) for name, row in rows["agencies"].items()}
    areas = {name: tuple(row["cites"]) for name, row in rows["areas"].items()}
    found = {name: Item(name, row["agency"], row["area"], tuple(row["cites"])) for name, row in rows["items"].items()}
    if lost := [
        one.name for one in found.values() if not one.cites or one.agency not in agencies or one.area not in areas
    ]:
        raise ValueError(f"no source, agency or area: {lost}")
    return Items(found, agencies, areas)


def is_theirs(person: Person, item: Item) -> bool:
    """Whether somebody rates that item: managers all of them, others those of their own agency."""
    return Role.MANAGER in person.roles or bool(person.roles & items().agencies[item.agency])


def rates_some(person: Person) -> bool:
    """Whether there is any item that they rate."""
    return any(is_theirs(person, item) for item in items().items.values())

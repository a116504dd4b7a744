"""What a plan chooses from: `menu.yaml`, read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storage.yaml_file import read

FILE = Path(__file__).parent / "menu.yaml"


@dataclass(frozen=True)
class Item:
    """One thing of a list. `meeting` is that of a level; `panel`: it is agreed by the panel first."""

    name: str
    cites: tuple[str, ...]
    meeting: str = ""
    panel: bool = False
    specialist: bool = False
    project_rule: bool = False


@dataclass(frozen=True)
class Lists:
    """Every list by the name of its items. `domains`: the headings of needs; `vague`: beginnings that do not say what
    will be different.
    """

    levels: Mapping[str, Item]
    menu: Mapping[str, Item]
    components: Mapping[str, Item]
    kinds: Mapping[str, Item]
    checks: Mapping[str, Item]
    domains: tuple[str, ...]
    vague: tuple[str, ...]


@cache
def lists() -> Lists:
    """Raises ValueError where something has no source."""
    rows: Mapping[str, Any] = read(FILE)
    return Lists(
        levels=_items(rows["levels"]),
        menu=_items(rows["menu"]),
        components=_items(rows["components"]),
        kinds=_items(rows["kinds"]),
        checks=_items(rows["checks"]),
        domains=tuple(rows["domains"]),
        vague=tuple(rows["vague"]),
    )


def _items(rows: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Item]:
    found = {name: Item(name, **{**row, "cites": tuple(row["cites"])}) for name, row in rows.items()}
    if without := [name for name, item in found.items() if not item.cites]:
        raise ValueError(f"no source: {without}")
    return found

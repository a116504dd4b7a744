"""What several records of one child show together, each with the records it rests on. A pointer, not a finding."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storage.documents.redaction.hiding import hiding, lettered
from storage.history.chronology import Entry
from storage.names import folding
from storage.names.folding import normalised
from storage.parts_of_day import part_of_day

HEIGHTS = ("green", "not_enough_information", "amber", "red")
NO_PLACE = frozenset(
    "the by near in at on outside inside behind beside between of and a an room area during with next to from other "
    "children child pupils staff adult adults supervisor".split()
)
SHORTEST_PLACE = 3
IN_BRACKETS = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Pattern:
    """`kind`: repeated, increasing, several_children, same_place, same_time or same_group. `shared` names a place or a
    part of the day; never a child.
    """

    kind: str
    references: tuple[str, ...]
    shared: str = ""


def patterns(entries: Sequence[Entry]) -> list[Pattern]:
    """Of entries that count, oldest first."""
    displayed = [entry for entry in entries if entry.displayed]
    found = []
    if len(displayed) > 1:
        found.append(Pattern("repeated", _references(displayed)))
    if _rises(displayed) or _comes_sooner(displayed):
        found.append(Pattern("increasing", _references(displayed)))
    if len({name for entry in displayed for name in _names(entry, displayed=False)}) > 1:
        found.append(Pattern("several_children", _references(displayed)))
    found += _shared("same_place", entries, _place_words)
    found += _shared("same_time", entries, lambda entry: filter(None, [_part_of_day(entry)]))
    found += [Pattern("same_group", group.references) for group in _shared("same_group", entries, _names)][:1]
    return found


def _part_of_day(entry: Entry) -> str:
    return part_of_day(str(entry.record.content.get("happened_at", "")))


def _rises(displayed: Sequence[Entry]) -> bool:
    heights = [HEIGHTS.index(entry.record.colour) for entry in displayed if entry.record.colour in HEIGHTS]
    return len(heights) > 1 and heights == sorted(heights) and heights[-1] > heights[0]


def _comes_sooner(displayed: Sequence[Entry]) -> bool:
    """Three times or more, each time after fewer days than the time before."""
    gaps = [(later.day - earlier.day).days for earlier, later in pairwise(displayed)]
    return len(gaps) > 1 and all(later < earlier for earlier, later in pairwise(gaps))


def _shared(kind: str, entries: Sequence[Entry], of: Callable[[Entry], Iterable[str]]) -> list[Pattern]:
    """What more than one entry has, the most widely shared first; two words of one place are told once."""
    by_value: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for value in sorted(set(of(entry))):
            by_value[value].append(entry)
    found: dict[tuple[str, ...], Pattern] = {}
    for value, those in sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(those) > 1:
            found.setdefault(_references(those), Pattern(kind, _references(those), value))
    return list(found.values())


def _place_words(entry: Entry) -> list[str]:
    """Words of the place that are no child's name, however it was typed. What may be a name is none either."""
    told = re.split(r"[;,.\n]", str(entry.record.content.get("place", "")))[0]
    if told == "not_known":
        return []
    without_names = IN_BRACKETS.sub(" ", hiding(lettered(entry.record.children), "")(told))
    found = [word.letters for word in folding.words(without_names)]
    return [word for word in found if len(word) >= SHORTEST_PLACE and word not in NO_PLACE]


def _names(entry: Entry, *, displayed: bool | None = None) -> list[str]:
    return [
        name
        for child in entry.others
        if (displayed is None or child["displayed"] == displayed) and (name := normalised(child["name"]))
    ]


def _references(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.record.reference for entry in entries)

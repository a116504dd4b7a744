"""Which child each letter stands for: for the safeguarding lead's card, decision and own file, for nobody else."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.documents.layout import Entry, Section, day_in_words, one_line
from storage.documents.record_content import is_empty
from storage.documents.record_fields import words


def rows(children: Sequence[Mapping[str, Any]], observations: Mapping[str, Any]) -> list[tuple[str, str]]:
    """('Child B', 'Quill Madeup, the other child, 13, born 6 May 2013') for each child of a signed record."""
    return [(str(child["label"]), _told(child, age_of(child, children, observations))) for child in children]


def line(children: Sequence[Mapping[str, Any]], observations: Mapping[str, Any]) -> str:
    """All of them on one line."""
    return "; ".join(f"{label}: {told}" for label, told in rows(children, observations))


def section(children: Sequence[Mapping[str, Any]], observations: Mapping[str, Any]) -> Section:
    """As a part of a document: an entry for each child, in the order of the letters."""
    said = words()["who"]
    entries = tuple(
        Entry("who", label, "fact", "", ((one_line(told),),)) for label, told in rows(children, observations)
    )
    return Section("who", said["heading"], said["note"], entries)


def age_of(
    child: Mapping[str, Any], children: Sequence[Mapping[str, Any]], observations: Mapping[str, Any]
) -> int | None:
    """The age that was given, in years: the children of each side stand in one order in both."""
    side = "displayed" if child["displayed"] else "targeted"
    place = [one["label"] for one in children if one["displayed"] == child["displayed"]].index(child["label"])
    ages = observations.get(side) or []
    age = ages[place].get("age") if place < len(ages) else None
    return age if isinstance(age, int) else None


def _told(child: Mapping[str, Any], age: int | None) -> str:
    said = words()["who"]
    born = "" if is_empty(child["date_of_birth"]) else said["born"].format(day=day_in_words(child["date_of_birth"]))
    name = said["no_name"] if is_empty(child["name"]) else str(child["name"])
    parts = (name, said["displayed" if child["displayed"] else "targeted"], "" if age is None else str(age), born)
    return ", ".join(part for part in parts if part)

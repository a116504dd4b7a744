"""By what a record is found and counted: kinds of behaviour, year group, part of the day, words of the place.

They are sealed in the record. Beside it stand keyed fingerprints (`Vault.blind`), as with children's names: who has the
database alone reads nothing in them, and who may read the record finds it without any being opened.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.names import folding
from storage.parts_of_day import part_of_day

ACTS = (
    "talk_or_gestures", "looking_or_showing", "kissing_or_hugging", "self_directed_private", "self_directed_public",
    "self_directed_excessive", "undressed_self", "touch_over_clothing", "touch_under_clothing", "undressing_another",
    "sexual_activity", "images_or_messages", "pornography", "attempted", "other_act",
)  # fmt: skip
"""The observations that say what kind of behaviour it was: those of the rules, in their order."""
NURSERY, RECEPTION, AFTER_SCHOOL = "nursery", "reception", "after_13"
YEARS = (NURSERY, RECEPTION, *(str(year) for year in range(1, 14)), AFTER_SCHOOL)
SHORTEST_WORD = 3

record_facets = sa.Table(
    "record_facets",
    metadata,
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("signed_at", Moment, primary_key=True),
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True, index=True),
)
"""In the order in which it is looked through: what one setting has of one value, by time."""


class Facet(StrEnum):
    """Stored, rename none."""

    ACT = "act"
    YEAR = "year"
    PLACE = "place"
    PART_OF_DAY = "part_of_day"


def year_group(born: date, on: date) -> str:
    """The year group in England: by the age on the 31st of August before the school year, which begins in September."""
    began = on.year if on.month >= 9 else on.year - 1
    age = began - born.year - ((born.month, born.day) > (8, 31))
    return YEARS[min(max(age - 3, 0), len(YEARS) - 1)]


def place_words(place: str) -> frozenset[str]:
    """The words by which a place is found, as typed or looked for; short ones say too little."""
    found = (word.letters for word in folding.words(place))
    return frozenset(letters for letters in found if len(letters) >= SHORTEST_WORD)


def token(tx: Tx, kind: Facet, value: str) -> str:
    """The fingerprint of one value."""
    return tx.vault.blind(f"facet:{kind}:{value}")


async def keep(tx: Tx, record_id: str, signed: Mapping[str, Any]) -> None:
    """Of a record, from what was signed. Those that it had are replaced."""
    of_record = {
        "setting_id": signed["setting_id"],
        "signed_at": datetime.fromisoformat(signed["signed_at"]),
        "record_id": record_id,
    }
    await tx.connection.execute(record_facets.delete().where(record_facets.c.record_id == record_id))
    found = sorted(set(_of(signed)))
    rows = [of_record | {"kind": kind.value, "token": token(tx, kind, value)} for kind, value in found]
    if rows:
        await tx.connection.execute(record_facets.insert(), rows)


def _of(signed: Mapping[str, Any]) -> Iterator[tuple[Facet, str]]:
    content = signed["content"]
    for act in ACTS:
        if signed["observations"].get(act) == "yes":
            yield Facet.ACT, act
    on = _day(content.get("happened_on")) or _day(str(signed["signed_at"])[:10])
    born = next((_day(c["date_of_birth"]) for c in signed["children"] if c["label"] == signed["child_label"]), None)
    if born and on and born <= on:
        yield Facet.YEAR, year_group(born, on)
    part = part_of_day(str(content.get("happened_at", "")))
    if part:
        yield Facet.PART_OF_DAY, part
    place = content.get("place")
    if isinstance(place, str) and place not in ("not_known", "not_asked"):
        yield from ((Facet.PLACE, word) for word in place_words(place))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None

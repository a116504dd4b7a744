"""The children of a record, and the blind index by which a child's earlier records are found without
opening any.

A name is never stored for searching: only keyed fingerprints of its normalised forms (see `Vault.blind`).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.engine import Tx
from storage.record_tables import child_index
from storage.record_tables import children as children_table


@dataclass(frozen=True)
class ChildPart:
    """One child of the incident. `label` is 'Child A' and so on, unique within the incident.

    `name` and `date_of_birth` (ISO) are as the worker gave them, empty where not known; `content` overrides
    the shared content of the record about this child.
    """

    label: str
    name: str = ""
    date_of_birth: str = ""
    displayed: bool = True
    content: Mapping[str, Any] = field(default_factory=dict)

    def as_signed(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "name": self.name,
            "date_of_birth": self.date_of_birth,
            "displayed": self.displayed,
        }


def normalised(name: str) -> str:
    """A name as it is matched: without accents, casing, punctuation, or the order of its parts."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(
        letter if letter.isalpha() or letter.isspace() else " " if letter in "-‐‑–/" else ""
        for letter in plain
        if not unicodedata.combining(letter)
    )
    return " ".join(sorted(letters.split()))


def tokens(tx: Tx, child: ChildPart) -> list[tuple[str, str]]:
    """(kind, fingerprint) for each way this child can be found: by name, and by name with date of birth."""
    name = normalised(child.name)
    if not name:
        return []
    found = [("name", tx.vault.blind(f"name:{name}"))]
    if child.date_of_birth:
        found.append(("name_born", tx.vault.blind(f"name_born:{name}:{child.date_of_birth}")))
    return found


async def index(tx: Tx, record_id: str, of_incident: Sequence[ChildPart], *, about: str) -> None:
    """Keep who was there and how each is found; `about` is the label of the child the record is about."""
    for child in of_incident:
        await tx.connection.execute(
            children_table.insert().values(
                record_id=record_id,
                label=child.label,
                displayed=child.displayed,
                is_subject=child.label == about,
            )
        )
        for kind, token in tokens(tx, child):
            await tx.connection.execute(
                child_index.insert().values(record_id=record_id, label=child.label, kind=kind, token=token)
            )

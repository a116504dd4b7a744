"""The children of a record, and the blind index by which a child's earlier records are found without
opening any.

A name is never stored for searching: only keyed fingerprints of its normalised forms (see `Vault.blind`).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage import sounds
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


def tokens(tx: Tx, child: ChildPart, setting_id: str) -> list[tuple[str, str]]:
    """(kind, fingerprint) for each way this child can be found.

    `name` and `name_born` hold anywhere. The others allow for spelling, a name cut short and a missing date of birth,
    and hold within one setting only, so that a common name does not find half the county:

      ends          how the first and the last part sound
      initial       'J Smith': the first letter, and how the last part sounds; `initial_last` is the same of a full name
      sole          a first name alone: how it sounds; `first` is the same of a full name
      initial_born  the first letter with the date of birth: a surname that changed
      born          the date of birth alone, to compare and not to search by
    """
    name = normalised(child.name)
    if not name:
        return []
    found = {"name": f"name:{name}"}
    first, *_, last = (*_in_order(child.name), "") if " " not in name else _in_order(child.name)
    if last:
        found["ends"] = f"ends:{setting_id}:{'/'.join(sorted((sounds.key(first), sounds.key(last))))}"
        short = "initial" if len(first) == 1 else "initial_last"
        found[short] = f"initial:{setting_id}:{first[0]}:{sounds.key(last)}"
    found["first" if last else "sole"] = f"first:{setting_id}:{sounds.key(first)}"
    if child.date_of_birth:
        found["name_born"] = f"name_born:{name}:{child.date_of_birth}"
        found["initial_born"] = f"initial_born:{setting_id}:{first[0]}:{child.date_of_birth}"
        found["born"] = f"born:{setting_id}:{child.date_of_birth}"
    return [(kind, tx.vault.blind(text)) for kind, text in found.items()]


def _in_order(name: str) -> list[str]:
    """The plain parts of a name, first name first: 'Smith, John' is John Smith."""
    last, comma, first = name.partition(",")
    parts = (f"{first} {last}" if comma else name).split()
    return [plain for part in parts for plain in normalised(part).split()]


async def index(tx: Tx, record_id: str, setting_id: str, of_incident: Sequence[ChildPart], *, about: str) -> None:
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
        for kind, token in tokens(tx, child, setting_id):
            await tx.connection.execute(
                child_index.insert().values(record_id=record_id, label=child.label, kind=kind, token=token)
            )

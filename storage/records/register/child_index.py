"""The children of a record, and the blind index by which a child's earlier records are found without
opening any.

A name is never stored for searching: only keyed fingerprints of its folded forms (see `folding.py` and `Vault.blind`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from storage.database.engine import Tx
from storage.names import phonetics, short_forms
from storage.names.folding import normalised
from storage.names.spellings import Name
from storage.records.tables import child_index
from storage.records.tables import children as children_table

RULES = 4
"""Counted up with each change of what `tokens` gives for some name, or `facets.keep` for some record."""
LONG_ENOUGH_ALONE = 4
"""Sounds of a part that is searched for by itself, also where it is misspelt. The project's own choice."""


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
        """Plain JSON, as it is sealed and hashed with the record."""
        return {
            "label": self.label,
            "name": self.name,
            "date_of_birth": self.date_of_birth,
            "displayed": self.displayed,
        }


def tokens(tx: Tx, child: ChildPart, setting_id: str) -> list[tuple[str, str]]:
    """(kind, fingerprint) for each way this child can be found; one kind may have several.

    `name` and `name_born` hold anywhere. The others allow for spelling, a name cut short and a missing date of birth,
    and hold within one setting only, so that a common name does not find half the county:

      ends          how the first and the last part sound, also of each half of a double name
      initial       'J Smith': the first letter, and how the last part sounds; `initial_last` is the same of a full name
      sole          a first name alone: how it sounds; `first` is the same of a full name
      form          what the first name is a form of, as Katherine is of Kate, and how the last part sounds
      initial_born  the first letter with the date of birth: a surname that changed
      born          the date of birth alone, to compare and not to search by

    What a fingerprint is taken over stays the same for good: older records hold them. Add, and count up `RULES`.
    """
    if not normalised(child.name):
        return []
    found = [*_by_name(child), *_by_sound(child.name, setting_id)]
    if child.date_of_birth:
        first = _in_order(child.name)[0]
        found.append(("initial_born", f"initial_born:{setting_id}:{first[0]}:{child.date_of_birth}"))
        found.append(("born", f"born:{setting_id}:{child.date_of_birth}"))
    return [(kind, tx.vault.blind(text)) for kind, text in dict.fromkeys(found)]


def surname_tokens(tx: Tx, name: str, setting_id: str) -> list[tuple[str, str]]:
    """Where a name has one part: fingerprints of every full name whose last part sounds like it. To search by: no
    record is kept or compared by them.
    """
    parts = _in_order(name)
    if len(parts) != 1 or not phonetics.is_heard(parts[0]):
        return []
    return [_initial(tx, setting_id, letter, phonetics.key(parts[0])) for letter in ascii_lowercase]


@dataclass(frozen=True)
class Nearby:
    """What finds a name that is a slip of the hand away: fingerprints to search by, and those of which a child must
    have one (any, where there are none).
    """

    tokens: list[tuple[str, str]]
    one_of: frozenset[str] = frozenset()


def nearby(tx: Tx, name: str, setting_id: str) -> Nearby:
    """Of two parts, one sounds as it was typed and the other nearly so, and the first letter is the same. A part that
    stands alone has no other to hold it: it must be long enough that not everything is near it.
    """
    first, *_, last = (*_in_order(name), "") if " " not in normalised(name) else _in_order(name)
    if not (phonetics.is_heard(first) and (not last or phonetics.is_heard(last))):
        return Nearby([])
    if not last:
        keys = sorted(key for key in phonetics.near(first) if len(key) >= LONG_ENOUGH_ALONE)
        found = [("sole", tx.vault.blind(f"first:{setting_id}:{key}")) for key in keys]
        return Nearby(found + [_initial(tx, setting_id, letter, key) for key in keys for letter in ascii_lowercase])
    keys = sorted(phonetics.near(last))
    sounds = ("/".join(sorted((phonetics.key(first), key))) for key in keys)
    of_last = [("ends", tx.vault.blind(f"ends:{setting_id}:{both}")) for both in sounds]
    of_first = _initial(tx, setting_id, first[0], phonetics.key(last))
    return Nearby([*of_last, of_first], frozenset(_initial(tx, setting_id, first[0], key)[1] for key in keys))


def _initial(tx: Tx, setting_id: str, letter: str, key: str) -> tuple[str, str]:
    return "initial", tx.vault.blind(f"initial:{setting_id}:{letter}:{key}")


def rules() -> str:
    """By what the fingerprints of a record were made: of another mark, they are made anew (see `reindexing.py`)."""
    return hashlib.sha256(f"{RULES} {short_forms.mark()}".encode()).hexdigest()[:16]


def _by_name(child: ChildPart) -> Iterator[tuple[str, str]]:
    """In any order of its parts; and in order, with nothing between them: Anne-Marie is Annemarie."""
    for name in (normalised(child.name), f"joined:{''.join(Name(child.name).parts)}"):
        yield "name", f"name:{name}"
        if child.date_of_birth:
            yield "name_born", f"name_born:{name}:{child.date_of_birth}"


def _by_sound(name: str, setting_id: str) -> Iterator[tuple[str, str]]:
    """Nothing for what has no sound here: in another script, every name would sound like every other."""
    first, *_, last = (*_in_order(name), "") if " " not in normalised(name) else _in_order(name)
    if last and phonetics.is_heard(last):
        short = "initial" if len(first) == 1 else "initial_last"
        yield short, f"initial:{setting_id}:{first[0]}:{phonetics.key(last)}"
        for form in sorted(short_forms.first_forms(first)):
            yield "form", f"form:{setting_id}:{form}:{phonetics.key(last)}"
    if phonetics.is_heard(first):
        yield "first" if last else "sole", f"first:{setting_id}:{phonetics.key(first)}"
    words = Name(name).words
    halves = [(one, other) for one in words[0] for other in words[-1]] if len(words) > 1 else []
    for one, other in [(first, last), *halves] if last else []:
        if phonetics.is_heard(one) and phonetics.is_heard(other):
            yield "ends", f"ends:{setting_id}:{'/'.join(sorted((phonetics.key(one), phonetics.key(other))))}"


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
                names_by=rules(),
            )
        )
        await keep_tokens(tx, record_id, setting_id, child)


async def keep_tokens(tx: Tx, record_id: str, setting_id: str, child: ChildPart) -> None:
    """Keep a child's fingerprints beside the record; the name itself is in no column."""
    rows = [
        {"record_id": record_id, "label": child.label, "kind": kind, "token": token}
        for kind, token in tokens(tx, child, setting_id)
    ]
    if rows:
        await tx.connection.execute(child_index.insert(), rows)

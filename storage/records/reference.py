"""The reference by which people speak of a record."""

import re
import secrets

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.records.tables import records


def tidy(reference: str) -> str:
    """A reference as people type it: any casing, spaces around."""
    return reference.strip().upper()


# without 0 O, 1 I L, U V: a reference is read out over the telephone
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_REFERENCE = re.compile(rf"\bWM-[{LETTERS}]{{4}}-[{LETTERS}]{{2}}\b", re.IGNORECASE)
_ANY_REFERENCE = re.compile(rf"\b[A-Z]{{2}}-[{LETTERS}]{{4}}-[{LETTERS}]{{2}}\b", re.IGNORECASE)
"""Also of an assessment, a case, a talk, a plan or a group."""


def first_reference(text: str) -> str:
    """The first reference that stands in a text, tidied; '' where there is none."""
    found = _REFERENCE.search(text)
    return tidy(found[0]) if found else ""


def without_references(text: str) -> str:
    """A text as it is read for its meaning: the letters of a reference are no words, though 'RN' may end one."""
    return _ANY_REFERENCE.sub(" ", text)


async def new_reference(tx: Tx) -> str:
    """One that no record has, such as 'WM-7K2P-QX'."""
    return await unused(tx, "WM", records.c.reference)


async def unused(tx: Tx, kind: str, column: sa.Column[str]) -> str:
    """A reference of that kind (`WM`) that stands nowhere in that column. No two of its letters look alike."""
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(6))
        reference = f"{kind}-{letters[:4]}-{letters[4:]}"
        if await tx.connection.scalar(sa.select(column).where(column == reference)) is None:
            return reference

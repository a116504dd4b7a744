"""The reference by which people speak of a record."""

import secrets

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.records.tables import records


def tidy(reference: str) -> str:
    """A reference as people type it: any casing, spaces around."""
    return reference.strip().upper()


# without 0 O, 1 I L, U V: a reference is read out over the telephone
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


async def new_reference(tx: Tx) -> str:
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(6))
        reference = f"WM-{letters[:4]}-{letters[4:]}"
        taken = sa.select(records.c.id).where(records.c.reference == reference)
        if await tx.connection.scalar(taken) is None:
            return reference

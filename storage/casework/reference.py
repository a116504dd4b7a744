"""The references by which people speak of a case (WC-7K2P-QX) and of an assessment (WA-7K2P-QX)."""

import re
import secrets

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.records.reference import LETTERS, tidy

REFERENCE = re.compile(rf"\bW[AC]-[{LETTERS}]{{4}}-[{LETTERS}]{{2}}\b", re.IGNORECASE)


async def new(tx: Tx, kind: str, column: sa.Column[str]) -> str:
    """One that nobody has, of the kind `WA` or `WC`."""
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(6))
        reference = f"{kind}-{letters[:4]}-{letters[4:]}"
        if await tx.connection.scalar(sa.select(column).where(column == reference)) is None:
            return reference


__all__ = ["REFERENCE", "new", "tidy"]

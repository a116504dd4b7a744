"""What people looked up in vain, without the person: so that the owner of the guidance sees what is missing.

Of a question only those words are kept that are in a list of ours and are nobody's name
(`knowledge/lookup/kept_words.py`).
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from storage.database.columns import metadata
from storage.database.each import each
from storage.database.engine import Tx
from storage.people.people import Role

KEEPERS = frozenset({Role.CONSULTATION, Role.MANAGER, Role.ADMIN})
"""Who keeps the guidance, and so may see what was looked up in vain."""
WHY = frozenset({"nothing_found", "not_sure", "not_meant"})

missed_lookups = sa.Table(
    "missed_lookups",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("asked_on", sa.Date, nullable=False, index=True),
    sa.Column("why", sa.String(16), nullable=False),
    sa.Column("card_shown", sa.String(120), nullable=False),
    sa.Column("question_sealed", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Missed:
    """`why` is nothing_found, not_sure or not_meant; `card_shown` is the nearest card, or the one that was not meant.

    `question` holds the words that could be kept, in order. Only the day is kept.
    """

    asked_on: date
    why: str
    card_shown: str
    question: str


async def missed(tx: Tx, words: str, why: str, card_shown: str = "") -> None:
    """`words` are those of the question that may be kept."""
    if why not in WHY:
        raise ValueError(f"not a reason: {why}")
    await tx.connection.execute(
        missed_lookups.insert().values(
            id=uuid.uuid4().hex,
            asked_on=tx.now.date(),
            why=why,
            card_shown=card_shown,
            question_sealed=tx.vault.seal(words[:500]),
        )
    )


async def all_missed(tx: Tx, limit: int = 500) -> list[Missed]:
    """Newest first."""
    query = sa.select(missed_lookups).order_by(missed_lookups.c.asked_on.desc(), missed_lookups.c.id).limit(limit)
    rows = await tx.connection.execute(query)
    return each(tx, rows, _missed, named="id")


def _missed(tx: Tx, row: sa.Row[Any]) -> Missed:
    return Missed(row.asked_on, row.why, row.card_shown, tx.vault.open(row.question_sealed))

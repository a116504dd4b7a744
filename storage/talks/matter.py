"""Talks about one matter, a draft or a record, are counted together: how often it was only watched."""

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.talks.tables import talks

OFTEN = 3
"""So many times 'watch it further' about one record or draft, and the safeguarding lead is to look at the whole
(our own choice, for what HM-3.1 found: earlier signs that nobody put together).
"""


async def watched_before(tx: Tx, talk_id: str) -> int:
    """In how many other talks about the same record or draft watching was agreed; 0 where a talk is about neither."""
    this = sa.select(talks.c.case_key).where(talks.c.id == talk_id).scalar_subquery()
    query = sa.select(sa.func.count()).select_from(talks)
    same = (talks.c.case_key == this) & (talks.c.id != talk_id) & talks.c.review_on.is_not(None)
    return await tx.connection.scalar(query.where(same)) or 0

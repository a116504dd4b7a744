"""How many waited for a place in a group: what the commissioners' gap list counts (PB-roles)."""

from datetime import datetime

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.groups.tables import group_referrals


async def between(tx: Tx, first: datetime, end: datetime) -> int:
    """Referrals that waited for a place at any time from `first` up to `end`."""
    began = group_referrals.c.waiting_since < end
    still = group_referrals.c.waited_until.is_(None) | (group_referrals.c.waited_until >= first)
    gone = group_referrals.c.ended_at.is_(None) | (group_referrals.c.ended_at >= first)
    query = sa.select(sa.func.count()).select_from(group_referrals).where(began, still, gone)
    return await tx.connection.scalar(query) or 0

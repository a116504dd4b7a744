"""The history of one subject as it goes into an export: with all that is needed to hash and check each entry again.

No key but public ones, and no word of a case, as nowhere in the history.
"""

from typing import Any

import sqlalchemy as sa

from storage.audit import chain
from storage.audit.actions import Subject
from storage.audit.tables import audit
from storage.audit.verifying import links
from storage.database.engine import Tx


async def extract(tx: Tx, about: Subject) -> dict[str, Any]:
    """Plain JSON: `beginning` and the entries, oldest first, each with the `link` of the one before it in the chain of
    the installation (`before`). An entry from before there was such a chain has no position.
    """
    await chain.written(tx)
    query = sa.select(audit).where(chain.is_about(about)).order_by(audit.c.number)
    rows = (await tx.connection.execute(query)).all()
    linked = await links(tx, [row.position - 1 for row in rows if row.position is not None])
    return {
        "beginning": about.beginning,
        "entries": [
            {
                "position": row.position, "kind": row.subject_kind, "id": row.subject_id, "number": row.number,
                "at": row.at.isoformat(timespec="microseconds"), "person_id": row.person_id, "action": row.action,
                "via": row.via, "os_user": row.os_user, "key_id": row.key_id, "hash": row.hash,
                "signature": bytes(row.signature).hex() if row.signature else None,
                "before": chain.link(linked.get(row.position - 1) if row.position is not None else None),
            }
            for row in rows
        ],
    }  # fmt: skip

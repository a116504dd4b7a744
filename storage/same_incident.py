"""'Is this the incident reported at 14:10?': what the person who signed said to that, kept beside the record."""

import sqlalchemy as sa

from storage.columns import insert_new
from storage.engine import Tx
from storage.life_tables import same_incidents
from storage.record_tables import records

ANSWERS = frozenset({"yes", "no", "not_sure"})


async def keep(tx: Tx, record_id: str, other_record_id: str, answer: str, person_id: str) -> None:
    """The first answer stays."""
    if answer not in ANSWERS:
        raise ValueError(f"not an answer: {answer}")
    await insert_new(
        tx.connection, same_incidents,
        record_id=record_id, other_record_id=other_record_id, answer=answer, person_id=person_id, at=tx.now,
    )  # fmt: skip


async def of(tx: Tx, record_id: str) -> list[tuple[str, str]]:
    """(reference of the other record, answer), asked from either of the two."""
    t = same_incidents.c
    found = []
    for here, there in ((t.record_id, t.other_record_id), (t.other_record_id, t.record_id)):
        query = sa.select(records.c.reference, t.answer).join(records, records.c.id == there).where(here == record_id)
        found += [(row.reference, row.answer) for row in await tx.connection.execute(query)]
    return sorted(set(found))

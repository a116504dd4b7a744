"""'Is this the incident reported at 14:10?': what the person who signed said to that, when workers were still asked.

They no longer are, since the question told any worker whether a child has a record. What was said stays.
"""

import sqlalchemy as sa

from storage.database.engine import Tx
from storage.people.people import Person
from storage.records.access import fresh, may_know
from storage.records.tables import records, same_incidents


async def of(tx: Tx, record_id: str, person: Person) -> dict[str, str]:
    """Reference of the other record to the answer (yes, no, not_sure), asked from either of the two; of those that this
    person may know of.
    """
    t, known = same_incidents.c, may_know(await fresh(tx, person))
    found: dict[str, str] = {}
    for here, there in ((t.other_record_id, t.record_id), (t.record_id, t.other_record_id)):
        query = sa.select(records.c.reference, t.answer).join(records, records.c.id == there)
        found |= {
            row.reference: row.answer for row in await tx.connection.execute(query.where(here == record_id, known))
        }
    return found

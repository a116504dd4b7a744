"""Another record may be about the same child, and only a person can say: whoever is responsible is told so at once.

The alert says no more than that. Which records they are, and the two answers, stand where the record is read.
"""

from storage.database.engine import Tx
from storage.history import matching
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import access
from storage.records.signing import Record


async def tell(tx: Tx, record: Record) -> bool:
    """Whether there was something to tell. Only by records that the person responsible may read themselves."""
    person = await access.fresh(tx, record.responsible_id)
    found = await matching.matches(tx, record.id, record.child_label, access.may_read(person))
    if all(match.counts for match in found):
        return False
    about = {"reference": record.reference}
    return await outbox.put(tx, person.id, Alert.RECORD_MAY_BE_KNOWN, about, once=once.look_alike(record.id))

"""Two requests that are about one child become one: the earlier goes on with its limit, the later is taken over by it.

Only whoever may name the lead of both can say so: everybody else knows of one of them at most.
"""

from storage import audit
from storage.audit import AuditAction
from storage.casework import assessments, cases, finishing, leading, members
from storage.casework.assessments import Assessment, NotNow
from storage.casework.parts import NOT_MADE_YET, Part, State
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people.people import Person
from storage.problems import NotAllowed, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert

STAY = frozenset({Part.LEAD, Part.CO_WORKER})
"""Parts in the later one that end with it: the earlier has its own."""


class NotTheSame(Problem):
    """The two are about children of another name or another date of birth."""

    reason = "not_the_same"


async def join(tx: Tx, by: Person, one: Assessment, other: Assessment) -> Assessment:
    """The one that goes on. Who is in the later case is in the earlier one from now on, without its lead and co-worker.

    Raises NotAllowed, NotTheSame, NotNow where it is one and the same or either is past its making, and InBothCases.
    """
    first, later = sorted((one, other), key=lambda each: (each.asked_at, each.id))
    if not all([await leading.may_name_lead(tx, by, each) for each in (first, later)]):
        raise NotAllowed
    if first.id == later.id or not {first.state, later.state} <= NOT_MADE_YET:
        raise NotNow(later.state)
    if await _who(tx, first) != await _who(tx, later):
        raise NotTheSame
    members_of_later = [each for each in await members.of_case(tx, later.case_id) if each.until is None]
    for each in members_of_later:
        if each.part not in STAY:
            await members.add(tx, first.case_id, each.person_id, each.part, by.id)
    said = {**later.said, "superseded_by": first.reference}
    await assessments.keep(tx, later, said_sealed=tx.vault.seal_json(said))
    await assessments.step(tx, later, State.SUPERSEDED, by.id)
    await finishing.stop_the_making(tx, later)
    await audit.note(tx, first.about, by.id, AuditAction.STATE_CHANGED, "joined")
    for person_id in sorted({each.person_id for each in members_of_later} - {by.id}):
        await outbox.put(tx, person_id, Alert.ASSESSMENT_JOINED, {"reference": later.reference})
    return await assessments.get(tx, first.id)


async def _who(tx: Tx, one: Assessment) -> tuple[str, str]:
    child = (await cases.get(tx, one.case_id)).child
    return normalised(child.name), child.born.isoformat()

"""Looking again at what was to be watched. Until somebody has, it stays open."""

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.database.engine import Tx
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.talks import access
from storage.talks.tables import talks
from storage.talks.talk import Review, State, Talk, opened, sealed, state_of, subject


class NothingToReview(Problem):
    """Nothing is watched in this talk, or somebody has looked already."""

    reason = "talk_not_watched"


async def review(tx: Tx, person: Person, talk_id: str, given: Review) -> Talk:
    """Keep how it is now; the talk as it stands then. Raises NotFound for who neither asked nor stands in for who did,
    and NothingToReview.
    """
    row, part = await access.row_for(tx, person, talk_id)
    if part is access.Part.DUTY:
        raise NotFound("talk")
    if state_of(row.answered_at, row.ended_at) is not State.WATCHED:
        raise NothingToReview
    values = {"review_sealed": sealed(tx, given), "reviewed_by": person.id, "ended_at": tx.now}
    await tx.connection.execute(talks.update().where(talks.c.id == row.id).values(**values))
    await running.stop_all(tx, subject(row.id))
    await audit.note(tx, subject(row.id), person.id, AuditAction.TALK_REVIEWED)
    return opened(tx, (await access.row_for(tx, person, talk_id))[0])

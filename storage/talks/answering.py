"""Youth justice answers: one or more of the five outcomes, each with what follows from it (PB-support)."""

from datetime import timedelta

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import managers
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.talks import access, matter, told
from storage.talks.asking import ANSWERED
from storage.talks.tables import TalkRow, talks
from storage.talks.talk import Answer, Outcome, sealed, subject
from storage.working_hours import LONDON

WATCHED, REVIEW = "talk_watched", "talk_review"
"""The two clocks of what is watched: when the asker is asked, and when the line manager hears."""
FIRST_REVIEW, LAST_REVIEW = timedelta(days=7), timedelta(weeks=4)
"""The day to look again: between one week and four from today (our own choice)."""


class AnsweredAlready(Problem):
    """Another duty worker has answered meanwhile; their answer stays."""

    reason = "talk_answered_already"


class NotWholeAnswer(Problem):
    """No outcome, or one to watch without what, who and a day to look again that is near enough."""

    reason = "talk_not_whole"


async def answer(tx: Tx, person: Person, talk_id: str, given: Answer) -> None:
    """Keep it, let the asker and the safeguarding lead know, start what is watched. Raises NotFound for who is not on
    duty or asked themselves, AnsweredAlready, NotWholeAnswer.
    """
    row, part = await access.row_for(tx, person, talk_id)
    if part is not access.Part.DUTY:
        raise NotFound("talk")
    if row.answered_at is not None:
        raise AnsweredAlready
    _check(tx, given)
    record = await told.record_about(tx, row.case_key)
    lead, only = await told.lead_for(tx, row, record)
    values = {
        "answer_sealed": sealed(tx, given),
        "answered_by": person.id,
        "answered_at": tx.now,
        "review_on": given.watch.review_on if given.watch else None,
        "ended_at": None if given.watch else tx.now,
        "lead_id": lead.id if lead else None,
        "for_this_lead_only": only,
    }
    await tx.connection.execute(talks.update().where(talks.c.id == row.id).values(**values))
    await audit.note(tx, subject(row.id), person.id, AuditAction.TALK_ANSWERED)
    await running.stop(tx, ANSWERED, subject(row.id))
    await told.answered(tx, row.reference)
    if given.watch is not None:
        for name in (WATCHED, REVIEW):
            await running.start(tx, name, subject(row.id), row.reference, no_later_than=given.watch.review_on)
    for one in await managers.who_goes_on(tx, row.asker_id):
        await outbox.put(tx, one.id, Alert.TALK_ANSWERED, {"reference": row.reference})
    if lead is not None:
        await _tell_lead(tx, row, lead.id, given, record.reference if record else row.reference)


def _check(tx: Tx, given: Answer) -> None:
    watches = Outcome.MONITORING in given.outcomes
    if not given.outcomes or watches != (given.watch is not None):
        raise NotWholeAnswer
    if given.watch is not None:
        away = given.watch.review_on - tx.now.astimezone(LONDON).date()
        if not (given.watch.what and given.watch.who) or not FIRST_REVIEW <= away <= LAST_REVIEW:
            raise NotWholeAnswer


async def _tell_lead(tx: Tx, row: TalkRow, lead_id: str, given: Answer, about: str) -> None:
    """That a talk took place, and no more; and where it has been watched often enough, to look at the whole of it.
    `about`: the reference of the record that it is about, or its own.
    """
    today = Outcome.SOCIAL_CARE in given.outcomes
    says = Alert.TALK_NEEDS_LEAD if today else Alert.TALK_TOOK_PLACE
    await outbox.put(tx, lead_id, says, {"reference": row.reference})
    if given.watch is not None and await matter.watched_before(tx, row.id) + 1 >= matter.OFTEN:
        await outbox.put(tx, lead_id, Alert.TALK_WATCHED_AGAIN, {"reference": about})

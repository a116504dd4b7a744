"""No one is left alone with a red: what was shown, to whom, and whether somebody else knows by now.

From the moment that urgent steps or a red view are shown, two working hours of silence, or 'cancel', tell
the person responsible, without a word about the case. The fact itself stays when the draft is deleted.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import jobs, outbox, people
from storage.columns import Moment, insert_new, metadata
from storage.engine import Tx
from storage.jobs import Job
from storage.working_hours import add_working_hours

KIND = "safety_watch"
WORKING_HOURS = 2
CAUSES = frozenset({"urgent_steps", "red_view"})

watches = sa.Table(
    "safety_watches",
    metadata,
    sa.Column("case_key", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("cause", sa.String(32), nullable=False),
    sa.Column("concern_about_dsl", sa.Boolean, nullable=False),
    sa.Column("shown_at", Moment, nullable=False),
    sa.Column("alerted_at", Moment),
    sa.Column("alerted_person", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("alerted_after", sa.String(32)),
    sa.Column("submitted_at", Moment),
)


@dataclass(frozen=True)
class Watch:
    """`alerted_after` is cancel or silence; `submitted_at` is set once the record is signed and sent."""

    case_key: str
    person_id: str
    setting_id: str
    cause: str
    concern_about_dsl: bool
    shown_at: datetime
    alerted_at: datetime | None
    alerted_person: str | None
    alerted_after: str | None
    submitted_at: datetime | None


async def shown(tx: Tx, person: people.Person, case_key: str, cause: str, *, concern_about_dsl: bool = False) -> None:
    """Urgent steps or a red view were shown: keep it, and start the two working hours. A repeat changes
    nothing, except that a concern about the DSL, once known, is kept.
    """
    if cause not in CAUSES:
        raise ValueError(f"not a cause: {cause}")
    new = await insert_new(
        tx.connection,
        watches,
        case_key=case_key,
        person_id=person.id,
        setting_id=person.setting_id,
        cause=cause,
        concern_about_dsl=concern_about_dsl,
        shown_at=tx.now,
    )
    if new:
        await jobs.schedule(tx, KIND, add_working_hours(tx.now, WORKING_HOURS), case_key)
    elif concern_about_dsl:
        await concern(tx, case_key)


async def concern(tx: Tx, case_key: str) -> None:
    """The worker has said meanwhile that the concern is about the DSL: an alert goes to the deputy or
    head.
    """
    await tx.connection.execute(watches.update().where(watches.c.case_key == case_key).values(concern_about_dsl=True))


async def get(tx: Tx, case_key: str) -> Watch | None:
    row = (await tx.connection.execute(sa.select(watches).where(watches.c.case_key == case_key))).first()
    return None if row is None else Watch(*row)


async def alert(tx: Tx, case_key: str, after: str) -> people.Person | None:
    """Tell the person responsible, once. `after` is cancel or silence. Who was told; None where nobody
    needs telling: nothing urgent was shown, the record is in, or they were told before.
    """
    watch = await get(tx, case_key)
    if watch is None or watch.submitted_at or watch.alerted_at:
        return None
    responsible = await people.responsible_for(
        tx, watch.setting_id, author_id=watch.person_id, concern_about_dsl=watch.concern_about_dsl
    )
    await outbox.put(tx, responsible.id, "safety_alert", {"cause": after}, once=f"{KIND}:{case_key}")
    await tx.connection.execute(
        watches.update()
        .where(watches.c.case_key == case_key)
        .values(alerted_at=tx.now, alerted_person=responsible.id, alerted_after=after)
    )
    await jobs.cancel(tx, KIND, case_key)
    return responsible


async def submitted(tx: Tx, case_key: str) -> None:
    """The record is in: the person responsible has it, the clock stops."""
    this = (watches.c.case_key == case_key) & watches.c.submitted_at.is_(None)
    await tx.connection.execute(watches.update().where(this).values(submitted_at=tx.now))
    await jobs.cancel(tx, KIND, case_key)


async def after_silence(tx: Tx, job: Job) -> people.Person | None:
    """Do a job of this kind that has come due, in the transaction that marks it done."""
    if not await jobs.done(tx, job):
        return None
    return await alert(tx, job.key, "silence")

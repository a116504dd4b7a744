"""No one is left alone with a red: what was shown, to whom, and whether somebody else knows by now.

From the moment that urgent steps or a red view are shown, two working hours of silence, or 'cancel', tell
the person responsible, without a word about the case. The fact itself stays when the draft is deleted.

A case has one watch, and another for a cause that comes after somebody was told of the first: who heard of urgent
steps in the morning has not heard of the red view at noon.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.people import dsl_posts, people, responsible
from storage.people.people import Person, Role
from storage.people.responsible import NoOneResponsible
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.working_hours import add_working_hours

logger = logging.getLogger(__name__)

WORKING_HOURS = 2


class WatchCause(StrEnum):
    """What was shown; stored, rename none."""

    URGENT_STEPS = "urgent_steps"
    RED_VIEW = "red_view"


class After(StrEnum):
    """After what somebody is told; stored, rename none."""

    SILENCE = "silence"
    CANCEL = "cancel"


LOOK_AGAIN = timedelta(minutes=15)
"""Where nobody could be told: somebody may be on file by then."""

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
    cause: WatchCause
    concern_about_dsl: bool
    shown_at: datetime
    alerted_at: datetime | None
    alerted_person: str | None
    alerted_after: After | None
    submitted_at: datetime | None


@dataclass(frozen=True)
class Told:
    """Who has been told of a case; `earlier` where that was before now, so that nobody is told again."""

    person: Person
    earlier: bool


async def shown(tx: Tx, person: Person, case_key: str, cause: WatchCause, *, concern_about_dsl: bool = False) -> None:
    """Urgent steps or a red view were shown: keep it, and start the two working hours.

    A repeat changes nothing, except that a concern about the DSL, once known, is kept. Another cause begins a watch
    of its own where somebody has been told of the case already, and otherwise is told of with the first.
    """
    known = await _of_case(tx, case_key)
    if all(watch.alerted_at for watch in known) and cause not in {watch.cause for watch in known}:
        key = f"{case_key}/{cause}" if known else case_key
        new = await insert_new(
            tx.connection,
            watches,
            case_key=key,
            person_id=person.id,
            setting_id=person.setting_id,
            cause=cause.value,
            concern_about_dsl=concern_about_dsl,
            shown_at=tx.now,
        )
        if new:
            await jobs.schedule(tx, JobKind.SAFETY_WATCH, add_working_hours(tx.now, WORKING_HOURS, tx.closed), key)
    if concern_about_dsl:
        await concern(tx, case_key)


async def concern(tx: Tx, case_key: str) -> None:
    """The worker has said meanwhile that the concern is about the DSL: an alert goes to the deputy or
    head.
    """
    await tx.connection.execute(watches.update().where(_case(case_key)).values(concern_about_dsl=True))


async def get(tx: Tx, case_key: str) -> Watch | None:
    """The first watch of the case."""
    row = (await tx.connection.execute(sa.select(watches).where(watches.c.case_key == case_key))).first()
    return None if row is None else _watch(row)


async def tell(tx: Tx, case_key: str, after: After) -> Told | None:
    """Tell the person responsible, once for each cause.

    None where nobody needs telling: nothing urgent was shown, or the record is in. Where the setting has no DSL,
    deputy or head, a manager or admin hears that nobody is on file. Raises NoOneResponsible where there is none.
    """
    known = [watch for watch in await _of_case(tx, case_key) if not watch.submitted_at]
    untold = [watch for watch in known if not watch.alerted_at]
    for watch in untold:
        to, key = await _whom(tx, watch)
        await outbox.put(tx, to.id, key, _about(watch, key, after), once=once.safety(watch.case_key))
        await _keep_told(tx, watch.case_key, alerted_at=tx.now, alerted_person=to.id, alerted_after=after.value)
        await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)
    if untold:
        return Told(to, earlier=False)
    told = [watch.alerted_person for watch in known if watch.alerted_person]
    return Told(await people.get(tx, told[-1]), earlier=True) if told else None


async def alert(tx: Tx, case_key: str, after: After) -> Person | None:
    """`tell`, where only who was told just now matters; None where they were told before."""
    told = await tell(tx, case_key, after)
    return told.person if told and not told.earlier else None


async def submitted(tx: Tx, case_key: str) -> None:
    """The record is in: the person responsible has it, the clock stops."""
    for watch in await _of_case(tx, case_key):
        if watch.submitted_at is None:
            await _keep_told(tx, watch.case_key, submitted_at=tx.now)
            await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)


async def after_silence(tx: Tx, job: Job) -> Person | None:
    """Do a job of this kind that has come due. Where nobody can be told, it is looked at again, and says so."""
    if not await jobs.done(tx, job):
        return None
    try:
        return await alert(tx, job.key.partition("/")[0], After.SILENCE)
    except NoOneResponsible as problem:
        logger.error("nobody is on file who could be told of something urgent", extra={"reason": problem.reason})
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now + LOOK_AGAIN, job.key)
        return None


async def untold(tx: Tx) -> int:
    """How many are past their two working hours, and nobody has been told: the setting has nobody to tell."""
    query = sa.select(watches.c.shown_at).where(watches.c.alerted_at.is_(None), watches.c.submitted_at.is_(None))
    shown_at = (await tx.connection.execute(query)).scalars()
    return sum(add_working_hours(moment, WORKING_HOURS, tx.closed) <= tx.now - LOOK_AGAIN for moment in shown_at)


async def after_roles(tx: Tx, person_id: str) -> None:
    """Somebody's roles have changed: an alert that has not reached them goes to whoever is to be told now."""
    for message in await outbox.waiting_for(tx, person_id):
        watch_key = once.read_safety(message.once)
        watch = await get(tx, watch_key) if watch_key else None
        if watch is not None:
            await _tell_another(tx, message, person_id, watch)


async def _tell_another(tx: Tx, message: outbox.Message, person_id: str, watch: Watch) -> None:
    try:
        to, key = await _whom(tx, watch)
    except NoOneResponsible:
        # as if nobody had been told: the clock is due again, and the doctor says so
        await outbox.withdraw(tx, message)
        await _keep_told(tx, watch.case_key, alerted_at=None, alerted_person=None, alerted_after=None)
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now, watch.case_key)
        return
    chain = (Role.DSL, Role.DEPUTY, Role.HEAD)
    answers_here = watch.setting_id in (await people.get(tx, person_id)).settings_as(*chain)
    if to.id != person_id and not answers_here:
        await outbox.withdraw(tx, message)
        about = _about(watch, key, watch.alerted_after or After.SILENCE)
        await outbox.put(tx, to.id, key, about, once=message.once)
        await _keep_told(tx, watch.case_key, alerted_person=to.id)


async def _whom(tx: Tx, watch: Watch) -> tuple[Person, Alert]:
    """Who is told, and which alert. Raises NoOneResponsible."""
    never = {watch.person_id}
    if watch.concern_about_dsl:
        never |= await dsl_posts.in_setting(tx, watch.setting_id, watch.shown_at)
    try:
        return await responsible.first_of(tx, watch.setting_id, never), Alert.SAFETY_ALERT
    except NoOneResponsible:
        for role, setting_id in ((Role.MANAGER, watch.setting_id), (Role.ADMIN, watch.setting_id), (Role.ADMIN, None)):
            for person in await people.with_role(tx, role, setting_id):
                if person.id not in never:
                    return person, Alert.SAFETY_ALERT_NOBODY
        raise


def _about(watch: Watch, key: Alert, after: After) -> Mapping[str, str | int]:
    return {"cause": after.value} | ({"setting_id": watch.setting_id} if key is Alert.SAFETY_ALERT_NOBODY else {})


def _case(case_key: str) -> sa.ColumnElement[bool]:
    return watches.c.case_key.in_([case_key, *(f"{case_key}/{cause}" for cause in WatchCause)])


async def _of_case(tx: Tx, case_key: str) -> list[Watch]:
    query = sa.select(watches).where(_case(case_key)).order_by(watches.c.shown_at, watches.c.case_key)
    return [_watch(row) for row in await tx.connection.execute(query)]


def _watch(row: sa.Row[tuple[object, ...]]) -> Watch:
    of = row._mapping
    after = of["alerted_after"]
    return Watch(**{**of, "cause": WatchCause(of["cause"]), "alerted_after": After(after) if after else None})


async def _keep_told(tx: Tx, key: str, **values: datetime | str | None) -> None:
    await tx.connection.execute(watches.update().where(watches.c.case_key == key).values(**values))

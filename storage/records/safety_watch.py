"""No one is left alone with a red: what was shown, to whom, and whether somebody else knows by now.

From the moment that urgent steps or a red view are shown, silence or 'cancel' tells the person responsible, without a
word about the case. The fact itself stays when the draft is deleted. The clock is one of hours, not of working hours:
a child is no safer at night.

After a red view it goes on until the worker says that they have told somebody, or somebody has taken the record that
was signed meanwhile: the DSL hears first, then the deputy, then the head, and each time the worker is asked again.

A case has one watch, and another for a cause that comes after somebody was told of the first: who heard of urgent
steps in the morning has not heard of the red view at noon. A red view has always one of its own.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.people import on_call, people, posts, responsible
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, NoOneResponsible
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.records.tables import Status, records
from storage.working_hours import is_working_time

logger = logging.getLogger(__name__)


class WatchCause(StrEnum):
    """What was shown; stored, rename none."""

    URGENT_STEPS = "urgent_steps"
    RED_VIEW = "red_view"


class After(StrEnum):
    """After what somebody is told; stored, rename none."""

    SILENCE = "silence"
    CANCEL = "cancel"
    NOT_REACHED = "not_reached"
    """The worker says that they can't reach those they were asked to ring."""
    RECORD = "record"
    """A record was signed and sent to them, which has an alert of its own."""


WAITS: Mapping[WatchCause, timedelta] = {
    WatchCause.URGENT_STEPS: timedelta(hours=2),
    WatchCause.RED_VIEW: timedelta(minutes=30),
}
"""By the clock, at night and on closed days too, until somebody is told; after a red view also between one who is told
and the next.
"""
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
    # roles beside the DSL's whom it is about, with a space between
    sa.Column("also_about", sa.String(64), nullable=False, server_default=""),
    sa.Column("shown_at", Moment, nullable=False),
    sa.Column("alerted_at", Moment),
    sa.Column("alerted_person", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("alerted_after", sa.String(32)),
    sa.Column("submitted_at", Moment),
    sa.Column("told_at", Moment),
)
tellings = sa.Table(
    "safety_tellings",
    metadata,
    sa.Column("case_key", sa.String(64), sa.ForeignKey("safety_watches.case_key"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    # '' where it was a manager or an admin, who heard that there is nobody
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("told_at", Moment, nullable=False),
    sa.Column("after", sa.String(32), nullable=False),
)
"""Who was told of a watch, in order."""


@dataclass(frozen=True)
class Watch:
    """The `alerted_...` are of whoever was told last. `submitted_at` is set once the record is signed and sent,
    `told_at` once the worker says that they have told somebody themselves.
    """

    case_key: str
    person_id: str
    setting_id: str
    cause: WatchCause
    concern_about_dsl: bool
    also_about: str
    shown_at: datetime
    alerted_at: datetime | None
    alerted_person: str | None
    alerted_after: After | None
    submitted_at: datetime | None
    told_at: datetime | None

    @property
    def case(self) -> str:
        """The key of the case, which is that of its first watch."""
        return self.case_key.partition("/")[0]


@dataclass(frozen=True)
class Told:
    """Who has been told of a case; `earlier` where that was before now, so that nobody is told again."""

    person: Person
    earlier: bool


@dataclass(frozen=True)
class _Next:
    """Who is told next, in which role, and by which alert."""

    person: Person
    role: str
    alert: Alert


async def shown(
    tx: Tx,
    person: Person,
    case_key: str,
    cause: WatchCause,
    *,
    concern_about_dsl: bool = False,
    also: Collection[Role] = (),
) -> None:
    """Urgent steps or a red view were shown: keep it, and start its clock.

    A repeat changes nothing, except that whom it is about, once known, is kept (`also`: roles beside the DSL's).
    Urgent steps begin a watch of their own only where somebody has been told of the case already; the clock of a red
    view takes the place of theirs.
    """
    known = await _of_case(tx, case_key)
    is_red = cause is WatchCause.RED_VIEW
    if cause not in {watch.cause for watch in known} and (is_red or all(watch.alerted_at for watch in known)):
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
            for watch in known:
                await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)
            await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now + WAITS[cause], key)
    if concern_about_dsl or also:
        about_dsl = concern_about_dsl or any(watch.concern_about_dsl for watch in await _of_case(tx, case_key))
        await concern(tx, case_key, about_dsl=about_dsl, also=also)


async def concern(tx: Tx, case_key: str, *, about_dsl: bool, also: Collection[Role] = ()) -> None:
    """Whom it is about, as the worker has it now: no alert goes to the DSL where it is about or near them, nor to who
    holds one of the roles `also`.
    """
    about = {"concern_about_dsl": about_dsl, "also_about": " ".join(sorted(also))}
    await tx.connection.execute(watches.update().where(_case(case_key)).values(**about))


async def get(tx: Tx, case_key: str) -> Watch | None:
    """The first watch of the case."""
    row = (await tx.connection.execute(sa.select(watches).where(watches.c.case_key == case_key))).first()
    return None if row is None else _watch(row)


async def who_was_told(tx: Tx, watch_key: str) -> list[sa.Row[Any]]:
    """Who was told of a watch, in which role and after what, in order."""
    query = sa.select(tellings).where(tellings.c.case_key == watch_key).order_by(tellings.c.number)
    return list(await tx.connection.execute(query))


async def last_of(tx: Tx, person_id: str) -> Watch | None:
    """The newest watch of this person of which they have not said that they told somebody."""
    theirs = sa.select(watches).where(watches.c.person_id == person_id, watches.c.told_at.is_(None))
    row = (await tx.connection.execute(theirs.order_by(watches.c.shown_at.desc()).limit(1))).first()
    return None if row is None else _watch(row)


async def tell(tx: Tx, case_key: str, after: After) -> Told | None:
    """Tell the person responsible, once for each cause.

    None where nobody needs telling: nothing urgent was shown, or the record is in. Where the setting has no DSL,
    deputy or head, a manager or admin hears that nobody is on file. Raises NoOneResponsible where there is none.
    """
    for watch in await _of_case(tx, case_key):
        await _held(tx, watch.case_key)
    known = [watch for watch in await _of_case(tx, case_key) if not watch.submitted_at]
    untold = [watch for watch in known if not watch.alerted_at]
    if untold:
        return await _first_telling(tx, untold, after)
    told = [watch.alerted_person for watch in known if watch.alerted_person]
    return Told(await people.get(tx, told[-1]), earlier=True) if told else None


async def alert(tx: Tx, case_key: str, after: After) -> Person | None:
    """`tell`, where only who was told just now matters; None where they were told before."""
    told = await tell(tx, case_key, after)
    return told.person if told and not told.earlier else None


async def somebody_told(tx: Tx, case_key: str) -> None:
    """The worker says that they have told somebody: the clock stops."""
    for watch in await _of_case(tx, case_key):
        if watch.told_at is None:
            await _keep(tx, watch.case_key, told_at=tx.now)
        await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)


async def not_reached(tx: Tx, case_key: str) -> list[Person]:
    """The worker can't reach those they were asked to ring: whoever comes next is told at once, and the clock goes on.
    The first time that is the DSL and who comes after the DSL, whom the worker could not reach.

    Empty where everybody has been told. Raises NoOneResponsible where there is nobody at all.
    """
    known = await _of_case(tx, case_key)
    if not known or known[-1].told_at:
        return []
    watch = await _held(tx, known[-1].case_key)
    asked: list[Person] = []
    for _ in range(1 if await who_was_told(tx, watch.case_key) else 2):
        to = await _next(tx, watch)
        if to is not None:
            await _telling(tx, watch, to, After.NOT_REACHED)
            asked.append(to.person)
    if asked:
        await _start_again(tx, watch)
    return asked


async def submitted(tx: Tx, case_key: str, to: Person) -> None:
    """A record has been signed and sent to this person. The clock stops; after a red view it goes on with those who
    come after them, until the record is taken or the worker says that somebody knows.
    """
    for watch in await _of_case(tx, case_key):
        if watch.submitted_at is not None:
            continue
        await _keep(tx, watch.case_key, submitted_at=tx.now)
        await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)
        if watch.cause is WatchCause.RED_VIEW and watch.told_at is None:
            if to.id not in {one.person_id for one in await who_was_told(tx, watch.case_key)}:
                role = next((role for role in CHAIN if to.has(role, watch.setting_id)), "")
                await _keep_telling(tx, watch, _Next(to, role, Alert.RECORD_ARRIVED), After.RECORD)
            await _start_again(tx, watch)


async def after_silence(tx: Tx, job: Job) -> Person | None:
    """Do a job of this kind that has come due; whom it told. Where nobody can be told, it is looked at again, and says
    so.
    """
    if not await jobs.done(tx, job):
        return None
    watch = await _held(tx, job.key)
    if watch.told_at or (watch.submitted_at and await _is_taken(tx, watch)):
        return None
    try:
        if watch.cause is WatchCause.RED_VIEW:
            return await _pass_on(tx, watch)
        return await alert(tx, watch.case, After.SILENCE)
    except NoOneResponsible as problem:
        logger.error("nobody is on file who could be told of something urgent", extra={"reason": problem.reason})
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now + LOOK_AGAIN, job.key)
        return None


async def untold(tx: Tx) -> int:
    """How many are past their time, and nobody has been told: the setting has nobody to tell."""
    nobody = (watches.c.alerted_at.is_(None), watches.c.submitted_at.is_(None), watches.c.told_at.is_(None))
    found = await tx.connection.execute(sa.select(watches.c.shown_at, watches.c.cause).where(*nobody))
    return sum(row.shown_at + WAITS[WatchCause(row.cause)] <= tx.now - LOOK_AGAIN for row in found)


async def _pass_on(tx: Tx, watch: Watch) -> Person | None:
    """After a red view: the next is told, and the worker is asked again whether somebody knows."""
    to = await _next(tx, watch)
    if to is None:
        return None
    await _telling(tx, watch, to, After.SILENCE)
    again = once.asked_again(watch.case_key, len(await who_was_told(tx, watch.case_key)))
    await outbox.put(tx, watch.person_id, Alert.SAFETY_ASKED_AGAIN, once=again)
    await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now + WAITS[watch.cause], watch.case_key)
    return to.person


async def _first_telling(tx: Tx, untold: list[Watch], after: After) -> Told:
    """One alert for all that nobody has heard of."""
    to = await _whom(tx, untold[-1], set(), "", only_of_the_chain=False)
    await _telling(tx, untold[-1], to, after)
    for watch in untold:
        await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)
    return Told(to.person, earlier=False)


async def _telling(tx: Tx, watch: Watch, to: _Next, after: After) -> None:
    number = await _keep_telling(tx, watch, to, after)
    name = once.safety(watch.case_key, number)
    await outbox.put(tx, to.person.id, to.alert, _about(watch, to.alert, after), once=name)
    await _tell_on_call(tx, watch)
    for other in await _of_case(tx, watch.case):
        if not other.alerted_at:
            await _keep_telling(tx, other, to, after)


async def _tell_on_call(tx: Tx, watch: Watch) -> None:
    """Out of hours whoever is on call for the setting is told too, once, beside the chain: in the name of the worker,
    since a contact is no person here (`bot/delivery/outbox.py`). Never where it may be about them.
    """
    if is_working_time(tx.now, tx.closed):
        return
    if await on_call.can_be_told(tx, watch.setting_id, {watch.person_id, *await _whom_it_is_about(tx, watch)}):
        about = {"setting_id": watch.setting_id}
        await outbox.put(
            tx, watch.person_id, Alert.SAFETY_ALERT_ON_CALL, about, once=once.safety_on_call(watch.case_key)
        )


async def _whom_it_is_about(tx: Tx, watch: Watch) -> frozenset[str]:
    about = {*watch.also_about.split(), *((Role.DSL,) if watch.concern_about_dsl else ())}
    return await posts.holders(tx, watch.setting_id, about, watch.shown_at)


async def _keep_telling(tx: Tx, watch: Watch, to: _Next, after: After) -> int:
    number = len(await who_was_told(tx, watch.case_key)) + 1
    await tx.connection.execute(
        tellings.insert().values(
            case_key=watch.case_key,
            number=number,
            person_id=to.person.id,
            role=to.role,
            told_at=tx.now,
            after=after.value,
        )
    )
    await _keep(tx, watch.case_key, alerted_at=tx.now, alerted_person=to.person.id, alerted_after=after.value)
    return number


async def _start_again(tx: Tx, watch: Watch) -> None:
    await jobs.cancel(tx, JobKind.SAFETY_WATCH, watch.case_key)
    await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now + WAITS[watch.cause], watch.case_key)


async def _is_taken(tx: Tx, watch: Watch) -> bool:
    """Whether somebody has received or read what was signed."""
    taken = sa.select(records.c.id).where(records.c.submission_key == watch.case, records.c.status != Status.SIGNED)
    return await tx.connection.scalar(taken.limit(1)) is not None


async def after_roles(tx: Tx, person_id: str) -> None:
    """Somebody's roles have changed: an alert that has not reached them goes to whoever is to be told now."""
    for message in await outbox.waiting_for(tx, person_id):
        named = once.read_safety(message.once)
        if named is not None and await get(tx, named[0]) is not None:
            await _tell_another(tx, message, await _held(tx, named[0]), number=named[1])


async def _tell_another(tx: Tx, message: outbox.Message, watch: Watch, *, number: int) -> None:
    if watch.setting_id in (await people.get(tx, message.to_person)).settings_as(*CHAIN):
        return
    so_far = await who_was_told(tx, watch.case_key)
    told = next((one for one in so_far if one.number == number), None)
    if told is None:
        return
    others = {one.person_id for one in so_far if one.number != number}
    try:
        to = await _whom(tx, watch, others, told.role, only_of_the_chain=number > 1)
    except NoOneResponsible:
        to = None
    if to is not None and to.person.id == message.to_person:
        return
    await outbox.withdraw(tx, message)
    this = tellings.c.case_key == watch.case_key, tellings.c.number == number
    if to is not None:
        about = _about(watch, to.alert, After(told.after))
        await outbox.put(tx, to.person.id, to.alert, about, once=message.once)
        await tx.connection.execute(tellings.update().where(*this).values(person_id=to.person.id, role=to.role))
        if number == len(so_far):
            await _keep(tx, watch.case_key, alerted_person=to.person.id)
        return
    await tx.connection.execute(tellings.delete().where(*this))
    if number == 1:
        # as if nobody had been told: the clock is due again, and the doctor says so
        await _keep(tx, watch.case_key, alerted_at=None, alerted_person=None, alerted_after=None)
        await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now, watch.case_key)


async def _next(tx: Tx, watch: Watch) -> _Next | None:
    """Who is told next; None where everybody has been. Raises NoOneResponsible where there is nobody at all."""
    so_far = await who_was_told(tx, watch.case_key)
    if not so_far:
        return await _whom(tx, watch, set(), "", only_of_the_chain=False)
    after_them = CHAIN[CHAIN.index(Role(so_far[-1].role)) + 1 :] if so_far[-1].role else CHAIN
    try:
        told = {one.person_id for one in so_far}
        return await _whom(tx, watch, told, after_them[0], only_of_the_chain=True) if after_them else None
    except NoOneResponsible:
        return None


async def _whom(tx: Tx, watch: Watch, told: Collection[str], first: str, *, only_of_the_chain: bool) -> _Next:
    """The first who has this role or a later one, or any where it is ''; never the worker, nor whom it may be about.

    Where there is nobody, a manager or admin, unless `only_of_the_chain`. Raises NoOneResponsible.
    """
    never = {watch.person_id, *told, *await _whom_it_is_about(tx, watch)}
    # whoever is away is told only where nobody else is there to be told
    for passed_over in (await responsible.away(tx, watch.setting_id), frozenset[str]()):
        for role in CHAIN[CHAIN.index(Role(first)) if first else 0 :]:
            try:
                person = await responsible.first_of(tx, watch.setting_id, never | passed_over, (role,))
            except NoOneResponsible:
                continue
            return _Next(person, role, Alert.SAFETY_ALERT)
    if not only_of_the_chain:
        for other, setting_id in ((Role.MANAGER, watch.setting_id), (Role.ADMIN, watch.setting_id), (Role.ADMIN, None)):
            for person in await people.with_role(tx, other, setting_id):
                if person.id not in never:
                    return _Next(person, "", Alert.SAFETY_ALERT_NOBODY)
    raise NoOneResponsible(watch.setting_id)


def _about(watch: Watch, key: Alert, after: After) -> Mapping[str, str | int]:
    return {"cause": after.value} | ({"setting_id": watch.setting_id} if key is Alert.SAFETY_ALERT_NOBODY else {})


def _case(case_key: str) -> sa.ColumnElement[bool]:
    return watches.c.case_key.in_([case_key, *(f"{case_key}/{cause}" for cause in WatchCause)])


async def _of_case(tx: Tx, case_key: str) -> list[Watch]:
    """In the order in which they were shown."""
    query = sa.select(watches).where(_case(case_key)).order_by(watches.c.shown_at, watches.c.case_key)
    return [_watch(row) for row in await tx.connection.execute(query)]


async def _held(tx: Tx, key: str) -> Watch:
    """A watch, held until the transaction ends: two who tell at once tell one after the other."""
    return _watch(
        (await tx.connection.execute(sa.select(watches).where(watches.c.case_key == key).with_for_update())).one()
    )


def _watch(row: sa.Row[Any]) -> Watch:
    of = row._mapping
    after = of["alerted_after"]
    return Watch(**{**of, "cause": WatchCause(of["cause"]), "alerted_after": After(after) if after else None})


async def _keep(tx: Tx, key: str, **values: datetime | str | None) -> None:
    await tx.connection.execute(watches.update().where(watches.c.case_key == key).values(**values))
